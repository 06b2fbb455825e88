"""Answers of partners: the code by which one finds its lead, what a line of a reply says, and why it may need a person.

A code is random and says nothing of anybody.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from core.domain.decision import RefusalReason
from core.domain.lead import Answer

_SYMBOLS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32 (https://www.crockford.com/base32.html): nobody takes one for another when reading aloud."""

_LENGTH: Final = 10
_HALF: Final = _LENGTH // 2
_READ_AS = str.maketrans("OoIiLl" + "АВЕКМНОРСТХУавекмнорстху", "001111" + "ABEKMH0PCTXYABEKMH0PCTXY")
_BETWEEN = re.compile(r"[\s\u00ad\u200b\ufeff_.\-\u2010-\u2015\u2212]+")


class ReplyProblem(StrEnum):
    """Why a line of a reply waits for a person. Nothing of such a line is guessed."""

    NO_CODE = "no_code"
    UNKNOWN_CODE = "unknown_code"
    TOLD_TWICE = "told_twice"
    ANSWER_UNCLEAR = "answer_unclear"
    DAY_UNCLEAR = "day_unclear"
    AMOUNT_UNCLEAR = "amount_unclear"
    CONTRADICTION = "contradiction"
    OTHERWISE_RECORDED = "otherwise_recorded"
    NOT_SENT = "not_sent"
    TOO_LATE = "too_late"
    NO_LEAD_FITS = "no_lead_fits"
    SEVERAL_FIT = "several_fit"
    ONLY_ALIKE = "only_alike"


UNSURE: Final = frozenset({ReplyProblem.ONLY_ALIKE})
"""Problems of lines whose lead is only supposed."""

NAMED_UNSURELY: Final = UNSURE | {ReplyProblem.NO_LEAD_FITS, ReplyProblem.SEVERAL_FIT}
"""Problems of lines that name somebody, and not surely whom."""

WHO: Final = "who"
"""What a line that names its client says of it, among that which it `said`."""


@dataclass(frozen=True, slots=True, repr=False)
class ReplyLine:
    """A line of a reply with an answer, or with something where an answer should be.

    `number` of its row in the file, from 1; `code` as `new_code` writes it; `on` None where no day stands; `amount` in
    roubles; `said` what stood in its cells, as column → text, for whoever has to understand a `problem`.
    """

    number: int
    code: str | None
    answer: Answer | None
    on: date | None
    amount: float | None
    reason: RefusalReason | None
    comment: str
    said: tuple[tuple[str, str], ...]
    problem: ReplyProblem | None = None


def new_code() -> str:
    """A code nobody can guess, of 50 bits: so few of them are given out that a slip of the pen never hits another."""
    symbols = "".join(secrets.choice(_SYMBOLS) for _ in range(_LENGTH))
    return f"{symbols[:_HALF]}-{symbols[_HALF:]}"


def code_in(text: str) -> str | None:
    """The code that a cell holds, as `new_code` writes it, however it was typed: without the dash, in small or Cyrillic
    letters of the same look, with the letter O for a zero; None where it holds no code.
    """
    symbols = _BETWEEN.sub("", text).translate(_READ_AS).upper()
    if len(symbols) != _LENGTH or not set(symbols).issubset(_SYMBOLS):
        return None
    return f"{symbols[:_HALF]}-{symbols[_HALF:]}"
