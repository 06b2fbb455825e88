"""A base, for there is no desk without one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services.session import Session
from tests.support.bases import open_new_base


@pytest.fixture(scope="session")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Nothing here changes it."""
    opened = open_new_base(Path(tmp_path_factory.mktemp("about")))
    yield opened
    opened.close()
