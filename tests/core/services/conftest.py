"""A base with a past, for what is read of it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from python_calamine import CalamineWorkbook

from core.domain.journal import JournalFilter, JournalLine
from core.domain.rights import Role
from core.services.catalogue import read_catalogue
from core.services.client_card import Shown, reveal_value
from core.services.decisions import accept_from, decline
from core.services.journal import read_journal
from core.services.outgoing import preview
from core.services.scoring import compute
from core.services.sending import (
    hand_out_passwords,
    make_packages,
    mark_sent,
    read_packages,
    read_password,
    save_packages,
)
from core.services.session import Session
from core.services.settings import change_settings, read_settings
from core.storage.location import system_mounts
from core.storage.store import open_base
from core.vault.slots import StoreKeys, unlock
from tests.support.bases import (
    CAR,
    LOGIN,
    NOW,
    PASSWORD,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_new_base,
    reopen,
)
from tests.support.imported import import_clients

BORIS: Final = "boris"
EVERYTHING: Final = JournalFilter()


def _live(session: Session, folder: Path) -> None:
    """Something of every kind, on several days, by two users."""
    fill_catalogue(session)
    with session.store.unit_of_work() as work:
        boris = work.accounts.add_user(BORIS, frozenset(Role))
    anna, session.user_id = session.user_id, boris
    at_moment(session, NOW + timedelta(days=1))
    clients = import_clients(session, [client_row(n, CAR) for n in range(1, 9)], consent_to_all(session)).value.clients
    compute(session)
    at_moment(session, NOW + timedelta(days=2))
    session.user_id = anna
    first = next(one.id for one in all_recommendations(session))
    decline(session, [first])
    accept_from(session, 1, list(clients))
    partners = [one.id for one in read_catalogue(session).companies.values() if not one.own]
    preview(session, partners[0], "ru")
    make_packages(session, list(clients), "ru")
    save_packages(session, folder / "out")
    package = read_packages(session)[0].id
    read_password(session, package)
    reveal_value(session, clients[0], Shown.PHONE)
    hand_out_passwords(session, folder / "passwords.txt")
    mark_sent(session, package)
    at_moment(session, NOW + timedelta(days=5))
    change_settings(session, replace(read_settings(session), accept_from=70, review_floor=50))


def at_moment(session: Session, at: datetime) -> None:
    """Let it be this time."""
    session.clock = lambda: at


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a base with a past, and of what left it."""
    folder = tmp_path_factory.mktemp("journal")
    session = open_new_base(folder)
    _live(session, folder)
    session.close()
    return folder


@pytest.fixture(scope="session")
def reader(past: Path) -> Iterator[Session]:
    """The base, for tests that only read."""
    session = reopen(past / "Test.opuntia")
    yield session
    session.close()


@pytest.fixture(scope="session")
def both_keys(past: Path) -> StoreKeys:
    """Both keys, so that copies open without a password."""
    return unlock(past / "Test.opuntia", LOGIN, PASSWORD).keys


@pytest.fixture
def session(past: Path, both_keys: StoreKeys, reader: Session, tmp_path: Path) -> Iterator[Session]:
    """A copy of the base."""
    folder = shutil.copytree(past / "Test.opuntia", tmp_path / "Test.opuntia")
    session = replace(reader, store=open_base(Path(folder), both_keys, system_mounts))
    yield session
    session.close()


def again(session: Session, both_keys: StoreKeys) -> None:
    """Open the base of a closed session again."""
    session.store = open_base(session.store.folder, both_keys, system_mounts)


def all_lines(session: Session, wanted: JournalFilter = EVERYTHING) -> list[JournalLine]:
    """The journal in one page."""
    return list(read_journal(session, wanted, limit=10_000).lines)


def sheet_of(file: Path) -> list[list[Any]]:
    """The cells of an open workbook."""
    return CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
