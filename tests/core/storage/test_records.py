"""Records go in and come out as the same values."""

from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.catalogue import Cell, Indicators
from core.domain.catalogue_changes import Noun
from core.domain.client import ClientType, Document, DocumentKind, Identity, Portrait
from core.domain.ownership import Ownership
from core.storage.store import Store
from tests.core.storage.conftest import TODAY, Base, person

HOSTILE = [
    "'; DROP TABLE person; --",
    '"',
    "\x00",
    "%s",
    ":name",
    "=1+1",
    "😀",
    "\u202eabc",
    "x" * 5_000,
    "ё\u0301",
    "Null",
]

_WORDS = st.text(max_size=30) | st.sampled_from(HOSTILE)
_DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
_MONEY = st.none() | st.floats(0, 1e12)
_COUNTS = st.none() | st.integers(0, 100_000)
_PAPERS = st.lists(
    st.builds(
        Document,
        kind=st.sampled_from(DocumentKind),
        series=_WORDS,
        number=_WORDS,
        issued_on=_DAYS,
        issued_by=_WORDS,
        code=_WORDS,
    ),
    unique_by=lambda paper: paper.kind,
    max_size=3,
).map(lambda papers: tuple(sorted(papers, key=lambda paper: paper.kind)))
_IDENTITIES = st.builds(
    Identity,
    surname=_WORDS,
    name=_WORDS,
    patronymic=_WORDS,
    organisation=_WORDS,
    inn=_WORDS,
    birth_date=_DAYS,
    phone=_WORDS,
    email=_WORDS,
    documents=_PAPERS,
    details=st.dictionaries(_WORDS, _WORDS, max_size=3),
)
_PORTRAITS = st.builds(
    Portrait,
    birth_year=_COUNTS,
    education=st.none() | _WORDS,
    family_status=st.none() | _WORDS,
    dependants=_COUNTS,
    housing=st.none() | _WORDS,
    job_type=st.none() | _WORDS,
    experience=_MONEY,
    income=_MONEY,
    extra_income=_MONEY,
    extra_income_type=st.none() | _WORDS,
    credit_sum=_MONEY,
    credit_term=_COUNTS,
    credit_initial=_MONEY,
    car_year=_COUNTS,
    car_price=_MONEY,
    linked_to_entity=st.none() | st.booleans(),
)


class _Undone(Exception):
    """Ends a unit of work without a trace."""


# ---------------------------------------------------------------------- clients


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(ClientType), st.lists(st.tuples(_IDENTITIES, _PORTRAITS), min_size=1, max_size=3))
def test_whatever_a_client_is_called_it_comes_back_the_same(
    store: Store, kind: ClientType, faces: list[tuple[Identity, Portrait]]
) -> None:
    with pytest.raises(_Undone), store.unit_of_work() as work:
        clients = [(2**62 - 1 - number, kind, identity, portrait) for number, (identity, portrait) in enumerate(faces)]
        work.clients.add(clients, TODAY)
        ids = [id_ for id_, *_ in clients]
        assert work.clients.identities(ids) == {id_: identity for id_, _, identity, _ in clients}
        assert work.clients.portraits(ids) == {id_: portrait for id_, _, _, portrait in clients}
        raise _Undone


def test_a_client_is_kept_over_reopening(base: Base) -> None:
    papers = (Document(DocumentKind.DRIVING_LICENCE, "99 01", "000123", date(2020, 2, 29), "ГИБДД", "77"),)
    client = person(1, documents=papers, details={"address": "Тверь"})
    with base.opened() as store, store.unit_of_work() as work:
        work.clients.add([client], TODAY)
    with base.opened() as store, store.reading() as work:
        assert work.clients.identities([1, 2]) == {1: client[2]}
        assert work.clients.portraits([1, 2]) == {1: client[3]}
        columns = work.clients.columns()
        assert (columns.ids, columns.client_types, columns.scored_by) == ((1,), ("ФЛ",), (None,))
        assert columns.portrait["income"] == (50_000,)


def test_documents_come_back_in_the_order_of_their_kinds(store: Store) -> None:
    papers = tuple(Document(kind, "1", "2") for kind in sorted(DocumentKind, reverse=True))
    with store.unit_of_work() as work:
        work.clients.add([person(1, documents=papers)], TODAY)
    with store.reading() as work:
        assert [paper.kind for paper in work.clients.identities([1])[1].documents] == sorted(DocumentKind)


def test_a_changed_client_replaces_the_old_one_and_is_still_known_by_what_it_was(store: Store) -> None:
    with store.unit_of_work() as work:
        work.clients.add([person(1), person(2)], TODAY)
        known = work.clients.person_keys()
        work.clients.change([person(1, surname="Зяблик", documents=(), birth_date=None)])
    with store.reading() as work:
        assert work.clients.identities([1])[1].surname == "Зяблик"
        assert work.clients.identities([1])[1].documents == ()
        after = work.clients.person_keys()
        before = {key for key, ids in known.items() if 1 in ids}
        assert {key for key, ids in after.items() if 1 in ids} == before | {"phone|зяблик петр|+79160000001"}
        assert {key for key, ids in after.items() if 2 in ids} == {key for key, ids in known.items() if 2 in ids}
        assert work.clients.count() == 2


def test_one_key_may_point_to_several_clients(store: Store) -> None:
    with store.unit_of_work() as work:
        work.clients.add([person(1), replace_id(1, 2)], TODAY)
    with store.reading() as work:
        assert {tuple(sorted(ids)) for ids in work.clients.person_keys().values()} == {(1, 2)}


def replace_id(number: int, id_: int) -> tuple[int, ClientType, Identity, Portrait]:
    """The same person under another id."""
    _, kind, identity, portrait = person(number)
    return id_, kind, identity, portrait


def test_more_clients_than_fit_one_statement_are_read_and_marked(store: Store) -> None:
    clients = [person(number, documents=()) for number in range(1, 12_002)]
    ids = [id_ for id_, *_ in clients]
    with store.unit_of_work() as work:
        work.clients.add(clients, TODAY)
        work.clients.mark_scored([(id_, 0.5, TODAY) for id_ in ids], "m-1")
        work.clients.mark_pending(ids[:7_000])
    with store.reading() as work:
        assert len(work.clients.identities(ids)) == len(work.clients.portraits(ids)) == work.clients.count() == 12_001
        columns = work.clients.columns()
        assert [id_ for id_, by in zip(columns.ids, columns.scored_by, strict=True) if by] == ids[7_000:]
        assert set(columns.due_on) == {TODAY}


def test_nobody_is_nobody(store: Store) -> None:
    with store.unit_of_work() as work:
        work.clients.add([], TODAY)
        work.clients.change([])
        work.clients.put_ownerships([])
        work.clients.note_unknown_products({})
        work.clients.mark_scored([], "m-1")
        assert (work.clients.identities([]), work.clients.portraits([]), work.clients.ownerships([])) == ({}, {}, [])
        assert (list(work.clients.columns().ids), work.clients.count()) == ([], 0)


def test_what_is_known_of_an_ownership_is_kept_what_was_open_is_filled_in_and_a_later_purchase_starts_anew(
    store: Store,
) -> None:
    with store.unit_of_work() as work:
        kind = work.catalogue.ensure_kind("Каско", ClientType.PERSON)
        sold = [work.catalogue.add_service(name, ClientType.PERSON, 1, kind) for name in ("Каско", "Каско плюс")]
        work.clients.add([person(1), person(2)], TODAY)
        work.clients.put_ownerships([Ownership(1, kind, sold[1], date(2025, 1, 1), date(2025, 12, 31))])
        work.clients.put_ownerships([Ownership(1, kind, sold[0], date(2026, 1, 1)), Ownership(2, kind)])
        work.clients.put_ownerships([Ownership(1, kind, sold[1], date(2024, 1, 1)), Ownership(2, kind, sold[0])])
        work.clients.put_ownerships([Ownership(2, kind, sold[1])])
    expected = [Ownership(1, kind, sold[0], date(2026, 1, 1)), Ownership(2, kind, sold[0])]
    with store.reading() as work:
        assert work.clients.ownerships() == expected
        assert work.clients.ownerships([2, 3]) == expected[1:]


# ---------------------------------------------------------------------- the catalogue


def test_a_catalogue_comes_back_as_it_was_written(base: Base) -> None:
    known = Indicators(0.25, 30.0, 12_500.0, "отчёт «2025»", date(2026, 1, 31), 1.2, "договорённость")
    with base.opened() as store, store.unit_of_work() as work:
        books = work.catalogue
        partner = books.ensure_company(" Банк «Север» ")
        kind = books.ensure_kind("- Каско", ClientType.PERSON)
        other_kind = books.ensure_kind("Каско", ClientType.ENTITY)
        needs = [books.ensure_need(name) for name in ("Защита имущества", "Комфорт и удобство")]
        one = books.add_service("- Каско", ClientType.PERSON, 1, kind, "описание")
        other = books.add_service("Каско", ClientType.PERSON, partner, kind)
        books.set_needs(one, [needs[1], needs[0], needs[1]])
        for field, value in {**asdict(known), "recorded": True, "kind_id": other_kind}.items():
            work.catalogue_steps.write(Noun.SERVICE, other, field, value)
        work.catalogue_steps.write(Noun.KIND, kind, "repeatable_after", 12)
        books.describe(other, "'; DROP TABLE service; --")
        books.set_cells({(one, other): Cell.LINK, (other, one): Cell.FORBIDDEN, (one, one): Cell.LINK})
        books.set_cells({(one, one): None, (one, other): Cell.FORBIDDEN})
    with base.opened() as store, store.reading() as work:
        read = work.catalogue.read()
    assert [(company.name, company.own) for company in read.companies.values()] == [
        ("Своя", True),
        ("Банк «Север»", False),
    ]
    assert read.own_company.id == 1
    assert (read.kinds[kind].key, read.kinds[kind].repeatable_after) == ("каско|фл", 12)
    assert read.kinds[other_kind].client_type is ClientType.ENTITY
    assert (read.services[one].name, read.services[one].needs) == ("Каско", tuple(sorted(needs)))
    assert (read.services[one].indicators, read.services[one].recorded) == (Indicators(), None)
    assert (read.services[other].indicators, read.services[other].recorded) == (known, True)
    assert (read.services[other].kind_id, read.services[other].description) == (other_kind, "'; DROP TABLE service; --")
    assert read.needs == {needs[0]: "Защита имущества", needs[1]: "Комфорт и удобство"}
    assert read.cells == {(one, other): Cell.FORBIDDEN, (other, one): Cell.FORBIDDEN}


def test_what_the_catalogue_has_is_found_in_any_spelling_and_not_added_twice(store: Store) -> None:
    with store.unit_of_work() as work:
        books = work.catalogue
        assert books.ensure_company("«Ёлочка»") == books.ensure_company("елочка")
        assert books.ensure_need("удобство и комфорт") == books.ensure_need("Комфорт, удобство")
        kind = books.ensure_kind("Каско", ClientType.PERSON)
        assert kind == books.ensure_kind("- КАСКО", ClientType.PERSON)
        assert kind != books.ensure_kind("Каско", ClientType.ENTITY)
        service = books.add_service("Каско", ClientType.PERSON, 1, kind)
        assert books.find_service("«каско»", ClientType.PERSON, 1) == service
        assert books.find_service("каско", ClientType.ENTITY, 1) is None


@pytest.mark.parametrize(
    "wrong", [{"conversion": 1.5}, {"conversion": -0.1}, {"weight": 0.5}, {"arppu": -1.0}, {"lever": 0.0}]
)
def test_indicators_out_of_their_range_are_never_stored(store: Store, wrong: dict[str, float]) -> None:
    with store.unit_of_work() as work:
        kind = work.catalogue.ensure_kind("Каско", ClientType.PERSON)
        service = work.catalogue.add_service("Каско", ClientType.PERSON, 1, kind)
    with pytest.raises(Exception, match="CHECK"), store.unit_of_work() as work:
        for field, value in wrong.items():
            work.catalogue_steps.write(Noun.SERVICE, service, field, value)


def test_synonyms_and_fields_are_replaced_in_their_order(store: Store) -> None:
    with store.unit_of_work() as work:
        work.catalogue.set_synonyms({"- Автокаско": "каско", "зелёнка": "осаго"})
        work.catalogue.set_synonyms({"АВТОКАСКО": "каско плюс"})
        work.catalogue.set_fields(1, ("service", "phone", "full_name"))
        work.catalogue.set_fields(1, ("phone", "service"))
    with store.reading() as work:
        assert work.catalogue.synonyms() == {"автокаско": "каско плюс", "зеленка": "осаго"}
        assert work.catalogue.fields_of(1) == ("phone", "service")
        assert work.catalogue.fields_of(2) == ()
