"""A base without a recovery sheet."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services.session import Session
from tests.support.bases import open_new_base, reopen


@pytest.fixture(scope="session")
def new_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once, copied for each test."""
    folder = tmp_path_factory.mktemp("access")
    open_new_base(folder).close()
    return folder / "Test.opuntia"


@pytest.fixture
def session(new_base: Path, tmp_path: Path) -> Iterator[Session]:
    """Opened by its one user."""
    opened = reopen(Path(shutil.copytree(new_base, tmp_path / "Test.opuntia")))
    yield opened
    opened.close()
