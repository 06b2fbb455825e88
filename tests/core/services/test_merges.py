"""Clients that prove to be one person, and prove not to be: nothing of either is lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.domain.client import ClientRow, ClientType, Identity, Portrait, Purchase
from core.domain.errors import MergeGone, UnknownRecord
from core.domain.lead import Stage
from core.services.consents import withdraw_consent
from core.services.decisions import accept
from core.services.imports import plan_import
from core.services.merges import ask_again, call_different, merge_clients, read_merges, read_pairs, split
from core.services.scoring import compute
from core.services.session import Session
from core.services.settling import CLIENT, ROW, End, Settlement, ends_of
from tests.support.bases import CAR, SERVICE, TODAY, client_row, consent_to_all, open_filled
from tests.support.imported import import_clients
from tests.support.reading import changed_tables, logical_dump

SETTLED = {"main.audit_entry", "main.mark", "people.mark", "people.merge", "people.pair"}
ANNA = Identity("Соколова", "Анна", "Игоревна", birth_date=date(1985, 3, 12), phone="+79161234567")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    yield opened
    opened.close()


def row(number: int, identity: Identity, *bought: str, income: float | None = None) -> ClientRow:
    portrait = Portrait(birth_year=identity.birth_date.year if identity.birth_date else None, income=income)
    return ClientRow(number, ClientType.PERSON, identity, portrait, tuple(Purchase(one) for one in bought))


def told(session: Session, client: int) -> tuple[Identity, Portrait, set[int]]:
    with session.store.reading() as work:
        owned = {one.kind_id for one in work.clients.ownerships([client])}
        return work.clients.identities([client])[client], work.clients.portraits([client])[client], owned


def two(session: Session) -> tuple[int, int]:
    """Anna, and somebody who may be her."""
    maybe = replace(ANNA, birth_date=None, phone="+79990000000", email="a@mail.example")
    rows = [row(2, ANNA, CAR), row(3, maybe, SERVICE, income=70_000.0)]
    report = import_clients(session, rows, consent_to_all(session)).value
    assert report.imported == 2
    return report.clients[0], report.clients[1]


def test_a_doubtful_pair_of_a_table_waits_in_the_base_with_its_evidence(session: Session) -> None:
    one, other = two(session)
    (pair,) = read_pairs(session)
    assert {pair.one.id, pair.other.id} == {one, other}
    assert {(field, says) for field, says, _ in pair.evidence} >= {("surname", "same"), ("name", "same")}
    assert pair.weight > 0


def test_two_that_are_called_different_are_not_asked_about_again(session: Session) -> None:
    one, other = two(session)
    (pair,) = read_pairs(session)
    call_different(session, one, other)
    assert read_pairs(session) == []
    with session.store.reading() as work:
        rows = [row(4, identity) for identity in work.clients.identities([one, other]).values()]
    plan = plan_import(session, rows)
    assert (plan.unchanged, plan.questions, plan.in_base) == (2, (), ())
    ask_again(session, other, one, pair.weight, pair.evidence)
    assert read_pairs(session) == [pair]


def test_two_clients_become_one_and_are_two_again_as_they_were(session: Session) -> None:
    one, other = two(session)
    before = logical_dump(session)
    told_before = told(session, one), told(session, other)
    merge = merge_clients(session, one, other).value
    identity, portrait, owned = told(session, one)
    assert identity == replace(ANNA, email="a@mail.example")
    assert (portrait.income, len(owned)) == (70_000.0, 2)
    with session.store.reading() as work:
        assert work.clients.count() == 1
        assert work.clients.identities([other]) == {}
    assert [one.identity.email for one in read_merges(session, one)] == ["a@mail.example"]
    assert split(session, merge).value == other
    assert (told(session, one), told(session, other)) == told_before
    assert changed_tables(before, logical_dump(session)) <= SETTLED
    assert read_pairs(session) == []
    with pytest.raises(MergeGone):
        split(session, merge)
    assert session.store.check() == []


def test_leads_and_consents_follow_the_right_person(session: Session) -> None:
    one, other = two(session)
    compute(session)
    with session.store.reading() as work:
        theirs = [lead.id for lead in work.leads.of_clients([other], [Stage.PROCESSED])]
    accept(session, theirs[:1])
    merge = merge_clients(session, one, other).value
    withdraw_consent(session, [one], "С-1")
    with session.store.reading() as work:
        assert work.leads.of_clients([other], list(Stage)) == []
        assert theirs[0] in {lead.id for lead in work.leads.of_clients([one], list(Stage))}
    split(session, merge)
    with session.store.reading() as work:
        (lead,) = work.leads.of_clients([other], [Stage.WAITING, Stage.TASK])
        assert lead.id == theirs[0]
        partners = [company.id for company in work.catalogue.read().companies.values() if not company.own]
        assert work.consents.live([one, other], partners[0], "offer", TODAY) == set(), "who withdrew, withdrew"


def test_what_was_learnt_since_stays_when_they_are_taken_apart(session: Session) -> None:
    one, other = two(session)
    merge = merge_clients(session, one, other).value
    import_clients(session, [row(9, replace(ANNA, inn="500100732259"), "Отдых")])
    split(session, merge)
    identity, portrait, _ = told(session, one)
    assert (identity.inn, identity.email, portrait.income) == ("500100732259", "", None)


def test_a_row_that_joined_is_a_client_of_its_own_once_split(session: Session) -> None:
    twin = replace(ANNA, surname="Сокалова", email="twin@mail.example")
    report = import_clients(session, [row(2, ANNA, CAR), row(3, twin, SERVICE)], consent_to_all(session)).value
    assert (report.imported, report.merged) == (1, 1)
    (client,) = report.clients
    (joined,) = read_merges(session, client)
    assert (joined.row, joined.identity.surname) == (3, "Сокалова")
    assert joined.evidence
    born = split(session, joined.id).value
    assert told(session, client)[0] == ANNA
    assert told(session, born)[0] == twin
    assert len(told(session, client)[2]) == len(told(session, born)[2]) == 1
    again = import_clients(session, [row(2, ANNA, CAR), row(3, twin, SERVICE)]).value
    assert (again.imported, again.updated, again.unchanged) == (0, 0, 2), "they stay two"
    with session.store.reading() as work:
        partners = [company.id for company in work.catalogue.read().companies.values() if not company.own]
        assert work.consents.live([client, born], partners[0], "offer", TODAY) == {client, born}


def test_a_row_that_says_less_than_is_known_is_one_with_its_client_once_however_often_it_comes(
    session: Session,
) -> None:
    less = replace(ANNA, phone="", email="")
    (client,) = import_clients(session, [row(2, ANNA, CAR)]).value.clients
    for _ in range(3):
        import_clients(session, [row(2, less, SERVICE)])
    assert len(read_merges(session, client)) == 1
    import_clients(session, [row(2, replace(less, inn="500100732259"), SERVICE)])
    assert len(read_merges(session, client)) == 2


def test_a_value_that_another_row_says_too_stays(session: Session) -> None:
    bare = replace(ANNA, phone="")
    rows = [row(2, bare), row(3, ANNA), row(4, replace(ANNA, email="a@mail.example"))]
    (client,) = import_clients(session, rows).value.clients
    first, second = read_merges(session, client)
    split(session, first.id)
    assert told(session, client)[0] == replace(ANNA, email="a@mail.example")
    split(session, second.id)
    assert told(session, client)[0].email == ""


def test_people_decide_about_the_pairs_of_a_table(session: Session) -> None:
    (known,) = import_clients(session, [row(2, ANNA)]).value.clients
    doubtful = row(5, replace(ANNA, birth_date=None, phone="+79990000000"), CAR)
    (question,) = plan_import(session, [doubtful]).questions
    assert question.ends == ends_of(End(CLIENT, known), End(ROW, 5))
    same = plan_import(session, [doubtful], Settlement(same=frozenset({question.ends})))
    assert (same.imported, same.updated, same.questions) == (0, 1, ())
    apart = plan_import(session, [doubtful], Settlement(different=frozenset({question.ends})))
    assert (apart.imported, apart.updated, apart.questions) == (1, 0, ())


def test_sure_pairs_are_asked_about_where_people_want_that(session: Session) -> None:
    rows = [row(2, ANNA), row(3, replace(ANNA, surname="Сокалова"))]
    sure = plan_import(session, rows)
    assert (sure.imported, len(sure.joined), sure.questions) == (1, 1, ())
    asked = plan_import(session, rows, Settlement(join_sure=False))
    assert (asked.imported, asked.joined, len(asked.questions)) == (2, (), 1)


def test_what_people_decided_comes_back_from_a_draft() -> None:
    ends = ends_of(End(ROW, 7), End(CLIENT, 2**62))
    chosen = Settlement(frozenset({ends}), frozenset({ends_of(End(ROW, 1), End(ROW, 2))}), join_sure=False)
    assert Settlement.from_plain(chosen.plain) == chosen
    assert Settlement.from_plain({}) == Settlement()


def test_nobody_is_joined_with_who_is_not_there(session: Session) -> None:
    one, _ = two(session)
    with pytest.raises(UnknownRecord):
        merge_clients(session, one, 10**9)
    with pytest.raises(UnknownRecord):
        split(session, 10**6)
    import_clients(session, [client_row(1)])
    with pytest.raises(UnknownRecord):
        merge_clients(session, one, one)
