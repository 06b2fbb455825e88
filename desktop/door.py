"""What the ways into a base may ask of the program: before one is open there is no desk yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core.domain.errors import KnownError
from core.services.wording import Language
from desktop.words import Words

if TYPE_CHECKING:
    from core.domain.backup import Backup
    from core.services.package_opening import OpenedPackage
    from core.services.restores import Rehearsal, RestoreReport
    from core.vault.slots import StoreKeys

Refused = Callable[[KnownError], None]


def base_name(base: Path) -> str:
    """«Ромашка» of «Ромашка.opuntia»."""
    return base.name.removesuffix(".opuntia")


@dataclass(frozen=True, slots=True, repr=False)
class Wish:
    """What is to be restored where; with the code of a `sheet` the password is a new one. `standing` are keys of the
    base that stands there.
    """

    file: Path
    base: Path
    login: str
    password: str
    sheet: str = ""
    standing: StoreKeys | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A sealed package to be opened with the secret key of the `identity` file into `out`; `sender` is the file with
    the key of the sender, where one has it; `again`: also where it was opened before.
    """

    file: Path
    identity: Path
    out: Path
    sender: Path | None = None
    again: bool = False


class Door(Protocol):
    """Implemented by `desktop/entrance.py`; in tests by `tests/support/door.py`. Everything answers later."""

    words: Words

    @property
    def bases(self) -> Sequence[Path]:
        """Bases opened on this computer that are still there, the last one first."""

    @property
    def lost(self) -> Path | None:
        """The base that was open last, where it is not in its place any more."""

    @property
    def default_folder(self) -> Path:
        """Where new bases are put unless somebody says otherwise."""

    def login(self, base: Path) -> str:
        """Who opened this base last; may be empty."""

    def open(self, base: Path, login: str, password: str, refused: Refused) -> None:
        """Sign in and show the base."""

    def has_pin(self, base: Path, login: str) -> bool:
        """Whether a PIN may be asked for in place of the password."""

    def open_quickly(self, base: Path, login: str, pin: str, refused: Refused) -> None:
        """Sign in with the PIN and show the base."""

    def create(self, base: Path, company: str, login: str, password: str, refused: Refused) -> None:
        """Make a base for one person and show it."""

    def recover(self, base: Path, code: str, login: str, password: str, refused: Refused) -> None:
        """Give this user another password by the recovery sheet, and show the base."""

    def try_sample(self, refused: Refused, progress: Callable[[str, int, int], None]) -> None:
        """Make the sample company unless it is there, and show it. `progress` comes on the window's thread."""

    def choose_base(self) -> Path | None:
        """Let a person point at a base's folder; None where they think better of it."""

    def choose_folder(self, start: Path) -> Path | None:
        """Let a person point at a folder for a new base."""

    def show_unlock(self, base: Path | None = None) -> None:
        """Show the way into a base (the last one by default)."""

    def show_recovery(self, base: Path, login: str) -> None:
        """Show the way in for who forgot the password."""

    def show_first_run(self, step: str = "welcome") -> None:
        """Show the first pages."""

    def backups_of(self, base: Path) -> Path:
        """Where the backups of a base lie on this computer."""

    def find_backups(self, base: Path, then: Callable[[list[Backup]], None]) -> None:
        """The backups of a base in that folder, the newest first."""

    def read_backup(self, file: Path, then: Callable[[Backup], None], refused: Refused) -> None:
        """Look at every byte of a backup."""

    def choose_backup(self, start: Path | None) -> Path | None:
        """Let a person point at the file of a backup."""

    def rehearse(self, wish: Wish, then: Callable[[Rehearsal], None], refused: Refused) -> None:
        """Find out whether it would be let in, while a base is open."""

    def restore(self, wish: Wish, then: Callable[[RestoreReport], None], refused: Refused) -> None:
        """Restore; no base is open."""

    def show_restore(self, base: Path | None, file: Path | None) -> None:
        """Show the way of restoring: of a base, or (None) on a new machine; from this file, if one was chosen."""

    def end_restore(self, base: Path | None) -> None:
        """Nothing was restored."""

    def show_damaged(self, base: Path, error: KnownError) -> bool:
        """Show the page of a base that does not open; whether there is anything of a base at all."""

    def show_opening(self) -> None:
        """Show the window in which packages are opened."""

    def read_reader_words(self, identity: Path, then: Callable[[tuple[str, ...]], None], refused: Refused) -> None:
        """The words of the key of this file."""

    def open_package(self, parcel: Parcel, then: Callable[[OpenedPackage], None], refused: Refused) -> None:
        """Open a package; no base is needed."""

    def set_language(self, language: Language) -> None:
        """Speak another language from now on."""
