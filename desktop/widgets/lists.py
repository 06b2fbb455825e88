"""What stands above the page: lists to read."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QWidget

from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.frames import Scroll, column, holder, row
from desktop.widgets.labels import Label

_LIST_HEIGHT: Final = 320
_INSIDE: Final = 432


class ListDialog(QDialog):
    """A list to read."""

    def __init__(self, parent: QWidget | None, title: str, text: str, lines: Sequence[str], close: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.lines = [Label(text=line, wrap=True) for line in lines]
        self.close_ = Button(close, Kind.FILLED, height=36)
        self.close_.clicked.connect(self.accept)
        inner = holder(column(*self.lines, None, gap=8, margins=(0, 0, 12, 0)))
        self._list = Scroll(inner)
        self._list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrows scroll it
        self._list.setAccessibleName(title)
        self._list.setAccessibleDescription(". ".join(lines))
        head = Label(Type.SECTION, text=title, wrap=True)
        about: list[QWidget | int] = [8, Label(Type.BODY, "muted", text, wrap=True)] if text else []
        body = column(
            head,
            *about,
            16,
            self._list,
            20,
            row(None, self.close_),
            margins=(24, 24, 24, 20),
        )
        body.addStrut(_INSIDE)
        self.setLayout(body)
        self._list.setMinimumHeight(min(_LIST_HEIGHT, inner.sizeHint().height() + 4))
        self.close_.setFocus(Qt.FocusReason.TabFocusReason)
        self.finished.connect(self.deleteLater)

    def sizeHint(self) -> QSize:
        """Wide enough for a name and a reason in one line."""
        return QSize(560, super().sizeHint().height())
