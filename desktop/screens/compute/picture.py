"""All that the page of computing shows, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

ALL: Final = "all"
IMPORT: Final = "import"
CHOSEN: Final = "chosen"


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the card: an icon, what is so, what follows from it."""

    icon: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Running:
    """The work under way. `share` 0…1, None where it is not known; `steps` as (words, as it is heard, state)."""

    text: str
    share: float | None
    stopping: bool
    steps: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What came of the last run; `whole` unless it was stopped."""

    title: str
    lines: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing before anything can be computed, and the page where it can be had."""

    title: str
    text: str
    action: str
    page: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All that the page shows. `crowds`: (word, count, value) of whom one may choose to compute, empty where there is
    nothing to choose; `stages`: (count, word) on the way from a client to a lead. `run`, `again` and `review` are the
    words of the buttons, empty where there is none.
    """

    facts: tuple[Fact, ...] = ()
    crowds: Sequence[tuple[str, str, str]] = ()
    crowd: str = ALL
    stages: Sequence[tuple[str, str]] = ()
    lack: Lack | None = None
    running: Running | None = None
    told: Told | None = None
    run: str = ""
    again: str = ""
    review: str = ""
    foot: str = ""
