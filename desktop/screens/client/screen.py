"""The page of one client: who it is at the left, everything else at the right."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDialog, QFileDialog, QLineEdit, QStackedWidget, QWidget

from core.services.client_erasing import Erasure
from desktop.asked import FormShown
from desktop.desk import Desk
from desktop.erasing import EraseDialog
from desktop.screens.client.presenter import ClientPresenter
from desktop.screens.client.sections import SectionsPane
from desktop.screens.client.shown import CardShown, ConflictShown
from desktop.screens.client.who import WhoPane
from desktop.widgets.asking import FormDialog
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Empty
from desktop.widgets.frames import Divider, Scroll, column, holder, row
from desktop.widgets.lists import ListDialog
from desktop.widgets.page import Page
from desktop.widgets.questions import Question

_WIDE: Final = 460
_NARROW: Final = 392
_NARROW_BELOW: Final = 1180
_SMALLEST_PAGE: Final = QSize(960, 400)
_FOLDS: Final = "client_folds"
_AT_LOW: Final = {"papers": False, "services": False, "consents": False}
"""In a low window these start folded too."""


class ClientScreen(Page):
    """S5. Lays out and tells; `ClientPresenter` decides."""

    listens = frozenset({"clients", "recommendations", "consents", "outcomes", "packages", "journal"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = ClientPresenter(self, desk)
        self.dialog: QDialog | None = None
        self._form: FormDialog | None = None
        self._card: CardShown | None = None
        self.back = Button("", Kind.GHOST, "arrow-left")
        self.erase = Button("", Kind.OUTLINE, "eraser")
        self.back.clicked.connect(lambda _checked=False: self.leave())
        self.erase.clicked.connect(lambda _checked=False: self.presenter.erase())
        self.tools.addWidget(self.back)
        self.tools.addWidget(self.erase)
        self.who, self.sections = WhoPane(), SectionsPane()
        does = self.presenter
        self.who.left.connect(does.save)
        self.who.settled.connect(lambda mine: does.settle(mine=mine))
        self.who.reveal_wanted.connect(does.reveal)
        self.who.change_wanted.connect(lambda code: does.act("paper", code))
        self.who.kind_picked.connect(lambda kind: does.choose_kind(str(kind)))
        self.who.switched.connect(self._fold)
        self.sections.wanted.connect(does.act)
        self.message.pressed.connect(lambda: self._desk.go("recalls"))
        self.sections.switched.connect(self._fold)
        self._left, self._right = Scroll(self.who), Scroll(self.sections)
        self._toast_place = holder(column(margins=(12, 0, 12, 8)))
        self._side = holder(column(self._left, self._toast_place))
        lists = row(self._side, Divider(down=True), self._right, gap=0)
        lists.setStretch(2, 1)
        self.empty = Empty("users")
        self.empty.pressed.connect(does.begin_new)
        self._bodies = QStackedWidget()
        self._bodies.addWidget(holder(lists))
        self._bodies.addWidget(self.empty)
        self.set_content(self._bodies)
        self.add = Button("", Kind.FILLED, "user-plus", height=36)
        self.add.clicked.connect(lambda _checked=False: does.press_primary())
        self.set_footer(holder(row(None, self.add, margins=(24, 0, 24, 0))))
        self.footer.hide()

    # ------------------------------------------------------------------ the page

    def retranslate(self) -> None:
        """Static words."""
        say = self._desk.words.say
        self.back.setText(say("client", "back"))
        self.message.set_close_word(say("client", "close"))
        self._left.setAccessibleName(say("client", "pane_who"))
        self._right.setAccessibleName(say("client", "pane_sections"))

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """Read the client."""
        self.presenter.arrive(facts)

    def first_focus(self) -> QWidget | None:
        """The first section of a client, the first field of a new one."""
        if self._bodies.currentWidget() is self.empty:
            return self.empty.button
        return self.who.first() if self._card is not None and self._card.add else self.sections.first()

    def panes(self) -> Sequence[QWidget]:
        """F6 comes by both sides."""
        return () if self._bodies.currentWidget() is self.empty else (self._left, self._right)

    def toast_place(self) -> QWidget | None:
        """Under the fields, which give way."""
        return None if self._bodies.currentWidget() is self.empty else self._toast_place

    def undo(self) -> bool:
        """Take back the last thing done with this client."""
        return self.presenter.undo()

    def press_primary(self) -> None:
        """Add the new client."""
        focused = self.window().focusWidget()
        if focused is not None and self.isAncestorOf(focused) and isinstance(focused, QLineEdit):
            focused.editingFinished.emit()
        self.presenter.press_primary()

    def take_key(self, event: QKeyEvent) -> bool:
        """Esc and Backspace go back; never while something is typed."""
        keys = {Qt.Key.Key_Escape, Qt.Key.Key_Backspace}
        typing = isinstance(self.window().focusWidget(), QLineEdit | QAbstractSpinBox)
        if event.key() not in keys or event.modifiers() or event.isAutoRepeat():
            return False
        if event.key() == Qt.Key.Key_Backspace and typing:
            return False
        self.leave()
        return True

    def leave(self) -> None:
        """Back to where one came from."""
        self._desk.go(self.came_from or "clients")

    # ------------------------------------------------------------------ what the presenter shows

    def show_card(self, card: CardShown, *, other: bool) -> None:
        """A client, or the form of a new one."""
        self._card = card
        self._bodies.setCurrentIndex(0)
        self.title.setText(card.title)
        self.subtitle.setText(" · ".join(filter(None, (card.subtitle, card.note))))
        self.erase.setText(card.erase)
        self.erase.setVisible(bool(card.erase))
        self.erase.updateGeometry()
        self.add.setText(card.add)
        self.add.updateGeometry()
        self.footer.setVisible(bool(card.add))
        opened = self._opened()
        self.who.set_kinds(self._desk.words.say("client", "kind"), card.kinds, card.kind)
        self.who.show_groups(card.groups, opened, anew=other)
        self.sections.show_sections(card.sections, opened)
        if other:
            self.show_message("")
            for scroll in (self._left, self._right):
                scroll.verticalScrollBar().setValue(0)
            self._take_focus()

    def show_nothing(self, title: str, text: str, action: str) -> None:
        """In place of a card."""
        self._card = None
        self.title.setText(self._desk.words.say("client", "title"))
        self.subtitle.setText("")
        self.erase.hide()
        self.footer.hide()
        self.empty.show_words(title, text, action)
        self._bodies.setCurrentWidget(self.empty)

    def show_note(self, code: str, sentence: str, tone: str) -> None:
        """Beside a field."""
        self.who.show_note(code, sentence, tone)

    def show_conflict(self, conflict: ConflictShown) -> None:
        """Both versions of a field."""
        self.who.show_conflict(conflict)

    def show_revealed(self, code: str, text: str) -> None:
        """In full."""
        self.who.show_revealed(code, text)

    def ask_form(self, form: FormShown, then: Callable[[str, Mapping[str, Any]], None]) -> None:
        """A small window."""
        self.dialog = self._form = FormDialog(self, form, then)
        self._form.finished.connect(self._forget_form)
        self._form.open()

    def refuse_form(self, sentence: str, field: str = "") -> None:
        """Why not; where the window is gone, above the card."""
        if self._form is None:
            self.show_message(sentence, "err")
        else:
            self._form.show_refused(sentence, field)

    def close_form(self) -> None:
        """It was taken."""
        if self._form is not None:
            self._form.accept()

    def ask_yes(self, title: str, text: str, answers: tuple[str, str], then: Callable[[], None]) -> None:
        """Leaving has the keyboard."""
        question = Question(self, title, text, [(answers[0], "yes"), (answers[1], "no")], careful=True)
        question.finished.connect(lambda: then() if question.chosen == "yes" else None)
        question.finished.connect(question.deleteLater)
        self.dialog = question
        question.open()

    def choose_file(self, title: str, kinds: str) -> str:
        """The system's own window."""
        return QFileDialog.getOpenFileName(self, title, "", kinds)[0]

    def choose_place(self, title: str, name: str, kinds: str) -> str:
        """The system's own window."""
        return QFileDialog.getSaveFileName(self, title, name, kinds)[0]

    def show_list(self, title: str, text: str, lines: Sequence[str]) -> None:
        """To be read."""
        self.dialog = ListDialog(self, title, text, lines, self._desk.words.say("window", "close"))
        self.dialog.open()

    def ask_erasure(self, erasure: Erasure, then: Callable[[], None]) -> None:
        """Class C."""
        self.dialog = EraseDialog(self, self._desk.words, erasure)
        self.dialog.accepted.connect(then)
        self.dialog.open()

    # ------------------------------------------------------------------ layout

    def set_compact(self, compact: bool) -> None:
        """In a low window more is folded."""
        super().set_compact(compact)
        opened = self._opened()
        self.who.open_groups(opened)
        self.sections.open_sections(opened)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW_BELOW
        self._side.setFixedWidth(_NARROW if narrow else _WIDE)
        self.who.set_narrow(narrow)

    def minimumSizeHint(self) -> QSize:
        """What the narrowest layout needs, whatever the layout is now."""
        return super().minimumSizeHint().boundedTo(_SMALLEST_PAGE)

    # ------------------------------------------------------------------

    def _take_focus(self) -> None:
        """From the head of the page, where the keyboard waited for what was read."""
        focused, first = self.window().focusWidget(), self.first_focus()
        if first is not None and focused in {self, self.back, self.erase, self.empty.button}:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _opened(self) -> dict[str, bool]:
        chosen: Mapping[str, bool] = self._desk.recall(_FOLDS, {})
        return (_AT_LOW if self.compact else {}) | dict(chosen)

    def _fold(self, name: str, open_: bool) -> None:
        chosen: dict[str, bool] = dict(self._desk.recall(_FOLDS, {}))
        self._desk.remember(_FOLDS, chosen | {name: open_})

    def _forget_form(self) -> None:
        self._form = None
