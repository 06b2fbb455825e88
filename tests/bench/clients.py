"""The list of 100,000 clients: what is typed to who is found, sorted, a page of rows; then all of it in the window."""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from core.domain.client import ClientType, Identity, Portrait
from core.domain.ownership import Ownership
from core.services.catalogue import read_catalogue
from core.services.client_list import ClientFilter, ConsentState, SortKey, find_clients, read_client_rows
from core.services.scoring import compute
from core.services.session import Session
from core.storage.table_imports import ImportChange
from desktop.preferences import HOME_VARIABLE
from tests.support.bases import LOGIN, PASSWORD, consent_to_all, open_filled
from tests.support.people import invented_people

CLIENTS = 100_000
_PAGE = 60
_TIMES = 20
_CITIES = ("Казань", "Елабуга", "Арск", "Набережные Челны", "")


def figures() -> Iterator[tuple[str, float, str]]:
    """(figure, value, unit)."""
    with tempfile.TemporaryDirectory() as scratch:
        session = open_filled(Path(scratch))
        fill(session)
        yield from _figures(session)
        session.close()
        yield from _through_the_window(session.store.folder, Path(scratch) / "home")


def fill(session: Session, clients: int = CLIENTS) -> None:
    """So many clients of one import, scored, all with a consent."""
    draw, today = random.Random(7), session.today()
    people = [
        (
            place,
            ClientType.PERSON,
            Identity(
                one.surname,
                one.name,
                one.patronymic,
                phone=f"+7916{place:07d}",
                email=one.email,
                details={"city": draw.choice(_CITIES)},
            ),
            Portrait(birth_year=1950),
        )
        for place, one in enumerate(invented_people(clients, 0, 3), start=1)
    ]
    ids, paper = range(1, len(people) + 1), consent_to_all(session)
    kinds = [kind.id for kind in read_catalogue(session).kinds.values()]
    with session.store.unit_of_work() as work:
        work.clients.add(people, today)
        work.clients.put_ownerships(Ownership(id_, draw.choice(kinds), since=today) for id_ in ids)
        work.consents.sign(ids, work.consents.ensure_document(paper))
        table = work.table_imports.add(session.user_id, session.now(), "clients.xlsx", {})
        work.table_imports.finish(table, session.now(), {})
        work.table_imports.keep_changes(table, [ImportChange(table, id_, None, "") for id_ in ids], {})
    compute(session)


def _figures(session: Session) -> Iterator[tuple[str, float, str]]:
    began = perf_counter()
    found = find_clients(session)
    yield f"first list of {found.total:,} clients after opening", (perf_counter() - began) * 1000, "ms"
    typed = ("соколова", "cjrjkjdf", "анна", "ан", "8 (916) 004-56", "нет такого", "пётр иванов", "а")
    for text in typed:
        yield f"search «{text}», 95 of 100", _often(partial(find_clients, session, ClientFilter(text))), "ms"
    for sort in SortKey:
        yield f"everybody by {sort.value}, 95 of 100", _often(partial(find_clients, session, sort=sort)), "ms"
    live = ClientFilter(consents=frozenset({ConsentState.LIVE}), least_score=80)
    yield "filter by consent and score, 95 of 100", _often(lambda: find_clients(session, live)), "ms"
    draw = random.Random(1)
    pages = [[*draw.sample(found.ids, _PAGE)] for _ in range(_TIMES)]
    taking = iter(pages)
    yield f"page of {_PAGE} rows, 95 of 100", _often(lambda: read_client_rows(session, next(taking))), "ms"

    def edit_and_find() -> None:
        with session.store.unit_of_work() as work:
            (client,) = draw.sample(found.ids, 1)
            work.clients.assign([client], None)
        find_clients(session, ClientFilter("соколова"))

    yield "search after one client has changed, the change with it, 95 of 100", _often(edit_and_find), "ms"


def _through_the_window(base: Path, home: Path) -> Iterator[tuple[str, float, str]]:
    """In a process of its own, offscreen."""
    home.mkdir()
    own = {HOME_VARIABLE: str(home), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.bench.clients_window", str(base), str(home), LOGIN, PASSWORD]
    said = subprocess.run(command, check=True, capture_output=True, env=os.environ | own).stdout
    for figure, value in json.loads(said.splitlines()[-1]).items():
        yield f"window: {figure}", value, "ms"


def _often(act: Callable[[], object]) -> float:
    times = []
    for _ in range(_TIMES):
        began = perf_counter()
        act()
        times.append((perf_counter() - began) * 1000)
    return quantiles(times, n=20)[-1]
