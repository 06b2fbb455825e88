"""The list of clients: found by what is typed, filtered, sorted, read in rows, and true after every change."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.domain.client import ClientRow, ClientType, Identity, Portrait
from core.domain.consent import ConsentDocument
from core.domain.errors import NotAllowed
from core.domain.rights import Role, UseCase
from core.services import client_index
from core.services.catalogue import read_catalogue
from core.services.client_card import read_client
from core.services.client_edits import edit_client
from core.services.client_erasing import erase_clients
from core.services.client_list import (
    ClientFilter,
    ConsentState,
    SortKey,
    count_cities,
    find_called,
    find_clients,
    read_ahead,
    read_client_rows,
)
from core.services.consents import withdraw_consent
from core.services.decisions import accept, decline
from core.services.imports import read_imports
from core.services.merges import merge_clients, split
from core.services.organisation import reassign
from core.services.scoring import compute
from core.services.session import Deed, Session, Stopped
from core.services.undoing import undo_import
from core.services.users import create_user
from core.storage.client_listing import ListedPerson
from tests.support.bases import CAR, SERVICE, TODAY, all_recommendations, client_row, consent_to_all, open_filled
from tests.support.imported import import_clients

FIRM = Identity(organisation="ООО «Лучевик»", inn="7701123456", phone="+74951234567")


def person(number: int, surname: str, name: str, city: str = "", *products: str) -> ClientRow:
    row = client_row(number, *products)
    details = {"city": city} if city else {}
    return replace(row, identity=replace(row.identity, surname=surname, name=name, details=details))


ROWS = [
    person(1, "Соколова", "Анна", "Казань", CAR),
    person(2, "Ёлкина", "Дарья", "Елабуга"),
    person(3, "Ахтямова", "Роза", "казань", SERVICE),
    ClientRow(5, ClientType.ENTITY, FIRM, Portrait()),
]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def filled(session: Session) -> Session:
    import_clients(session, ROWS)
    return session


def names(
    session: Session, wanted: ClientFilter | None = None, sort: SortKey = SortKey.NAME, *, descending: bool = False
) -> list[str]:
    found = find_clients(session, wanted, sort, descending=descending)
    return [one.name.split()[0] for one in read_client_rows(session, found.ids)]


def id_of(session: Session, text: str) -> int:
    (client,) = find_clients(session, ClientFilter(text)).ids
    return client


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("cjrjkjdf", ["Соколова"]),
        ("анна соколова", ["Соколова"]),
        ("елкина", ["Ёлкина"]),
        ("8 916 000-00-03", ["Ахтямова"]),
        ("7701123456", ["ООО"]),
        ("лучевик", ["ООО"]),
        ("ильич", ["Ахтямова", "Ёлкина", "Соколова"]),
        ("никого", []),
        ("", ["Ахтямова", "Ёлкина", "ООО", "Соколова"]),
    ],
)
def test_what_is_typed_finds_who_is_meant(filled: Session, typed: str, found: list[str]) -> None:
    assert names(filled, ClientFilter(typed)) == found
    assert find_clients(filled, ClientFilter(typed)).total == len(ROWS)


def number_of(session: Session, text: str) -> int:
    return read_client(session, id_of(session, text)).number


def test_a_client_is_found_by_its_number(filled: Session) -> None:
    assert sorted(number_of(filled, text) for text in ("соколова", "ёлкина", "ахтямова", "лучевик")) == [1, 2, 3, 4]
    one, firm = number_of(filled, "ёлкина"), number_of(filled, "лучевик")
    assert names(filled, ClientFilter(f"№ {one}")) == names(filled, ClientFilter(f"#{one}")) == ["Ёлкина"]
    assert names(filled, ClientFilter("№ 5")) == names(filled, ClientFilter("№ 99")) == []
    assert "ООО" in names(filled, ClientFilter(str(firm)))
    assert find_called(filled, f"№{firm}") == id_of(filled, "лучевик")
    assert find_called(filled, "лучевик") is None
    assert names(filled, ClientFilter(f"№ {one}", client_types=frozenset({ClientType.ENTITY}))) == []


def test_a_bare_number_also_finds_phones_and_keeps_the_order(filled: Session) -> None:
    assert names(filled, ClientFilter("1")) == names(filled)
    assert names(filled, ClientFilter("1"), descending=True) == names(filled)[::-1]
    own = number_of(filled, "ёлкина")
    assert names(filled, ClientFilter("0000003")) == ["Ахтямова"]
    assert set(names(filled, ClientFilter(str(own)))) >= {"Ёлкина"}


def test_the_number_of_whoever_became_a_part_of_another_leads_to_that_one(filled: Session) -> None:
    kept, other = id_of(filled, "соколова"), id_of(filled, "ёлкина")
    number = number_of(filled, "ёлкина")
    merge = merge_clients(filled, kept, other).value
    assert names(filled, ClientFilter(f"№ {number}")) == ["Соколова"]
    split(filled, merge)
    assert number_of(filled, "ёлкина") == number
    assert names(filled, ClientFilter(f"№ {number}")) == ["Ёлкина"]


def test_a_number_is_never_given_twice_and_nobody_beyond_reach_is_found_by_it(filled: Session) -> None:
    last = id_of(filled, "лучевик")
    assert number_of(filled, "лучевик") == len(ROWS)
    erase_clients(filled, [last])
    assert names(filled, ClientFilter(f"№ {len(ROWS)}")) == []
    import_clients(filled, [person(9, "Эониева", "Инна")])
    assert number_of(filled, "эониева") == len(ROWS) + 1
    create_user(filled, "vera", frozenset({Role.MANAGER}))
    reassign(filled, [id_of(filled, "эониева")], "vera")
    filled.roles = frozenset({Role.MANAGER})
    assert find_called(filled, f"№ {len(ROWS) + 1}") is None
    assert names(filled, ClientFilter(str(len(ROWS) + 1))) == []


def test_signs_alone_find_nobody(filled: Session) -> None:
    assert names(filled, ClientFilter(" +-() ")) == []


def test_a_row_tells_what_the_list_shows(session: Session) -> None:
    import_clients(session, ROWS, consent_to_all(session))
    compute(session)
    lead = max((one for one in all_recommendations(session) if one.client_id == 1), key=lambda one: one.score)
    (row,) = read_client_rows(session, [id_of(session, "соколова")])
    assert (row.name, row.client_type, row.city) == ("Соколова Анна Ильич", ClientType.PERSON, "Казань")
    assert (row.phone, row.kinds, row.score) == ("+7 916 ***-**-01", (CAR,), lead.score)
    assert (row.consent, row.consent_until, row.contact) == (ConsentState.LIVE, None, None)
    assert (row.manager, row.source, row.added_on) == ("", "clients.xlsx", TODAY)


def test_rows_come_in_the_order_that_is_asked_and_the_unknown_are_left_out(filled: Session) -> None:
    ids = list(find_clients(filled).ids)
    assert [one.id for one in read_client_rows(filled, [ids[2], 10**9, ids[0]])] == [ids[2], ids[0]]


def test_the_list_is_filtered(filled: Session) -> None:
    car = next(kind.id for kind in read_catalogue(filled).kinds.values() if kind.name == CAR)
    assert names(filled, ClientFilter(cities=frozenset({"Казань"}))) == ["Ахтямова", "Соколова"]
    assert names(filled, ClientFilter(client_types=frozenset({ClientType.ENTITY}))) == ["ООО"]
    assert names(filled, ClientFilter(kinds=frozenset({car}))) == ["Соколова"]
    assert names(filled, ClientFilter("а", cities=frozenset({"елабуга"}))) == ["Ёлкина"]
    assert len(names(filled, ClientFilter(managers=frozenset({None})))) == len(ROWS)
    assert names(filled, ClientFilter(managers=frozenset({filled.user_id}))) == []
    assert len(names(filled, ClientFilter(imports=frozenset({read_imports(filled)[0].id})))) == len(ROWS)
    assert names(filled, ClientFilter(imports=frozenset({None}))) == []
    assert len(names(filled, ClientFilter(added=(TODAY, TODAY)))) == len(ROWS)
    assert names(filled, ClientFilter(added=(date(2000, 1, 1), TODAY - timedelta(days=1)))) == []
    assert count_cities(filled) == {"Казань": 2, "Елабуга": 1}


def test_the_list_is_sorted_and_what_is_missing_comes_last_in_either_direction(filled: Session) -> None:
    assert names(filled, descending=True) == ["Соколова", "ООО", "Ёлкина", "Ахтямова"]
    assert names(filled, sort=SortKey.CITY) == ["Ёлкина", "Ахтямова", "Соколова", "ООО"]
    assert names(filled, sort=SortKey.CITY, descending=True) == ["Ахтямова", "Соколова", "Ёлкина", "ООО"]
    assert names(filled, sort=SortKey.CLIENT_TYPE)[-1] == "ООО"
    for sort in SortKey:
        assert sorted(names(filled, sort=sort)) == sorted(names(filled)), sort


def test_a_decision_changes_the_score_of_the_best_and_its_place(session: Session) -> None:
    import_clients(session, [client_row(number, CAR) for number in range(1, 4)], consent_to_all(session))
    compute(session)

    def best(client: int) -> int | None:
        leads = [one for one in all_recommendations(session) if one.client_id == client and one.stage != "declined"]
        return max((one.score for one in leads), default=None)

    for one in [one for one in all_recommendations(session) if one.client_id == 2]:
        before = find_clients(session, sort=SortKey.SCORE, descending=True)
        assert len(before.ids) == 3
        decline(session, [one.id])
        (row,) = read_client_rows(session, [2])
        assert row.score == best(2)
    assert find_clients(session, sort=SortKey.SCORE, descending=True).ids[-1] == 2
    assert set(find_clients(session, ClientFilter(least_score=1)).ids) == {1, 3}


def test_a_task_is_a_contact(session: Session) -> None:
    import_clients(session, [client_row(1, CAR), client_row(2, CAR)])
    compute(session)
    catalogue = read_catalogue(session)
    own = [
        one
        for one in all_recommendations(session)
        if one.client_id == 1 and catalogue.services[one.service_id].company_id == catalogue.own_company.id
    ]
    accept(session, [own[0].id])
    assert [one.contact for one in read_client_rows(session, [1, 2])] == [TODAY, None]
    assert find_clients(session, ClientFilter(silent_since=TODAY)).ids == (2,)
    assert find_clients(session, sort=SortKey.CONTACT).ids == (1, 2)


def test_consent_is_live_ending_or_none(session: Session) -> None:
    everybody = consent_to_all(session).recipients
    ending = ConsentDocument("С-2", date(2026, 1, 1), everybody, valid_until=TODAY + timedelta(days=10))
    over = ConsentDocument("С-3", date(2026, 1, 1), everybody, valid_until=TODAY - timedelta(days=1))
    for number, paper in enumerate([consent_to_all(session), ending, over, None], start=1):
        import_clients(session, [client_row(number)], paper)
    states = [one.consent for one in read_client_rows(session, [1, 2, 3, 4])]
    assert states == [ConsentState.LIVE, ConsentState.ENDING, ConsentState.NONE, ConsentState.NONE]
    assert read_client_rows(session, [2])[0].consent_until == TODAY + timedelta(days=10)
    assert find_clients(session, ClientFilter(consents=frozenset({ConsentState.NONE}))).ids == (3, 4)
    withdraw_consent(session, [1], "С-1")
    assert find_clients(session, ClientFilter(consents=frozenset({ConsentState.LIVE}))).ids == ()
    assert find_clients(session, sort=SortKey.CONSENT).ids[0] == 2


# ---------------------------------------------------------------------- in memory


def held(session: Session) -> list[str]:
    """The lines that are held, as they would be read anew."""
    index = client_index._indexes.pop(session.store)
    known = [one.line for one in index._in_order]
    find_clients(session)
    fresh = client_index._indexes[session.store]
    assert known == [one.line for one in fresh._in_order]
    assert len(index) == len(fresh)
    return known


def test_the_list_follows_every_change_as_if_it_were_read_anew(session: Session) -> None:
    import_clients(session, ROWS[:2])
    assert len(names(session)) == 2
    steps: list[Callable[[], object]] = [
        lambda: import_clients(session, ROWS),
        lambda: merge_clients(session, id_of(session, "соколова"), id_of(session, "елкина")),
        lambda: split(session, 1),
        lambda: reassign(session, [id_of(session, "ахтямова")], session.login),
        lambda: undo_import(session, max(one.id for one in read_imports(session))),
    ]
    for step in steps:
        step()
        find_clients(session)
        held(session)
    assert names(session, ClientFilter("соколова")) == ["Соколова"]


def test_what_was_rolled_back_changes_nothing(filled: Session) -> None:
    before = names(filled)
    with pytest.raises(ZeroDivisionError), filled.doing(UseCase.MERGE) as deed:
        deed.work.clients.erase([id_of_open(deed, "Соколова")], deed.at)
        raise ZeroDivisionError
    assert names(filled) == before


def id_of_open(deed: Deed, surname: str) -> int:
    people = deed.work.listing.people_after(-1)
    return next(one.id for one in people if one.surname == surname)


def test_one_change_reads_one_client_anew(filled: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    find_clients(filled)
    made: list[int] = []
    of = client_index.Indexed.of

    def noted(one: ListedPerson) -> client_index.Indexed:
        made.append(one.id)
        return of(one)

    monkeypatch.setattr(client_index.Indexed, "of", noted)
    reassign(filled, [2], filled.login)
    find_clients(filled, ClientFilter("а"))
    find_clients(filled, ClientFilter("б"))
    assert made == [2]


def test_what_is_read_ahead_is_the_list_that_is_asked_for_later(filled: Session) -> None:
    index_of_all = held(filled) if find_clients(filled) else []
    client_index._indexes.pop(filled.store)
    assert read_ahead(filled, 2)
    reassign(filled, [1], filled.login)
    while read_ahead(filled, 1):
        pass
    with filled.reading(UseCase.READ_CLIENTS) as work:
        assert len(client_index.index_of(filled.store, work)) == len(ROWS)
    assert held(filled) == index_of_all
    assert not read_ahead(filled)


def test_a_client_that_changes_or_goes_while_the_list_is_read_ahead_is_as_it_is_now(filled: Session) -> None:
    assert read_ahead(filled, 3)
    merge_clients(filled, 1, 3)
    edit_client(filled, 2, {"surname": "Агавина"})
    found = names(filled)
    assert found[0] == "Агавина"
    assert "Ахтямова" not in found
    held(filled)


def test_a_stopped_first_reading_goes_on_where_it_stood(filled: Session) -> None:
    def stop(_step: str, _done: int, _total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        find_clients(filled, progress=stop)
    assert len(find_clients(filled).ids) == len(ROWS)


def test_nothing_is_held_of_a_closed_base(filled: Session) -> None:
    find_clients(filled)
    index = client_index._indexes[filled.store]
    assert len(index)
    filled.close()
    assert not len(index)
    assert index.find("") == []
    assert not any((index._clients, index._lines, index._read))


def test_who_sees_no_people_gets_no_list(filled: Session) -> None:
    for role in (Role.ANALYST, Role.ADMINISTRATOR):
        filled.roles = frozenset({role})
        for ask in (find_clients, count_cities, lambda one: read_client_rows(one, [1])):
            with pytest.raises(NotAllowed):
                ask(filled)


def test_a_narrower_reach_has_its_own_list(filled: Session) -> None:
    with filled.store.unit_of_work() as work:
        work.accounts.add_user("vera", frozenset({Role.MANAGER}))
    reassign(filled, [1], "vera")
    assert len(find_clients(filled).ids) == len(ROWS)
    filled.roles = frozenset({Role.MANAGER})
    found = find_clients(filled)
    assert 1 not in found.ids
    assert found.total == len(ROWS) - 1
    assert read_client_rows(filled, [1]) == []
