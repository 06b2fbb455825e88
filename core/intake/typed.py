"""What somebody types into the fields of one client: cleaned as a cell of a table is, and refused where a cell would be
dropped.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, Final

from core.domain.client import ClientType, Identity, Portrait
from core.domain.errors import BadField, MissingValue
from core.domain.flat import DETAILS, PORTRAIT, flat, raised
from core.domain.text import fold
from core.intake.amounts import number_in
from core.intake.cells import Who, cleaner
from core.intake.cleaning import is_likely_birth
from core.intake.dates import DateOrder, day_in
from core.intake.fields import FIELDS, Field, Form, Place, Unit
from core.intake.problems import Code
from core.intake.words import tidy

_PLACES: Final = frozenset({Place.IDENTITY, Place.DOCUMENT, Place.DETAIL, Place.PORTRAIT})

TYPED: Final = frozenset(
    code
    for code, field in FIELDS.items()
    if field.place in _PLACES and field.form not in {Form.FULL_NAME, Form.PASSPORT}
)
"""Codes of the fields that can be typed one by one."""

_DAYS: Final = {"сегодня": 0, "today": 0, "вчера": -1, "yesterday": -1, "завтра": 1, "tomorrow": 1}
_SHIFT: Final = re.compile(r"[+-]\d{1,4}")
_NEAR: Final = 20
_NAME_PARTS: Final = ("surname", "name", "patronymic")

Doubts = Mapping[str, Code]
"""Field → what is unusual about its value, which was taken all the same."""


def typed_into(
    known: tuple[Identity, Portrait], client_type: ClientType, values: Mapping[str, str], today: date
) -> tuple[Identity, Portrait, Doubts]:
    """What a client is once these values (field code → text; empty: not known any longer) were typed.

    Raises BadField, MissingValue (nobody's name is left), KeyError for a code that is not in `TYPED`.
    """
    now: dict[str, Any] = dict(flat(*known))
    doubts: dict[str, Code] = {}
    for code in values:
        if code not in TYPED:
            raise KeyError(code)
        value, doubt = _cleaned(FIELDS[code], values[code], client_type, today)
        if doubt is not None:
            doubts[code] = doubt
        _put(now, FIELDS[code], value)
        if code == "birth_date":
            year = value.year if value and client_type is ClientType.PERSON else None
            _set(now, PORTRAIT + "birth_year", year)
    identity, portrait = raised(now)
    if not identity.full_name:
        raise MissingValue(field="name")
    return identity, portrait, doubts


def typed_texts(identity: Identity, portrait: Portrait) -> dict[str, str]:
    """Field code → its value as one would type it: days as ISO text, words of closed lists as their codes; what is not
    known is not there, nor are documents.
    """
    texts: dict[str, str] = {}
    for name, value in flat(identity, portrait).items():
        code = name.removeprefix(DETAILS).removeprefix(PORTRAIT)
        if code in TYPED and FIELDS[code].place is not Place.DOCUMENT:
            texts[code] = _text(value)
    return texts


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _cleaned(field: Field, text: str, client_type: ClientType, today: date) -> tuple[Any, Code | None]:
    value, problem = cleaner(field, today)(text)
    if isinstance(value, Who):
        value = value.organisation or " ".join(filter(None, value[:3]))
    if value is None and problem is not None:
        raise BadField(field=field.code, problem=problem.value)
    if field.code == "birth_date" and value and client_type is ClientType.PERSON and not is_likely_birth(value, today):
        raise BadField(field=field.code, problem=Code.BIRTH_DATE_UNLIKELY.value)
    return value, problem


def _put(now: dict[str, Any], field: Field, value: Any) -> None:
    plain = value.isoformat() if isinstance(value, date) else value
    if field.place is Place.DOCUMENT and field.document is not None:
        paper = dict(now.get(field.document.value, {}))
        _set(paper, field.code.removeprefix(f"{field.document}_"), plain)
        _set(now, field.document.value, paper)
        return
    prefix = {Place.DETAIL: DETAILS, Place.PORTRAIT: PORTRAIT}.get(field.place, "")
    _set(now, prefix + field.code, plain)


def _set(values: dict[str, Any], name: str, value: Any) -> None:
    """In a flat mapping what is empty is not there; False and 0 are not empty."""
    values.pop(name, None)
    if value is not None and value not in ("", {}):
        values[name] = value


def typed_name(known: Mapping[str, str], client_type: ClientType, text: str, today: date) -> dict[str, str]:
    """A whole name typed in one line as the fields that it fills, for `typed_into`; `known` are those of the client, as
    in `typed_texts`. A person's name has its parts where they were if it has as many words as before, so that a surname
    of two words stays one; else the surname is first.
    """
    if client_type is ClientType.ENTITY or ("organisation" in known and not known.keys() & set(_NAME_PARTS)):
        return {"organisation": text}
    words = text.split()
    lengths = [len(known.get(part, "").split()) for part in _NAME_PARTS]
    if len(words) == sum(lengths):
        ends = list(accumulate(lengths))
        return {
            part: " ".join(words[end - length : end])
            for part, length, end in zip(_NAME_PARTS, lengths, ends, strict=True)
        }
    value, _ = cleaner(FIELDS["full_name"], today)(text)
    if isinstance(value, Who) and value.surname:
        return {"surname": value.surname, "name": value.name, "patronymic": value.patronymic}
    return {"surname": text.strip(), "name": "", "patronymic": ""}


def typed_day(text: str, today: date, name: str) -> date | None:
    """A day as people type it: «7.3.25», «7 марта 2026», «сегодня», «вчера», «+3»; None for nothing. `name` is that of
    the field, for what is refused. Raises BadField.
    """
    said = fold(text)
    if not said:
        return None
    if said in _DAYS:
        return today + timedelta(days=_DAYS[said])
    if _SHIFT.fullmatch(text.strip()):
        return today + timedelta(days=int(text))
    day, problem = day_in(tidy(text), DateOrder.DAY_FIRST, date(today.year + 50, 12, 31))
    if day is None:
        raise BadField(field=name, problem=str(problem or Code.DATE_UNCLEAR))
    if problem is Code.YEAR_SHORT and day.year > today.year + _NEAR:  # «85» is long gone, «27» is to come
        day = day.replace(year=day.year - 100)
    return day


def typed_money(text: str, name: str) -> float | None:
    """Roubles as people type them: «42 300», «45 тыс»; None for nothing. Raises BadField."""
    if not text.strip():
        return None
    found = number_in(tidy(text).casefold(), Unit.ROUBLES)
    if found is None:
        raise BadField(field=name, problem=Code.NUMBER_UNCLEAR.value)
    return float(found[0])
