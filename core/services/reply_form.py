"""The form in which a partner answers: a line for each lead of a package, told by its code and its service alone."""

from collections.abc import Sequence
from typing import Final

from core.delivery.form import FormColumn, FormSheet, Typed
from core.domain.decision import RefusalReason
from core.domain.lead import Answer
from core.services.session import Deed
from core.services.wording import Language, say
from core.vault.sealing import new_identity

REPLY_KEY: Final = "reply_key"
"""The fact and the secret of a base by which answers are sealed for it and opened again."""

_TYPED: Final = {
    "code": Typed.TEXT,
    "service": Typed.TEXT,
    "answer": Typed.TEXT,
    "on": Typed.DAY,
    "amount": Typed.NUMBER,
    "reason": Typed.TEXT,
    "comment": Typed.TEXT,
}
"""The columns of the form, in their order."""


def reply_form(language: Language, codes: Sequence[str], services: Sequence[str], recipient: str) -> FormSheet:
    """The form for these leads; `recipient` is what an answer is sealed for."""

    def told(key: str) -> str:
        return say(language, "reply", key, recipient=recipient)

    words = {
        "answer": tuple(told(f"answer_{answer}") for answer in Answer),
        "reason": tuple(say(language, "decisions", f"refusal_{reason}") for reason in RefusalReason),
    }
    columns = tuple(
        FormColumn(told(name), typed, told(f"{name}_explained"), words.get(name, ())) for name, typed in _TYPED.items()
    )
    return FormSheet(
        sheet=told("sheet"),
        columns=columns,
        notes=told("notes"),
        heads=(told("column"), told("explanation")),
        rows=tuple(zip(codes, services, strict=True)),
        remarks=((told("way_back"), told("way_back_explained")), (told("sealing"), told("sealing_explained"))),
    )


def reply_recipient(deed: Deed) -> str:
    """The public key for answers to this base, in age's form; made when it is asked for the first time."""
    facts = deed.work.accounts.facts()
    if REPLY_KEY not in facts:
        identity, recipient = new_identity()
        deed.work.accounts.keep_secret(REPLY_KEY, identity.encode())
        deed.work.accounts.note_fact(REPLY_KEY, recipient)
        return recipient
    return facts[REPLY_KEY]
