"""A whole base computed through the store: everybody, one client, a stop in each step, a replay."""

import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time

from core.domain.catalogue import Cell
from core.domain.client import ClientType, Identity, Portrait
from core.domain.ownership import Ownership
from core.services.catalogue import read_catalogue, set_cell
from core.services.client_edits import record_purchase
from core.services.resolving import replay
from core.services.scoring import compute
from core.services.session import Session, Stopped
from tests.support.bases import open_new_base
from tests.support.by_hand import add_company, add_service

CLIENTS, SERVICES, COMPANIES = 50_000, 60, 6
_TIMES = 30

if sys.platform != "win32":
    import resource


def fill(session: Session, clients: int = CLIENTS) -> None:
    """So many clients with one to four services each; 60 services at six companies, ten kinds sold by two of them."""
    draw, today = random.Random(7), session.today()
    own = read_catalogue(session).own_company.id
    companies = [own, *(add_company(session, f"Партнёр {number}") for number in range(1, COMPANIES))]
    services = []
    for number in range(SERVICES):
        name = f"Услуга {number if number < SERVICES - 10 else number - SERVICES + 10}"
        company = companies[number % COMPANIES] if number < SERVICES - 10 else companies[(number + 3) % COMPANIES]
        needs = [f"Потребность {number % 7}"]
        services.append(add_service(session, name, ClientType.PERSON, company, needs=needs))
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


def figures() -> Iterator[tuple[str, float, str]]:
    """(figure, value, unit)."""
    yield from _of(CLIENTS)
    yield from _of(2 * CLIENTS)


def _of(clients: int) -> Iterator[tuple[str, float, str]]:
    with tempfile.TemporaryDirectory() as scratch:
        session = open_new_base(Path(scratch))
        fill(session, clients)
        yield from _stopped(session, clients)
        yield from _timed(f"{clients:,} clients × {SERVICES} services, computed", lambda: compute(session))
        yield from _timed(f"{clients:,} clients, all ready: computed again", lambda: compute(session))
        yield f"one of {clients:,} clients after a purchase, 95 of 100", _one(session, clients), "ms"
        yield from _timed(f"{clients:,} clients replayed", lambda: replay(session))
        session.close()
    yield f"peak memory of the process after {clients:,} clients", _peak_mebibytes(), "MiB"


def _timed(what: str, work: Callable[[], object]) -> Iterator[tuple[str, float, str]]:
    began, spent = perf_counter(), process_time()
    work()
    yield what, perf_counter() - began, "s"
    yield f"{what}: processor time", process_time() - spent, "s"


def _stopped(session: Session, clients: int) -> Iterator[tuple[str, float, str]]:
    """From asking for a stop in each step of a first run to its end, the longest of a few moments."""
    longest: dict[str, float] = {}
    for step in ("prepare", "model", "rank", "keep", "score"):
        for delay in (0.0, 0.05, 0.3):
            longest[step] = max(longest.get(step, 0.0), _wait_for_stop(session, step, delay))
    for step, seconds in longest.items():
        yield f"{clients:,} clients, stopped while at «{step}»: longest wait for its end", seconds, "s"


def _wait_for_stop(session: Session, step: str, delay: float) -> float:
    """Seconds from the moment `delay` after a step has begun to the end of the run."""
    asked: list[float] = []

    def progress(at: str, _done: int, _total: int) -> None:
        if at == step and not asked:
            asked.append(perf_counter() + delay)
        if asked and perf_counter() >= asked[0]:
            raise Stopped

    with suppress(Stopped):
        compute(session, progress)
    ended = perf_counter()
    return ended - asked[0] if asked else 0.0


def _one(session: Session, clients: int) -> float:
    draw = random.Random(3)
    services = list(read_catalogue(session).services)
    times = []
    for client in draw.sample(range(1, clients + 1), _TIMES):
        record_purchase(session, client, draw.choice(services), session.today())
        began = perf_counter()
        compute(session, clients=[client])
        times.append((perf_counter() - began) * 1000)
    return quantiles(times, n=20)[-1]


def _peak_mebibytes() -> float:
    if sys.platform != "win32":
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (2**20 if sys.platform == "darwin" else 2**10)
    return float("nan")
