"""Cells of both grids: names carry the weight, what is absent or nothing is muted, the own company has a chip."""

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop.screens.catalogue.lists import CompanyRow, ServiceRow, StandingRow
from desktop.theme import Type
from desktop.theme.tokens import CELL_RADIUS
from desktop.widgets.painting import CENTER, LEFT, RIGHT, block, write
from desktop.widgets.rows import ROW, CellDelegate, Index, text_width

_CHIP_PAD: Final = 6
_CHIP_HEIGHT: Final = 20
_GAP: Final = 8


class CatalogueDelegate(CellDelegate):
    """`own` is the word on the chip."""

    def __init__(self, height: int = 36) -> None:
        super().__init__(height)
        self.own = ""

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        """Draw one cell."""
        row = index.data(ROW)
        text = str(index.data() or "")
        if isinstance(row, CompanyRow) and index.column() == 0:
            self._paint_name(painter, area, row)
        elif isinstance(row, CompanyRow):
            write(painter, area, text, ink="muted" if text == "0" else "text", align=RIGHT)
        elif isinstance(row, ServiceRow):
            # The kind is the service's own name as a rule: only another one is worth a look.
            plain = index.column() == 0 or (index.column() == 2 and row.kind != row.name)
            plain = plain or (index.column() == 3 and row.has_needs)
            face = Type.LABEL if index.column() == 0 else Type.BODY
            write(painter, area, text, font_=face, ink="text" if plain and not row.archived else "muted", align=LEFT)
        elif isinstance(row, StandingRow):
            right = index.column() == 3
            write(
                painter,
                area,
                text,
                font_=Type.LABEL if index.column() == 0 else Type.BODY,
                align=RIGHT if right else LEFT,
            )

    def _paint_name(self, painter: QPainter, area: QRectF, row: CompanyRow) -> None:
        chip = text_width(self.own, Type.CAPTION, medium=True) + 2 * _CHIP_PAD if row.own else 0.0
        room = area.adjusted(0, 0, -(chip + _GAP if row.own else 0), 0)
        width = write(painter, room, row.name, font_=Type.LABEL, ink="muted" if row.archived else "text")
        if row.own:
            ground = QRectF(area.left() + width + _GAP, area.center().y() - _CHIP_HEIGHT / 2, chip, _CHIP_HEIGHT)
            block(painter, ground, "soft", None, CELL_RADIUS)
            write(painter, ground, self.own, font_=Type.CAPTION, ink="accent", align=CENTER, medium=True, elide=False)
