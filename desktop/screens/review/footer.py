"""What to do with the card: decide now, or until a day; look closer; take back."""

from datetime import date
from typing import Final

from PySide6.QtCore import QDate, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.theme import Type
from desktop.theme.tokens import CONTROL, FOOTER_BUTTON
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.choices import Day
from desktop.widgets.frames import Divider, column, row
from desktop.widgets.labels import Label
from desktop.words import Words

TALL: Final = 68
LOW: Final = 52
_ACCEPT: Final = 132


class Footer(QWidget):
    """Four ways to decide with their keys inside, at the right the details; in a narrow window icons where rarer."""

    def __init__(self) -> None:
        super().__init__()
        self.accept = Button("", Kind.FILLED, key="1", height=FOOTER_BUTTON)
        self.decline = Button("", Kind.OUTLINE, key="2", height=FOOTER_BUTTON)
        self.postpone = Button("", Kind.OUTLINE, key="3", height=FOOTER_BUTTON)
        self.other = Button("", Kind.GHOST, key="4", height=FOOTER_BUTTON)
        self.other_short = Button("", Kind.GHOST, "arrow-left-right", key="4", height=FOOTER_BUTTON)
        for button in (self.accept, self.decline, self.postpone, self.other, self.other_short):
            button.key_first = True
        self._words: Words | None = None
        self._decide = self._mends = False
        self._narrow, self._side = False, 0
        self._arranging = self._stale = False
        self._chosen = 0
        self.details = Button("", Kind.GHOST, key=" ", height=FOOTER_BUTTON)
        self.undo = Button("", Kind.GHOST, "undo-2", height=FOOTER_BUTTON)
        self.details_short = Button("", Kind.GHOST, "list-tree", height=FOOTER_BUTTON)
        self._row = row(
            self.accept,
            16,
            self.decline,
            8,
            self.postpone,
            4,
            self.other,
            self.other_short,
            None,
            self.undo,
            4,
            self.details_short,
            self.details,
            gap=0,
        )
        self.setLayout(self._row)

    def retranslate(self, words: Words) -> None:
        """Captions."""
        self._words = words
        self.other.setText(words.say("review", "other_partner"))
        self.other.updateGeometry()
        for button in (self.other, self.other_short):
            button.setAccessibleName(words.say("review", "other_partner"))
            button.setToolTip(words.say("review", "other_partner_about"))
        self._caption()
        self.postpone.setToolTip(words.say("review", "postpone_about"))
        self.details.setText(words.say("review", "details"))
        self.details.set_key(words.say("review", "details_key"))
        for button, key in ((self.undo, "undo"), (self.details_short, "details"), (self.details, "details")):
            button.setAccessibleName(words.say("review", key))
        self.undo.setToolTip(f"{words.say('review', 'undo')} (Ctrl+Z)")
        self.details_short.setToolTip(f"{words.say('review', 'details')} ({words.say('review', 'details_key')})")

    def allow(self, *, decide: bool, blocked: str) -> None:
        """Whether there is a card to decide about; `blocked` says why it cannot be accepted: the button then leads to
        what mends it.
        """
        self._decide, self._mends = decide, bool(blocked)
        self.accept.setToolTip(blocked)
        self.accept.setAccessibleDescription(blocked)
        self._caption()

    def show_chosen(self, count: int) -> None:
        """So many are decided about at once; 0: the card alone."""
        self._chosen = count
        self._caption()

    def _caption(self) -> None:
        """The same buttons all the time: one that is being pressed is never taken away."""
        if self._words is None:
            return
        mends = self._mends and not self._chosen
        for button, key in (
            (self.accept, "mend" if mends else "accept"),
            (self.decline, "decline"),
            (self.postpone, "postpone"),
        ):
            many = self._words.say("review", f"{key}_many", n=self._chosen) if self._chosen else ""
            button.setText(many or self._words.say("review", key))
            button.setAccessibleName(button.text())
            button.setEnabled(self._decide)
            button.updateGeometry()
        for button in (self.other, self.other_short):
            button.setEnabled(self._decide and not self._chosen)
        for button in (self.details, self.details_short):
            button.setEnabled(self._decide)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for more words, or for fewer."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """The footer gives way: what it has no room for it leaves out."""
        return QSize(0, super().minimumSizeHint().height())

    def fit(self, *, low: bool, narrow: bool, side: int) -> None:
        """Lower in a low window, icons for what is rarer in a narrow one."""
        self.setFixedHeight(LOW if low else TALL)
        everything = (self.accept, self.decline, self.postpone, self.other, self.other_short, self.details, self.undo)
        for button in (*everything, self.details_short):
            button.set_height(CONTROL if low else FOOTER_BUTTON)
        self._narrow, self._side = narrow, side
        self._arrange()

    def _arrange(self) -> None:
        """Words where they fit, else icons. Whatever is shown is laid out at once, maybe in another width: that waits
        until all are shown, since a button that is hidden while it is being shown stays on the screen.
        """
        self._stale = True
        if self._arranging:
            return
        self._arranging = True
        while self._stale:
            self._stale = False
            self._show_fitting()
        self._arranging = False

    def _show_fitting(self) -> None:
        """Where even icons do not fit, the keys alone do what is rarest."""
        width = self.width()
        deciding = (self.accept, self.decline, self.postpone)
        decided = sum(button.sizeHint().width() for button in deciding) + 28 + 2 * self._side
        wordy = decided + self.other.sizeHint().width() + self.details.sizeHint().width() + 24
        short = self._narrow or wordy > width
        self._row.setContentsMargins(self._side, 0, self._side if short else self._side - 14, 0)
        self.accept.setMinimumWidth(0 if short else max(_ACCEPT, self.accept.sizeHint().width()))
        shown = {self.other: not short, self.details: not short}
        room = width - decided
        for button, wanted in ((self.undo, self._narrow), (self.other_short, short), (self.details_short, short)):
            room -= (button.sizeHint().width() + 4) * wanted
            shown[button] = wanted and room >= 0
        for button, visible in shown.items():
            button.setVisible(visible)


class DayBar(QWidget):
    """Asks until which day. `chosen` tells a date; `left` that nobody wants to postpone after all."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._caption = Label(Type.LABEL)
        self.day = Day()
        self.day.setFixedWidth(150)
        self.do = Button("", Kind.OUTLINE)
        self._cancel = Button("", Kind.GHOST, "x")
        self.do.clicked.connect(self._choose)
        self._cancel.clicked.connect(self._leave)
        self._row = row(self._caption, self.day, self.do, self._cancel, None, gap=8)
        self.setLayout(column(Divider(), self._row))
        self.setFixedHeight(53)
        self.hide()

    def retranslate(self, words: Words) -> None:
        """Captions; a day as this language writes it."""
        self._caption.setText(words.say("review", "until"))
        self.day.setAccessibleName(words.say("review", "until"))
        self.day.setDisplayFormat("dd.MM.yyyy" if words.language == "ru" else "d MMM yyyy")
        self.do.setText(words.say("review", "until_do"))
        self.do.updateGeometry()
        self._cancel.setAccessibleName(words.say("review", "until_cancel"))
        self._cancel.setToolTip(words.say("review", "until_cancel"))

    def ask(self, first: date, last: date) -> None:
        """Ask for a day between these."""
        self.day.setDateRange(QDate(first.year, first.month, first.day), QDate(last.year, last.month, last.day))
        self.day.setDate(self.day.minimumDate().addDays(6))
        self.show()
        self.day.setFocus(Qt.FocusReason.TabFocusReason)
        self.day.setSelectedSection(Day.Section.DaySection)

    def set_side(self, side: int) -> None:
        """The one left edge."""
        self._row.setContentsMargins(side, 8, side, 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter postpones, Esc does not."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        # nothing else leaves the bar: digits belong to the day

    def _choose(self) -> None:
        self.hide()
        day = self.day.date()
        self.chosen.emit(date(day.year(), day.month(), day.day()))

    def _leave(self) -> None:
        self.hide()
        self.left.emit()
