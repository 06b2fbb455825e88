"""Drives the real window as a person does: keys, words on buttons, files put where a dialog would ask for them."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QMenu, QWidget

from core.domain.progress import Stopped
from core.services.session import Session
from desktop.bootstrap import Program
from desktop.log import end_log, log, start_log
from desktop.preferences import Preferences
from desktop.tasks import Work
from desktop.theme import LOOK, Scheme, set_scale
from desktop.widgets.questions import Question
from tests.support.fingers import type_text

PATIENCE_S = 20.0
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
BARE = Qt.KeyboardModifier.NoModifier
KEYS = Qt.Key


class _Watched(Program):
    """A program whose faults are kept for the test instead of being shown."""

    def __init__(self, preferences: Preferences) -> None:
        self.faults: list[BaseException] = []
        super().__init__(preferences)
        for timer in self.findChildren(QTimer):
            if timer.isSingleShot():
                timer.setInterval(0)  # what is put off, so that haste costs less, comes at the next turn here

    def fault(self, error: BaseException) -> None:
        self.faults.append(error)


class Driver:
    """A program of its own in a home of its own, with its log. Close it at the end."""

    def __init__(self, home: Path) -> None:
        gc.disable()  # as `desktop.app` does: a pass while the look is put on ends old widgets under Qt's hands
        start_log(home)
        log("start")
        self.program = _Watched(Preferences(home))
        self.frame = self.program.frame
        self.ended = self._closed = False
        self.program.ended.connect(self._has_ended)
        self.program.begin()
        self.frame.resize(1280, 800)
        self.frame.activateWindow()
        self.wait()

    def _has_ended(self) -> None:
        self.ended = True

    # ------------------------------------------------------------------ what is there

    @property
    def page(self) -> Any:
        """The page that is shown, with all that its class has."""
        page = self.frame.page
        assert page is not None, "no page is shown"
        return page

    @property
    def door(self) -> Any:
        """The way in that is shown."""
        door = self.frame.door
        assert door is not None, "no way in is shown"
        return door

    @property
    def session(self) -> Session:
        """The open base, to count its records anew."""
        workplace = self.program.workplace
        assert workplace is not None, "no base is open"
        return workplace.session

    @property
    def focused(self) -> QWidget:
        """What has the keyboard."""
        return QApplication.focusWidget() or self.frame

    def say(self, section: str, key: str, **blanks: object) -> str:
        """A sentence in the language of the window."""
        return self.program.words.say(section, key, **blanks)

    def texts(self, where: QWidget | None = None) -> str:
        """All that is written on visible labels, buttons, fields and chips, line by line."""
        root = where or self.frame
        return "\n".join(filter(None, (text_of(one) for one in root.findChildren(QWidget) if one.isVisible())))

    def button(self, words: str, where: QWidget | None = None) -> QAbstractButton:
        """The visible button with these words on it or as its name."""
        root = where or self.frame
        buttons = [one for one in root.findChildren(QAbstractButton) if one.isVisible()]
        found = [one for one in buttons if words in (one.text().replace("&", ""), one.accessibleName())]
        assert found, f"no button {words!r}; there are {[one.text() or one.accessibleName() for one in buttons]}"
        return found[0]

    def line(self, name: str, where: QWidget | None = None) -> QLineEdit:
        """The visible field with this name."""
        root = where or self.frame
        lines = [one for one in root.findChildren(QLineEdit) if one.isVisible()]
        found = [one for one in lines if one.accessibleName() == name]
        assert found, f"no field {name!r}; there are {[one.accessibleName() for one in lines]}"
        return found[0]

    def colour_at(self, x: int, y: int) -> str:
        """The colour of a pixel of the window as #RRGGBB, written as the tokens are."""
        return str(self.frame.grab().toImage().pixelColor(x, y).name()).upper()

    # ------------------------------------------------------------------ waiting

    def wait(self) -> None:
        """Until nothing is under way and everything is shown."""
        for _ in range(3):
            self.until(self._still)
            self._come_back()
        assert not self.program.faults, self.program.faults

    def until(self, what: Callable[[], bool]) -> None:
        """Keep the window alive until something holds."""
        waking = QTimer(interval=10)  # without it the loop would wait for an event, however long
        waking.start()
        ends = monotonic() + PATIENCE_S
        while not what():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            assert monotonic() < ends, "it never came"

    def _come_back(self) -> None:
        """Once a window above it is closed, every desktop activates the one below."""
        active = QApplication.activeWindow()
        if (active is None or not active.isVisible()) and self.frame.isVisible():
            self.frame.activateWindow()
        QApplication.processEvents()

    def _still(self) -> bool:
        soon = (one for one in self.program.findChildren(QTimer) if one.isSingleShot() and one.isActive())
        return not self.program.tasks.busy and not any(soon)

    # ------------------------------------------------------------------ keys and buttons

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = BARE) -> None:
        """Keys, to whatever has the focus, one after the other."""
        self._come_back()
        for key in keys:
            QTest.keyClick(self.focused, key, held)
            QApplication.processEvents()

    def do(self, *keys: Qt.Key, held: Qt.KeyboardModifier = BARE) -> None:
        """Keys, each of which is waited for."""
        for key in keys:
            self.press(key, held=held)
            self.wait()

    def type(self, text: str) -> None:
        """Letters of any script, to whatever has the focus."""
        type_text(self.focused, text)
        QApplication.processEvents()

    def tab_to(self, target: QWidget, most: int = 60) -> None:
        """Reach a widget with Tab alone."""
        for _ in range(most):
            if QApplication.focusWidget() is target:
                return
            self.press(KEYS.Key_Tab)
        raise AssertionError(f"Tab never reaches {target.accessibleName() or text_of(target) or target}")

    def click(self, words: str, where: QWidget | None = None) -> None:
        """Press a button and wait for what comes of it."""
        self.button(words, where).click()
        self.wait()

    def go(self, page: str) -> None:
        """To a page of the navigation by its number, to another one by what opens it."""
        nav = self.frame.nav.pages
        if page in nav[:9]:  # there is no further digit
            self.do(Qt.Key(int(KEYS.Key_1) + nav.index(page)), held=CTRL)
        else:
            self.program.go(page, {})
            self.wait()
        assert self.frame.page_name == page

    def unlock(self, login: str, password: str) -> None:
        """Sign in at the way in that is shown."""
        self.door.login.setText(login)
        self.door.secret.line.setText(password)
        self.door.secret.line.setFocus()
        self.do(KEYS.Key_Return)

    def leave(self) -> None:
        """Close the base."""
        self.program.leave()
        self.wait()

    def lock(self) -> None:
        """Lock the workplace."""
        self.program.lock()
        self.wait()

    def choose(self, words: str) -> None:
        """A line of the menu that has popped up."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu), "no menu is open"
        lines = {line.text().partition("\t")[0]: line for line in menu.actions()}
        assert words in lines, f"no line {words!r}; there are {list(lines)}"
        menu.close()
        lines[words].trigger()
        self.wait()

    def find(self, typed: str) -> None:
        """A command by a few letters, from anywhere."""
        self.press(KEYS.Key_K, held=CTRL)
        assert self.frame.palette_.isVisible()
        self.type(typed)
        self.do(KEYS.Key_Return)

    @contextmanager
    def answering(self, words: str) -> Iterator[list[str]]:
        """Within the block, the question that stops everything is answered with this button; its lines are kept."""
        asked: list[str] = []

        def answer() -> None:
            window = QApplication.activeModalWidget()
            if isinstance(window, Question):
                asked.extend(self.texts(window).splitlines())
                timer.stop()
                self.button(words, window).click()

        timer = QTimer(interval=5)
        timer.timeout.connect(answer)
        timer.start()
        try:
            yield asked
        finally:
            timer.stop()
        assert asked, f"nothing was asked that could be answered {words!r}"

    # ------------------------------------------------------------------ the end

    def close(self) -> None:
        """End the program, once, and bring back what it has changed for all."""
        if self._closed:
            return
        self._closed = True
        if not self.ended:
            self.program.frame.may_close = lambda: True
            self.frame.close()
        log("end")
        end_log()
        for _ in range(3):
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.frame.deleteLater()
        self.program.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        look_as_before()


def look_as_before() -> None:
    """Bring back what a program changes for the whole process."""
    set_scale(100)
    LOOK.put_on(Scheme.LIGHT)


def text_of(widget: QWidget) -> str:
    """What is written on a label, button, field or chip; "" for other widgets."""
    text = getattr(widget, "text", "")
    said = text() if callable(text) else text
    return said if isinstance(said, str) else ""


def cells_of(model: QAbstractItemModel) -> list[list[str]]:
    """What a table shows: its heads, then its rows."""
    columns = range(model.columnCount())
    heads = [str(model.headerData(column, Qt.Orientation.Horizontal)) for column in columns]
    return [heads, *([str(model.index(row, at).data()) for at in columns] for row in range(model.rowCount()))]


class FileDialogs:
    """Answers the system's own windows: the next file and the next folder that a person points at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.file: Path | None = None
        self.folder: Path | None = None
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(self.file or ""), ""))
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(self.file)] if self.file else [], ""))
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(self.file or ""), ""))
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(self.folder or ""))


class Gate:
    """Holds the work of a name at a step, on its own thread, until it is opened or asked to stop.

    `reached`: it stands there.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, step: str, done: int = 0) -> None:
        self._reached, self._open = Event(), Event()
        tell, stop = Work.tell, Work.stop

        def held(work: Work, at: str, so_far: int, total: int) -> None:
            if work.name == name and at == step and so_far >= done and not self._open.is_set():
                self._reached.set()
                if not self._open.wait(PATIENCE_S):
                    raise Stopped  # the test has failed already; its thread must end
            tell(work, at, so_far, total)

        def stopped(work: Work) -> None:
            stop(work)
            self.open()

        monkeypatch.setattr(Work, "tell", held)
        monkeypatch.setattr(Work, "stop", stopped)

    def reached(self) -> bool:
        """Whether the work stands there."""
        return self._reached.is_set()

    def open(self) -> None:
        """Let it go on."""
        self._open.set()
