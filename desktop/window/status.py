"""The status bar, and the strip that shows long work above it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.tasks import Work
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Sign
from desktop.widgets.frames import Divider, column, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.painting import block, smooth
from desktop.widgets.waiting import Bar, Pace
from desktop.words import Words


@dataclass(frozen=True, slots=True)
class Fact:
    """A word in the status bar with its icon."""

    text: str
    icon: str
    tone: str = "muted"


class _Fact(QWidget):
    def __init__(self, fact: Fact) -> None:
        super().__init__()
        label = Line(Type.CAPTION, fact.tone, fact.text)
        label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setLayout(row(Sign(fact.icon, fact.tone, 14), label, gap=6))
        self.text = fact.text


class StatusBar(QWidget):
    """Facts at the left (what needs attention) and at the right (what stands)."""

    def __init__(self) -> None:
        super().__init__()
        self._row: QHBoxLayout = row(gap=16, margins=(12, 0, 16, 0))
        self.setLayout(self._row)
        self.setFixedHeight(28)
        self.texts: list[str] = []

    def show_facts(self, left: Sequence[Fact], right: Sequence[Fact]) -> None:
        """Replace what stands there."""
        while (taken := self._row.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.deleteLater()
        for fact in left:
            self._row.addWidget(_Fact(fact))
        self._row.addStretch(1)
        for fact in right:
            self._row.addWidget(_Fact(fact))
        self.texts = [fact.text for fact in (*left, *right)]


class _JobLine(QWidget):
    """One long work: its name, step, counts, time left, Stop."""

    def __init__(self, work: Work, words: Callable[[], Words]) -> None:
        super().__init__()
        self._work, self._words = work, words
        self._pace = Pace()
        self._pace.start()
        self._name = Label(Type.LABEL)
        self._step = Line(Type.CAPTION, "muted")
        self._bar = Bar()
        self._bar.setFixedWidth(160)
        self.stop = Button("", Kind.GHOST, height=28)
        self.stop.clicked.connect(self._stop)
        line = row(
            Sign("loader", "accent"), self._name, self._bar, self._step, self.stop, gap=12, margins=(24, 0, 16, 0)
        )
        line.setStretch(3, 1)
        self.setLayout(line)
        self.setFixedHeight(40)
        self._last = ("", 0, 0)
        work.progressed.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        words = self._words()
        self._name.setText(words.say("jobs", self._work.name))
        self.stop.setText(words.say("jobs", "stop"))
        self.stop.updateGeometry()
        self._show(*self._last)

    def _show(self, step: str, done: int, total: int) -> None:
        self._last = (step, done, total)
        words = self._words()
        share = min(1.0, done / total) if total > 1 else None
        self._bar.show_share(share)
        said = words.say("jobs", f"step_{step}") if step else words.say("jobs", "preparing")
        if total > 1:
            said = words.say("jobs", "counted", step=said, done=done, total=total)
        left = self._pace.left(share or 0)
        if left is not None:
            said += " · " + remaining(words, left)
        if self._work.stopping:
            said = words.say("jobs", "stopping")
        self._step.setText(said)

    def _stop(self) -> None:
        self._work.stop()
        self.stop.setEnabled(False)
        self._show(*self._last)


def remaining(words: Words, seconds: float) -> str:
    """«около 3 мин», «меньше минуты»."""
    minutes = round(seconds / 60)
    return words.say("jobs", "about_minutes", n=minutes) if minutes else words.say("jobs", "under_a_minute")


class JobStrip(QWidget):
    """Long works, one line each; not there while nothing runs."""

    changed = Signal()

    def __init__(self, words: Callable[[], Words]) -> None:
        super().__init__()
        self._words = words
        self._lines: dict[Work, _JobLine] = {}
        self._column: QVBoxLayout = column(Divider())
        self.setLayout(self._column)
        self.hide()

    def add(self, work: Work) -> None:
        """Show a work until it has ended."""
        line = _JobLine(work, self._words)
        self._lines[work] = line
        self._column.addWidget(line)
        work.ended.connect(lambda: self._remove(work))
        self.show()
        self.changed.emit()

    def lines(self) -> list[_JobLine]:
        """The lines that stand."""
        return list(self._lines.values())

    def retranslate(self) -> None:
        """In another language."""
        for line in self._lines.values():
            line.retranslate()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        block(smooth(self), QRectF(self.rect()), "alt", None, 0)

    def _remove(self, work: Work) -> None:
        line = self._lines.pop(work)
        self._column.removeWidget(line)
        line.deleteLater()
        self.setVisible(bool(self._lines))
        self.changed.emit()
