"""A door that keeps what it is asked for; the test answers through `refuse` and `tell`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.domain.backup import Backup
from core.domain.errors import KnownError
from core.services.package_opening import OpenedPackage, open_sealed_package, read_reader_words
from core.services.restores import Rehearsal, RestoreReport
from core.services.wording import Language
from desktop.door import Parcel, Refused, Wish
from desktop.words import Words


class PlainDoor:
    """`calls` keeps what was wanted, the latest last; `refuse` answers the latest one, `tell` is its progress.

    `chosen` is the folder that a person points at next, None where they think better of it.
    """

    def __init__(self, words: Words | None = None, logins: dict[Path, str] | None = None) -> None:
        self.words = words or Words("ru")
        self.calls: list[tuple[Any, ...]] = []
        self.chosen: Path | None = None
        self.pins: set[tuple[Path, str]] = set()
        self.bases: list[Path] = []
        self.lost: Path | None = None
        self.default_folder = Path("Documents") / "Opuntia"
        self._logins = logins or {}
        self._refused: Refused | None = None
        self.found: list[Backup] = []
        self.damaged = True
        self.rehearsal: Rehearsal | None = Rehearsal(None, False)
        """What is answered at once; None: the test refuses."""
        self.restored: Callable[[RestoreReport], None] = lambda _report: None
        self.tell: Callable[[str, int, int], None] = lambda _step, _done, _total: None

    def refuse(self, error: KnownError) -> None:
        """The latest request is refused."""
        assert self._refused is not None, "nothing was asked for"
        self._refused(error)

    def login(self, base: Path) -> str:
        """As the test said."""
        return self._logins.get(base, "")

    def open(self, base: Path, login: str, password: str, refused: Refused) -> None:
        """Keep it."""
        self.calls.append(("open", base, login, password))
        self._refused = refused

    def has_pin(self, base: Path, login: str) -> bool:
        """As the test said."""
        return (base, login) in self.pins

    def open_quickly(self, base: Path, login: str, pin: str, refused: Refused) -> None:
        """Keep it."""
        self.calls.append(("open_quickly", base, login, pin))
        self._refused = refused

    def create(self, base: Path, company: str, login: str, password: str, refused: Refused) -> None:
        """Keep it."""
        self.calls.append(("create", base, company, login, password))
        self._refused = refused

    def recover(self, base: Path, code: str, login: str, password: str, refused: Refused) -> None:
        """Keep it."""
        self.calls.append(("recover", base, code, login, password))
        self._refused = refused

    def try_sample(self, refused: Refused, progress: Callable[[str, int, int], None]) -> None:
        """Keep it."""
        self.calls.append(("try_sample",))
        self._refused, self.tell = refused, progress

    def choose_base(self) -> Path | None:
        """As the test said."""
        return self.chosen

    def choose_folder(self, start: Path) -> Path | None:
        """As the test said."""
        self.calls.append(("choose_folder", start))
        return self.chosen

    def show_unlock(self, base: Path | None = None) -> None:
        """Keep it."""
        self.calls.append(("show_unlock", base))

    def show_recovery(self, base: Path, login: str) -> None:
        """Keep it."""
        self.calls.append(("show_recovery", base, login))

    def show_first_run(self, step: str = "welcome") -> None:
        """Keep it."""
        self.calls.append(("show_first_run", step))

    def backups_of(self, base: Path) -> Path:
        """Beside it."""
        return base.with_name("copies")

    def find_backups(self, base: Path, then: Callable[[list[Backup]], None]) -> None:
        """As the test said."""
        self.calls.append(("find_backups", base))
        then(self.found)

    def read_backup(self, file: Path, then: Callable[[Backup], None], refused: Refused) -> None:
        """One of those that were found; of another the test answers."""
        self.calls.append(("read_backup", file))
        self._refused = refused
        for one in self.found:
            if one.file == file:
                then(one)

    def choose_backup(self, start: Path | None) -> Path | None:
        """As the test said."""
        self.calls.append(("choose_backup", start))
        return self.chosen

    def rehearse(self, wish: Wish, then: Callable[[Rehearsal], None], refused: Refused) -> None:
        """As the test said."""
        self.calls.append(("rehearse", wish))
        self._refused = refused
        if self.rehearsal is not None:
            then(self.rehearsal)

    def restore(self, wish: Wish, then: Callable[[RestoreReport], None], refused: Refused) -> None:
        """Keep it; the test answers through `restored`."""
        self.calls.append(("restore", wish))
        self._refused, self.restored = refused, then

    def show_opening(self) -> None:
        """Keep it."""
        self.calls.append(("show_opening",))

    def read_reader_words(self, identity: Path, then: Callable[[tuple[str, ...]], None], refused: Refused) -> None:
        """At once."""
        try:
            found = read_reader_words(identity, self.words.language)
        except KnownError as error:
            refused(error)
        else:
            then(found)

    def open_package(self, parcel: Parcel, then: Callable[[OpenedPackage], None], refused: Refused) -> None:
        """At once."""
        given = (parcel.file, parcel.identity, parcel.out)
        try:
            opened = open_sealed_package(*given, sender_file=parcel.sender, again=parcel.again)
        except KnownError as error:
            refused(error)
        else:
            then(opened)

    def show_restore(self, base: Path | None, file: Path | None) -> None:
        """Keep it."""
        self.calls.append(("show_restore", base, file))

    def end_restore(self, base: Path | None) -> None:
        """Keep it."""
        self.calls.append(("end_restore", base))

    def show_damaged(self, base: Path, error: KnownError) -> bool:
        """Keep it; there is something of a base unless the test says otherwise."""
        self.calls.append(("show_damaged", base, error))
        return self.damaged

    def set_language(self, language: Language) -> None:
        """Speak it."""
        self.calls.append(("set_language", language))
        self.words.language = language
