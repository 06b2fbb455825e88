"""What the presenter hands to the screen: everything in words already."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Protocol

from desktop.screens.imports.bad_rows import BadRow
from desktop.screens.imports.settling_shown import SettlingView


class Step(IntEnum):
    """The steps of the wizard, as drafts keep them; a draft of before there were duplicates is one step back."""

    FILE = 1
    MATCHING = 2
    CHECK = 3
    DUPLICATES = 4
    CONSENT = 5
    RESULT = 6


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A line of the list: file, when, who, state, then counts as text ("" where there is no report)."""

    id: int
    is_draft: bool
    cells: tuple[str, ...]
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class SavedLine:
    """A line of the saved mappings: name, how many columns are imported, when it was changed."""

    id: int
    cells: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class WizardShown:
    """The frame of the wizard: where it stands, what its footer offers. `busy` is what is under way, "" if nothing."""

    step: Step
    reached: Step
    subtitle: str
    saved: str
    primary: str
    enabled: bool
    second: str
    status: str
    back: bool
    busy: str
    busy_text: str
    finished: bool


@dataclass(frozen=True, slots=True)
class Guess:
    """One thing guessed of the file: its name among the wishes, its caption, (word, value) pairs, the guess."""

    name: str
    caption: str
    options: tuple[tuple[str, object], ...]
    chosen: object


@dataclass(frozen=True, slots=True)
class FileShown:
    """The first rows as raw text; the first cell of each is its number in the file."""

    note: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    guesses: tuple[Guess, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetTick:
    """Another sheet of the file: its name, what is said of it, whether it is taken too, whether that may change."""

    name: str
    text: str
    ticked: bool
    open: bool


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A line in whose third cell one thing is chosen: `code` is what stands there, None for nothing; `prompt` asks.

    For a column of the file the cells are header, examples, field, how it was found; for words that nothing knows the
    words, how many cells they stand in, their meaning.
    """

    cells: tuple[str, ...]
    code: str | None
    prompt: str


@dataclass(frozen=True, slots=True)
class MatchingShown:
    """All columns, the fields to choose from in their groups as (word, code), and what is there or missing."""

    lines: Sequence[MatchLine]
    options: tuple[tuple[tuple[str, str], ...], ...]
    required: str
    complete: bool
    portrait: str
    portrait_complete: bool
    count: str
    used: str = ""
    """What is to be said of the saved mapping that is used."""
    used_whole: bool = True
    """Whether all its columns are there and no others."""
    at: int = 0
    """The column that is looked at."""


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """The column that is looked at: its header, how it is read (and why), and the words that nothing knows.

    `words` is the sentence above `lines`; of `options` codes are "" for not chosen, LEFT_OUT_CODE, else MEANING_CODE
    and the meaning.
    """

    title: str
    reading: Guess | None
    basis: str
    words: str
    lines: tuple[MatchLine, ...]
    options: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A line of the left list: a heading of a level, or (`group` not None) a group of problems."""

    level: str
    title: str
    source: str = ""
    count: str = ""
    group: int | None = None


@dataclass(frozen=True, slots=True)
class CheckShown:
    """Counts as (number, word) for ready, warned and failed rows, and the lines of the left list. `left_out` says how
    many rows were left out by hand.
    """

    counts: tuple[tuple[str, str], tuple[str, str], tuple[str, str]]
    lines: tuple[GroupLine, ...]
    note: str
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class GroupShown:
    """The rows of one group; `reason` says what is wrong with them, `wrong` how it stands with one, `nobody` stands for
    an unknown client. `mended` is the column in which a cell can be typed anew, if any, `prompt` names that field.
    """

    title: str
    count: str
    level: str
    heads: tuple[str, str, str, str]
    rows: Sequence[BadRow]
    reason: str
    wrong: Callable[[BadRow], str]
    nobody: str
    whole_rows: bool
    mended: int | None
    prompt: str


@dataclass(frozen=True, slots=True)
class ProposalsShown:
    """Similar cells as (row, client, before, after), below `heads` of which the first is that of the ticks."""

    title: str
    text: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, str, str, str]]


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """The consent as typed so far; `wrong` part → sentence ("number", "day", "recipients"), `attend` that somebody
    wanted to go on all the same. `remembered` says that it is what was given last for such a table; `scan` names its
    file, `scan_gone` says that this cannot be read any more.
    """

    given: bool
    number: str
    signed_on: date
    everybody: bool
    partners: tuple[tuple[str, bool], ...]
    wrong: dict[str, str]
    attend: bool
    remembered: str = ""
    scan: str = ""
    scan_gone: str = ""


class ImportsView(SettlingView, Protocol):
    """What the presenter shows."""

    def ask_files(self, title: str, tables: str, everything: str) -> Sequence[str]:
        """Let the person choose files; the two last are names of filters."""

    def ask_scan(self, title: str, scans: str, everything: str) -> str:
        """Let the person choose a scan, "" for none; the two last are names of filters."""

    def show_start(self, lines: Sequence[ImportLine], reading: str) -> None:
        """The beginning; `reading` names the file that is being read, "" for none."""

    def ask_place(self, title: str, name: str, kinds: str) -> str | None:
        """Let the person choose where a file is saved."""

    def show_mappings(self, lines: Sequence[SavedLine]) -> None:
        """At the beginning: the saved mappings."""

    def show_lock(self, text: str, wrong: str) -> None:
        """At the beginning: ask for the password of a file, `wrong` says what was wrong with the last; an empty text
        takes the question away.
        """

    def show_question(self, text: str, answers: Sequence[tuple[str, str]]) -> None:
        """At the beginning: ask about the file of a draft, with answers as (word, answer); an empty text takes the
        question away.
        """

    def show_wizard(self, shown: WizardShown) -> None:
        """The frame around a step."""

    def show_saved(self, text: str) -> None:
        """When the draft was saved."""

    def flush_soon(self) -> None:
        """Call `ImportsPresenter.flush` once nothing was typed for a moment, and before the page goes."""

    def show_file(self, shown: FileShown) -> None:
        """Step 1."""

    def show_sheets(self, sheets: Sequence[SheetTick]) -> None:
        """Step 1: the other sheets of the file."""

    def show_matching(self, shown: MatchingShown) -> None:
        """Step 2."""

    def show_column(self, shown: ColumnShown) -> None:
        """Step 2: the column that is looked at."""

    def show_check(self, shown: CheckShown) -> None:
        """Step 3, without any group chosen."""

    def show_group(self, place: int, shown: GroupShown, row: int) -> None:
        """The group at this line of the left list, and the row that is looked at."""

    def show_skip(self, text: str, *, mends: bool) -> None:
        """What Delete does to the row that is looked at, and whether a cell of it can be typed anew."""

    def show_similar(self, text: str) -> None:
        """Similar cells can be corrected; an empty text: there are none."""

    def show_proposals(self, shown: ProposalsShown | None) -> None:
        """What would become of similar cells, each to be ticked; None: the rows of the group again."""

    def show_consent(self, shown: ConsentShown) -> None:
        """Step 5."""
