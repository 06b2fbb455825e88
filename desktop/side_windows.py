"""Windows beside the main one: help and the crash report, each loaded when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.crash import CrashReport, CrashReports
from desktop.words import Words

if TYPE_CHECKING:
    from desktop.screens.crash.screen import CrashWindow
    from desktop.screens.help.screen import HelpWindow


class SideWindows:
    """One of each at a time."""

    def __init__(self, parent: QWidget, words: Words, reports: CrashReports) -> None:
        self._parent = parent
        self._words = words
        self._reports = reports
        self._help: HelpWindow | None = None
        self._crash: CrashWindow | None = None

    @property
    def shown(self) -> list[QWidget]:
        """Those that are open."""
        return [window for window in (self._help, self._crash) if window is not None and window.isVisible()]

    def show_help(self, page: str) -> None:
        """F1: what this page is for, its keys, the words."""
        from desktop.screens.help.screen import HelpWindow  # noqa: PLC0415 (see above)

        if self._help is None:
            self._help = HelpWindow(lambda: self._words)
        self._help.show_page(page)
        self._help.show()
        self._help.raise_()
        self._help.activateWindow()

    def follow(self, page: str) -> None:
        """Help goes along to another page."""
        if self._help is not None and self._help.isVisible():
            self._help.show_page(page)

    def show_crash(self, report: CrashReport, *, before: bool) -> None:
        """Show a report; while one is open a second is not shown."""
        from desktop.screens.crash.screen import CrashWindow  # noqa: PLC0415 (see above)

        if self._crash is not None and self._crash.isVisible():
            return
        self._crash = CrashWindow(self._parent, self._words, self._reports, report, before=before)
        self._crash.show()

    def retranslate(self) -> None:
        """Help speaks another language."""
        if self._help is not None:
            self._help.retranslate()

    def close(self) -> None:
        """Close them."""
        for window in self.shown:
            window.close()
