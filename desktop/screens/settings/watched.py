"""The watched folder in the settings: chosen, and let go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from core.domain.rights import MAY, UseCase
from desktop.desk import WATCHED_FOLDER

if TYPE_CHECKING:
    from desktop.desk import Desk


class WatchedView(Protocol):
    """What is shown of it."""

    def show_watched(self, note: str, *, seen: bool, enabled: bool, on: bool) -> None:
        """What the line says; whether this user has it, may choose a folder, and has chosen one."""

    def ask_folder(self, title: str) -> str:
        """Let the person choose a folder; "" for none."""


class Watched:
    """Only who may bring in clients has it, and no real table gets into a sample."""

    def __init__(self, view: WatchedView, desk: Desk) -> None:
        self._view = view
        self._desk = desk

    def read(self) -> None:
        """Show how it stands."""
        session, say = self._desk.session, self._desk.words.say
        folder = self._desk.recall(WATCHED_FOLDER, "")
        note = say("settings", "watched_text")
        if session.is_sample:
            note = say("settings", "watched_sample")
        elif folder:
            note = say("settings", "watched_now", folder=folder)
        seen = bool(session.roles & MAY[UseCase.IMPORT_CLIENTS])
        self._view.show_watched(note, seen=seen, enabled=not session.is_sample, on=bool(folder))

    def choose(self) -> None:
        """Watch a folder that the person chooses."""
        folder = self._view.ask_folder(self._desk.words.say("settings", "watched_title"))
        if folder:
            self._desk.watch(folder)
            self.read()

    def stop(self) -> None:
        """Watch none."""
        self._desk.watch("")
        self._desk.tell(self._desk.words.say("settings", "watched_off"))
        self.read()
