"""A base whose packages wait to be mailed, with an account to mail them from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services.session import Session
from tests.support.mailing import give_account, open_with_packages


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Session, tuple[int, ...]]]:
    session, packages = open_with_packages(tmp_path)
    give_account(session)
    yield session, packages
    session.close()


@pytest.fixture
def session(made: tuple[Session, tuple[int, ...]]) -> Session:
    return made[0]


@pytest.fixture
def packages(made: tuple[Session, tuple[int, ...]]) -> tuple[int, ...]:
    return made[1]
