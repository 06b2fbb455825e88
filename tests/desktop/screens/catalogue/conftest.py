"""A base with five companies, and files to load."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services.session import Session
from tests.support.bases import fill_catalogue, open_new_base, reopen


@pytest.fixture(scope="session")
def filled_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five companies with eight services; made once, copied for each test."""
    folder = tmp_path_factory.mktemp("catalogue")
    session = open_new_base(folder)
    fill_catalogue(session)
    session.close()
    return folder / "Test.opuntia"


@pytest.fixture
def session(filled_base: Path, tmp_path: Path) -> Iterator[Session]:
    """The base with the five companies."""
    opened = reopen(Path(shutil.copytree(filled_base, tmp_path / "Test.opuntia")))
    yield opened
    opened.close()


@pytest.fixture
def empty_session(tmp_path: Path) -> Iterator[Session]:
    """A base without services."""
    opened = open_new_base(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def named_list(tmp_path: Path) -> Path:
    """A list that says who its services are for."""
    file = tmp_path / "list.txt"
    file.write_text("Отель\nДля физических лиц\nБаня - пар и веник\nОтдых\n", encoding="utf-8")
    return file


@pytest.fixture
def bare_list(tmp_path: Path) -> Path:
    """A list that does not."""
    file = tmp_path / "bare.txt"
    file.write_text("Лизинг\nЛизинг грузовиков\n", encoding="utf-8")
    return file
