"""A client's identity and portrait as one flat mapping of plain values, for comparing and keeping."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, Final

from core.domain.client import Document, DocumentKind, Identity, Portrait

DETAILS: Final = "details."
PORTRAIT: Final = "portrait."

_BY_HAND: Final = frozenset({"documents", "details"})
_PLAIN: Final = tuple(field.name for field in fields(Identity) if field.name not in _BY_HAND)
_PARTS: Final = tuple(field.name for field in fields(Document) if field.name != "kind")
_PORTRAIT: Final = tuple(field.name for field in fields(Portrait))

Flat = Mapping[str, Any]
"""Name → value, days as ISO text; what is empty is not there. Documents go by their kind and are mappings of their
parts, details and the portrait by prefixed names.
"""


def flat(identity: Identity, portrait: Portrait) -> dict[str, Any]:
    """All that is filled."""
    values: dict[str, Any] = {name: _plain(getattr(identity, name)) for name in _PLAIN}
    for paper in identity.documents:
        parts = {name: _plain(getattr(paper, name)) for name in _PARTS}
        values[paper.kind.value] = {name: part for name, part in parts.items() if part}
    values |= {DETAILS + code: value for code, value in identity.details.items()}
    known = {PORTRAIT + name: getattr(portrait, name) for name in _PORTRAIT}
    return {name: value for name, value in values.items() if value} | {
        name: value for name, value in known.items() if value is not None
    }


def raised(values: Flat) -> tuple[Identity, Portrait]:
    """What `flat` gave. Raises ValueError for a day that is none."""
    papers = [Document(kind, **_parts(values[kind.value])) for kind in sorted(DocumentKind) if values.get(kind.value)]
    plain = {name: values[name] for name in _PLAIN if name in values}
    if "birth_date" in plain:
        plain["birth_date"] = date.fromisoformat(plain["birth_date"])
    details = {name.removeprefix(DETAILS): value for name, value in values.items() if name.startswith(DETAILS)}
    portrait = {name: values[PORTRAIT + name] for name in _PORTRAIT if PORTRAIT + name in values}
    return Identity(**plain, documents=tuple(papers), details=details), Portrait(**portrait)


def changes(old: Flat, new: Flat) -> dict[str, Any]:
    """Names in which they differ → the old value, None where there was none."""
    names = [*old, *(name for name in new if name not in old)]
    return {name: old.get(name) for name in names if old.get(name) != new.get(name)}


def _parts(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: date.fromisoformat(value) if name == "issued_on" else value for name, value in values.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
