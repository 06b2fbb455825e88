"""Small real bases on disk, with a catalogue in which everything can be counted by hand."""

import atexit
import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final, TypeVar

from core.domain.catalogue import CatalogueDraft, Cell, DraftService
from core.domain.client import ClientRow, ClientType, Identity, Portrait, Purchase
from core.domain.consent import ConsentDocument
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.catalogue import load_catalogue, read_catalogue
from core.services.session import Session, create_base, sign_in

T = TypeVar("T")

NAME: Final = "Test.opuntia"
LOGIN = "anna"
PASSWORD = "pads-and-fruit-26"
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 20)

CAR, SERVICE, CASCO, LIABILITY, STAY = "Новый автомобиль", "Сервис", "КАСКО", "ОСАГО", "Отдых"
OWN, BANK, INSURER, BROKER, HOTEL = "Автодом", "Банк", "Страховщик", "Брокер", "Отель"


@dataclass(frozen=True)
class _Made:
    """A closed base, the id of its next client, and what was told while it was prepared."""

    base: Path
    next_id: int
    told: Any


_MADE: dict[object, _Made] = {}
"""Made once in this process: copying a base takes a fortieth of the time."""


def open_new_base(folder: Path, company: str = OWN) -> Session:
    """A fresh base, opened by its one user; the clock stands still and client ids count from 1.

    All that a process opens have the same keys; for a base that is a stranger to the others there is `create_base`.
    """
    if company not in _MADE:
        base = _place() / NAME
        create_base(base, company, LOGIN, PASSWORD)
        _MADE[company] = _Made(base, 1, None)
    return _copied(_MADE[company], folder)


def open_prepared(folder: Path, prepare: Callable[[Session], T]) -> tuple[Session, T]:
    """A new base on which `prepare` was done, once in this process and as if on this base; with what it told."""
    if prepare not in _MADE:
        session = open_new_base(_place())
        told = prepare(session)
        session.close()
        _MADE[prepare] = _Made(session.store.folder, session.new_client_id(), told)
    made = _MADE[prepare]
    return _copied(made, folder), deepcopy(made.told)


def open_filled(folder: Path) -> Session:
    """A base with the catalogue of `fill_catalogue` and no clients."""
    return open_prepared(folder, fill_catalogue)[0]


def _place() -> Path:
    """A folder that goes with the process."""
    folder = Path(mkdtemp(prefix="opuntia-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _copied(made: _Made, folder: Path) -> Session:
    return reopen(Path(shutil.copytree(made.base, folder / NAME)), made.next_id)


def reopen(base: Path, next_id: int = 1) -> Session:
    """Sign in again."""
    session = sign_in(base, LOGIN, PASSWORD)
    session.clock = lambda: NOW
    ids = count(next_id)
    session.new_client_id = lambda: next(ids)
    return session


def fill_catalogue(session: Session) -> dict[tuple[str, str], int]:
    """Five companies: КАСКО at three partners, ОСАГО at two, the rest at one. (company, service) → id."""
    sold = {OWN: [CAR, SERVICE], BANK: [CASCO], INSURER: [CASCO, LIABILITY], BROKER: [CASCO, LIABILITY], HOTEL: [STAY]}
    services = [
        DraftService(name, ClientType.PERSON, company, ("Транспорт" if name in {CAR, SERVICE} else "Спокойствие",))
        for company, names in sold.items()
        for name in names
    ]
    links = {(0, place): Cell.LINK for place, one in enumerate(services) if one.name in {CASCO, LIABILITY}}
    load_catalogue(session, CatalogueDraft(tuple(services), links))
    catalogue = read_catalogue(session)
    return {(catalogue.companies[one.company_id].name, one.name): one.id for one in catalogue.services.values()}


def bought(*products: str) -> tuple[Purchase, ...]:
    """Purchases as a table without days tells them."""
    return tuple(Purchase(product) for product in products)


def client_row(number: int, *products: str, phone: bool = True, portrait: Portrait | None = None) -> ClientRow:
    """An invented person; the number makes it another one."""
    identity = Identity(
        surname=f"Кактусов{number}",
        name="Пётр",
        patronymic="Ильич",
        birth_date=date(1950, 1, 1) + timedelta(days=number * 37 % 18_000),  # nobody else's of 18,000
        phone=f"+7916{number:07d}" if phone else "",
    )
    return ClientRow(number + 1, ClientType.PERSON, identity, portrait or Portrait(birth_year=1980), bought(*products))


def consent_to_all(session: Session, number: str = "С-1") -> ConsentDocument:
    """A document that names every partner of today's catalogue."""
    companies = read_catalogue(session).companies.values()
    return ConsentDocument(number, date(2026, 1, 1), frozenset(one.id for one in companies if not one.own))


def company_id(session: Session, name: str) -> int:
    """The company with this name."""
    return next(one.id for one in read_catalogue(session).companies.values() if one.name == name)


def all_recommendations(session: Session) -> list[Recommendation]:
    """Every recommendation of the base."""
    with session.reading(UseCase.READ_LEADS) as work:
        return list(work.leads.everything())
