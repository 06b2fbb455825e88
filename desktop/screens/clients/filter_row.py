"""The row above the grid: what is searched, the parts of the filter as chips, and what opens the choice of more."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.screens.clients.shown import Chip, Offer
from desktop.screens.clients.wanted import Part
from desktop.theme import Type, tokens, when_changed
from desktop.theme.qt_icons import icon
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.flow import Flow
from desktop.widgets.frames import Scroll, column, holder, row, tab_within
from desktop.widgets.labels import Label
from desktop.widgets.toggles import Toggle, Toggles

_SEARCH_WIDTH = 240
_NARROW_SEARCH = 204
_TITLE_WIDTH = 172
_PANEL_HEIGHT = 232
_LOW_PANEL_HEIGHT = 144


class Search(QLineEdit):
    """A field with a magnifying glass. `left`: the keyboard goes on to what was found; Esc empties it first."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._glass = self.addAction(icon("search", tokens().muted), QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        self.setFixedWidth(_SEARCH_WIDTH)
        when_changed(self._tint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Enter go to the rows."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                super().keyPressEvent(event)
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)

    def _tint(self) -> None:
        self._glass.setIcon(icon("search", tokens().muted))


class _ChipToggle(Toggle):
    """A chip that Del takes away."""

    dropped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del, or Backspace."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.isAutoRepeat():
            self.dropped.emit()
            return
        super().keyPressEvent(event)


class ChipLine(QWidget):
    """A chip for each part that something is chosen of: pressed it is on or off, its cross takes it away."""

    switched = Signal(object, bool)
    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._flow = Flow(6)
        self.setLayout(self._flow)
        self._pieces: dict[Part, tuple[QWidget, Toggle, Button]] = {}
        self.drop_word: Callable[[str], str] = str

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """These parts."""
        if list(self._pieces) != [chip.part for chip in chips]:
            for place, *_ in self._pieces.values():
                self._flow.removeWidget(place)
                place.hide()
                place.deleteLater()
            self._pieces = {chip.part: self._made(chip.part) for chip in chips}
            tab_within(self, *(one for _, toggle, cross in self._pieces.values() for one in (toggle, cross)))
        for chip in chips:
            _, toggle, cross = self._pieces[chip.part]
            toggle.setText(chip.text)
            toggle.setAccessibleName(chip.text)
            toggle.setChecked(chip.on)
            toggle.updateGeometry()
            cross.setAccessibleName(self.drop_word(chip.text))
            cross.setToolTip(cross.accessibleName())
        self._flow.invalidate()
        self.setVisible(bool(chips))

    def _made(self, part: Part) -> tuple[QWidget, Toggle, Button]:
        toggle, cross = _ChipToggle("", part), Button("", Kind.GHOST, "x", height=28)
        toggle.clicked.connect(lambda on: self.switched.emit(part, bool(on)))
        toggle.dropped.connect(lambda: self.dropped.emit(part))
        cross.clicked.connect(lambda _checked: self.dropped.emit(part))
        place = holder(row(toggle, cross, gap=0))
        self._flow.addWidget(place)
        place.show()
        return place, toggle, cross


class OfferPanel(QWidget):
    """What may be chosen, a line for each part."""

    picked = Signal(object, object, bool)

    def __init__(self) -> None:
        super().__init__()
        self._lines = column(gap=10, margins=(24, 6, 24, 12))
        self._scroll = Scroll(holder(self._lines))
        self.setLayout(column(self._scroll))
        self._pieces: dict[Part, tuple[QWidget, Label, Toggles]] = {}
        self.set_compact(False)

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """These parts."""
        if list(self._pieces) != [offer.part for offer in offers]:
            for place, *_ in self._pieces.values():
                self._lines.removeWidget(place)
                place.hide()
                place.deleteLater()
            self._pieces = {offer.part: self._made(offer.part) for offer in offers}
        for offer in offers:
            _, title, toggles = self._pieces[offer.part]
            title.setText(offer.title)
            toggles.setAccessibleName(offer.title)
            toggles.offer(list(offer.options), offer.chosen)

    def set_compact(self, compact: bool) -> None:
        """Leave room for some rows in a low window."""
        self.setFixedHeight(_LOW_PANEL_HEIGHT if compact else _PANEL_HEIGHT)

    def _made(self, part: Part) -> tuple[QWidget, Label, Toggles]:
        title, toggles = Label(Type.LABEL, "muted"), Toggles()
        title.setFixedWidth(_TITLE_WIDTH)
        toggles.switched.connect(lambda value, on: self.picked.emit(part, value, on))
        place = row(column(5, title, None), toggles, gap=8)
        place.setStretch(1, 1)
        held = holder(place)
        self._lines.addWidget(held)
        return held, title, toggles


class FilterRow(QWidget):
    """The row itself; `more` opens the choice, `sort` the orders."""

    def __init__(self) -> None:
        super().__init__()
        self.search = Search()
        self.chips = ChipLine()
        self.more = Button("", Kind.GHOST, "plus")
        self.more.setCheckable(True)
        self.sort = Button("", Kind.GHOST, "arrow-up-down")
        buttons = column(row(self.more, self.sort, gap=4), None)
        chips = column(2, self.chips, None)
        line = row(column(self.search, None), chips, buttons, gap=10, margins=(24, 4, 24, 10))
        line.setStretch(1, 1)
        self.setLayout(line)

    def set_compact(self, compact: bool) -> None:
        """A low window is a narrow one too."""
        self.search.setFixedWidth(_NARROW_SEARCH if compact else _SEARCH_WIDTH)
