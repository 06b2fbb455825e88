"""What the steps of duplicates, summary and report hand to the screen: everything in words already."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.domain.merging import Policy
from desktop.words import Sentence


@dataclass(frozen=True, slots=True)
class PairLine:
    """One field of two records: its name, both values, how they stand to each other; `says` is a value of `Says`, ""
    where one of them is silent.
    """

    cells: tuple[str, str, str, str]
    says: str


@dataclass(frozen=True, slots=True)
class PairShown:
    """A pair on the desk: «Пара 12 из 214», how many are answered, heads and fields; `said` is all of it in a sentence.

    Without `lines` every pair is seen: `count` and `answered` say so. `back`: whether an answer can be taken back.
    """

    count: str
    answered: str
    heads: tuple[str, str, str, str]
    lines: tuple[PairLine, ...]
    said: str
    back: bool


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A sure pair: both records and what agrees, each in one line."""

    cells: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class DuplicatesShown:
    """The step of duplicates. `sure` is how many pairs join by themselves, `samples` some of them; `on_desk`: the desk
    is looked at rather than the samples, `views` (word, count, value) choose between them. `nothing` (title, text)
    stands where there is neither; `anew` is the word for asking again, "" while nothing was answered.
    """

    sure: str
    sure_text: str
    join_sure: bool
    views: tuple[tuple[str, str, str], ...]
    heads: tuple[str, str, str]
    samples: tuple[SampleLine, ...]
    on_desk: bool
    pair: PairShown | None
    nothing: tuple[str, str]
    anew: str


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A field that known clients would change in: how many are blank there, how many have another value."""

    code: str
    name: str
    blank: str
    other: str
    chosen: Policy
    spoken: str


@dataclass(frozen=True, slots=True)
class SummaryShown:
    """What the import will do: numbers, sentences, fields with what may be done to them."""

    title: str
    icon: str
    numbers: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    policies: tuple[PolicyLine, ...] = ()
    rules: tuple[tuple[str, Policy], ...] = ()


@dataclass(frozen=True, slots=True)
class JoinedLine:
    """Something that is one with a client: the client, what joined, where from; `merge_id` to split it by."""

    merge_id: int
    cells: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ReportShown:
    """What an import has done: numbers and sentences, what it joined, what keeps it from being undone; `views` (word,
    count, value) choose between them, `view` is the one that stands.
    """

    title: str
    of: str
    icon: str
    numbers: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    undoable: bool
    views: tuple[tuple[str, str, str], ...]
    view: str
    joined: Sequence[JoinedLine] = ()
    obstacles: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True, slots=True)
class BaseDeskShown:
    """Possible duplicates of the base: a pair, or (title, text) where there is none; what was joined by hand; `views`
    as in the report.
    """

    pair: PairShown | None
    nothing: tuple[str, str]
    views: tuple[tuple[str, str, str], ...]
    joined: Sequence[JoinedLine]
    on_joined: bool


class SettlingView(Protocol):
    """What the steps of duplicates, summary and report show."""

    def show_duplicates(self, shown: DuplicatesShown) -> None:
        """Step 4."""

    def show_pair(self, shown: PairShown) -> None:
        """Another pair of step 4, nothing else being different."""

    def show_anew(self, word: str) -> None:
        """Step 4: the word for asking again; "" for nothing to ask."""

    def show_summary(self, shown: SummaryShown) -> None:
        """Step 6 before the import."""

    def show_report(self, shown: ReportShown) -> None:
        """Step 6 after it."""

    def show_base_pairs(self, text: str) -> None:
        """At the beginning: how many pairs of the base wait; an empty text: none."""

    def show_base_desk(self, shown: BaseDeskShown) -> None:
        """The desk of the base in place of the beginning."""

    def ask_yes(self, title: str, text: str, answers: tuple[str, str], then: Callable[[], None]) -> None:
        """Ask before what cannot be brought back; `answers` are yes and no."""

    def choose_place(self, title: str, name: str, kinds: str) -> str:
        """Let the person choose where a file goes; "" for nowhere."""

    def show_message(self, text: Sentence, tone: str = "info") -> None:
        """The message bar; an empty text takes it away."""
