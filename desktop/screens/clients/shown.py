"""What the list of clients shows, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.screens.clients.wanted import Part

if TYPE_CHECKING:
    from collections.abc import Mapping


class Column(StrEnum):
    """The columns, in their order."""

    NAME = "name"
    CLIENT_TYPE = "client_type"
    CITY = "city"
    PHONE = "phone"
    KINDS = "kinds"
    SCORE = "score"
    CONSENT = "consent"
    CONTACT = "contact"
    MANAGER = "manager"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class RowShown:
    """One client. `icon` of its type, `sign` and `ink` of its consent; `strong`: the score is worth accepting; `full`
    is its whole name, `spoken` all of it as one sentence.
    """

    id: int
    full: str
    icon: str
    cells: Mapping[Column, str]
    score: int | None
    strong: bool
    sign: str
    ink: str
    spoken: str


@dataclass(frozen=True, slots=True)
class EditShown:
    """A cell to type in; `caption` says of whom it is what."""

    column: Column
    caption: str
    text: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of the filter that something is chosen of."""

    part: Part
    text: str
    on: bool


@dataclass(frozen=True, slots=True)
class ViewShown:
    """A saved view; `own`: it may be removed; `on`: it is what stands."""

    id: int
    text: str
    own: bool
    on: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be chosen of a part: (word, value) pairs and the values that are."""

    part: Part
    title: str
    options: tuple[tuple[str, object], ...]
    chosen: frozenset[object]
