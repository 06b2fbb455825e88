"""The states of the tour in which the workplace is locked, is about to be, or is told how."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from core.domain.errors import KnownError, WeakPin
from core.vault.sealing import seal_workbook

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.bootstrap import Program
    from desktop.screens.settings.screen import SettingsScreen

_LEFT: Final = 20
_TYPED: Final = ("26-2026-26-2026", "1234", "1234")


def write_locked_table(file: Path) -> Path:
    """A workbook under a password."""
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as made:
        made.add_worksheet()
    file.write_bytes(seal_workbook(book.getvalue(), _TYPED[0]))
    return file


def show_pin_door(program: Program, base: Path, error: KnownError | None = None) -> None:
    """As where a PIN was set on this computer, and one was tried in vain."""
    from desktop.screens.unlock.screen import UnlockScreen  # noqa: PLC0415 (the application comes before any widget)

    program.show_unlock(base, "locked")
    door = program.frame.door
    if isinstance(door, UnlockScreen):
        door.presenter.pin = True
        door.show_pin(True)
        if error is not None:
            door.secret.line.setText(_TYPED[1])
            door.show_refused(program.words.error(error), password_wrong=True)


def _settings(program: Program) -> SettingsScreen:
    """As in a base that is no sample."""
    from desktop.screens.settings.screen import SettingsScreen  # noqa: PLC0415 (see above)

    clear_locking(program)
    program.go("settings", {})
    program.settle()
    page = program.frame.page
    if not isinstance(page, SettingsScreen):
        raise TypeError
    page.show_quick(enabled=True, on=True, note="")
    return page


def show_lock_settings(program: Program) -> None:
    """Locking, quick unlock, password and sheet."""
    page = _settings(program)
    for name in ("access", "quick_unlock"):
        page.content.ensureWidgetVisible(page.lines[name], 0, 40)
    page.quick_unlock.setFocus(Qt.FocusReason.TabFocusReason)


def show_pin(program: Program) -> QWidget:
    """A PIN that everybody would try first."""
    page = _settings(program)
    page.ask_pin()
    pin = page.pin
    if pin is None:
        raise TypeError
    for secret, text in zip((pin.password, pin.pin, pin.again), _TYPED, strict=True):
        secret.line.setText(text)
    page.show_pin_refused(program.words.error(WeakPin()), "pin")
    return pin


def show_warning(program: Program, above: QWidget | None = None) -> QWidget | None:
    """In every window; returns the one that lies above."""
    program.settle()
    QApplication.processEvents()
    program.frame.curtain.warning.show_left(_LEFT, program.words)
    return above


def clear_locking(program: Program) -> None:
    """Put it all away."""
    from desktop.screens.settings.pin_dialog import PinDialog  # noqa: PLC0415 (see above)

    program.frame.curtain.warning.show_left(0, program.words)
    for window in QApplication.topLevelWidgets():
        if isinstance(window, PinDialog):
            window.close()
