"""A base without a recovery sheet."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services.session import Session
from tests.support.bases import open_new_base


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Opened by its one user."""
    opened = open_new_base(tmp_path)
    yield opened
    opened.close()
