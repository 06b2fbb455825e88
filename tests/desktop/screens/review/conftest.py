"""A small base with a queue: 16 recommendations with score 83, 8 with 50, the others below."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.domain.settings import Settings
from core.services.scoring import compute
from core.services.session import Session
from core.services.settings import change_settings
from desktop.words import Words
from tests.desktop.screens.review.opened import LARGE, Opened
from tests.support.bases import CAR, SERVICE, client_row, consent_to_all, open_filled, reopen
from tests.support.imported import import_clients

OWNED = ([SERVICE], [CAR, SERVICE], [CAR])


@pytest.fixture(scope="session")
def reviewed_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once, copied for each test. Everybody has consented; the review may be opened down to 16."""
    folder = tmp_path_factory.mktemp("review")
    session = open_filled(folder)
    rows = [client_row(number, *OWNED[number % 3]) for number in range(1, 25)]
    import_clients(session, rows, consent_to_all(session))
    change_settings(session, replace(Settings(), review_floor=16, exploration=0))
    compute(session)
    session.close()
    return folder / "Test.opuntia"


@pytest.fixture
def session(reviewed_base: Path, tmp_path: Path) -> Iterator[Session]:
    """The base with the queue."""
    opened = reopen(Path(shutil.copytree(reviewed_base, tmp_path / "Test.opuntia")))
    taken = 24
    numbers = iter(range(taken + 1, 10_000))
    opened.new_client_id = lambda: next(numbers)
    yield opened
    opened.close()


@pytest.fixture
def empty_session(tmp_path: Path) -> Iterator[Session]:
    """A base with a catalogue and without clients."""
    opened = open_filled(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def opened(qtbot: QtBot, session: Session) -> Opened:
    """The page in a large window, at the recommended threshold."""
    return Opened(qtbot, session, LARGE, Words(), 80)
