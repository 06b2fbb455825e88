"""The page of sending: four tabs, one footer with the way on."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QStackedWidget, QWidget

from desktop.desk import Desk
from desktop.screens.sending.delegate import FittedGrid
from desktop.screens.sending.presenter import SendingPresenter
from desktop.screens.sending.ready import LIST, Ready
from desktop.screens.sending.remedies import CARD, SETTINGS
from desktop.screens.sending.shown import Next, Offer, PartnerLine, Shown, Tab
from desktop.screens.sending.table_model import TableModel
from desktop.theme import Type
from desktop.theme.tokens import FOOTER_BUTTON
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Empty, Sign
from desktop.widgets.fields import Captioned
from desktop.widgets.frames import Divider, Scroll, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.lists import ListDialog
from desktop.widgets.page import Page
from desktop.widgets.passwords import PasswordDialog
from desktop.widgets.questions import Question
from desktop.widgets.segments import Segments

_PRIMARY_KEY: Final = "Ctrl Enter"
_DOINGS: Final = ("draft", "mail", "save", "reveal", "send", "return", "approve", "word")
_SETTLING: Final = ("return", "approve", "word")
_POSTINGS: Final = ("reveal", "cancel", "again", "count", "retry", SETTINGS, CARD)
_SECOND_MS: Final = 1000
_LINES_HIGH: Final = 180


class SendingScreen(Page):
    """Lays out and tells; `SendingPresenter` decides."""

    listens = frozenset({"packages", "recommendations", "consents", "mail"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = SendingPresenter(self, desk)
        self.dialog: QDialog | None = None
        self._folder = ""
        self._may_make = False
        self._can: frozenset[str] = frozenset()
        self.tabs = Segments()
        self.tabs.picked.connect(self.presenter.pick_tab)
        self.tools.addWidget(self.tabs)
        self.ready = Ready(desk.words)
        self.ready.partner_picked.connect(self.presenter.pick_partner)
        self.ready.excluded_wanted.connect(self.presenter.show_excluded)
        self.ready.held_wanted.connect(self.presenter.show_held)
        self.ready.remedy_wanted.connect(self.presenter.open_remedy)
        self.ready.copied.connect(lambda: desk.tell(desk.words.say("sending", "copied"), icon="copy"))
        self.package_model, self.table_model, self.outbox_model = TableModel(self), TableModel(self), TableModel(self)
        self.packages, self.table = FittedGrid(self.package_model), FittedGrid(self.table_model)
        self.outbox = FittedGrid(self.outbox_model)
        self.outbox.selectionModel().currentRowChanged.connect(
            lambda current, _before: self.presenter.mailing.pick(current.row()) if current.isValid() else None
        )
        self._second = QTimer(self, interval=_SECOND_MS)
        self._second.timeout.connect(self._count_down)
        self.packages.selectionModel().currentRowChanged.connect(
            lambda current, _before: self.presenter.pick_package(current.row()) if current.isValid() else None
        )
        self.empty = Empty("send")
        self.empty.pressed.connect(self.presenter.go_on)
        self._stack = QStackedWidget()
        grids = [holder(column(grid, margins=(4, 4, 4, 8))) for grid in (self.packages, self.table, self.outbox)]
        self._places: dict[str, QWidget] = {
            "ready": self.ready,
            **dict(zip(("packages", "table", "outbox"), grids, strict=True)),
        }
        for widget in (*self._places.values(), self.empty):
            self._stack.addWidget(widget)
        self._make_footer()
        content = column(gap=0)
        content.addWidget(Divider())
        content.addWidget(self._stack, 1)
        content.addWidget(self._foot)
        self.set_content(holder(content))
        self.message.pressed.connect(self.presenter.mend)

    def _make_footer(self) -> None:
        self.make = Button("", Kind.FILLED, "package", key=_PRIMARY_KEY, height=FOOTER_BUTTON)
        self.make.clicked.connect(self.presenter.make)
        self.to_folder = Button("", Kind.OUTLINE, height=FOOTER_BUTTON)
        self.to_folder.clicked.connect(lambda _on: self.presenter.make_to_folder())
        self._shield = Line(Type.BODY, "muted")
        self._ready_foot = row(
            Sign("shield-check", "ok"), self._shield, self.to_folder, self.make, gap=8, margins=(LIST + 25, 0, 24, 0)
        )
        self._ready_foot.setStretch(1, 1)
        self.doings = {name: Button("", Kind.OUTLINE, height=FOOTER_BUTTON) for name in _DOINGS}
        self.doings["save"].clicked.connect(self.presenter.save)
        self.doings["reveal"].clicked.connect(self.presenter.reveal)
        self.doings["send"].clicked.connect(self.presenter.send)
        self.doings["mail"].clicked.connect(lambda _on: self.presenter.mail())
        self.doings["draft"].clicked.connect(lambda _on: self.presenter.draft())
        for name in _SETTLING:
            self._connect_settling(name)
        self.postings = {name: Button("", Kind.OUTLINE, height=FOOTER_BUTTON) for name in _POSTINGS}
        for name in _POSTINGS:
            self._connect_posting(name)
        seldom = [self.doings[name] for name in ("mail", "draft", *_SETTLING)]
        for button in (*seldom, *self.postings.values()):
            button.hide()
        self._hint = Line(Type.BODY, "muted")
        packages_foot = row(self._hint, *self.doings.values(), gap=8, margins=(24, 0, 24, 0))
        packages_foot.setStretch(0, 1)
        self._sum = Line(Type.BODY, "muted")
        self.recalls = Button("", Kind.OUTLINE, "shield-off", height=FOOTER_BUTTON)
        self.recalls.clicked.connect(lambda _on: self.presenter.open_recalls())
        sum_foot = row(self._sum, self.recalls, gap=8, margins=(24, 0, 24, 0))
        sum_foot.setStretch(0, 1)
        self._feet = QStackedWidget()
        self._posting_hint = Line(Type.BODY, "muted")
        outbox_foot = row(self._posting_hint, *self.postings.values(), gap=8, margins=(24, 0, 24, 0))
        outbox_foot.setStretch(0, 1)
        for layout in (self._ready_foot, packages_foot, sum_foot, outbox_foot):
            self._feet.addWidget(holder(layout))
        self.footer = self._feet
        self.footer.setFixedHeight(64)
        self._foot = holder(column(Divider(), self._feet))

    # ------------------------------------------------------------------ the page

    def retranslate(self) -> None:
        """Say what never changes."""
        say = self._desk.words.say
        self.title.setText(say("sending", "title"))
        self.tabs.setAccessibleName(say("sending", "tabs"))
        self._shield.setText(say("sending", "shield"))
        self.message.set_close_word(say("sending", "close"))
        for name in _DOINGS:
            self.doings[name].setText(say("sending", "mark_sent" if name == "send" else name))
        for name in _POSTINGS:
            self.postings[name].setText(say("sending", "take_out" if name == "cancel" else name))
        self.outbox.setAccessibleName(say("sending", "tab_outbox"))
        self.packages.setAccessibleName(say("sending", "tab_packages"))
        self.ready.say()

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """Read all four tabs."""
        self.presenter.arrive(facts)

    def set_compact(self, compact: bool) -> None:
        """Tighter in a low window."""
        super().set_compact(compact)
        self.ready.set_compact(compact)
        self._ready_foot.setContentsMargins(24 if compact else LIST + 25, 0, 24, 0)
        for button in (self.make, self.to_folder, self.recalls, *self.doings.values(), *self.postings.values()):
            button.set_height(32 if compact else FOOTER_BUTTON)

    def first_focus(self) -> QWidget | None:
        """The list of the tab."""
        place = self._stack.currentWidget()
        if place is self.empty:
            return self.tabs.segments()[0] if self.empty.button.isHidden() else self.empty.button
        if place is self.ready:
            return self.ready.partners
        if place is self._places["outbox"]:
            return self.outbox
        return self.packages if place is self._places["packages"] else self.table

    def press_primary(self) -> None:
        """Ctrl+Enter."""
        if self._stack.currentWidget() is self.empty:
            if not self.empty.button.isHidden():
                self.presenter.go_on()
            return
        self.presenter.primary()

    # ------------------------------------------------------------------ what the presenter shows

    def show_tabs(self, tabs: Sequence[tuple[str, str, str]], chosen: Tab) -> None:
        """The tabs."""
        self.tabs.offer(tabs, chosen)

    def show_empty(self, title: str, text: str, action: str) -> None:
        """Nothing there."""
        self.empty.show_words(title, text, action)
        self._stack.setCurrentWidget(self.empty)
        self._foot.hide()

    def show_partners(self, lines: Sequence[PartnerLine], chosen: int, foot: str) -> None:
        """What is ready."""
        self.ready.show_partners(lines, chosen, foot)
        self._show_place("ready", 0)

    def show_offer(self, offer: Offer) -> None:
        """The chosen partner's package."""
        self.ready.show_offer(offer)
        self.make.setText(offer.action)
        self.make.set_icon("send" if offer.letter else "package")
        self.to_folder.setText(offer.other)
        self.to_folder.setVisible(bool(offer.other))
        self._may_make = offer.ready
        self.make.setEnabled(offer.ready)
        self.make.updateGeometry()

    def show_preview(self, table: Shown | None) -> None:
        """Its cells."""
        self.ready.show_preview(table)

    def show_packages(self, table: Shown, chosen: int, doing: Next) -> None:
        """Packages that are still here."""
        self.package_model.show_table(table)
        self.packages.select(chosen)
        self.show_next(doing)
        self._show_place("packages", 1)

    def show_next(self, doing: Next) -> None:
        """What may be done with the chosen one; its next step is the page's filled button."""
        self._can = doing.can
        self._hint.setText(doing.hint)
        for name, button in self.doings.items():
            button.setEnabled(name in doing.can)
            seldom = name in {"mail", "draft", "reveal", *_SETTLING}
            button.setVisible(name in doing.can if seldom else doing.can.isdisjoint(_SETTLING))
            button.set_kind(Kind.FILLED if name == doing.first else Kind.OUTLINE)
            button.set_key(_PRIMARY_KEY if name == doing.first else "")

    def show_outbox(self, table: Shown, chosen: int, doing: Next, *, counting: bool) -> None:
        """What is on its way."""
        self.outbox_model.show_table(table)
        self.outbox.select(chosen)
        self.show_outbox_next(doing)
        self._show_place("outbox", 3)
        if counting:
            self._second.start()
        else:
            self._second.stop()

    def show_outbox_next(self, doing: Next) -> None:
        """What may be done with the chosen one; nothing else is offered."""
        self._posting_hint.setText(doing.hint)
        for name, button in self.postings.items():
            button.setVisible(name in doing.can)
            button.set_kind(Kind.FILLED if name == doing.first else Kind.OUTLINE)
            button.set_key(_PRIMARY_KEY if name == doing.first else "")

    def renew_outbox(self, table: Shown) -> None:
        """A second later."""
        self.outbox_model.renew(table)

    def ask_mail(self, title: str, text: str, answers: tuple[str, str]) -> None:
        """Is it to go, or to be counted as gone?"""
        self._ask(Question(self, title, text, _valued(answers)), self.presenter.mailing.agree)

    def ask_approval(self, title: str, text: str, lines: Sequence[str], answers: tuple[str, str]) -> None:
        """May this leave?"""
        inside = Label(text="\n".join(lines), wrap=True)
        scroll = Scroll(holder(column(inside, None, margins=(0, 0, 12, 0))))
        scroll.setFixedHeight(_LINES_HIGH)
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # arrows scroll it
        scroll.setAccessibleDescription(inside.text())
        self._ask(Question(self, title, text, _valued(answers), inner=scroll), self.presenter.approving.agree)

    def ask_word(self, title: str, text: str, caption: str, answers: tuple[str, str]) -> None:
        """The word that stands in for an approval."""
        line = QLineEdit()
        field = Captioned(line)
        field.set_caption(caption)
        question = Question(self, title, text, _valued(answers), inner=field)
        line.returnPressed.connect(question.buttons["yes"].click)
        self._ask(question, lambda: self.presenter.approving.give_word(line.text()))
        line.setFocus()

    def _connect_settling(self, name: str) -> None:
        self.doings[name].clicked.connect(lambda _on: self.presenter.approving.act(name))

    def _connect_posting(self, name: str) -> None:
        if name == "reveal":
            self.postings[name].clicked.connect(lambda _on: self.presenter.reveal())
        else:
            self.postings[name].clicked.connect(lambda _on: self.presenter.mailing.act(name))

    def _count_down(self) -> None:
        if self.isVisible() and self._stack.currentWidget() is self._places["outbox"]:
            self.presenter.mailing.count_down()
        else:
            self._second.stop()

    def show_table(self, table: Shown, foot: str, recalls: str = "") -> None:
        """What was sent, or tasks."""
        self.recalls.setText(recalls)
        self.recalls.setVisible(bool(recalls))
        self.table_model.show_table(table)
        self.table.setAccessibleName(foot)
        if table.lines:
            self.table.select(0)
        self._sum.setText(foot)
        self._show_place("table", 2)

    def show_busy(self, busy: bool) -> None:
        """While a package is made nothing else is pressed."""
        for button in (self.make, self.to_folder):
            button.setEnabled(self._may_make and not busy)
        for name, button in self.doings.items():
            button.setEnabled(name in self._can and not busy)

    def show_problem(self, text: str, tone: str, action: str = "") -> None:
        """The message bar."""
        self.show_message(text, tone, action)

    # ------------------------------------------------------------------ what stands above the page

    def ask_folder(self) -> None:
        """Let a folder be chosen, once what is under way has been shown."""
        QTimer.singleShot(0, self, lambda: self.presenter.save_to(self.choose_folder()))

    def choose_folder(self) -> Path | None:
        """The folder, or None."""
        title = self._desk.words.say("sending", "folder")
        chosen = QFileDialog.getExistingDirectory(self, title, self._folder)
        if not chosen:
            return None
        self._folder = chosen
        return Path(chosen)

    def show_saved(self, title: str, text: str, file_name: str, answers: tuple[str, str]) -> None:
        """Where it lies, and the password now or later."""
        inner = holder(row(Sign("file-lock", "accent"), Line(Type.STRONG, "", file_name), gap=8))
        self._ask(Question(self, title, text, _valued(answers), inner=inner), self.presenter.reveal)

    def show_password(self, title: str, text: str, password: str) -> None:
        """Until it was passed on."""
        say = self._desk.words.say
        names = ("password_name", "password_copy", "password_copied", "password_done")
        name, copy, copied, done = (say("sending", key) for key in names)
        shown = PasswordDialog(self, title, text, password, (name, copy, copied, done))
        shown.accepted.connect(self.presenter.password_passed)
        self.dialog = shown
        shown.open()

    def ask_sent(self, title: str, text: str, answers: tuple[str, str]) -> None:
        """Has it left?"""
        self._ask(Question(self, title, text, _valued(answers), careful=True), self.presenter.mark_sent)

    def show_lines(self, title: str, text: str, lines: Sequence[str], close: str) -> None:
        """A list to read."""
        self.dialog = ListDialog(self, title, text, lines, close)
        self.dialog.open()

    # ------------------------------------------------------------------

    def _show_place(self, place: str, foot: int) -> None:
        self._stack.setCurrentWidget(self._places[place])
        self._feet.setCurrentIndex(foot)
        self._foot.show()

    def _ask(self, question: Question, then: Any) -> None:
        def finished() -> None:
            chosen = question.chosen
            question.deleteLater()
            if chosen == "yes":
                then()

        self.dialog = question
        question.finished.connect(finished)
        question.open()


def _valued(answers: tuple[str, str]) -> list[tuple[str, str]]:
    return [(answers[0], "yes"), (answers[1], "no")]
