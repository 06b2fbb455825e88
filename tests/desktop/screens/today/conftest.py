"""A base with a catalogue, and one in which clients are scored and some accepted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services.scoring import compute
from core.services.session import Session
from core.services.users import make_sheet
from tests.support.bases import CAR, client_row, consent_to_all, fill_catalogue, open_prepared
from tests.support.imported import import_clients


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Session]:
    """Nothing in it but a recovery sheet."""
    opened, _ = open_prepared(tmp_path, make_sheet)
    yield opened
    opened.close()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Thirty clients, scored, nothing decided."""
    opened, _ = open_prepared(tmp_path, _bring_in)
    yield opened
    opened.close()


def _bring_in(session: Session) -> None:
    make_sheet(session)
    fill_catalogue(session)
    import_clients(session, [client_row(number, CAR) for number in range(1, 31)], consent_to_all(session))
    compute(session)
