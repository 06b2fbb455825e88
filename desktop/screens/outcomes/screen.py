"""The page of outcomes: what is waited on, unclear rows of partners' files, and the answers below."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHeaderView, QLineEdit, QStackedWidget, QWidget

from desktop.clipboard import copied
from desktop.desk import Desk
from desktop.keys import LATIN_OF
from desktop.screens.outcomes.answer_bar import AnswerBar
from desktop.screens.outcomes.lead_choice import LeadChoice
from desktop.screens.outcomes.learning import Learning
from desktop.screens.outcomes.outcome_grid import OutcomeGrid
from desktop.screens.outcomes.pasting import only_file
from desktop.screens.outcomes.presenter import ANSWERS, OutcomesPresenter
from desktop.screens.outcomes.preview import YES, preview_window
from desktop.screens.outcomes.shown import ChoiceShown, Line, PreviewShown, Tab, Ways
from desktop.screens.outcomes.table_model import COLUMNS, OutcomesTable
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Empty, is_plain_key
from desktop.widgets.fields import Captioned, Secret
from desktop.widgets.frames import Divider, column, holder, row
from desktop.widgets.page import Page
from desktop.widgets.questions import Question
from desktop.widgets.segments import Segments

_WIDTHS: Final[dict[Tab, tuple[list[int], tuple[int, ...]]]] = {
    **dict.fromkeys(("awaited", "ask", "late"), ([190, 190, 150, 110, 70, 190], (0, 1, 2))),
    "lines": ([184, 150, 240, 160, 170, 0], (1, 2, 4)),
}


_WAYS: Final[Mapping[int, str]] = {int(Qt.Key.Key_6): "pass_on", int(Qt.Key.Key_7): "remind"}


class OutcomesScreen(Page):
    """S10."""

    listens = frozenset({"outcomes", "recommendations", "packages", "clients", "models"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = OutcomesPresenter(self, desk)
        self.dialog: QDialog | None = None
        self.tabs = Segments()
        self.tabs.picked.connect(self.presenter.pick_tab)
        self.tools.addWidget(self.tabs)
        self.table = OutcomesTable()
        self.grid = OutcomeGrid()
        self.grid.setModel(self.table)
        self.grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.selectionModel().currentRowChanged.connect(self._choose)
        self.grid.selectionModel().selectionChanged.connect(lambda _now, _before: self._select())
        self.grid.opened.connect(lambda _row: self.presenter.choose_lead())
        self.bar = AnswerBar(desk.words)
        self.bar.answered.connect(self.presenter.answer)
        self.bar.confirmed.connect(self.presenter.bought)
        self.bar.left.connect(self.grid.setFocus)
        self.bar.ways["remind"].clicked.connect(lambda _checked: self.presenter.following.remind())
        self.bar.ways["pass_on"].clicked.connect(lambda _checked: self.presenter.following.pass_on())
        self.bar.ways["pass_all"].clicked.connect(lambda _checked: self.presenter.following.pass_all())
        self.bar.choose.clicked.connect(lambda _checked: self.presenter.choose_lead())
        self.bar.drop.clicked.connect(lambda _checked: self.presenter.drop())
        self.load = Button("", Kind.OUTLINE, "file-input", key="Ctrl O")
        self.load.clicked.connect(lambda _checked: self.presenter.load())
        self.paste = Button("", Kind.OUTLINE, "clipboard-paste", key="Ctrl V")
        self.paste.clicked.connect(lambda _checked: self.take_copied())
        self.tasks = Button("", Kind.OUTLINE, "download")
        self.tasks.clicked.connect(lambda _checked: self.presenter.tasks.begin())
        self.tasks.hide()
        self.empty = Empty("clipboard-check")
        self.empty.pressed.connect(self.presenter.go_on)
        rows = column(self.grid, Divider(), self.bar)
        rows.setStretch(0, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(rows))
        self._stack.addWidget(self.empty)
        self.learning = Learning(desk)
        body = column(self._stack, self.learning)
        body.setStretch(0, 1)
        self.set_content(holder(body))
        buttons = row(self.tasks, None, self.paste, self.load, gap=8, margins=(24, 0, 24, 0))
        self.set_footer(holder(buttons))

    # ------------------------------------------------------------------ the page

    def retranslate(self) -> None:
        """Static words."""
        say = self._desk.words.say
        self.title.setText(say("outcomes", "title"))
        self.tabs.setAccessibleName(say("outcomes", "tabs"))
        self.grid.setAccessibleName(say("outcomes", "title"))
        self.load.setText(say("outcomes", "load_file"))
        self.tasks.setText(say("outcomes", "tasks"))
        self.paste.setText(say("outcomes", "paste"))
        self.bar.say()

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """Read, in the tab that was asked for."""
        self.presenter.read(str(facts.get("tab", "")))
        self.learning.read()

    def first_focus(self) -> QWidget | None:
        """The rows, or the way on."""
        return self.empty.button if self._is_empty else self.grid

    def panes(self) -> Sequence[QWidget]:
        """The rows, the amount, the file."""
        return () if self._is_empty else (self.grid, self.bar.amount, self.load)

    def undo(self) -> bool:
        """Ctrl+Z."""
        return self.presenter.undo()

    def undo_entry(self, entry: int) -> bool:
        """The Undo of a toast."""
        return self.presenter.undo_entry(entry)

    def take_key(self, event: QKeyEvent) -> bool:
        """1…5 answer, 6 passes on, 7 reminds, Del puts a row away, Ctrl+V takes what was copied: none of these while
        something is typed. Ctrl+O takes a file.
        """
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        letter = LATIN_OF.get(event.key(), event.key())
        if held == Qt.KeyboardModifier.ControlModifier and letter == int(Qt.Key.Key_O) and not event.isAutoRepeat():
            self.presenter.load()
            return True
        typed = isinstance(self.window().focusWidget(), QLineEdit)
        if held == Qt.KeyboardModifier.ControlModifier and letter == int(Qt.Key.Key_V) and not typed:
            if not event.isAutoRepeat():
                self.take_copied()
            return True
        if typed or self._is_empty or held or not is_plain_key(event):
            return False
        place = event.key() - int(Qt.Key.Key_1)
        if 0 <= place < len(ANSWERS):
            self.presenter.answer(ANSWERS[place])
        elif event.key() in _WAYS and self.bar.ways[_WAYS[event.key()]].isVisible():
            self.bar.ways[_WAYS[event.key()]].click()
        elif event.key() == Qt.Key.Key_Delete and self.bar.drop.isVisible():
            self.presenter.drop()
        else:
            return False
        return True

    def take_copied(self) -> None:
        """Ctrl+V: a file that was copied, else the copied block."""
        paths, text = copied()
        file = only_file(paths)
        if file is not None:
            self.presenter.take(file)
        else:
            self.presenter.paste(text)

    # ------------------------------------------------------------------ what the presenter shows

    def show_tabs(self, tabs: Sequence[tuple[str, str, str]], chosen: Tab) -> None:
        """The tabs."""
        self.tabs.offer(tabs, chosen)

    def show_lines(self, tab: Tab, heads: Sequence[str], lines: Sequence[Line], chosen: int, count: str) -> None:
        """The rows of a tab."""
        had = self.grid.hasFocus() or self.bar.isAncestorOf(self.window().focusWidget() or self)
        self._stack.setCurrentIndex(0)
        self.subtitle.setText(count)
        self.table.show_lines(heads, lines)
        widths, stretch = _WIDTHS[tab]
        self.grid.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)  # the other tab's
        self.grid.set_widths(widths, *stretch)
        for place in range(COLUMNS):
            self.grid.setColumnHidden(place, place >= len(heads))
        self.grid.let_several(several=tab != "lines")
        self.grid.selectRow(chosen)
        if had:
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_nothing(self, title: str, text: str, action: str) -> None:
        """No row."""
        self.subtitle.setText("")
        self.table.show_lines((), ())
        self.empty.show_words(title, text, action)
        self._stack.setCurrentWidget(self.empty)
        self.bar.drop.hide()
        self.bar.choose.hide()

    def show_asked(self, about: str, note: str, *, answers: bool, drops: bool) -> None:
        """The chosen row."""
        self.bar.show_asked(about, note, answers=answers)
        self.bar.drop.setVisible(drops)

    def show_ways(self, ways: Ways) -> None:
        """Behind the answers."""
        self.bar.show_ways({"pass_on": ways.pass_on, "remind": ways.remind, "pass_all": ways.pass_all})

    def copy(self, text: str) -> None:
        """Nothing in it names anybody."""
        QGuiApplication.clipboard().setText(text)

    def show_choosable(self, *, choosable: bool) -> None:
        """The button by which a row gets its offer."""
        self.bar.choose.setVisible(choosable)

    def show_tasks(self, *, there: bool) -> None:
        """The way to take them along."""
        self.tasks.setVisible(there)

    def show_wrong(self, field: str, sentence: str) -> None:
        """What was typed stays."""
        self.bar.show_wrong(field, sentence)

    def begin_amount(self) -> None:
        """It was bought: for how much?"""
        self.bar.amount.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bar.amount.selectAll()

    def clear_fields(self, day: str) -> None:
        """For the next row."""
        self.bar.clear(day)

    def typed(self) -> tuple[str, str]:
        """As it stands."""
        return self.bar.amount.text(), self.bar.on.text()

    # ------------------------------------------------------------------ what stands above the page

    def ask_file(self) -> None:
        """Once what is under way has been shown."""
        QTimer.singleShot(0, self, lambda: self.presenter.take(self.choose_file()))

    def choose_file(self) -> Path | None:
        """The file, or None."""
        say = self._desk.words.say
        kinds = f"{say('outcomes', 'files')} (*.xlsx *.xls *.csv *.json *.age);;{say('outcomes', 'all_files')} (*)"
        chosen, _ = QFileDialog.getOpenFileName(self, say("outcomes", "load"), "", kinds)
        return Path(chosen) if chosen else None

    def choose_place(self, title: str, name: str, kinds: str) -> str:
        """The system's dialogue."""
        path, _ = QFileDialog.getSaveFileName(self, title, name, kinds)
        return path

    def ask_password(self) -> None:
        """Of a workbook that is not ours."""
        say = self._desk.words.say
        secret = Secret()
        field = Captioned(secret)
        field.set_caption(say("outcomes", "password"))
        secret.set_words(say("outcomes", "password"), say("unlock", "show_password"))
        answers = [(say("outcomes", "open"), "yes"), (say("outcomes", "cancel"), "no")]
        asked = Question(
            self, say("outcomes", "password_title"), say("outcomes", "password_text"), answers, inner=field
        )
        secret.returned.connect(asked.buttons["yes"].click)

        def finished() -> None:
            chosen, password = asked.chosen, secret.line.text()
            asked.deleteLater()
            if chosen == "yes":
                self.presenter.take_with(password)

        self.dialog = asked
        asked.finished.connect(finished)
        asked.open()
        secret.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_pasted(self, shown: PreviewShown, then: Callable[[], None]) -> None:
        """What was pasted, before it is recorded."""
        asked = preview_window(self, shown)

        def finished() -> None:
            chosen, self.dialog = asked.chosen, None
            asked.deleteLater()
            if chosen == YES:
                then()

        self.dialog = asked
        asked.finished.connect(finished)
        asked.open()

    def ask_lead(self, shown: ChoiceShown, then: Callable[[int], None]) -> None:
        """Which offer a row is about."""
        asked = LeadChoice(self, shown)

        def finished(result: int) -> None:
            self.dialog = None
            if result == QDialog.DialogCode.Accepted:
                then(asked.chosen)

        self.dialog = asked
        asked.finished.connect(finished)
        asked.open()

    # ------------------------------------------------------------------

    @property
    def _is_empty(self) -> bool:
        return self._stack.currentWidget() is self.empty

    def _choose(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.presenter.choose(now.row())

    def _select(self) -> None:
        self.presenter.select(sorted(index.row() for index in self.grid.selectionModel().selectedRows()))
