"""The clients that the filter lets through, written as a workbook."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core.services.client_export import export_clients

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.domain.errors import KnownError
    from desktop.desk import Desk


class ExportView(Protocol):
    """What is shown of it."""

    def show_exporting(self, *, under_way: bool) -> None:
        """What is under way cannot be begun again."""

    def choose_file(self, title: str, name: str, kinds: str) -> str:
        """Where a workbook goes; "" where a person thinks better of it."""

    def show_message(self, text: str, tone: str = "info") -> None:
        """A sentence above the list."""


class Exporting:
    """One at a time."""

    def __init__(self, view: ExportView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._under_way = False

    def begin(self, ids: Sequence[int]) -> None:
        """These clients, once it was chosen where to."""
        words = self._desk.words
        if self._under_way or not ids:
            return
        name = words.say("clients", "file", day=f"{self._desk.session.today():%Y-%m-%d}")
        chosen = self._view.choose_file(words.say("clients", "export_to"), f"{name}.xlsx", "Excel (*.xlsx)")
        if not chosen:
            return
        file = Path(chosen) if chosen.lower().endswith(".xlsx") else Path(f"{chosen}.xlsx")
        language = words.language
        self._show(under_way=True)
        self._desk.run(
            "export_clients",
            lambda session, progress: export_clients(session, ids, file, language, progress),
            lambda done: self._done(done.value, file),
            self._refused,
            partial(self._show, under_way=False),
        )

    def _done(self, clients: int, file: Path) -> None:
        self._show(under_way=False)
        self._desk.tell(self._desk.words.say("clients", "exported", n=clients, file=file.name))

    def _refused(self, error: KnownError) -> None:
        self._show(under_way=False)
        self._view.show_message(self._desk.words.error(error), "err")

    def _show(self, *, under_way: bool) -> None:
        self._under_way = under_way
        self._view.show_exporting(under_way=under_way)
