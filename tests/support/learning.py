"""A base from which something can be learned: what people buy goes with their age; partners' sales are not recorded."""

from collections.abc import Iterable, Sequence
from datetime import date
from random import Random

import pytest

from core.domain.catalogue import CatalogueDraft, Cell, DraftService
from core.domain.client import ClientRow, ClientType, Portrait
from core.domain.lead import Answer, Stage
from core.domain.lot import salt
from core.domain.recommendation import Recommendation
from core.services import training_data
from core.services.catalogue import load_catalogue, read_catalogue
from core.services.decisions import accept
from core.services.outcomes import record_outcome
from core.services.session import Session
from tests.support.bases import BANK, HOTEL, INSURER, OWN, all_recommendations, client_row
from tests.support.imported import import_clients

COMMON = ("Мойка", "Мастер")
BY_AGE = ("Кредит", "Трейд-ин", "Гараж", "Эвакуатор")
PARTNERS = {BANK: "Вклад", INSURER: "Полис", HOTEL: "Номер"}
CLIENTS = 600


def fill_learnable(session: Session, clients: int = CLIENTS, seed: int = 1) -> None:
    """Six services of our own, two for everybody and one for each of four ages, which baskets do not tell; three of
    them are linked to the services of three partners.
    """
    names = [*COMMON, *BY_AGE, *PARTNERS.values()]
    sellers = [OWN] * 6 + list(PARTNERS)
    services = [
        DraftService(name, ClientType.PERSON, seller, ("Транспорт",))
        for name, seller in zip(names, sellers, strict=True)
    ]
    links = {(one, 6 + place): Cell.LINK for place, one in enumerate((0, 3, 4))}
    load_catalogue(session, CatalogueDraft(tuple(services), links))
    lots = Random(seed)
    import_clients(session, [_row(number, lots) for number in range(clients)])


def _row(number: int, lots: Random) -> ClientRow:
    age = lots.randrange(4)
    portrait = Portrait(birth_year=lots.randint(1950 + 14 * age, 1960 + 14 * age))
    bought = [name for name in COMMON if lots.random() < 0.7]
    bought += [name for place, name in enumerate(BY_AGE) if lots.random() < (0.8 if place == age else 0.03)]
    return client_row(number, *(bought or COMMON[:1]), portrait=portrait)


def hold_the_same_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is held out of a comparison hangs on the number of the base, which is another one in each run of the tests;
    and with it the verdict, on so few clients. From now on it is the same clients.
    """
    monkeypatch.setattr(training_data, "salt", lambda _base, purpose: salt("the base of the tests", purpose=purpose))


def kind_of(session: Session, name: str) -> int:
    """The kind of the service with this name."""
    return next(one.kind_id for one in read_catalogue(session).services.values() if one.name == name)


def answer_all(session: Session, told: Iterable[tuple[Recommendation, Answer, date]]) -> list[int]:
    """These recommendations were accepted and sent, and this came back; returns the leads."""
    asked = list(told)
    for lead, _, on in asked:
        accept(session, [lead.id])
        with session.store.unit_of_work() as work:
            work.leads.offer([lead.id], Stage.SENT, session.now(), on)
    for lead, answer, on in asked:
        record_outcome(session, lead.id, answer, on)
    return [lead.id for lead, *_ in asked]


def undecided(session: Session, kinds: Sequence[int] = ()) -> list[Recommendation]:
    """Those of these kinds (of all) in the order of their clients."""
    found = [one for one in all_recommendations(session) if one.stage is Stage.PROCESSED]
    return sorted(
        (one for one in found if not kinds or one.kind_id in kinds), key=lambda one: (one.client_id, one.rank)
    )
