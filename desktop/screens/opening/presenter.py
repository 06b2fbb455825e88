"""What is chosen to open a package, and what is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from core.domain.errors import KnownError
from core.domain.package_errors import PackageOpenedBefore
from core.services.package_opening import OpenedPackage, tell_opened
from desktop.door import Door, Parcel

FILE: Final = "file"
IDENTITY: Final = "identity"
SENDER: Final = "sender"
OUT: Final = "out"
PLACES: Final = (FILE, IDENTITY, SENDER, OUT)
_NEEDED: Final = (FILE, IDENTITY, OUT)


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it: `lines` in words, `sure` where the sender is the one whose key was given."""

    title: str
    lines: tuple[str, ...]
    sure: bool


class OpeningView(Protocol):
    """What is shown."""

    def show_places(self, places: Mapping[str, str]) -> None:
        """What stands in each of PLACES."""

    def show_words(self, words: str) -> None:
        """The words of the chosen secret key's public half; "" for none."""

    def show_missing(self, place: str, sentence: str) -> None:
        """One of PLACES cannot stay as it is."""

    def show_refused(self, sentence: str, *, again: bool) -> None:
        """Why nothing was written, "" takes it back; `again`: it may be opened all the same."""

    def show_busy(self, busy: bool) -> None:
        """It is being opened."""

    def show_told(self, told: Told) -> None:
        """It is open."""

    def choose(self, place: str, title: str, start: str) -> str:
        """Let a person point at a file, or at a folder for OUT; "" for none."""


class OpeningPresenter:
    """Keeps what was chosen while the window stands, and nothing after that."""

    def __init__(self, view: OpeningView, door: Door) -> None:
        self._view = view
        self._door = door
        self._places = dict.fromkeys(PLACES, "")

    def put(self, place: str, text: str) -> None:
        """Typed by hand."""
        self._places[place] = text.strip()
        self._view.show_missing(place, "")
        self._view.show_refused("", again=False)

    def choose(self, place: str) -> None:
        """By the system's dialogue. Where nothing is said of it, files go beside the package."""
        chosen = self._view.choose(place, self._say(f"choose_{place}"), self._places[place] or self._places[FILE])
        if chosen:
            self.put(place, chosen)
            if place == FILE and not self._places[OUT]:
                self._places[OUT] = str(Path(chosen).parent)
            self._view.show_places(self._places)
        if place == IDENTITY:
            self.read_words()

    def read_words(self) -> None:
        """The words by which the sender knows the key that was chosen."""
        identity = self._places[IDENTITY]
        self._view.show_words("")
        if not identity:
            return

        def found(words: tuple[str, ...]) -> None:
            if identity == self._places[IDENTITY]:
                self._view.show_words(self._say("own_words", words=" · ".join(words)))

        def refused(error: KnownError) -> None:
            if identity == self._places[IDENTITY]:
                self._view.show_missing(IDENTITY, self._door.words.error(error))

        self._door.read_reader_words(Path(identity), found, refused)

    def open(self, *, again: bool = False) -> None:
        """Open it; `again` also where that was done before."""
        missing = [one for one in _NEEDED if not self._places[one]]
        for one in missing:
            self._view.show_missing(one, self._say(f"missing_{one}"))
        if missing:
            return
        places = {name: Path(text) for name, text in self._places.items() if text}
        parcel = Parcel(places[FILE], places[IDENTITY], places[OUT], places.get(SENDER), again=again)
        self._view.show_refused("", again=False)
        self._view.show_busy(True)
        self._door.open_package(parcel, self._opened, self._refused)

    # ------------------------------------------------------------------

    def _say(self, key: str, **blanks: object) -> str:
        return self._door.words.say("opening", key, **blanks)

    def _opened(self, opened: OpenedPackage) -> None:
        self._view.show_busy(False)
        words = self._door.words
        title, *lines = tell_opened(opened, words.language)
        for file in opened.files:
            lines = [line.replace(str(file), words.place(file)) for line in lines]
        self._view.show_told(Told(title, tuple(lines), opened.sender_known))

    def _refused(self, error: KnownError) -> None:
        self._view.show_busy(False)
        self._view.show_refused(self._door.words.error(error), again=isinstance(error, PackageOpenedBefore))
