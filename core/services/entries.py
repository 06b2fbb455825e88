"""Entries of the journal in words: who acted as what, what was done, with which counts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from core.domain.rights import UseCase
from core.services.consents import WITHDRAWN
from core.services.decisions import BEFORE, SCORED
from core.services.organisation import MOVED
from core.services.wording import Language, say, say_day, sentences

BEFORE_AND_AFTER: Final = frozenset({UseCase.CHANGE_SETTINGS})
"""Use cases whose details are [before, after] by name; no other entry holds values but those of `RIGHTS`."""

DAYS: Final = frozenset({"until", "first", "last", "made_at"})
"""Details that are ISO days or moments."""

RIGHTS: Final = frozenset({"roles"})
"""Details that are [before, after] in any entry."""

CODES: Final[Mapping[str, tuple[str, str]]] = {
    "stage": ("words", ""),
    "fields": ("package", ""),
    "answer": ("journal", "answer_"),
    "corrected": ("journal", "answer_"),
    "left_out": ("journal", "left_out_"),
    "cell": ("journal", "cell_"),
    "groups": ("journal", "group_"),
    "use_cases": ("journal", "use_case_"),
    "roles": ("journal", "role_"),
    "added": ("fields", ""),
    "edited": ("fields", ""),
    "shown": ("journal", "shown_"),
    "backup": ("journal", "backup_"),
    "override_reason": ("decisions", "override_"),
    "decline_reason": ("decisions", "decline_"),
    "refusal_reason": ("decisions", "refusal_"),
    "mail_fields": ("journal", "mail_"),
    "partner_address": ("journal", "address_"),
    "verdict": ("journal", "verdict_"),
}
"""Details whose texts are codes, with the section of their words and how the keys there begin."""

COUNTED: Final = frozenset({BEFORE, SCORED, MOVED, WITHDRAWN})
"""Details whose lists are told by their length."""

_MOST_LISTED: Final = 20


def tell_use_case(language: Language, use_case: str) -> str:
    """What was done; a code that this program does not know stays one."""
    return _word(language, "journal", f"use_case_{use_case}", use_case)


def tell_role(language: Language, role: str) -> str:
    """In which role; a code that this program does not know stays one."""
    return _word(language, "journal", f"role_{role}", role)


def tell_details(language: Language, use_case: str, details: Mapping[str, Any]) -> str:
    """All details in one sentence, empty where there are none."""
    kind = "setting" if use_case in BEFORE_AND_AFTER else "detail"
    place = {key: number for number, key in enumerate(sentences(language, "journal"))}
    ordered = sorted(details, key=lambda name: place.get(f"{kind}_{name}", len(place)))
    told = "; ".join(_tell(language, kind, name, details[name]) for name in ordered)
    return told[:1].upper() + told[1:]


def _tell(language: Language, kind: str, name: str, value: object) -> str:
    key = f"{kind}_{name}"
    if key not in sentences(language, "journal"):
        return f"{name}: {value}"
    if kind == "detail" and name not in RIGHTS:
        return say(language, "journal", key, value=_worded(language, name, value))
    before, after = value if isinstance(value, list) and len(value) == 2 else (None, value)
    return say(language, "journal", key, before=_worded(language, name, before), after=_worded(language, name, after))


def _worded(language: Language, name: str, value: object) -> str:
    if value is None or value in ([], {}):
        return _word(language, "journal", f"none_{name}", say(language, "journal", "none"))
    if isinstance(value, bool):
        return say(language, "journal", "yes" if value else "no")
    if isinstance(value, Mapping):
        return ", ".join(f"{_coded(language, name, code)} {count}" for code, count in value.items())
    if isinstance(value, list):
        return str(len(value)) if name in COUNTED else _listed(language, name, value)
    return _coded(language, name, value)


def _listed(language: Language, name: str, values: Sequence[object]) -> str:
    listed = ", ".join(_coded(language, name, one) for one in values[:_MOST_LISTED])
    more = len(values) - _MOST_LISTED
    return listed if more <= 0 else say(language, "journal", "more", listed=listed, count=more)


def _coded(language: Language, name: str, value: object) -> str:
    if name in DAYS:
        return _day(language, str(value))
    if name in CODES:
        section, beginning = CODES[name]
        return _word(language, section, f"{beginning}{value}", str(value))
    return str(value).replace(".", ",") if isinstance(value, float) and language == "ru" else str(value)


def _day(language: Language, value: str) -> str:
    """An ISO day, or a moment, as people of that language write it; anything else as it stands."""
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return value
    told = say_day(language, day)
    return f"{told}, {value[11:16]}" if value[11:16] else told


def _word(language: Language, section: str, key: str, otherwise: str) -> str:
    return str(sentences(language, section).get(key, otherwise))
