"""In a hundred thousand cases no kind is offered that the client owns, has refused lately or was asked about lately."""

from datetime import date, timedelta

import numpy as np

from core.domain.catalogue import Catalogue, Company, Kind, Service
from core.domain.client import ClientType
from core.domain.ownership import Ownership
from core.services.assortment import Shelf, clients_of
from core.services.closings import closings
from core.storage.scored_clients import PORTRAIT_FIELDS, ClientColumns
from ml.dataset import Dataset
from ml.hybrid import blocks, fit, score, top
from tests.support.bases import TODAY

CLIENTS, KINDS = 25_000, 4
"""100,000 pairs of client and kind."""
REPEATS = {1: None, 2: 1, 3: 12, 4: None}


def _catalogue() -> Catalogue:
    kinds = {n: Kind(n, f"у{n}|фл", f"у{n}", ClientType.PERSON, months) for n, months in REPEATS.items()}
    services = {n: Service(n, f"у{n}", ClientType.PERSON, 1, n) for n in kinds}
    return Catalogue({1: Company(1, "Автодом", own=True)}, kinds, services, {}, {})


def _day(draws: np.random.Generator) -> date:
    return TODAY - timedelta(days=int(draws.integers(0, 500)))


def test_no_closed_kind_is_ever_chosen_and_every_open_one_may_be() -> None:
    draws = np.random.default_rng(21)
    owned: dict[tuple[int, int], Ownership] = {}
    refusals: dict[tuple[int, int], list[date]] = {}
    unanswered: dict[tuple[int, int], date] = {}
    declined: dict[int, set[int]] = {}
    for client in range(1, CLIENTS + 1):
        for kind in REPEATS:
            case = int(draws.integers(0, 8))
            if case == 0:
                owned[client, kind] = Ownership(client, kind, kind, since=_day(draws))
            elif case == 1:
                owned[client, kind] = Ownership(client, kind)
            elif case == 2:
                owned[client, kind] = Ownership(client, kind, until=TODAY + timedelta(days=int(draws.integers(-5, 5))))
            elif case == 3:
                refusals[client, kind] = [_day(draws) for _ in range(int(draws.integers(1, 5)))]
            elif case == 4:
                unanswered[client, kind] = _day(draws)
            elif case == 5:
                declined.setdefault(client, set()).add(kind)
    catalogue = _catalogue()
    closed = closings(
        catalogue, TODAY, owned=owned.values(), declined=declined, refusals=refusals, unanswered=unanswered
    )
    shelf = Shelf(catalogue)
    nobody = dict.fromkeys(PORTRAIT_FIELDS, (None,) * CLIENTS)
    blank = (None,) * CLIENTS
    columns = ClientColumns(range(1, CLIENTS + 1), (ClientType.PERSON,) * CLIENTS, blank, blank, blank, nobody)
    clients = clients_of(shelf, columns, owned.values(), [(one.client_id, one.kind_id) for one in closed], TODAY)
    base = Dataset(shelf.assortment, clients)
    model = fit(Dataset(shelf.assortment, clients.take(slice(0, 2_000))))
    chosen: set[tuple[int, int]] = set()
    for rows in blocks(CLIENTS):
        best = top(score(model, base, rows), clients.take(rows), shelf.assortment, KINDS)
        chosen.update(
            (rows.start + row + 1, shelf.kinds[place])
            for row, places in enumerate(best.tolist())
            for place in places
            if place >= 0
        )

    def forbidden(client: int, kind: int) -> bool:
        """By the words of the definitions alone."""
        pair, months = (client, kind), REPEATS[kind]
        if kind in declined.get(client, ()):
            return True
        days = refusals.get(pair, [])
        if days and (TODAY - max(days)).days <= (90 if len(days) < 3 else 365):
            return True
        if pair in unanswered and (TODAY - unanswered[pair]).days < 30:
            return True
        if pair not in owned:
            return False
        one = owned[pair]
        ended = one.until is not None and one.until < TODAY
        due = one.since is not None and months is not None and (TODAY - one.since).days >= months * 30.44
        return not (ended or due)

    pairs = {(client, kind) for client in range(1, CLIENTS + 1) for kind in REPEATS}
    kept_back = {pair for pair in pairs if forbidden(*pair)}
    assert len(pairs) == 100_000
    assert len(kept_back) > 30_000
    assert chosen & kept_back == set()
    assert chosen == pairs - kept_back
