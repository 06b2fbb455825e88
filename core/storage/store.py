"""A base on disk: made whole, opened with its keys, changed in units of work."""

import secrets
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, RLock, get_ident
from typing import Any

from filelock import BaseFileLock
from sqlalchemy import inspect, select, text, update

from core.domain.backup import Moment
from core.domain.errors import (
    BaseDamaged,
    BaseExists,
    BaseMissing,
    BaseNewer,
    BaseUnreadable,
    NoPeopleKey,
    StoresApart,
    WaitsForUpdate,
)
from core.domain.lead import LEADS
from core.storage.connection import (
    PEOPLE_FILE,
    SHARED,
    WORK_FILE,
    connect,
    copy_pages,
    forget_strays,
    is_encrypted,
    known_troubles,
)
from core.storage.key_swap import put_in_place, write_beside
from core.storage.location import Mount, known_refusals, refuse_network, system_mounts
from core.storage.people_tables import PEOPLE, people_mark
from core.storage.schema import bring_up_to_date, known_schemas, schema_of
from core.storage.tables import mark
from core.storage.unit_of_work import UnitOfWork
from core.vault.files import settle
from core.vault.folders import parents_of
from core.vault.slots import StoreKeys

_PAGE_CHECKS = ("PRAGMA main.cipher_integrity_check", "PRAGMA people.cipher_integrity_check")
_STRUCTURE_CHECKS = ("PRAGMA main.quick_check", "PRAGMA people.quick_check")

Mounts = Callable[[], Iterable[Mount]]
Watcher = Callable[[Collection[int] | None], object]
"""Told of the clients whose identity, existence or manager a unit of work changed; of None when the base is closed."""


class Store:
    """An open base. Any thread may use it; what one of them does, the others wait for.

    Units of work, looks, checks and closing do not nest: RuntimeError for a thread that tries. Whoever changes the
    slots, or needs them and the stores of one moment, takes `keys_turn` first, before any unit of work.
    """

    def __init__(self, folder: Path, keys: StoreKeys) -> None:
        """Open the files as they are. Raises CipherMissing, BaseDamaged, BaseBusy."""
        self.folder = folder
        self.keys = keys
        self.sees_people = keys.people is not None
        self.lock: BaseFileLock | None = None
        self.keys_turn = RLock()
        self._connection = connect(folder, keys)
        self._turn = Lock()
        self._whose: int | None = None
        self._watchers: list[Watcher] = []

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """One transaction over both stores: committed whole at the end of the block, rolled back on any exception.

        Raises DiskFull, BaseBusy, BaseDamaged for what SQLite meets.
        """
        with self._alone():
            with known_troubles(), self._transaction():
                work = UnitOfWork(self._connection, sees_people=self.sees_people)
                yield work
                if self.sees_people:  # without the people key only one of the twins could be raised
                    for counter in (mark, people_mark):
                        self._connection.execute(update(counter).values(commits=counter.c.commits + 1))
                    work.audit.anchor()
            self._tell(work.touched)

    def watch(self, watcher: Watcher) -> None:
        """Tell somebody of changed clients from now on, in the thread that changed them and before anybody else looks.
        What it holds of the base it forgets when it is told None.
        """
        self._watchers.append(watcher)

    def _tell(self, clients: Collection[int] | None) -> None:
        if clients is None or clients:
            for watcher in self._watchers:
                watcher(clients)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """One whose commit is refused, because another program looks at the files, is not left open."""
        try:
            with self._connection.begin():
                yield
        except BaseException:
            driver: Any = self._connection.connection.dbapi_connection
            if driver.in_transaction:
                driver.rollback()
            raise

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """One consistent look at both stores; nothing is written."""
        with self._alone(), known_troubles(), self._connection.begin() as transaction:
            yield UnitOfWork(self._connection, sees_people=self.sees_people)
            transaction.rollback()

    def swap_keys(self, fresh: StoreKeys, files: Collection[str], confirm: Callable[[], None]) -> None:
        """Put these files under other keys; the store stays open. `confirm` makes the new keys count.

        Raises DiskFull, BaseDamaged, OSError before `confirm`: then all is as it was. From it on nothing is taken back:
        what fails then the next opening brings to its end (`settle_swap`).
        """
        with self._alone():
            write_beside(self.folder, self._connection, fresh, files)
            confirm()
            self._connection.close()
            self._connection.engine.dispose()
            put_in_place(self.folder)
            self._connection = connect(self.folder, fresh)
            self.keys = fresh

    @contextmanager
    def held(self) -> Iterator[Path]:
        """The files for the block, while nothing of this program writes or reads them: for a connection beside this."""
        with self._alone():
            yield self.folder

    def check(self) -> list[str]:
        """What is wrong with the stores, as codes; an empty list when all is well. Reads every page."""
        found = []
        stores = 2 if self.sees_people else 1
        with self._looking():  # a commit over two files writes to the disk, changed or not
            if any(self._connection.execute(text(pragma)).first() for pragma in _PAGE_CHECKS[:stores]):
                return ["page_changed"]  # whatever else is asked of such a file, the answer means nothing
            if any(self._connection.scalar(text(pragma)) != "ok" for pragma in _STRUCTURE_CHECKS[:stores]):
                found.append("structure_broken")
            if self._connection.execute(text("PRAGMA foreign_key_check")).first():
                found.append("reference_broken")
            if self._apart():
                found.append("stores_apart")
        return found

    def copy_to(self, folder: Path) -> Moment:
        """Copy both stores into a folder, under their own keys and as of one moment, which comes back.

        Nobody commits meanwhile, here or in another program. Raises NoPeopleKey: without that key a copy of the
        people could be taken byte by byte, but nobody could tell whether it is whole. Raises BaseBusy, BaseDamaged,
        StoresApart, DiskFull, PlaceUnwritable.
        """
        if self.keys.people is None:
            raise NoPeopleKey
        with self._looking():
            moment = self._moment()
            copy_pages(self._connection, "main", folder / WORK_FILE, self.keys.work)
            copy_pages(self._connection, PEOPLE, folder / PEOPLE_FILE, self.keys.people)
        return moment

    def moment(self) -> Moment:
        """What tells this moment of the base from all others. Raises StoresApart, BaseBusy, BaseDamaged."""
        with self._looking():
            return self._moment()

    def _moment(self) -> Moment:
        if self._apart():  # both are asked for a number, so from here on both are held as they are
            raise StoresApart
        work = UnitOfWork(self._connection, sees_people=self.sees_people)
        stages, head = work.leads.counts(), work.audit.head()
        return Moment(
            schema_of(self._connection) or "",
            int(self._connection.scalar(select(mark.c.commits)) or 0),
            work.clients.count(),
            sum(count for stage, count in stages.items() if stage in LEADS),
            head.id,
            head.chain,
        )

    @contextmanager
    def _looking(self) -> Iterator[None]:
        """A look at one moment of both stores, which keeps all others from committing."""
        with self._alone(), known_troubles():
            self._connection.execution_options(**{SHARED: True})
            try:
                with self._connection.begin() as transaction:
                    yield
                    transaction.rollback()
            finally:
                self._connection.execution_options(**{SHARED: False})

    def refuse_apart(self) -> None:
        """Raise StoresApart where the two files are of different moments: one was replaced, or a half-done commit
        moved.
        """
        with self._looking():
            if inspect(self._connection).has_table(mark.name) and self._apart():
                raise StoresApart

    def _apart(self) -> bool:
        if not self.sees_people:
            return False
        ours, theirs = (self._connection.scalar(select(table.c.commits)) for table in (mark, people_mark))
        return ours != theirs

    def close(self) -> None:
        """Close the files and forget the connection, after what another thread is in the midst of."""
        with self._alone():
            if "_connection" in self.__dict__:  # its engine holds the keys
                self._connection.close()
                self._connection.engine.dispose()
                del self._connection
            self._tell(None)
            self._watchers.clear()
            self.keys = StoreKeys(b"", None)
            if self.lock is not None:
                self.lock.release()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The connection is this thread's for the block. A thread that has it already would wait for itself."""
        if self._whose == get_ident():
            raise RuntimeError("units of work do not nest")
        with self._turn:
            self._whose = get_ident()
            try:
                yield
            finally:
                self._whose = None


@contextmanager
def new_base(folder: Path, keys: StoreKeys, mounts: Mounts = system_mounts) -> Iterator[tuple[Path, Store]]:
    """Make a base in a folder beside `folder` and put it in place when the block ends well; else leave nothing.

    Yields (the folder being filled, its open store). Raises NetworkDrive, BaseExists, CipherMissing, DiskFull,
    PlaceUnwritable.
    """
    refuse_network(folder, mounts)
    filling = folder.with_name(f".{secrets.token_hex(8)}.part")
    with known_refusals(), parents_of(folder):
        if folder.exists():
            raise BaseExists
        try:
            filling.mkdir(mode=0o700)
            store = Store(filling, keys)
            try:
                _migrate(store)
                with store.unit_of_work() as work:
                    work.accounts.start_marks()
                yield filling, store
            finally:
                store.close()
            filling.rename(folder)
            settle(folder.parent)
        finally:
            shutil.rmtree(filling, ignore_errors=True)


def open_base(
    folder: Path,
    keys: StoreKeys,
    mounts: Mounts = system_mounts,
    before_migration: Callable[[Store], object] | None = None,
    lock: BaseFileLock | None = None,
) -> Store:
    """Open a base and bring its schema up to date; one of an older schema is given to `before_migration` first. A
    `lock` is the store's from now on, and released with it.

    Raises NetworkDrive, BaseMissing, BaseUnreadable, BaseDamaged, BaseBusy, BaseNewer, CipherMissing; then the
    lock is still the caller's.
    """
    store = open_as_it_is(folder, keys, mounts)
    try:
        if store.sees_people:
            forget_strays(folder)
        _migrate(store, before_migration)
    except BaseException:
        store.close()
        raise
    store.lock = lock
    return store


def open_as_it_is(folder: Path, keys: StoreKeys, mounts: Mounts = system_mounts) -> Store:
    """Open a base of any schema and leave it so. Raises what `open_base` does, but for BaseNewer."""
    refuse_network(folder, mounts)
    wanted = (WORK_FILE, PEOPLE_FILE) if keys.people is not None else (WORK_FILE,)
    if any(not (folder / name).is_file() for name in wanted):
        raise BaseMissing
    try:
        encrypted = all(is_encrypted(folder / name) for name in wanted)
    except OSError:
        raise BaseUnreadable from None
    if not encrypted:
        raise BaseDamaged
    store = Store(folder, keys)
    try:
        store.refuse_apart()
    except BaseException:
        store.close()
        raise
    return store


def _migrate(store: Store, before: Callable[[Store], object] | None = None) -> None:
    """Run the migrations that the base lacks, each in the one transaction."""
    with known_troubles():
        connection = store._connection
        with connection.begin():
            current = schema_of(connection)
        if current == known_schemas()[-1]:
            return
        if current is not None and current not in known_schemas():
            raise BaseNewer
        if not store.sees_people:
            raise WaitsForUpdate
        if before is not None:
            before(store)
        with connection.begin():
            bring_up_to_date(connection)
