"""What the screen shows, ready to be read: every sentence is in the user's language already."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Tab = Literal["ready", "packages", "outbox", "sent", "tasks"]
TABS: tuple[Tab, ...] = ("ready", "packages", "outbox", "sent", "tasks")


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A partner for whom leads wait; `stuck` where none of them can leave. `sentence` is the line as it is heard."""

    partner_id: int
    name: str
    count: str
    note: str
    stuck: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The package that would be made. `excluded` is empty where everybody may leave; `how` it goes are three facts with
    their icons and notes, `remedy` leads to where the last of them is mended, "" for nowhere. `cover`: what the letter
    says, `letter` whether it is sent as it stands. `action` sends by mail where it can, and `other` is the other way.
    """

    title: str
    share: str
    excluded: str
    sent_title: str
    sent: tuple[str, ...]
    held_title: str
    held: tuple[str, ...]
    how: tuple[tuple[str, str, str], ...]
    remedy: str
    cover: tuple[str, ...]
    letter: bool
    action: str
    other: str
    ready: bool


@dataclass(frozen=True, slots=True)
class TableLine:
    """A row: its cells, itself as one sentence, and the sign beside its state (icon and token, or empty)."""

    cells: tuple[str, ...]
    sentence: str
    icon: str = ""
    ink: str = "text"


@dataclass(frozen=True, slots=True)
class Shown:
    """A table. `numbers` are the columns that stand right, `wide` the one that takes the rest, `strong` and `state` the
    columns with the weight and the sign, or -1.
    """

    titles: tuple[str, ...]
    lines: tuple[TableLine, ...]
    wide: int
    strong: int = -1
    state: int = -1
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Next:
    """What may be done with the chosen package, and what comes `first`, "" for nothing: "save", "reveal", "send",
    "mail" or "draft", or "approve", "return", "word"; in the outbox "cancel", "retry", "count", "again", "reveal" or a
    remedy.
    """

    hint: str
    can: frozenset[str]
    first: str


class SendingView(Protocol):
    """What the presenter asks of the screen."""

    def show_tabs(self, tabs: Sequence[tuple[str, str, str]], chosen: Tab) -> None:
        """(word, count, value) of the tabs and the one that stands."""

    def show_empty(self, title: str, text: str, action: str) -> None:
        """Nothing to show on this tab; `action` may be empty."""

    def show_partners(self, lines: Sequence[PartnerLine], chosen: int, foot: str) -> None:
        """The partners, the place of the chosen one, the sum below."""

    def show_offer(self, offer: Offer) -> None:
        """The package for the chosen partner."""

    def show_preview(self, table: Shown | None) -> None:
        """The cells that would leave; None while they are fetched."""

    def show_packages(self, table: Shown, chosen: int, doing: Next) -> None:
        """Packages that have not left, the place of the chosen one, what may be done with it."""

    def show_next(self, doing: Next) -> None:
        """Another package was chosen."""

    def show_outbox(self, table: Shown, chosen: int, doing: Next, *, counting: bool) -> None:
        """The outbox, the place of the chosen one, what may be done with it; `counting`: a second more changes it."""

    def show_outbox_next(self, doing: Next) -> None:
        """Another one was chosen there."""

    def renew_outbox(self, table: Shown) -> None:
        """The same rows a moment later."""

    def ask_mail(self, title: str, text: str, answers: tuple[str, str]) -> None:
        """The first answer leads to `Mailing.agree`."""

    def ask_approval(self, title: str, text: str, lines: Sequence[str], answers: tuple[str, str]) -> None:
        """With who is inside, a line each; the first answer leads to `Approving.agree`."""

    def ask_word(self, title: str, text: str, caption: str, answers: tuple[str, str]) -> None:
        """What is typed goes with the first answer to `Approving.give_word`."""

    def show_table(self, table: Shown, foot: str, recalls: str = "") -> None:
        """What was sent, or the tasks; `recalls` is the word that leads to `SendingPresenter.open_recalls`."""

    def show_busy(self, busy: bool) -> None:
        """A package is being made or written."""

    def show_problem(self, text: str, tone: str, action: str = "") -> None:
        """A sentence in the message bar; the action leads to `SendingPresenter.mend`."""

    def ask_folder(self) -> None:
        """Let a folder be chosen, then call `SendingPresenter.save_to`."""

    def show_saved(self, title: str, text: str, file_name: str, answers: tuple[str, str]) -> None:
        """A package lies in the folder; the first answer leads to `SendingPresenter.reveal`."""

    def show_password(self, title: str, text: str, password: str) -> None:
        """The password; that it was passed on leads to `SendingPresenter.password_passed`, and nothing else does."""

    def ask_sent(self, title: str, text: str, answers: tuple[str, str]) -> None:
        """The first answer leads to `SendingPresenter.mark_sent`."""

    def show_lines(self, title: str, text: str, lines: Sequence[str], close: str) -> None:
        """A list to read."""
