"""A base with a long past, made once; tests that only read share it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.rights import Role, UseCase
from core.services.session import Session
from tests.support.bases import LOGIN, NOW, open_new_base, reopen

ENTRIES = 250


def fill(session: Session, entries: int = ENTRIES) -> None:
    """Entries of two users over ten days, every tenth a decision, the rest computing."""
    with session.store.unit_of_work() as work:
        boris = work.accounts.add_user("boris", frozenset({Role.ANALYST}))
        for number in range(entries):
            at = session.now() - timedelta(days=10) + timedelta(minutes=number * 14_400 // entries)
            use_case = UseCase.COMPUTE if number % 10 else UseCase.DECIDE
            details = {"clients": number} if number % 10 else {"stage": "waiting", "recommendations": 1}
            work.audit.append(at, 1 if number % 2 else boris, Role.MANAGER, use_case, details)


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The base, closed."""
    session = open_new_base(Path(tmp_path_factory.mktemp("lived")))
    session.clock = lambda: NOW
    fill(session)
    session.close()
    assert session.login == LOGIN
    return session.store.folder


@pytest.fixture(scope="session")
def session(lived: Path) -> Iterator[Session]:
    """Nothing here changes it but for entries of exports."""
    opened = reopen(lived)
    yield opened
    opened.close()
