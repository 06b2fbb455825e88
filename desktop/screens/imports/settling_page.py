"""The page's part in duplicates, summary, report and the desk of the base."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.desk import Desk
from desktop.screens.imports.base_desk_page import BaseDeskPage
from desktop.screens.imports.duplicates_step import DuplicatesStep
from desktop.screens.imports.presenter import ImportsPresenter
from desktop.screens.imports.report_page import ReportPage
from desktop.screens.imports.settling_shown import (
    BaseDeskShown,
    DuplicatesShown,
    PairShown,
    ReportShown,
    SummaryShown,
)
from desktop.screens.imports.start import StartStep
from desktop.screens.imports.summary_step import SummaryStep
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Line
from desktop.widgets.page import Page
from desktop.widgets.questions import Question


class SettlingPage(Page):
    """Part of `ImportsScreen`, which makes all that is only named here."""

    presenter: ImportsPresenter
    start: StartStep
    duplicates: DuplicatesStep
    summary: SummaryStep
    report: ReportPage
    base_desk: BaseDeskPage
    saved: Line
    close_button: Button
    dialog: Question | None = None
    _desk: Desk
    _content: QStackedWidget

    @property
    def foot_height(self) -> int:
        """A toast covers no answers."""
        desks = (self.duplicates.desk, self.base_desk.desk)
        return super().foot_height + sum(desk.answers.height() for desk in desks if desk.isVisible())

    def _connect_settling(self) -> None:
        presenter = self.presenter
        duplicates, reporting, base_desk = presenter.duplicates, presenter.reporting, presenter.base_desk
        self.duplicates.desk.answered.connect(duplicates.answer)
        self.duplicates.desk.back_wanted.connect(duplicates.take_back)
        self.duplicates.switched.connect(duplicates.switch_sure)
        self.duplicates.anew_wanted.connect(duplicates.ask_anew)
        self.duplicates.looked.connect(lambda on_desk: presenter.look_at_pairs(on_desk=on_desk))
        self.summary.ruled.connect(duplicates.choose_policy)
        self.report.looked.connect(reporting.look)
        self.report.split_wanted.connect(reporting.split)
        self.report.undo_wanted.connect(reporting.undo)
        self.report.save_wanted.connect(reporting.save)
        self.base_desk.desk.answered.connect(base_desk.answer)
        self.base_desk.desk.back_wanted.connect(base_desk.take_back)
        self.base_desk.looked.connect(lambda on_joined: base_desk.look(on_joined=on_joined))
        self.base_desk.split_wanted.connect(base_desk.split)
        self.base_desk.closed.connect(presenter.close)
        self.start.pairs.clicked.connect(presenter.open_base_desk)
        self.start.reported.connect(presenter.open_report)
        self.start.undone.connect(lambda import_id: presenter.open_report(import_id, undo=True))

    def show_duplicates(self, shown: DuplicatesShown) -> None:
        """Step 4."""
        on_desk = self.duplicates.on_desk
        self.duplicates.show_duplicates(shown)
        if on_desk is not self.duplicates.on_desk and self.isVisible():
            self._focus_first()

    def show_pair(self, shown: PairShown) -> None:
        """Another pair."""
        had = self.duplicates.desk.isAncestorOf(self.window().focusWidget() or self)
        self.duplicates.show_pair(shown)
        if had and not shown.lines:
            self._focus_first()  # the last pair: on, rather than back
        else:
            self._keep_focus(self.duplicates.desk)

    def show_anew(self, word: str) -> None:
        """What can be asked again."""
        self.duplicates.show_anew(word)

    def show_summary(self, shown: SummaryShown) -> None:
        """Step 6."""
        self.summary.show_summary(shown)

    def show_report(self, shown: ReportShown) -> None:
        """Step 6 afterwards."""
        self.report.show_report(shown)

    def show_base_pairs(self, text: str) -> None:
        """At the beginning: pairs of the base that wait."""
        self.start.show_pairs(text)

    def show_base_desk(self, shown: BaseDeskShown) -> None:
        """The desk of the base."""
        there = self._content.currentIndex() == 2
        self._content.setCurrentIndex(2)
        self.subtitle.setText(self._desk.words.say("settling", "base_title"))
        self.saved.setText("")
        self.close_button.hide()
        self.base_desk.show_desk(shown)
        if not there and self.isVisible():
            self._focus_first()
        else:
            self._keep_focus(self.base_desk)

    def ask_yes(self, title: str, text: str, answers: tuple[str, str], then: Callable[[], None]) -> None:
        """A question of the page."""
        question = Question(self, title, text, [(answers[0], "yes"), (answers[1], "no")], careful=True)
        question.finished.connect(lambda: then() if question.chosen == "yes" else None)
        question.finished.connect(question.deleteLater)
        self.dialog = question
        question.open()

    def _focus_first(self) -> None:
        first = self.first_focus()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep_focus(self, place: QWidget) -> None:
        """The one that had the keyboard may be gone: it goes where the work is."""
        focused = self.window().focusWidget()
        if self.isVisible() and (focused is None or not focused.isVisible() or focused is place):
            self._focus_first()
