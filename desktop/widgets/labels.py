"""Labels by their role in type and their tone."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.theme import Type, font
from desktop.widgets.painting import LEFT
from desktop.widgets.tips import as_tip


class Label(QLabel):
    """Text in a role of type. `tone` is "", "muted", "accent", "ok", "warn", "err" or "info"."""

    def __init__(
        self,
        role: Type | str = Type.BODY,
        tone: str = "",
        text: str = "",
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._role = Type(role)
        self.setFont(font(self._role))
        self.setProperty("tone", tone)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def setText(self, text: str) -> None:
        """Another text; a wrapped one takes the height it needs."""
        super().setText(text)
        self._claim()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Claim the height that this width needs: layouts would give a wrapped label one line only."""
        super().resizeEvent(event)
        self._claim()

    def _claim(self) -> None:
        if self.wordWrap():
            self.setMinimumHeight(0)  # else it could only grow: the height for a width is never below the minimum
            height = max(0, self.heightForWidth(self.width()))  # -1 before it has any text
            self.setMinimumHeight(height)

    def set_tone(self, tone: str) -> None:
        """Change the tone."""
        if tone == self.property("tone"):
            return
        self.setProperty("tone", tone)
        self.style().unpolish(self)  # brings back the font from before the sheet, perhaps of another size
        self.style().polish(self)
        self.setFont(font(self._role))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of type."""
        if event.type() == QEvent.Type.StyleChange:
            self.setFont(font(self._role))
        super().changeEvent(event)


class Line(Label):
    """One line that gives way: elided at its right end, the whole text in the tooltip."""

    def __init__(self, role: Type | str = Type.BODY, tone: str = "", text: str = "") -> None:
        super().__init__(role, tone, text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its text."""
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self.text()) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        return QSize(24, QFontMetrics(self.font()).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        shown = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(as_tip(self.text()) if shown != self.text() else "")
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(LEFT), shown)


class Bold(Label):
    """A short heading inside a page."""

    def __init__(self, text: str = "") -> None:
        super().__init__(Type.STRONG, "", text)
