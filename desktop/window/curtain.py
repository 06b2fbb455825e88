"""What stands above the window goes away when the workplace is locked, and comes back as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QSpinBox, QToolTip, QWidget
from shiboken6 import isValid

from desktop.window.warning import LockWarning

if TYPE_CHECKING:
    from desktop.window.frame import Frame


class Curtain:
    """Windows that only show or let type are hidden and keep what was typed in them. A window that somebody waits for
    (a question, the system's choice of a file) is left as Esc leaves it: nothing was chosen. `warning` comes before it.
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._hidden: list[QDialog] = []
        self._focused: QWidget | None = None
        self._above: QWidget | None = None
        self._selected: tuple[int, int, int] | None = None
        self.warning = LockWarning()

    def draw(self) -> None:
        """Hide them, and remember where the keyboard was."""
        self._focused, self._above = self._frame.focusWidget(), QApplication.focusWidget()
        line = _line_of(self._focused)
        if line is not None:  # what is selected is forgotten with the focus
            self._selected = (line.selectionStart(), line.selectionLength(), line.cursorPosition())
        QToolTip.hideText()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for window in QApplication.topLevelWidgets():
            if window is self._frame or not window.isVisible():
                continue
            if isinstance(window, QFileDialog) or getattr(window, "waited_for", False):
                window.close()
            elif isinstance(window, QDialog):
                window.hide()
                self._hidden.append(window)
            else:
                window.hide()

    def lift(self) -> None:
        """Show them again, and give the keyboard back without touching what is selected."""
        hidden, self._hidden = self._hidden, []
        for window in hidden:
            if isValid(window):
                window.show()
        above = self._above if self._above is not None and isValid(self._above) else None
        for widget in (self._focused, above):
            if widget is not None and isValid(widget) and widget.isVisible():
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
        line = _line_of(self._focused)
        if self._selected is not None and line is not None:
            start, length, cursor = self._selected
            line.setCursorPosition(cursor)
            if start >= 0:
                backwards = cursor == start
                line.setSelection(start + length if backwards else start, -length if backwards else length)
        page = self._frame.page
        if page is not None and self._frame.focusWidget() is None:  # where the keyboard was is gone, as the palette is
            self._frame.focus_pane(page)
        self.forget()

    @property
    def hides_secret(self) -> bool:
        """Whether one of the hidden windows shows what is never shown again."""
        return any(isValid(window) and getattr(window, "shown_once", False) for window in self._hidden)

    def forget(self) -> None:
        """Whatever stood there belongs to a base that is closed now."""
        for window in self._hidden:
            if isValid(window):
                window.deleteLater()
        self._hidden, self._focused, self._above, self._selected = [], None, None, None


def _line_of(widget: QWidget | None) -> QLineEdit | None:
    """Where letters are typed."""
    if widget is None or not isValid(widget):
        return None
    if isinstance(widget, QSpinBox):
        return widget.lineEdit()
    return widget if isinstance(widget, QLineEdit) else None
