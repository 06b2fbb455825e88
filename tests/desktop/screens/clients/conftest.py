"""A base with two hundred clients and some that differ, made once in this process."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.client import ClientRow, ClientType, Identity, Portrait
from core.domain.rights import Role
from core.services.scoring import compute
from core.services.session import Session
from core.services.users import create_user
from tests.support.bases import CAR, SERVICE, client_row, consent_to_all, fill_catalogue, open_prepared
from tests.support.imported import import_clients

CLIENTS = 200
FIRM = Identity(organisation="ООО «Лучевик»", inn="7707083893", phone="+74951234567")


def fill(session: Session) -> None:
    """Everybody has a car, every tenth is of Казань, one is called Соколова, one is a firm without a consent."""
    fill_catalogue(session)
    rows = [client_row(number, *((CAR, SERVICE) if number % 2 else (CAR,))) for number in range(1, CLIENTS)]
    rows = [replace(row, identity=replace(row.identity, details=_lives(at))) for at, row in enumerate(rows)]
    falcon = replace(rows[0].identity, surname="Соколова", name="Анна", patronymic="Игоревна")
    import_clients(session, [replace(rows[0], identity=falcon), *rows[1:]], consent_to_all(session))
    import_clients(session, [ClientRow(9, ClientType.ENTITY, FIRM, Portrait())])
    compute(session)
    create_user(session, "vera", frozenset({Role.MANAGER}))


def _lives(at: int) -> dict[str, str]:
    return {"city": "Казань"} if at % 10 == 0 else {}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, fill)
    yield opened
    opened.close()
