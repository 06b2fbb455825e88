"""How a client's cells are painted."""

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop.screens.clients.shown import Column, RowShown
from desktop.screens.clients.table_model import COLUMNS
from desktop.theme import Type
from desktop.theme.tokens import SCORE_BAR
from desktop.widgets.painting import RIGHT, block, sign, write
from desktop.widgets.rows import ROW, CellDelegate, Index, text_width

SIGN: Final = 14
GAP: Final = 8
_QUIET: Final = frozenset({Column.PHONE, Column.CONTACT, Column.CLIENT_TYPE, Column.SOURCE})


class ClientDelegate(CellDelegate):
    """Weight on the name and the score only; consent is a sign and a word."""

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        """Draw one cell; one that was not read yet stays empty."""
        row: RowShown | None = index.data(ROW)
        if row is None:
            return
        column = COLUMNS[index.column()]
        text = row.cells[column]
        if column is Column.NAME:
            _paint_name(painter, area, row)
        elif column is Column.SCORE:
            _paint_score(painter, area, row)
        elif column is Column.CONSENT:
            sign(painter, area.left(), area.center().y(), row.sign, row.ink, size=SIGN)
            write(painter, area.adjusted(SIGN + GAP, 0, 0, 0), text, ink="text" if row.ink == "ok" else row.ink)
        elif column is Column.CONTACT:
            write(painter, area, text, ink="muted", align=RIGHT)
        else:
            write(painter, area, text, ink="muted" if column in _QUIET else "text")


def _paint_name(painter: QPainter, area: QRectF, row: RowShown) -> None:
    room = area.adjusted(0, 0, -(SIGN + GAP) if row.icon else 0, 0)
    width = write(painter, room, row.cells[Column.NAME], font_=Type.STRONG)
    if row.icon:
        sign(painter, area.left() + width + GAP, area.center().y(), row.icon, "muted", size=SIGN)


def _paint_score(painter: QPainter, area: QRectF, row: RowShown) -> None:
    if row.score is None:
        return
    text = row.cells[Column.SCORE]
    write(painter, area, text, font_=Type.STRONG, ink="text" if row.strong else "muted", align=RIGHT)
    width, height = SCORE_BAR
    left = area.right() - text_width("99", Type.STRONG) - 2 * GAP - width
    track = QRectF(left, area.center().y() - height / 2, width, height)
    block(painter, track, "divider", None, height / 2)
    track.setWidth(width * row.score / 100)
    block(painter, track, "accent" if row.strong else "faint", None, height / 2)
