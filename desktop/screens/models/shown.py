"""What the page of models shows, ready to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

COLUMNS = ("at", "clients", "answers", "verdict", "state")
NUMBERS = frozenset({"clients", "answers"})
"""Columns of counts, which stand right."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row by the names of its columns, and all of it as one sentence with who has trained it; the inks of its verdict
    and its state.
    """

    version: str
    at: str
    clients: str
    answers: str
    verdict: str
    state: str
    spoken: str
    verdict_tone: str = ""
    state_tone: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The comparison in words: a verdict, its lines below it. `tone` is "ok", "info", "warn" or "err"."""

    verdict: str
    lines: tuple[str, ...]
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class Member:
    """A part of a model by what it does; `share` 0…1 of all weights, also in words."""

    name: str
    share: float
    percent: str


@dataclass(frozen=True, slots=True)
class Promised:
    """What was promised and what came of it: sentences, the heads of three columns, a row for each part."""

    head: str
    told: tuple[str, ...]
    heads: tuple[str, str, str]
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The chosen version. `facts` are sentences; `deeds` (name, word) of what may be done with it now, `note` why
    nothing may be, or what follows; `others` (words, version) it can be compared with, as `with_` is. `promised` only
    of the version in use.
    """

    title: str
    state: str
    tone: str
    icon: str
    told: Told | None
    facts: tuple[str, ...]
    members: tuple[Member, ...]
    deeds: tuple[tuple[str, str], ...]
    note: str
    others: tuple[tuple[str, str], ...]
    with_: str
    compared: str
    details: tuple[str, ...]
    heads: tuple[str, str]
    promised: Promised | None = None


@dataclass(frozen=True, slots=True)
class Foot:
    """The sentence at the foot and the word of the button, empty where there is none."""

    text: str
    train: str
    running: bool


class ModelsView(Protocol):
    """What the presenter asks of the screen."""

    def show_versions(self, lines: Sequence[Line], chosen: int, subtitle: str, *, counting: bool) -> None:
        """The rows; `counting`: one of them counts seconds down."""

    def renew(self, lines: Sequence[Line]) -> None:
        """The same rows a second later."""

    def show_card(self, card: Card) -> None:
        """The chosen version."""

    def show_none(self, title: str, text: str, action: str) -> None:
        """No version was ever trained."""

    def show_foot(self, foot: Foot) -> None:
        """The way to train."""

    def show_refused(self, sentence: str) -> None:
        """Why something could not be done; an empty sentence takes it back."""

    def announce(self, sentence: str) -> None:
        """Let a screen reader say it."""

    def is_seen(self) -> bool:
        """Whether the page is in front."""
