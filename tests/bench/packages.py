"""Packages: looked at, made under passwords and for keys, beside the bare sealing of an empty workbook."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from core.delivery.workbook import table_workbook
from core.domain.catalogue import Cell
from core.domain.client import ClientType
from core.services.catalogue import set_cell
from core.services.decisions import accept_from
from core.services.outgoing import preview, read_outgoing
from core.services.partners import read_partners, set_partner_key
from core.services.scoring import compute
from core.services.sending import make_package
from core.services.session import Session
from core.vault.passwords import generate_password
from core.vault.sealing import new_identity, seal_workbook
from tests.support.bases import CAR, CASCO, OWN, client_row, consent_to_all, open_new_base
from tests.support.by_hand import add_company, add_service
from tests.support.imported import import_clients

SIZES = (500, 1_000)
PARTNER = "Страховщик"


def figures() -> Iterator[tuple[str, float, str]]:
    """(figure, value, unit)."""
    for count in SIZES:
        for sealed in (False, True):
            with tempfile.TemporaryDirectory() as scratch:
                session = _base(Path(scratch), count)
                yield from _of(session, sealed=sealed)
                session.close()


def _base(folder: Path, clients: int) -> Session:
    """Everybody has a car and is accepted for the one partner."""
    session = open_new_base(folder)
    own, partner = add_company(session, OWN), add_company(session, PARTNER)
    car = add_service(session, CAR, ClientType.PERSON, own)
    casco = add_service(session, CASCO, ClientType.PERSON, partner)
    set_cell(session, car, casco, Cell.LINK)
    import_clients(session, [client_row(number, CAR) for number in range(1, clients + 1)], consent_to_all(session))
    compute(session)
    accept_from(session, 1, range(1, clients + 1))
    return session


def _of(session: Session, *, sealed: bool) -> Iterator[tuple[str, float, str]]:
    (partner,) = read_partners(session)
    began = perf_counter()
    (offer,) = read_outgoing(session)
    rows = len(preview(session, partner.id, "ru").value.rows)
    looking = perf_counter() - began
    if rows != offer.leads:
        raise RuntimeError(rows)
    if not sealed:
        yield f"what waits and the preview of {rows:,} leads", looking, "s"
    else:
        set_partner_key(session, partner.id, new_identity()[1])
    began = perf_counter()
    made = make_package(session, partner.id, "ru").value.leads
    making = perf_counter() - began
    if sealed:
        yield f"a package of {made:,} leads for a key", making, "s"
        return
    bare = table_workbook("Лиды", [("A", 10)], [])
    began = perf_counter()
    seal_workbook(bare, generate_password())
    deriving = perf_counter() - began
    yield f"a package of {made:,} leads under a password", making, "s"
    yield "sealing an empty workbook: the derivation of the key", deriving, "s"
    yield f"a package of {made:,} leads beyond the derivation", making - deriving, "s"
