"""The card of a partner or of a service, in the place of the list of services."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.screens.catalogue.delegate import CatalogueDelegate
from desktop.screens.catalogue.partner_section import PartnerSection
from desktop.screens.catalogue.presenter import CardShown
from desktop.screens.catalogue.table_model import StandingTable
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.forms import Form
from desktop.widgets.frames import Scroll, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.rows import Grid

_WIDE: Final = 560
_ROW: Final = 36
_HEAD: Final = 38
_CONVERSION, _PLACE, _MONEY = 166, 92, 96


class CardPage(QWidget):
    """`closed`: back to the services; `edited` tells the name of a field and what stands in it."""

    closed = Signal()
    edited = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.back = Button("", Kind.GHOST, "arrow-left")
        self.back.clicked.connect(lambda _on: self.closed.emit())
        self.title, self.about = Line(Type.SECTION), Label(tone="muted", wrap=True)
        self.form = Form()
        self.form.setMaximumWidth(_WIDE)
        self.form.edited.connect(self.edited)
        self.partner = PartnerSection()
        self.partner.setMaximumWidth(_WIDE)
        self.standing_table = StandingTable()
        self.standings = Grid(CatalogueDelegate())
        self.standings.setModel(self.standing_table)
        self.standings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.standings.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.standings.set_widths([120, _CONVERSION, _PLACE, _MONEY], 0, 2, 3)
        heading = row(self.back, self.title, gap=8, margins=(12, 8, 24, 4))
        heading.setStretch(1, 1)
        body = column(*(self.form, 12, self.partner, 14, self.about, 8, self.standings, None), margins=(20, 4, 24, 20))
        whole = column(heading, Scroll(holder(body)))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def say(self, back: str, standings: str, heads: Sequence[str]) -> None:
        """Static words."""
        self.back.setText(back)
        self.back.updateGeometry()
        self.standings.setAccessibleName(standings)
        self.standing_table.set_heads(heads)

    def show_card(self, card: CardShown, *, fresh: bool, focus: bool) -> None:
        """A card; with `focus` the keyboard goes into its first field."""
        self.title.setText(card.title)
        self.form.show_fields(card.fields, fresh=fresh)
        self.about.setText(card.about)
        self.standing_table.show_rows(card.standings)
        self.standings.setVisible(bool(card.standings))
        self.standings.setFixedHeight(_HEAD + _ROW * len(card.standings))
        if focus:
            first = next((one for one in self.form.controls.values() if one.isEnabled()), self.back)
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back; what was typed stays among the changes."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)
