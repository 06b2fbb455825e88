"""The door: bases are made and opened off the window's thread, then handed to the workplace.

What needs the store is imported by the work itself, so that the way in stands before the cipher is loaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QWidget

from core.domain.errors import KnownError
from core.vault.folders import mend_place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.domain.backup import Backup
    from core.services.package_opening import OpenedPackage
    from core.services.restores import Rehearsal, RestoreReport
    from core.services.session import Session
    from core.services.wording import Language
    from desktop.door import Parcel, Refused, Wish
    from desktop.preferences import Preferences
    from desktop.tasks import Tasks
    from desktop.words import Words

SUFFIX: Final = ".opuntia"


class Entrance(QObject):
    """`opened` (session, base, login): one is in; `unlock_wanted`, `recovery_wanted` and `first_run_wanted`: which way
    to show.
    """

    opened = Signal(object, object, str)
    unlock_wanted = Signal(object)
    first_run_wanted = Signal(str)
    recovery_wanted = Signal(object, str)
    language_wanted = Signal(str)
    opening_wanted = Signal()
    restore_wanted = Signal(object, object)
    restore_ended = Signal(object)
    damage_met = Signal(object, object)
    faulted = Signal(object)

    def __init__(self, tasks: Tasks, preferences: Preferences, words: Words, window: QWidget) -> None:
        super().__init__()
        self.words = words
        self.made: Path | None = None
        """The base that was made in this run of the program, the last one."""
        self.find_session: Callable[[Path], Session | None] = lambda _base: None
        """The session of a base, where it is open."""
        self._tasks = tasks
        self._preferences = preferences
        self._window = window

    @property
    def bases(self) -> Sequence[Path]:
        """Bases that are still there, or in a place that does not answer: that is said when one is gone into."""
        return [base for base in self._preferences.bases if _may_be_there(base)]

    @property
    def lost(self) -> Path | None:
        """The base that was open last, where it is not in its place any more."""
        last = next(iter(self._preferences.bases), None)
        return last if last is not None and last not in self.bases else None

    @property
    def default_folder(self) -> Path:
        """«Документы/Opuntia»."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(documents or Path.home()) / "Opuntia"

    @property
    def sample_folder(self) -> Path:
        """Where the sample company lives."""
        return self._preferences.folder / "sample"

    def login(self, base: Path) -> str:
        """Who opened it last."""
        return self._preferences.login(base)

    def open(self, base: Path, login: str, password: str, refused: Refused) -> None:
        """Sign in."""

        def work() -> Session:
            from core.services.session import sign_in  # noqa: PLC0415 (see above)

            session = sign_in(base, login, password, backups=self._preferences.backups(base))
            session.backups = self.backups_of(base)
            if self._has_pins():
                from core.services.quick_unlock import renew_quick_unlock  # noqa: PLC0415 (see above)

                renew_quick_unlock(session, self._preferences.folder)
            return session

        self._tasks.ask_last(work, lambda session: self.opened.emit(session, base, login), self._failing(refused))

    def _has_pins(self) -> bool:
        return any((self._preferences.folder / "quick").glob("*.json"))

    def has_pin(self, base: Path, login: str) -> bool:
        """Whether a PIN may be asked for; most computers have none, and nothing is loaded to find that out."""
        if not login or not self._has_pins():
            return False
        from datetime import UTC, datetime  # noqa: PLC0415 (see above)

        from core.vault.quick_unlock import is_valid  # noqa: PLC0415

        return is_valid(self._preferences.folder, base, login, datetime.now(UTC))

    def open_quickly(self, base: Path, login: str, pin: str, refused: Refused) -> None:
        """Sign in with the PIN."""

        def work() -> Session:
            from core.services.session import sign_in_quickly  # noqa: PLC0415 (see above)

            return sign_in_quickly(base, self._preferences.folder, login, pin, backups=self.backups_of(base))

        self._tasks.ask_last(work, lambda session: self.opened.emit(session, base, login), self._failing(refused))

    def create(self, base: Path, company: str, login: str, password: str, refused: Refused) -> None:
        """Make a base and go in."""

        def work() -> Session:
            from core.services.session import create_base, sign_in  # noqa: PLC0415

            create_base(base, company, login, password)
            session = sign_in(base, login, password, backups=self._preferences.backups(base))
            session.backups = self.backups_of(base)
            return session

        def made(session: Session) -> None:
            self.made = base
            self.opened.emit(session, base, login)

        self._tasks.ask(work, made, self._failing(refused))

    def recover(self, base: Path, code: str, login: str, password: str, refused: Refused) -> None:
        """Another password by the recovery sheet, then in."""

        def work() -> Session:
            from core.services.users import recover  # noqa: PLC0415

            return recover(base, code, login, password, backups=self.backups_of(base))

        self._tasks.ask(work, lambda session: self.opened.emit(session, base, login), self._failing(refused))

    def try_sample(self, refused: Refused, progress: Callable[[str, int, int], None]) -> None:
        """Go into the sample; it is made on the first visit."""
        folder, language = self.sample_folder, self.words.language

        def work(tell: Any) -> tuple[Session, Path, str]:
            import shutil  # noqa: PLC0415

            from core.services.sample import BASE_FOLDER, LOGIN, PASSWORD, make_sample  # noqa: PLC0415
            from core.services.session import sign_in  # noqa: PLC0415

            base = folder / BASE_FOLDER
            if not (base / "work.db").exists():
                filling = folder.with_name("sample.part")  # what a kill leaves half made is never taken for a sample
                for old in (folder, filling):
                    shutil.rmtree(old, ignore_errors=True)
                make_sample(filling, language=language, progress=tell)
                filling.rename(folder)
            return sign_in(base, LOGIN, PASSWORD), base, LOGIN

        handle = self._tasks.start("sample", work, lambda made: self.opened.emit(*made), self._failing(refused))
        handle.progressed.connect(progress)

    def forget_sample(self) -> None:
        """Remove the sample, so that the next visit makes it anew."""
        import shutil  # noqa: PLC0415

        shutil.rmtree(self.sample_folder, ignore_errors=True)

    def choose_base(self) -> Path | None:
        """A base's folder."""
        return self._choose("choose_base", self.default_folder)

    def choose_folder(self, start: Path) -> Path | None:
        """A folder for a new base."""
        return self._choose("choose_folder", start)

    def backups_of(self, base: Path) -> Path:
        """As chosen, else beside it."""
        from core.services.backup_place import backups_folder  # noqa: PLC0415 (see above)

        return self._preferences.backups(base) or backups_folder(base, self.words.language)

    def find_backups(self, base: Path, then: Callable[[list[Backup]], None]) -> None:
        """Those of this base; where nobody can tell which it is, all that lie there."""
        folder = self.backups_of(base)

        def work() -> list[Backup]:
            from core.services.backups import list_backups  # noqa: PLC0415 (see above)
            from core.vault.slots import read_base_id  # noqa: PLC0415

            return list_backups(folder, read_base_id(base))

        self._tasks.ask(work, then, self.faulted.emit)

    def read_backup(self, file: Path, then: Callable[[Backup], None], refused: Refused) -> None:
        """Every byte of it."""

        def work() -> Backup:
            from core.services.restores import read_backup  # noqa: PLC0415 (see above)

            return read_backup(file)

        self._tasks.ask(work, then, self._failing(refused))

    def choose_backup(self, start: Path | None) -> Path | None:
        """The file of a backup."""
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415

        say = self.words.say
        kinds = f"{say('restore', 'file_kinds')} (*.opuntia-backup)"
        chosen, _ = QFileDialog.getOpenFileName(self._window, say("restore", "choose_file"), str(start or ""), kinds)
        return Path(chosen) if chosen else None

    def rehearse(self, wish: Wish, then: Callable[[Rehearsal], None], refused: Refused) -> None:
        """As `restore` would begin."""
        session = self.find_session(wish.base)

        def work() -> Rehearsal:
            from core.services.restores import rehearse  # noqa: PLC0415 (see above)

            given = (wish.file, wish.base, wish.login, wish.password)
            return rehearse(*given, sheet=wish.sheet, session=session)

        self._tasks.ask(work, then, self._failing(refused))

    def restore(self, wish: Wish, then: Callable[[RestoreReport], None], refused: Refused) -> None:
        """Restore, after everything that was begun before."""
        language, backups = self.words.language, self.backups_of(wish.base)

        def work(_tell: object) -> RestoreReport:
            from core.services.restores import restore  # noqa: PLC0415 (see above)

            given = (wish.file, wish.base, wish.login, wish.password)
            named: dict[str, Any] = {"sheet": wish.sheet, "standing": wish.standing}
            return restore(*given, **named, backups=backups, language=language)

        self._tasks.start("restore", work, then, self._failing(refused))

    def show_restore(self, base: Path | None, file: Path | None) -> None:
        """The way of restoring."""
        self.restore_wanted.emit(base, file)

    def end_restore(self, base: Path | None) -> None:
        """Nothing was restored."""
        self.restore_ended.emit(base)

    def show_damaged(self, base: Path, error: KnownError) -> bool:
        """The page of a base that does not open, where anything of one is there."""
        try:
            parts = any((base / name).exists() for name in ("work.db", "people.db", "slots.json"))
        except (OSError, ValueError):  # a place that does not answer
            return False
        if parts:
            self.damage_met.emit(base, error)
        return parts

    def show_unlock(self, base: Path | None = None) -> None:
        """The way into a base; without any, the first pages."""
        known = self.bases
        if base is None and not known:
            self.first_run_wanted.emit("welcome")
        else:
            self.unlock_wanted.emit(base or known[0])

    def show_recovery(self, base: Path, login: str) -> None:
        """The way in for who forgot the password."""
        self.recovery_wanted.emit(base, login)

    def show_first_run(self, step: str = "welcome") -> None:
        """The first pages."""
        self.first_run_wanted.emit(step)

    def show_opening(self) -> None:
        """The window in which packages are opened."""
        self.opening_wanted.emit()

    def read_reader_words(self, identity: Path, then: Callable[[tuple[str, ...]], None], refused: Refused) -> None:
        """Of the key in this file."""
        language = self.words.language

        def work() -> tuple[str, ...]:
            from core.services.package_opening import read_reader_words  # noqa: PLC0415 (see above)

            return read_reader_words(identity, language)

        self._tasks.ask(work, then, self._failing(refused))

    def open_package(self, parcel: Parcel, then: Callable[[OpenedPackage], None], refused: Refused) -> None:
        """As `opuntia open-package` does."""

        def work() -> OpenedPackage:
            from core.services.package_opening import open_sealed_package  # noqa: PLC0415 (see above)

            given = (parcel.file, parcel.identity, parcel.out)
            return open_sealed_package(*given, sender_file=parcel.sender, again=parcel.again)

        self._tasks.ask(work, then, self._failing(refused))

    def set_language(self, language: Language) -> None:
        """Another language."""
        self.language_wanted.emit(language)

    def _choose(self, title: str, start: Path) -> Path | None:
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415

        chosen = QFileDialog.getExistingDirectory(self._window, self.words.say("window", title), str(start))
        return Path(chosen) if chosen else None

    def _failing(self, refused: Refused) -> Callable[[Exception], None]:
        def failed(error: Exception) -> None:
            if isinstance(error, KnownError):
                refused(error)
            else:
                self.faulted.emit(error)

        return failed


def _may_be_there(base: Path) -> bool:
    try:
        if not base.exists():
            mend_place(base)  # a restore that was killed between two names
        return (base / "work.db").exists()
    except (OSError, ValueError):  # no right, a stick that was pulled, a name that is too long
        return True
