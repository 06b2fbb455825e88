"""A base with a catalogue and no clients."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services.session import Session
from tests.support.bases import open_filled
from tests.support.desk import PlainDesk


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Five companies, nobody imported."""
    opened = open_filled(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def desk(session: Session) -> PlainDesk:
    """A desk in Russian."""
    return PlainDesk(session)
