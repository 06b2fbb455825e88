"""A base in which leads wait for partners."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services.decisions import accept_from
from core.services.scoring import compute
from core.services.session import Session
from tests.support.bases import CAR, client_row, consent_to_all, fill_catalogue, open_new_base
from tests.support.imported import import_clients


@pytest.fixture
def empty_base(tmp_path: Path) -> Iterator[Session]:
    opened = open_new_base(tmp_path)
    fill_catalogue(opened)
    yield opened
    opened.close()


@pytest.fixture
def session(empty_base: Session) -> Session:
    """Thirty clients with consent, five without a phone, all accepted."""
    rows = [client_row(number, CAR, phone=number > 5) for number in range(1, 31)]
    clients = import_clients(empty_base, rows, consent_to_all(empty_base)).value.clients
    compute(empty_base)
    accept_from(empty_base, 1, list(clients))
    return empty_base
