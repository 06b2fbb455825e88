"""A base with a catalogue, and one in which clients are scored and some accepted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services.scoring import compute
from core.services.session import Session
from core.services.users import make_sheet
from tests.support.bases import CAR, client_row, consent_to_all, fill_catalogue, open_new_base
from tests.support.imported import import_clients


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Session]:
    """Nothing in it but a recovery sheet."""
    opened = open_new_base(tmp_path)
    make_sheet(opened)
    yield opened
    opened.close()


@pytest.fixture
def session(bare: Session) -> Session:
    """Thirty clients, scored, nothing decided."""
    fill_catalogue(bare)
    import_clients(bare, [client_row(number, CAR) for number in range(1, 31)], consent_to_all(bare))
    compute(bare)
    return bare
