"""Answers in a block that was copied out of a spreadsheet: with reply codes, with the names of clients, or neither.

A block with codes is read as a partner's file is. One that names clients says of each what it was answered. One that is
nothing but answers, amounts and days means rows that somebody has chosen, in their order.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final

from core.domain.client import ClientType, Identity
from core.domain.client_search import called
from core.domain.errors import PastedTooBig
from core.domain.lead import Answer
from core.domain.reply import WHO, ReplyLine, ReplyProblem, code_in
from core.domain.reply_errors import NoPastedReplies
from core.domain.sameness import CLIENT_CODE
from core.domain.text import fold
from core.intake.amounts import number_in
from core.intake.cells import Who, as_text, cleaner
from core.intake.contents import kind_of
from core.intake.conventions import convention_of
from core.intake.dates import is_date_like
from core.intake.delimited import records
from core.intake.fields import FIELDS, Unit
from core.intake.foreign import guarded
from core.intake.headers import known_headers
from core.intake.mapping import suggest
from core.intake.phones import mobile
from core.intake.replies import lines_in
from core.intake.reply_rows import (
    CLEAR,
    Column,
    columns_by_cells,
    filled_cells,
    headed_columns,
    is_answer,
    line_in,
    order_in,
    picked,
    share,
)
from core.intake.reply_words import HEADERS, NOT_YET, reason_said
from core.intake.tables import Table

MOST_PASTED: Final = 1
"""Megabytes: more is a table for the import."""

_MEGABYTE: Final = 1024**2
_TITLES: Final = 5
"""A header is one of this many first filled rows."""

_ENOUGH: Final = 0.5
"""The share of cells that must be such in a block that is nothing but answers; what comes of it is looked at first."""

_MOST_BARE: Final = 1e9
"""Roubles of one purchase where no header says that a column holds amounts."""

_OFTEN: Final = 3
_CODE_HEADS: Final = frozenset({"код ответа", "reply code"})
_NUMBER_HEADS: Final = frozenset({"номер клиента", "№ клиента", "client number"})
"""As tasks that are taken along have it; a table's own code of a client may be called so as well."""

_PARTNER_HEADS: Final = frozenset({"партнер", "partner"})
PARTNER: Final = "partner"
NUMBER: Final = "number"
_WHO: Final = ("full_name", "surname", "name", "patronymic", "organisation")
_TELLING: Final = frozenset({*_WHO, "inn", "birth_date", "phone", "email", CLIENT_CODE})
_TOTAL: Final = re.compile(r"(?:общий )?(?:итого?|всего|(?:grand )?total)\b.*")

Texts = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Block:
    """A pasted block: headers, "" for those that it has not, and its rows as texts with their numbers from 1. Rows in
    which nothing stands are there too: they may stand for a row somewhere else.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    headed: bool

    @property
    def codes(self) -> frozenset[str]:
        """What may be a reply code, and may be a telephone just as well."""
        return frozenset(code for row in self.rows for text in row if (code := code_in(text)) is not None)

    @property
    def names_codes(self) -> bool:
        """Whether a header says that codes stand below it."""
        return any(fold(header) in _CODE_HEADS for header in self.headers)


@dataclass(frozen=True, slots=True, repr=False)
class NamedLine:
    """What a row says of a client, of whom it tells `identity` (`client_type` None where it names nobody) and perhaps
    the `number` that the base gave, of a service and of a partner, "" where it does not name them.
    """

    line: ReplyLine
    identity: Identity
    client_type: ClientType | None
    service: str
    partner: str
    number: int | None = None


def read_block(text: str) -> Block:
    """The cells of a copied block. Raises PastedTooBig, NoPastedReplies where nothing stands in it."""
    text = text.replace("\0", "")
    if len(text.encode("utf-8", "surrogatepass")) > MOST_PASTED * _MEGABYTE:
        raise PastedTooBig(most=MOST_PASTED)
    delimiter = "\t" if "\t" in text or ";" not in text else ";"
    cells = [tuple(map(as_text, row)) for row in guarded(lambda: list(records(text, delimiter)))]
    while cells and not any(cells[-1]):
        cells.pop()
    if not cells:
        raise NoPastedReplies
    width = max(map(len, cells))
    rows = [row + ("",) * (width - len(row)) for row in cells]
    filled = [place for place, row in enumerate(rows) if any(row)]
    head = next((place for place in filled[:_TITLES] if _is_header(rows[place])), None)
    begin = 0 if head is None else head + 1
    return Block(
        headers=rows[head] if head is not None else ("",) * width,
        rows=tuple(rows[begin:]),
        numbers=tuple(range(begin + 1, len(rows) + 1)),
        headed=head is not None,
    )


def coded_lines(block: Block, today: date) -> list[ReplyLine]:
    """The lines of a block with codes. Raises NoReplies."""
    kept = [(number, row) for number, row in zip(block.numbers, block.rows, strict=True) if any(row)]
    return lines_in(Table(block.headers, [row for _, row in kept], [number for number, _ in kept]), today)


def bare_lines(block: Block, today: date) -> list[ReplyLine | None] | None:
    """What each row answers, None for one that does not, where the block holds nothing but answers, amounts, days and
    reasons, or headers that say so; else None. Where only amounts stand, they are of what was bought.
    """
    columns = _bare_columns(block)
    if columns is None:
        return None
    order = order_in(filled_cells([[row[columns["on"]]] for row in block.rows], 1)[0] if "on" in columns else ())
    if "answer" in columns:
        told = zip(block.numbers, block.rows, strict=True)
        return [line_in(number, picked(row, columns), order, today, coded=False) for number, row in told]
    return [
        _bought(number, picked(row, columns), partial(line_in, order=order, today=today, coded=False))
        for number, row in zip(block.numbers, block.rows, strict=True)
    ]


def named_lines(
    block: Block, today: date, companies: Collection[str], is_service: Callable[[str], bool]
) -> list[NamedLine]:
    """The lines of a block that tells clients, services and partners (one of `companies`) in words. Raises
    NoPastedReplies where no column tells clients, or none has answers.
    """
    filled = filled_cells(block.rows, len(block.headers))
    answers = headed_columns(block.headers, ())
    beside = _partner_column(block.headers, filled, answers.values(), companies)
    beside |= _number_column(block.headers, filled, {*answers.values(), *beside.values()})
    telling = _telling_columns(block, filled, {*answers.values(), *beside.values()})
    if not telling.keys() & _TELLING and NUMBER not in beside:
        telling |= _lone_name(block, filled, {*answers.values(), *beside.values(), *telling.values()})
    taken = {*answers.values(), *beside.values(), *telling.values()}
    if "products" not in telling:
        free = [
            place for place in range(len(filled)) if place not in taken and share(filled[place], is_service) >= CLEAR
        ]
        telling |= {"products": free[0]} if len(free) == 1 else {}
        taken |= set(free)
    answers |= {what: at for what, at in columns_by_cells(filled, taken, _ENOUGH).items() if what not in answers}
    if "answer" not in answers or not (telling.keys() & _TELLING or NUMBER in beside):
        raise NoPastedReplies
    order = order_in(filled[answers["on"]] if "on" in answers else ())
    columns = {"service": telling.get("products"), **{what: beside.get(what) for what in (PARTNER, NUMBER)}}
    lines = []
    for number, row, (identity, kind) in zip(
        block.numbers, block.rows, _identities(block, telling, today), strict=True
    ):
        told = {what: "" if place is None else row[place] for what, place in columns.items()}
        words = [told[NUMBER], *(row[place] for code, place in telling.items() if code in _TELLING)]
        who = " ".join(filter(None, words))
        if _TOTAL.fullmatch(fold(who)):
            continue
        said = {WHO: who, "service": told["service"], PARTNER: told[PARTNER]}
        texts = {what: text for what, text in said.items() if text} | picked(row, answers)
        line = line_in(number, texts, order, today, coded=False)
        if line is not None:
            given = called(told[NUMBER])
            lines.append(
                NamedLine(line, identity, kind, told["service"], told[PARTNER], given.number if given else None)
            )
    return lines


# ---------------------------------------------------------------------- columns


def _is_header(row: Sequence[str]) -> bool:
    """Whether a row names columns, and says nothing itself."""
    known, cells = known_headers(), [text for text in row if text]
    ours = (
        {name for ways in HEADERS.values() for way in ways for name in way}
        | _CODE_HEADS
        | _PARTNER_HEADS
        | _NUMBER_HEADS
    )
    if any(is_answer(text) or mobile(text) or is_date_like(text) or _amount(text) for text in cells):
        return False
    return any(fold(text) in ours or known.is_known(text) for text in cells)


def _bare_columns(block: Block) -> Mapping[str, int] | None:
    filled = filled_cells(block.rows, len(block.headers))
    found = headed_columns(block.headers, ())
    for place, column in enumerate(filled):
        if not column or place in found.values():
            continue
        kind = next((what for what, is_such in _BARE.items() if share(column, is_such) >= _ENOUGH), None)
        if kind is None or kind in found or block.headers[place]:
            return None
        found[kind] = place
    return found if found.keys() & {"answer", "amount"} else None


def _says_something(text: str) -> bool:
    return is_answer(text) or fold(text) in NOT_YET


def _amount(text: str) -> bool:
    """Longer numbers are telephones and codes."""
    found = number_in(text.casefold(), Unit.ROUBLES)
    return found is not None and abs(found[0]) < _MOST_BARE


_BARE: Final[Mapping[str, Callable[[str], bool]]] = {
    "answer": _says_something,
    "on": is_date_like,
    "amount": _amount,
    "reason": lambda text: reason_said(text) is not None,
}
"""What a column without a header holds → by which of its cells that is seen, in the order of asking."""


def _bought(
    number: int, row: Mapping[str, str], read: Callable[[int, Mapping[str, str]], ReplyLine | None]
) -> ReplyLine | None:
    """An amount beside which nothing stands is of something bought; 0 may mean anything."""
    if "amount" not in row:
        return None
    line = read(number, {**row, "answer": Answer.BOUGHT.value})
    if line is None:
        return None
    problem = line.problem or (None if line.amount else ReplyProblem.AMOUNT_UNCLEAR)
    return replace(line, said=tuple(row.items()), problem=problem)


def _partner_column(
    headers: Sequence[str], filled: Sequence[Column], taken: Collection[int], companies: Collection[str]
) -> dict[str, int]:
    """The one column that is headed so, or in which nothing but companies of the group stands."""
    known = {fold(one) for one in companies}
    free = [place for place in range(len(headers)) if place not in taken]
    headed = [place for place in free if fold(headers[place]) in _PARTNER_HEADS]
    places = headed or [at for at in free if filled[at] and all(fold(text) in known for text in filled[at])]
    return {PARTNER: places[0]} if len(places) == 1 else {}


def _number_column(headers: Sequence[str], filled: Sequence[Column], taken: Collection[int]) -> dict[str, int]:
    """The one column that is headed so, or in which nothing but «№ 123» stands."""
    free = [place for place in range(len(headers)) if place not in taken]
    headed = [place for place in free if fold(headers[place]) in _NUMBER_HEADS]
    places = headed or [at for at in free if filled[at] and all(_is_number_alone(text) for text in filled[at])]
    return {NUMBER: places[0]} if len(places) == 1 else {}


def _is_number_alone(text: str) -> bool:
    found = called(text)
    return found is not None and found.alone


def _telling_columns(block: Block, filled: Sequence[Column], taken: Collection[int]) -> dict[str, int]:
    """Field code → the column that tells it, by headers and, however few the rows, by cells."""
    free = [place for place in range(len(block.headers)) if place not in taken]
    headers = tuple(block.headers[place] for place in free)
    rows = [tuple([row[place] or None for place in free]) for row in block.rows]
    columns = {code: free[place] for code, place in suggest(headers, rows).columns.items()}
    found = {code: place for code, place in columns.items() if code in _TELLING or code == "products"}
    for place in free:
        if place not in found.values() and filled[place]:
            kind = kind_of([*filled[place]] * _OFTEN)
            if kind is not None and kind.value in _TELLING and kind.value not in found:
                found[kind.value] = place
    return found


def _lone_name(block: Block, filled: Sequence[Column], taken: Collection[int]) -> dict[str, int]:
    """The one column of words that no header and no cell explains: what stands beside an answer is a name."""
    free = [at for at, column in enumerate(filled) if at not in taken and column and not block.headers[at]]
    spare = [at for at in free if share(filled[at], _is_wordy) == 1.0 and share(filled[at], _says_something) < _ENOUGH]
    return {"full_name": spare[0]} if len(spare) == 1 else {}


def _is_wordy(text: str) -> bool:
    return any(map(str.isalpha, text)) and not is_date_like(text)


# ---------------------------------------------------------------------- clients


def _identities(block: Block, telling: Mapping[str, int], today: date) -> list[tuple[Identity, ClientType | None]]:
    """Whom each row tells, cleaned as a table's rows are."""
    values: dict[str, list[Any]] = {}
    for code, place in telling.items():
        field, cells = FIELDS[code], [row[place] or None for row in block.rows]
        clean = cleaner(field, today, convention_of(field, block.headers[place], cells))
        values[code] = [clean(cell)[0] for cell in cells]
    return [_identity({code: column[at] for code, column in values.items()}) for at in range(len(block.rows))]


def _identity(told: Mapping[str, Any]) -> tuple[Identity, ClientType | None]:
    whole, firm = told.get("full_name") or Who(), told.get("organisation") or Who()
    parts = [told.get(code) or part for code, part in zip(_WHO[1:4], whole[:3], strict=True)]
    surname, name, patronymic = parts if any(parts) else firm[:3]
    organisation = firm.organisation or whole.organisation
    identity = Identity(
        surname=surname,
        name=name,
        patronymic=patronymic,
        organisation=organisation,
        inn=told.get("inn") or "",
        birth_date=told.get("birth_date"),
        phone=told.get("phone") or "",
        email=told.get("email") or "",
        details={CLIENT_CODE: told[CLIENT_CODE]} if told.get(CLIENT_CODE) else {},
    )
    if surname or name or patronymic:
        return identity, ClientType.PERSON
    return identity, ClientType.ENTITY if organisation else None
