"""The scan of the consent of a whole file: chosen, looked at before it is taken, and again when a draft goes on."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from core.domain.errors import KnownError
from core.services.consent_papers import read_scan
from core.services.session import Session
from desktop.desk import Desk
from desktop.screens.imports.shown import ImportsView
from desktop.screens.imports.underway import UnderWay

_LINE: Final = "imports_scan"


class Attaching:
    """A file that is no scan is refused when it is chosen, not when everything is done. `took` hears of a good one."""

    def __init__(self, view: ImportsView, desk: Desk, under_way: UnderWay, took: Callable[[str], None]) -> None:
        self._view = view
        self._desk = desk
        self._under_way = under_way
        self._took = took

    def choose(self) -> None:
        """Ask for the file."""
        say = self._desk.words.say
        if self._under_way.name:
            return
        chosen = self._view.ask_scan(
            say("imports", "scan_choose"), say("imports", "scan_files"), say("imports", "choose_all")
        )

        def refuse(error: KnownError) -> None:
            self._view.show_message(lambda: self._desk.words.error(error), "err")

        def take() -> None:
            self._view.show_message("")
            self._took(chosen)

        if chosen:
            self._read(chosen, take, refuse)

    def look(self, scan: str, gone: Callable[[], None]) -> None:
        """Whether a file that was chosen on another day can still be read."""
        self._read(scan, lambda: None, lambda _error: gone())

    def _read(self, scan: str, good: Callable[[], None], bad: Callable[[KnownError], None]) -> None:
        fresh = self._under_way.fresh()

        def question(_session: Session) -> None:
            read_scan(Path(scan))

        self._desk.ask(
            _LINE,
            question,
            lambda _answer: good() if fresh() else None,
            lambda error: bad(error) if fresh() else None,
        )
