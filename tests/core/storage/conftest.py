"""Bases on a real disk, with keys of their own, and what is put into them."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.domain.backup import Backup, Reason
from core.domain.client import ClientType, Document, DocumentKind, Identity, Portrait
from core.domain.rights import Role
from core.storage.backups import make_copy
from core.storage.clients import NewClient
from core.storage.location import Mount
from core.storage.store import Store, new_base, open_base
from core.vault.slots import StoreKeys, write_first_slot

NOW = datetime(2026, 3, 1, 9, 30, 15, 123456)
TODAY = NOW.date()
BACKED_UP_AT = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
SLOTTED_ID = "0a" * 16


def no_mounts() -> list[Mount]:
    """A system on which everything is local."""
    return []


@dataclass(frozen=True)
class Base:
    """A closed base and its keys."""

    folder: Path
    keys: StoreKeys = field(default_factory=lambda: StoreKeys(os.urandom(32), os.urandom(32)))

    @contextmanager
    def opened(self, *, with_people: bool = True) -> Iterator[Store]:
        """The base, open for the block."""
        store = open_base(self.folder, self.keys if with_people else StoreKeys(self.keys.work, None), no_mounts)
        try:
            yield store
        finally:
            store.close()

    @property
    def files(self) -> list[Path]:
        """Everything that lies in the base's folder."""
        return [one for one in self.folder.rglob("*") if one.is_file()]


def make_base(folder: Path) -> Base:
    """A new base with one user and one own company."""
    base = Base(folder)
    with new_base(base.folder, base.keys, no_mounts) as (_, store), store.unit_of_work() as work:
        work.accounts.note_fact("base_id", "base-1")
        work.accounts.add_user("анна", frozenset(Role))
        work.catalogue.ensure_company("Своя", own=True)
    return base


def person(number: int, **identity: object) -> NewClient:
    """An invented natural person."""
    values: dict[str, object] = {
        "surname": f"Канарейкин{number}",
        "name": "Пётр",
        "birth_date": date(1980, 1, 1),
        "phone": f"+7916{number:07}",
        "documents": (Document(DocumentKind.PASSPORT, "4510", f"{number:06}"),),
    }
    return number, ClientType.PERSON, Identity(**(values | identity)), Portrait(income=50_000.0)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """A base that is made once; tests work on copies."""
    return make_base(tmp_path_factory.mktemp("template") / "Ромашка.opuntia")


@pytest.fixture
def base(template: Base, tmp_path: Path) -> Base:
    """A closed base."""
    return Base(Path(shutil.copytree(template.folder, tmp_path / template.folder.name)), template.keys)


@pytest.fixture
def store(base: Base) -> Iterator[Store]:
    """An open base."""
    with base.opened() as opened:
        yield opened


@pytest.fixture
def count_clients() -> Callable[[Store], int]:
    """How many clients a store holds."""

    def count(store: Store) -> int:
        with store.reading() as work:
            return work.clients.count()

    return count


@pytest.fixture(scope="session")
def slotted_template(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """A base with slots and thirty people, made once."""
    base = make_base(tmp_path_factory.mktemp("slotted") / "Ромашка.opuntia")
    write_first_slot(base.folder, SLOTTED_ID, "анна", "клён-и-Север-2026", base.keys)
    with base.opened() as store, store.unit_of_work() as work:
        work.clients.add([person(number) for number in range(1, 31)], TODAY)
    return base


@pytest.fixture
def slotted(slotted_template: Base, tmp_path: Path) -> Base:
    """A closed base that can be backed up."""
    folder = slotted_template.folder
    return Base(Path(shutil.copytree(folder, tmp_path / folder.name)), slotted_template.keys)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where backups go; it is not there yet."""
    return tmp_path / "copies" / "of all"


def backed_up(store: Store, place: Path, at: datetime = BACKED_UP_AT) -> Backup:
    """A backup of it."""
    return make_copy(store, place, "Ромашка", at, Reason.BY_HAND, "0.1.0")
