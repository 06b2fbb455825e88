"""Drives the real window as a person does: keys, words on buttons, files put where a dialog would ask for them."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from desktop.bootstrap import Program
from desktop.preferences import Preferences
from desktop.widgets.page import Page

W = TypeVar("W", bound=QWidget)


class Driver:
    """A program of its own in a home of its own. Close it at the end."""

    def __init__(self, home: Path) -> None:
        self.program = Program(Preferences(home))
        self.frame = self.program.frame
        self.faults: list[BaseException] = []
        self.program.fault = self.faults.append  # type: ignore[method-assign]
        self.program.begin()
        self.frame.resize(1280, 800)
        self.frame.activateWindow()
        self.wait()

    @property
    def page(self) -> Page:
        """The page that is shown."""
        page = self.frame.page
        assert page is not None
        return page

    @property
    def door(self) -> QWidget:
        """The way in that is shown."""
        door = self.frame.door
        assert door is not None
        return door

    def wait(self) -> None:
        """Until nothing is under way."""
        for _ in range(4):
            self.program.tasks.settle()
            QApplication.processEvents()
        assert not self.faults, self.faults

    def until(self, what: Callable[[], bool]) -> None:
        """Keep the window alive until something holds, ten seconds at most."""
        assert QTest.qWaitFor(what, 10_000)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, to whatever has the focus."""
        QTest.keyClick(QApplication.focusWidget() or self.frame, key, held)
        QApplication.processEvents()

    def decide(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key whose work is waited for."""
        self.press(key, held)
        self.wait()

    def type(self, text: str) -> None:
        """Letters, to whatever has the focus."""
        QTest.keyClicks(QApplication.focusWidget() or self.frame, text)

    def tab_to(self, target: QWidget, most: int = 60) -> None:
        """Reach a widget with Tab alone."""
        for _ in range(most):
            if QApplication.focusWidget() is target:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reaches {target.accessibleName() or target}")

    def button(self, words: str, where: QWidget | None = None) -> QAbstractButton:
        """The visible button with these words in its text or name."""
        root = where or self.frame
        for button in root.findChildren(QAbstractButton):
            if button.isVisible() and words in (button.text().replace("&", ""), button.accessibleName()):
                return button
        raise AssertionError(f"no button {words!r}; there are {[b.text() for b in root.findChildren(QAbstractButton)]}")

    def click(self, words: str, where: QWidget | None = None) -> None:
        """Press a button and wait for what comes of it."""
        QTest.mouseClick(self.button(words, where), Qt.MouseButton.LeftButton)
        self.wait()

    def line(self, name: str, where: QWidget | None = None) -> QLineEdit:
        """The visible field with this accessible name."""
        root = where or self.frame
        found = [one for one in root.findChildren(QLineEdit) if one.isVisible() and one.accessibleName() == name]
        assert found, [one.accessibleName() for one in root.findChildren(QLineEdit)]
        return found[0]

    def texts(self, where: QWidget | None = None) -> str:
        """All that is written on labels and buttons, line by line."""
        root = where or self.frame
        said = []
        for widget in root.findChildren(QWidget):
            text = getattr(widget, "text", None)
            if widget.isVisible():
                value = text() if callable(text) else text
                said.append(str(value or ""))
        return "\n".join(filter(None, said))

    def close(self) -> None:
        """End the program."""
        self.frame.close()
        for _ in range(3):
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
