"""The presenter of the page with a view that keeps what was shown."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.services.session import Session
from desktop.screens.sending.presenter import SendingPresenter
from desktop.screens.sending.shown import Next, Offer, PartnerLine, Shown, Tab
from desktop.words import Words
from tests.support.desk import PlainDesk


class FakeView:
    """Keeps what was shown, the latest of each."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.presenter: SendingPresenter
        self.tabs: dict[str, str] = {}
        self.chosen: Tab = "ready"
        self.empty: tuple[str, str, str] | None = None
        self.partners: Sequence[PartnerLine] = ()
        self.foot = self.recalls = ""
        self.offer: Offer | None = None
        self.previews: list[Shown | None] = []
        self.packages: Shown | None = None
        self.doing: Next | None = None
        self.table: Shown | None = None
        self.busy: list[bool] = []
        self.problems: list[tuple[str, str, str]] = []
        self.saved: list[str] = []
        self.passwords: list[str] = []
        self.questions: list[str] = []
        self.lines: Sequence[str] = ()
        self.outbox: Shown | None = None
        self.counting = False

    def show_tabs(self, tabs: Sequence[tuple[str, str, str]], chosen: Tab) -> None:
        self.tabs = {value: count for _, count, value in tabs}
        self.chosen = chosen

    def show_empty(self, title: str, text: str, action: str) -> None:
        self.empty = (title, text, action)

    def show_partners(self, lines: Sequence[PartnerLine], chosen: int, foot: str) -> None:
        self.partners, self.foot = lines, foot
        assert 0 <= chosen < len(lines)

    def show_offer(self, offer: Offer) -> None:
        self.offer = offer

    def show_preview(self, table: Shown | None) -> None:
        self.previews.append(table)

    def show_packages(self, table: Shown, chosen: int, doing: Next) -> None:
        self.packages, self.doing = table, doing
        assert 0 <= chosen < len(table.lines)

    def show_next(self, doing: Next) -> None:
        self.doing = doing

    def show_outbox(self, table: Shown, chosen: int, doing: Next, *, counting: bool) -> None:
        self.outbox, self.doing, self.counting = table, doing, counting
        assert 0 <= chosen < len(table.lines)

    def show_outbox_next(self, doing: Next) -> None:
        self.doing = doing

    def renew_outbox(self, table: Shown) -> None:
        self.outbox = table

    def ask_mail(self, title: str, text: str, answers: tuple[str, str]) -> None:  # noqa: ARG002
        self.questions.append(text)

    def ask_approval(self, title: str, text: str, lines: Sequence[str], answers: tuple[str, str]) -> None:  # noqa: ARG002
        self.questions.append(text)
        self.lines = lines

    def ask_word(self, title: str, text: str, caption: str, answers: tuple[str, str]) -> None:  # noqa: ARG002
        self.questions.append(text)

    def show_table(self, table: Shown, foot: str, recalls: str = "") -> None:
        self.table, self.foot, self.recalls = table, foot, recalls

    def show_busy(self, busy: bool) -> None:
        self.busy.append(busy)

    def show_problem(self, text: str, tone: str, action: str = "") -> None:
        self.problems.append((text, tone, action))

    def ask_folder(self) -> None:
        self.presenter.save_to(self.folder)

    def show_saved(self, title: str, text: str, file_name: str, answers: tuple[str, str]) -> None:  # noqa: ARG002
        self.saved.append(file_name)

    def show_password(self, title: str, text: str, password: str) -> None:  # noqa: ARG002
        self.passwords.append(password)

    def ask_sent(self, title: str, text: str, answers: tuple[str, str]) -> None:  # noqa: ARG002
        self.questions.append(text)

    def show_lines(self, title: str, text: str, lines: Sequence[str], close: str) -> None:  # noqa: ARG002
        self.lines = lines


class Page:
    """A presenter with its view and its desk."""

    def __init__(self, session: Session, folder: Path | None, words: Words | None = None) -> None:
        self.desk = PlainDesk(session, words)
        self.view = FakeView(folder)
        self.presenter = SendingPresenter(self.view, self.desk)
        self.view.presenter = self.presenter

    def arrive(self, **facts: Any) -> None:
        self.presenter.arrive(facts)

    def table(self) -> Shown:
        table = self.view.previews[-1]
        assert table is not None
        return table
