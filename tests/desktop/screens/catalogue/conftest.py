"""A base with five companies, and files to load."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services.session import Session
from tests.support.bases import open_filled, open_new_base


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The base with the five companies."""
    opened = open_filled(tmp_path)
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
