"""What the page about the program says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from desktop.desk import Desk
from desktop.screens.about.libraries import (
    Library,
    licence_folder,
    licence_text,
    place_of,
    program_version,
    read_libraries,
)


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """A library in words. `spoken`: all of it."""

    name: str
    version: str
    licence: str
    stated: bool
    spoken: str


class AboutView(Protocol):
    """What the presenter shows."""

    def show_version(self, text: str) -> None:
        """The version of the program."""

    def show_libraries(self, title: str, rows: Sequence[LibraryRow], chosen: int) -> None:
        """The libraries; `chosen` is a position in them."""

    def show_none(self, title: str, text: str) -> None:
        """No library is known."""

    def show_licence(self, title: str, note: str, text: str) -> None:
        """The licence of the chosen library; `note` is what we say of it, `text` its own words."""


class AboutPresenter:
    """Reads the metadata once, beside the window."""

    def __init__(self, view: AboutView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._libraries: list[Library] = []
        self._chosen = ""

    def read(self) -> None:
        """Read what is installed."""
        self._desk.ask("about", lambda _: (program_version(), read_libraries()), self._read)

    def choose(self, place: int) -> None:
        """Show the licence of the library at this position."""
        if 0 <= place < len(self._libraries):
            chosen = self._libraries[place]
            self._chosen = chosen.name
            self._desk.ask("licence", lambda _: licence_text(chosen), lambda text: self._show(chosen, text))

    def _read(self, found: tuple[str, list[Library]]) -> None:
        version, self._libraries = found
        say = self._desk.words.say
        self._view.show_version(say("about", "version", version=version) if version else say("about", "no_version"))
        if not self._libraries:
            self._view.show_none(
                say("about", "no_libraries"), self._nothing("no_libraries_text", "no_libraries_folder")
            )
            return
        rows = [self._row(one) for one in self._libraries]
        place = next((at for at, one in enumerate(self._libraries) if one.name == self._chosen), 0)
        self._view.show_libraries(say("about", "libraries", n=len(rows)), rows, place)
        self.choose(place)

    def _row(self, one: Library) -> LibraryRow:
        say = self._desk.words.say
        licence = one.licence or say("about", "licence_in_text" if one.has_text else "no_licence")
        spoken = say("about", "row", name=one.name, version=one.version, licence=licence)
        return LibraryRow(one.name, one.version, licence, bool(one.licence), spoken)

    def _show(self, one: Library, text: str) -> None:
        say = self._desk.words.say
        note = say("about", "qt") if one.is_qt else ""
        if not text and not one.is_qt:
            note = self._nothing("no_text", "text_in_folder")
        self._view.show_licence(say("about", "licence_of", name=one.name), note, text)

    def _nothing(self, alone: str, beside: str) -> str:
        """That there is nothing, and where else texts lie if they do."""
        say, folder = self._desk.words.say, licence_folder()
        return say("about", alone) if folder is None else say("about", beside, folder=place_of(folder))
