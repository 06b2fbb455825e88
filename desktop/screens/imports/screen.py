"""The page of imports: the beginning, and the wizard around its steps."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QStackedWidget, QWidget

from desktop.clipboard import copied
from desktop.desk import Desk
from desktop.keys import LATIN_OF
from desktop.screens.imports.base_desk_page import BaseDeskPage
from desktop.screens.imports.check_step import CheckStep
from desktop.screens.imports.duplicates_step import DuplicatesStep
from desktop.screens.imports.first_steps import FileStep
from desktop.screens.imports.last_steps import BusyStep, ConsentStep
from desktop.screens.imports.matching_step import MatchingStep
from desktop.screens.imports.presenter import ImportsPresenter
from desktop.screens.imports.report_page import ReportPage
from desktop.screens.imports.settling_page import SettlingPage
from desktop.screens.imports.shown import (
    CheckShown,
    ColumnShown,
    ConsentShown,
    FileShown,
    GroupShown,
    ImportLine,
    MatchingShown,
    ProposalsShown,
    SavedLine,
    SheetTick,
    Step,
    WizardShown,
)
from desktop.screens.imports.start import StartStep
from desktop.screens.imports.summary_step import SummaryStep
from desktop.theme import Type
from desktop.theme.tokens import CONTROL, FOOTER_BUTTON
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.chips import KeyCap
from desktop.widgets.frames import Divider, column, holder, row, tab_within
from desktop.widgets.labels import Line
from desktop.widgets.stepper import Stepper

PAUSE_MS: Final = 500
"""Typing has paused after so long without a letter."""
_TABLES: Final = "(*.xlsx *.xlsm *.xlsb *.xls *.ods *.csv *.tsv *.txt)"
_SCANS: Final = "(*.pdf *.jpg *.jpeg *.png *.tif *.tiff)"


class ImportsScreen(SettlingPage):
    """S6. Facts: `open` a path, or `draft` to continue."""

    listens = frozenset({"clients", "new_tables"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = ImportsPresenter(self, desk)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.presenter.flush)
        self.start = StartStep()
        self.file, self.matching, self.check = FileStep(), MatchingStep(), CheckStep()
        self.duplicates, self.consent, self.summary = DuplicatesStep(), ConsentStep(), SummaryStep()
        self.report, self.busy, self.base_desk = ReportPage(), BusyStep(), BaseDeskPage()
        self.stepper = Stepper(len(Step))
        self.saved = _yielding(Type.CAPTION)
        self.close_button = Button("", Kind.GHOST)
        self.tools.addWidget(self.saved)
        self.tools.addWidget(self.close_button)
        self._steps = QStackedWidget()
        steps = (self.file, self.matching, self.check, self.duplicates, self.consent, self.summary)
        for step in (*steps, self.report, self.busy):
            self._steps.addWidget(step)
        self.back = Button("", Kind.GHOST, "arrow-left", height=FOOTER_BUTTON)
        self.hint = _yielding()
        self._hint = holder(row(self.hint, KeyCap("Shift F8"), KeyCap("F8"), gap=8))
        self.status = _yielding()
        self.second = Button("", Kind.OUTLINE, height=FOOTER_BUTTON)
        self.primary = Button("", Kind.FILLED, key="Ctrl Enter", height=FOOTER_BUTTON)
        foot = row(self.back, self._hint, None, self.status, self.second, self.primary, gap=16, margins=(10, 0, 24, 0))
        self.footer = holder(foot)
        self.footer.setFixedHeight(64)
        self._stepper_line = holder(row(self.stepper, margins=(24, 0, 24, 0)))
        wizard = column(self._stepper_line, Divider(), self._steps, Divider(), self.footer)
        self._content = QStackedWidget()
        self._content.addWidget(self.start)
        self._content.addWidget(holder(wizard))
        self._content.addWidget(self.base_desk)
        self.set_content(self._content)
        self._has_hint = False
        tab_within(self.close_button, *self.message.findChildren(Button))  # they stand below it
        self._connect()
        self.set_compact(False)

    def _connect(self) -> None:
        presenter = self.presenter
        self.start.zone.wanted.connect(presenter.choose_file)
        self.start.zone.dropped.connect(presenter.take_files)
        self.start.zone.stop_wanted.connect(presenter.stop)
        self.start.continued.connect(presenter.continue_draft)
        self.start.discarded.connect(presenter.discard)
        self.start.template_wanted.connect(presenter.mappings.take_template)
        self.start.mappings.renamed.connect(presenter.mappings.rename)
        self.start.mapping_removed.connect(presenter.mappings.remove)
        self.stepper.picked.connect(lambda place: presenter.go(Step(place + 1)))
        self.start.lock.opened.connect(presenter.reading.unlock)
        self.start.question.answered.connect(presenter.reading.answer)
        self.start.paste_wanted.connect(self.paste)
        self.file.wished.connect(lambda name, value: presenter.read_otherwise(**{name: value}))
        self.file.ticked.connect(lambda name, wanted: presenter.sheets.tick(name, wanted=wanted))
        self.matching.matched.connect(lambda number, code: presenter.match(number, code or None))
        self.matching.looked_at.connect(presenter.columns.look_at)
        self.matching.drop_wanted.connect(presenter.columns.forget_used)
        self.matching.keep_wanted.connect(presenter.columns.keep)
        self.matching.panel.reading_chosen.connect(presenter.columns.choose_reading)
        self.matching.panel.meaning_chosen.connect(presenter.columns.choose_meaning)
        checking = presenter.checking
        for signal, then in (
            (self.check.group_chosen, checking.choose_group),
            (self.check.row_chosen, checking.look_at),
            (self.check.corrected, checking.correct),
            (self.check.refused, checking.cannot_correct),
            (self.check.skipped, checking.skip),
            (self.check.similar.clicked, checking.propose),
            (self.check.save.clicked, checking.save_rows),
            (self.check.load.clicked, checking.load_rows),
            (self.check.proposals.applied, checking.correct_similar),
            (self.check.proposals.left, checking.leave_proposals),
        ):
            signal.connect(then)
        self.consent.changed.connect(lambda changes: presenter.change_paper(**changes))
        self.consent.scan.wanted.connect(presenter.attaching.choose)
        self.busy.stop_wanted.connect(presenter.stop)
        self._connect_settling()
        self.back.clicked.connect(presenter.back)
        self.second.clicked.connect(presenter.another)
        self.primary.clicked.connect(presenter.forward)
        self.close_button.clicked.connect(presenter.close)
        for keys, then in (
            ("Ctrl+O", presenter.choose_file),
            ("F8", lambda: self._next_problem(1)),
            ("Shift+F8", lambda: self._next_problem(-1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)  # from the navigation too; a hidden page has none
            shortcut.activated.connect(then)

    # ------------------------------------------------------------------ the page

    def retranslate(self) -> None:
        """Say everything that does not change with the data."""
        words = self._desk.words
        self.say_message_again()
        self.title.setText(words.say("imports", "title"))
        names = [
            words.say("settling", "step")
            if step is Step.DUPLICATES
            else words.say("imports", f"step_{step.name.lower()}")
            for step in Step
        ]
        self.stepper.set_words(names)
        self.close_button.setText(words.say("imports", "close"))
        self.back.setText(words.say("imports", "back"))
        self.hint.setText(words.say("imports", "keys_hint"))
        self.busy.stop.setText(words.say("imports", "stop"))
        for step in (self.start, self.file, self.matching, self.check, self.duplicates, self.consent):
            step.retranslate(words)
        for page in (self.summary, self.report, self.base_desk):
            page.retranslate(words)

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """Begin, continue, or show what stands; `paste` what was copied."""
        self.presenter.arrive(facts)
        if facts.get("paste"):
            self.paste()

    def read_again(self) -> None:
        """Show what stands."""
        self.presenter.show()

    def set_compact(self, compact: bool) -> None:
        """Lower strips, a narrower list."""
        super().set_compact(compact)
        self._stepper_line.setFixedHeight(40 if compact else 52)
        height = CONTROL if compact else FOOTER_BUTTON
        for button in (self.back, self.second, self.primary):
            button.set_height(height)
        for step in (self.matching, self.check, self.duplicates, self.base_desk):
            step.set_compact(compact)
        self._hint.setVisible(self._has_hint and not compact)

    def first_focus(self) -> QWidget | None:
        """Where the work of the step is."""
        if self._content.currentIndex() == 0:
            return self.start.first_focus()
        if self._content.currentWidget() is self.base_desk:
            return self.base_desk.first_focus()
        step = self._steps.currentWidget()
        if step is self.check:
            return self.check.list
        if step is self.consent:
            return self.consent.first_focus()
        if step is self.duplicates:
            return self.duplicates.first_focus() or self.primary
        places = {self.file: self.file.grid, self.matching: self.matching.grid, self.busy: self.busy.stop}
        return next((place for one, place in places.items() if one is step), self.primary)

    def take_key(self, event: QKeyEvent) -> bool:
        """Ctrl+O and Ctrl+V where the layout is Russian."""
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if held and LATIN_OF.get(event.key()) == int(Qt.Key.Key_O):
            self.presenter.choose_file()
            return True
        if held and LATIN_OF.get(event.key()) == int(Qt.Key.Key_V) and self.start.isVisible():
            self.paste()
            return True
        if self._content.currentWidget() is self.base_desk:
            return self.base_desk.take_key(event)
        return self.duplicates.take_key(event) or self.check.take_key(event)

    def paste(self) -> None:
        """Ctrl+V at the beginning: files that were copied, else the copied block."""
        paths, text = copied()
        if paths:
            self.presenter.take_files(paths)
        else:
            self.presenter.paste(text)

    def _next_problem(self, by: int) -> None:
        self.presenter.next_problem(by)
        if self.check.isVisible():
            self.check.look_at_rows()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page, another base, the end: what was typed is saved first."""
        self.presenter.flush()
        super().hideEvent(event)

    def press_primary(self) -> None:
        """Ctrl+Enter."""
        if self._content.currentIndex() != 1 or self.primary.isEnabled():
            self.presenter.forward()

    def undo(self) -> bool:
        """Ctrl+Z: the last answer about a pair, the last correction, the draft that was removed last."""
        return self.presenter.undo()

    # ------------------------------------------------------------------ what the presenter shows

    def ask_files(self, title: str, tables: str, everything: str) -> Sequence[str]:
        """The system's own window."""
        chosen, _ = QFileDialog.getOpenFileNames(self, title, "", f"{tables} {_TABLES};;{everything} (*)")
        return chosen

    def ask_scan(self, title: str, scans: str, everything: str) -> str:
        """The system's own window."""
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", f"{scans} {_SCANS};;{everything} (*)")
        return chosen

    def show_start(self, lines: Sequence[ImportLine], reading: str) -> None:
        """The beginning."""
        back = self._content.currentIndex() != 0
        self._content.setCurrentIndex(0)
        self.subtitle.setText("")
        self.saved.setText("")
        self.close_button.hide()
        self.start.show_lines(self._desk.words, lines, reading)
        if back and self.isVisible():
            self._focus_first()

    def ask_place(self, title: str, name: str, kinds: str) -> str | None:
        """The system's own window."""
        chosen, _ = QFileDialog.getSaveFileName(self, title, name, kinds)
        return chosen or None

    def show_mappings(self, lines: Sequence[SavedLine]) -> None:
        """The saved mappings of the beginning."""
        self.start.show_mappings(self._desk.words, lines)

    def show_lock(self, text: str, wrong: str) -> None:
        """The password of a file is asked where it was dropped; a wrong one is there to be typed over."""
        self.start.lock.ask(text, wrong)

    def show_question(self, text: str, answers: Sequence[tuple[str, str]]) -> None:
        """What to do about the file of a draft."""
        self.start.question.ask(text, answers)

    def show_wizard(self, shown: WizardShown) -> None:
        """The frame around a step; the keyboard goes where the work is when the step is another one."""
        before = (self._content.currentIndex(), self._steps.currentWidget())
        self._content.setCurrentIndex(1)
        step = self._steps.indexOf(self.report) if shown.finished else shown.step - 1
        self._steps.setCurrentIndex(self._steps.indexOf(self.busy) if shown.busy else step)
        self.busy.show_words(shown.busy, shown.busy_text)
        if shown.finished:
            self.stepper.show_step(len(Step), -1)
        else:
            self.stepper.show_step(shown.step - 1, shown.reached - 1)
        self.subtitle.setText(shown.subtitle)
        self.show_saved(shown.saved)
        self.close_button.setVisible(not shown.finished and not (shown.busy and shown.step is Step.RESULT))
        self.back.setVisible(shown.back)
        self._has_hint = shown.step is Step.CHECK and bool(shown.status)
        self._hint.setVisible(self._has_hint and not self.compact)
        self.status.setText(shown.status)
        self.status.updateGeometry()
        self.second.setText(shown.second)
        self.second.setVisible(bool(shown.second))
        self.primary.setText(shown.primary)
        self.primary.setEnabled(shown.enabled)
        self.primary.updateGeometry()
        if before != (1, self._steps.currentWidget()) and self.isVisible():
            first = self.first_focus()
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_saved(self, text: str) -> None:
        """When the draft was saved."""
        self.saved.setText(text)
        self.saved.updateGeometry()

    def flush_soon(self) -> None:
        """Save when typing pauses."""
        self._pause.start()

    def show_file(self, shown: FileShown) -> None:
        """Step 1."""
        self.file.show_file(shown)

    def show_sheets(self, sheets: Sequence[SheetTick]) -> None:
        """Step 1: the other sheets."""
        self.file.show_sheets(sheets)

    def show_matching(self, shown: MatchingShown) -> None:
        """Step 2."""
        self.matching.show_matching(shown)

    def show_column(self, shown: ColumnShown) -> None:
        """Step 2: the column that is looked at."""
        self.matching.show_column(shown)

    def show_check(self, shown: CheckShown) -> None:
        """Step 3."""
        self.check.show_check(shown)

    def show_group(self, place: int, shown: GroupShown, row: int) -> None:
        """One group of problems."""
        self.check.show_group(place, shown, row)

    def show_skip(self, text: str, *, mends: bool) -> None:
        """What can be done with the row that is looked at."""
        self.check.show_skip(text, mends=mends)

    def show_similar(self, text: str) -> None:
        """Similar cells."""
        self.check.show_similar(text)

    def show_proposals(self, shown: ProposalsShown | None) -> None:
        """What would become of them."""
        self.check.show_proposals(shown)

    def choose_place(self, title: str, name: str, kinds: str) -> str:
        """The system's own window."""
        chosen, _ = QFileDialog.getSaveFileName(self, title, name, kinds)
        return chosen

    def show_consent(self, shown: ConsentShown) -> None:
        """Step 5."""
        self.consent.show_consent(self._desk.words, shown)


def _yielding(role: Type = Type.BODY) -> Line:
    """A muted line as wide as its text, and narrower where there is no room."""
    line = Line(role, "muted")
    line.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return line
