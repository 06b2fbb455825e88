"""A firm that is founded once; tests work on copies."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.backup import Reason
from core.services.backup_place import back_up_store
from core.services.session import Session
from core.services.settings import change_settings, read_settings
from tests.support.bases import NOW, reopen
from tests.support.firm import entered, found_firm


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The base that is copied; look at it and no more."""
    return found_firm(tmp_path_factory.mktemp("firm"))


@pytest.fixture
def firm(founded: Path, tmp_path: Path) -> Path:
    """A closed base with work in every stage."""
    return Path(shutil.copytree(founded, tmp_path / "home" / founded.name))


@pytest.fixture
def at_work(firm: Path) -> Iterator[Session]:
    """The same, open."""
    session = reopen(firm)
    yield session
    session.close()


@pytest.fixture(scope="session")
def saved(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the firm, made once."""
    folder = tmp_path_factory.mktemp("saved")
    session = reopen(Path(shutil.copytree(founded, folder / founded.name)))
    made = back_up_store(session.store, folder / "copies", NOW, Reason.BY_HAND)
    session.close()
    return made.file


@pytest.fixture
def changed(firm: Path) -> Path:
    """The firm's base after more work: not as in the backup."""
    with entered(firm) as session:
        change_settings(session, replace(read_settings(session), open_recommendations=1))
    return firm
