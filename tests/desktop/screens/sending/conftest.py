"""A base in which leads wait for partners."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services.decisions import accept_from
from core.services.scoring import compute
from core.services.session import Session
from tests.support.bases import CAR, client_row, consent_to_all, fill_catalogue, open_filled, open_prepared
from tests.support.imported import import_clients


@pytest.fixture
def empty_base(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Thirty clients with consent, five without a phone, all accepted."""
    opened, _ = open_prepared(tmp_path, _accept_all)
    yield opened
    opened.close()


def _accept_all(session: Session) -> None:
    fill_catalogue(session)
    rows = [client_row(number, CAR, phone=number > 5) for number in range(1, 31)]
    clients = import_clients(session, rows, consent_to_all(session)).value.clients
    compute(session)
    accept_from(session, 1, list(clients))
