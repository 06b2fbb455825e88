"""A whole base computed through the store: all, one client, a stop, a replay."""

import random
from datetime import timedelta

from core.domain.catalogue import Cell
from core.domain.client import ClientType, Identity, Portrait
from core.domain.ownership import Ownership
from core.services.catalogue import add_company, add_service, read_catalogue, set_cell
from core.services.session import Session

CLIENTS, SERVICES, COMPANIES = 50_000, 60, 6


def fill(session: Session, clients: int = CLIENTS) -> None:
    """So many clients with one to four services each; 60 services at six companies, ten kinds sold by two of them."""
    draw, today = random.Random(7), session.today()
    own = read_catalogue(session).own_company.id
    companies = [own, *(add_company(session, f"Партнёр {number}").value for number in range(1, COMPANIES))]
    services = []
    for number in range(SERVICES):
        name = f"Услуга {number if number < SERVICES - 10 else number - SERVICES + 10}"
        company = companies[number % COMPANIES] if number < SERVICES - 10 else companies[(number + 3) % COMPANIES]
        needs = [f"Потребность {number % 7}"]
        services.append(add_service(session, name, ClientType.PERSON, company, needs=needs).value)
    for one in services:
        for other in draw.sample(services, 4):
            if other != one:
                set_cell(session, one, other, Cell.LINK)
    kinds = list(read_catalogue(session).kinds)
    people = [
        (
            id_,
            ClientType.PERSON,
            Identity(f"Кактусов{id_}", "Пётр", "Ильич", phone=f"+7916{id_:07d}"),
            Portrait(birth_year=draw.randrange(1950, 2004), income=draw.randrange(30, 200) * 1000.0),
        )
        for id_ in range(1, clients + 1)
    ]
    owned = [
        Ownership(id_, kind, since=today - timedelta(days=draw.randrange(900)))
        for id_ in range(1, clients + 1)
        for kind in draw.sample(kinds, draw.randrange(1, 5))
    ]
    with session.store.unit_of_work() as work:
        work.clients.add(people, today)
        work.clients.put_ownerships(owned)
