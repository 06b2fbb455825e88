"""What the page shows of a client: plain values, in the words of the language."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field. `options` (word, value) where one of a list is chosen; `paper`: it is masked, and shown and changed by
    buttons; `locked`: to be read only; `reveal`: the word of the button that shows it, "" where there is none.
    """

    code: str
    caption: str
    text: str
    options: tuple[tuple[str, str], ...] = ()
    paper: bool = False
    locked: bool = False
    reveal: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class GroupShown:
    """Fields under one heading; `count` says how many are filled."""

    name: str
    title: str
    count: str
    fields: tuple[FieldShown, ...]


@dataclass(frozen=True, slots=True)
class DoShown:
    """A button: what it is called, what it does (`name` of a deed) and to what."""

    word: str
    name: str
    value: int | str = 0
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of a section: icon with its colour, two lines, a word at the right, a score where there is one."""

    icon: str
    ink: str
    title: str
    detail: str = ""
    right: str = ""
    score: int | None = None
    does: tuple[DoShown, ...] = ()

    @property
    def spoken(self) -> str:
        """All of it as one sentence."""
        score = "" if self.score is None else str(self.score)
        return ". ".join(filter(None, (self.title, score, self.right, self.detail)))


@dataclass(frozen=True, slots=True)
class SectionShown:
    """Rows under one heading, with what can be done there; `note` stands below the rows, or in their place."""

    name: str
    title: str
    count: str
    rows: tuple[RowShown, ...]
    does: tuple[DoShown, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class CardShown:
    """All of a client, or (`add` is the word of the button) the form of a new one. `kinds` (word, value) are the types
    of client to choose from, `kind` the chosen one.
    """

    title: str
    subtitle: str
    groups: tuple[GroupShown, ...]
    sections: tuple[SectionShown, ...]
    note: str = ""
    erase: str = ""
    add: str = ""
    kinds: tuple[tuple[str, str], ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ConflictShown:
    """A field that somebody else has changed: both versions, and the words of the two buttons."""

    code: str
    text: str
    keep_mine: str
    take_theirs: str


def breakable(name: str) -> str:
    """The name of a file, which may be long and without spaces, so that it can go on in the next line."""
    return re.sub("[._+-]", "\\g<0>\N{ZERO WIDTH SPACE}", name)
