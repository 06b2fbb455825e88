"""What a manager looks at before a decision: the queue and its lines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.domain.client import ClientType
from core.domain.consent import ConsentDocument
from core.domain.conversion import Answers
from core.domain.errors import BadValue, NotAllowed, ShownOtherwise
from core.domain.lead import Answer, LeftOut, Stage
from core.domain.ownership import Ownership
from core.domain.rights import Role, UseCase
from core.domain.settings import Settings
from core.services.catalogue import read_catalogue, set_partner_fields
from core.services.decisions import accept, accept_from, decline, postpone, take_up
from core.services.outcomes import record_outcome
from core.services.review import Block, QueueEntry, read_cards, read_queue, read_rows
from core.services.scoring import compute
from core.services.sending import make_packages
from core.services.session import Session
from core.services.settings import change_settings
from tests.support.bases import (
    BANK,
    CAR,
    INSURER,
    NOW,
    OWN,
    TODAY,
    all_recommendations,
    client_row,
    consent_to_all,
    open_filled,
)
from tests.support.imported import import_clients

CLIENTS = list(range(1, 13))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    yield opened
    opened.close()


def scored(session: Session, consent: ConsentDocument | None = None, *, phone: bool = True) -> list[int]:
    """Twelve clients with a car; the ids of what the queue holds."""
    import_clients(session, [client_row(number, CAR, phone=phone) for number in CLIENTS], consent)
    compute(session)
    return [one.id for one in read_queue(session).entries]


# ---------------------------------------------------------------------- the queue


def test_the_queue_of_a_new_base_is_empty_and_knows_no_model(session: Session) -> None:
    queue = read_queue(session)
    assert (queue.entries, queue.model, queue.pending, queue.clients) == ((), None, 0, 0)
    assert (queue.accept_from, queue.least) == (80, 60)


def test_the_queue_holds_every_undecided_recommendation_by_score(session: Session) -> None:
    scored(session)
    take_up(session, [all_recommendations(session)[3].id])
    expected = [
        QueueEntry(one.id, one.client_id, one.score, False, one.service_id) for one in all_recommendations(session)
    ]
    queue = read_queue(session)
    assert list(queue.entries) == expected
    assert [one.score for one in queue.entries] == sorted((one.score for one in queue.entries), reverse=True)
    assert queue.model is not None
    assert (queue.model.made_at, queue.pending, queue.clients) == (session.now(), 0, len(CLIENTS))


def test_new_clients_wait_to_be_scored(session: Session) -> None:
    scored(session)
    import_clients(session, [client_row(100, CAR), client_row(101, CAR)])
    assert (read_queue(session).pending, read_queue(session).clients) == (2, len(CLIENTS) + 2)


def test_a_postponed_recommendation_comes_back_on_its_day_before_all_others(session: Session) -> None:
    *_, last = ids = scored(session)
    postpone(session, [last], TODAY + timedelta(days=3))
    session.clock = lambda: NOW + timedelta(days=2)
    assert last not in {one.id for one in read_queue(session).entries}
    session.clock = lambda: NOW + timedelta(days=3)
    first, *others = read_queue(session).entries
    assert (first.id, first.returned) == (last, True)
    assert [one.id for one in others] == ids[:-1]
    assert not any(one.returned for one in others)
    assert next(one.stage for one in all_recommendations(session) if one.id == last) is Stage.POSTPONED


def test_what_is_decided_leaves_the_queue(session: Session) -> None:
    one, two, three, *rest = scored(session)
    accept(session, [one])
    decline(session, [two])
    postpone(session, [three], TODAY + timedelta(days=1))
    assert [entry.id for entry in read_queue(session).entries] == rest


def test_the_floor_of_the_review_is_a_setting_and_never_above_the_score_of_acceptance(session: Session) -> None:
    change_settings(session, Settings(review_floor=40))
    assert read_queue(session).least == 40
    for wrong in (0, 81):
        with pytest.raises(BadValue) as refused:
            change_settings(session, Settings(review_floor=wrong))
        assert refused.value.facts == {"field": "review_floor", "least": 1, "most": 80}
    change_settings(session, Settings(review_floor=40, accept_from=30))
    assert (read_queue(session).accept_from, read_queue(session).least) == (30, 30)


def test_the_queue_tells_what_came_of_leads_by_the_score_with_which_they_were_offered(session: Session) -> None:
    scored(session)
    assert read_queue(session).answers == {}
    own = read_catalogue(session).own_company.id
    services = read_catalogue(session).services
    tasks = [one for one in all_recommendations(session) if services[one.service_id].company_id == own][:3]
    accept(session, [one.id for one in tasks])
    expected: dict[int, Answers] = {}
    for one, answer in zip(tasks, (Answer.BOUGHT, Answer.REFUSED, Answer.WRONG_DATA), strict=True):
        record_outcome(session, one.id, answer, TODAY)
        was = expected.get(one.score, Answers())
        if answer is not Answer.WRONG_DATA:
            expected[one.score] = Answers(was.bought + (answer is Answer.BOUGHT), was.answered + 1)
    assert read_queue(session).answers == expected


# ---------------------------------------------------------------------- lines


def test_lines_come_in_the_order_they_are_asked_for_and_without_what_is_gone_or_decided(session: Session) -> None:
    one, two, three, *_ = scored(session, None)
    decline(session, [two])
    rows = read_rows(session, [three, 99_999, two, one])
    assert [row.id for row in rows] == [three, one]


def test_a_line_names_client_service_and_partner(session: Session) -> None:
    ids = scored(session, consent_to_all(session))
    rows = {row.id: row for row in read_rows(session, ids)}
    catalogue = read_catalogue(session)
    for lead in all_recommendations(session):
        row, service = rows[lead.id], catalogue.services[lead.service_id]
        assert row.who == f"Кактусов{lead.client_id} П. И."
        assert (row.service, row.score, row.client_type) == (service.name, lead.score, ClientType.PERSON)
        assert row.partner == catalogue.companies[service.company_id].name
        assert row.own is (row.partner == OWN)
        assert (row.returned, row.blocks) == (False, ())


def test_an_organisation_stands_under_its_name(session: Session) -> None:
    row = client_row(1, CAR)
    identity = replace(row.identity, surname="", name="", patronymic="", organisation="ООО «Опора»")
    import_clients(session, [replace(row, identity=identity)])
    compute(session)
    (who,) = {one.who for one in read_rows(session, [one.id for one in read_queue(session).entries])}
    assert who == "ООО «Опора»"


def test_a_line_that_came_back_says_so(session: Session) -> None:
    (lead, *_) = scored(session)
    postpone(session, [lead], TODAY + timedelta(days=1))
    assert read_rows(session, [lead]) == []
    session.clock = lambda: NOW + timedelta(days=1)
    assert [row.returned for row in read_rows(session, [lead])] == [True]


def test_names_are_shown_to_those_who_see_people_only(session: Session) -> None:
    ids = scored(session)
    session.roles = frozenset({Role.ANALYST, Role.ADMINISTRATOR})
    assert read_queue(session).entries
    with pytest.raises(NotAllowed):
        read_rows(session, ids)
    with pytest.raises(NotAllowed):
        read_cards(session, ids, "ru")


# ---------------------------------------------------------------------- blocks


def test_blocks_on_a_line_are_just_what_keeps_the_lead_out_of_a_package(session: Session) -> None:
    catalogue = read_catalogue(session)
    partners = {one.name: one.id for one in catalogue.companies.values()}
    some = frozenset({partners[BANK], partners[INSURER]})
    set_partner_fields(session, partners[BANK], ["full_name"])
    ids = scored(session, ConsentDocument("С-1", date(2026, 1, 1), some), phone=False)
    bought = next(one for one in all_recommendations(session) if one.kind_id == all_recommendations(session)[0].kind_id)
    with session.store.unit_of_work() as work:
        work.clients.put_ownerships([Ownership(bought.client_id, bought.kind_id)])
    blocks = {row.id: row.blocks for row in read_rows(session, ids)}
    accept_from(session, 1, CLIENTS)
    left_out = make_packages(session, CLIENTS, "ru").value.left_out
    packed = {one.id for one in all_recommendations(session) if one.stage is Stage.PACKAGED}
    own = {one.id for one in all_recommendations(session) if one.stage is Stage.TASK}
    assert packed | own == {id_ for id_, reasons in blocks.items() if not reasons}
    first = [reasons[0] for reasons in blocks.values() if reasons]
    assert left_out == {reason: first.count(reason) for reason in set(first)}
    assert {LeftOut.NO_CONSENT, LeftOut.NO_PHONE} <= set(first)
    assert Block.NO_LONGER_FITS in blocks[bought.id]


def test_all_blocks_of_a_lead_are_told(session: Session) -> None:
    ids = scored(session, None, phone=False)
    for row in read_rows(session, ids):
        assert row.blocks == (() if row.own else (Block.NO_CONSENT, Block.NO_PHONE))


def test_reading_leaves_no_trace(session: Session) -> None:
    ids = scored(session)
    with session.reading(UseCase.REPLAY) as work:
        before = work.audit.last()
    read_queue(session)
    read_rows(session, ids)
    read_cards(session, ids, "ru")
    with session.reading(UseCase.REPLAY) as work:
        assert work.audit.last() == before


# ---------------------------------------------------------------------- decisions about what was shown


@pytest.mark.parametrize("decide", [accept, decline, partial(postpone, until=TODAY + timedelta(days=1))])
def test_a_decision_about_a_service_that_is_another_one_now_is_refused(session: Session, decide: Any) -> None:
    first = scored(session)[0]
    (card,) = read_cards(session, [first], "ru")
    before = all_recommendations(session)
    with pytest.raises(ShownOtherwise):
        decide(session, [first], shown={first: card.service_id + 1})
    assert all_recommendations(session) == before
    decide(session, [first], shown={first: card.service_id})
    assert first not in {one.id for one in read_queue(session).entries}


def test_an_entry_of_the_queue_tells_its_service(session: Session) -> None:
    scored(session)
    services = {one.id: one.service_id for one in all_recommendations(session)}
    assert {one.id: one.service_id for one in read_queue(session).entries} == services
