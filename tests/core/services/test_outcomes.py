"""What comes back has its consequences at once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.card_errors import StandsInTheWay
from core.domain.conversion import Answers
from core.domain.decision import RefusalReason
from core.domain.errors import BadValue, NothingToUndo, StageForbidden, UnknownRecord
from core.domain.lead import Answer, Stage
from core.domain.ownership import Ownership
from core.domain.rights import Role
from core.services.client_edits import end_ownership
from core.services.decisions import accept, postpone, take_back, take_up
from core.services.history import undo_last
from core.services.outcomes import correct_outcome, record_outcome, undo_outcome
from core.services.scoring import compute
from core.services.session import Session
from core.services.users import create_user
from core.storage.leads import LeadOutcome
from tests.support.bases import CAR, TODAY, all_recommendations, client_row, fill_catalogue, open_prepared
from tests.support.imported import import_clients


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, bring_in)
    yield opened
    opened.close()


def bring_in(session: Session) -> None:
    fill_catalogue(session)
    import_clients(session, [client_row(number, CAR) for number in range(1, 8)])
    compute(session)


def sent(session: Session, count: int) -> list[int]:
    """So many leads that have left."""
    ids = [one.id for one in all_recommendations(session)][:count]
    accept(session, ids)
    with session.store.unit_of_work() as work:
        work.leads.offer(ids, Stage.SENT, session.now(), TODAY - timedelta(days=40))
    return ids


def test_answers_are_counted_per_service_and_wrong_data_leave_the_count(session: Session) -> None:
    for lead, answer in zip(sent(session, 5), Answer, strict=True):
        record_outcome(session, lead, answer, TODAY)
    with session.store.reading() as work:
        counted = work.leads.answers(TODAY).values()
    assert (sum(one.bought for one in counted), sum(one.answered for one in counted)) == (1, 4)
    assert all(isinstance(one, Answers) for one in counted)


def test_every_purchase_of_a_service_counts(session: Session) -> None:
    of_one = next(iter({one.service_id for one in all_recommendations(session)}))
    leads = [one.id for one in all_recommendations(session) if one.service_id == of_one][:3]
    accept(session, leads)
    with session.store.unit_of_work() as work:
        work.leads.offer(leads, Stage.SENT, session.now(), TODAY)
    for lead in leads:
        record_outcome(session, lead, Answer.BOUGHT, TODAY)
    with session.store.reading() as work:
        assert work.leads.answers(TODAY) == {of_one: Answers(len(leads), len(leads))}
    assert len(leads) > 1


def test_what_was_bought_is_owned_from_then_on(session: Session) -> None:
    (lead,) = sent(session, 1)
    record_outcome(session, lead, Answer.BOUGHT, TODAY, 45_000.0)
    sold = next(one for one in all_recommendations(session) if one.id == lead)
    with session.store.reading() as work:
        owned = {(one.client_id, one.kind_id): one for one in work.clients.ownerships()}
    assert owned[sold.client_id, sold.kind_id].service_id == sold.service_id
    assert owned[sold.client_id, sold.kind_id].since == TODAY


def test_an_answer_to_what_was_never_offered_is_refused(session: Session) -> None:
    untouched = all_recommendations(session)[0].id
    with pytest.raises(StageForbidden):
        record_outcome(session, untouched, Answer.REFUSED, TODAY)


def test_an_answer_to_a_lead_that_is_not_there_is_refused(session: Session) -> None:
    with pytest.raises(UnknownRecord):
        record_outcome(session, 999, Answer.REFUSED, TODAY)


def test_an_answer_counts_once(session: Session) -> None:
    (lead,) = sent(session, 1)
    record_outcome(session, lead, Answer.REFUSED, TODAY)
    with pytest.raises(StageForbidden):
        record_outcome(session, lead, Answer.BOUGHT, TODAY)


def test_an_answer_of_tomorrow_or_a_negative_amount_is_refused(session: Session) -> None:
    (lead,) = sent(session, 1)
    with pytest.raises(BadValue):
        record_outcome(session, lead, Answer.BOUGHT, TODAY + timedelta(days=1))
    with pytest.raises(BadValue):
        record_outcome(session, lead, Answer.BOUGHT, TODAY, -1.0)


def test_every_decision_before_sending_can_be_taken_back(session: Session) -> None:
    ids = [one.id for one in all_recommendations(session)][:4]
    before = all_recommendations(session)
    tomorrow = TODAY + timedelta(days=1)
    for decide in (accept, lambda base, some: postpone(base, some, tomorrow), take_up):
        decide(session, ids)
        assert all_recommendations(session) != before
        take_back(session, ids)
        assert [(one.id, one.stage) for one in all_recommendations(session)] == [(one.id, one.stage) for one in before]


# ---------------------------------------------------------------------- put right and taken back


def image(session: Session, lead: int) -> tuple[object, ...]:
    """The lead, what came back of it, and all that is known of its client."""
    (one,) = [one for one in all_recommendations(session) if one.id == lead]
    with session.store.reading() as work:
        known = work.clients.images([one.client_id])[one.client_id]
        return one.stage, one.stage_since, work.outcomes.of(lead), {**known, "client": None}


@pytest.mark.parametrize("answer", Answer)
def test_an_answer_is_taken_back_as_if_it_had_never_come(session: Session, answer: Answer) -> None:
    (lead,) = sent(session, 1)
    before = image(session, lead)
    entry = record_outcome(session, lead, answer, TODAY, 100.0 if answer is Answer.BOUGHT else None).entry
    assert entry is not None
    assert image(session, lead) != before
    (client,) = undo_outcome(session, entry).value
    assert image(session, lead) == before
    with session.store.reading() as work:
        assert client not in work.clients.scored_by([client])
    with pytest.raises(NothingToUndo):
        undo_outcome(session, entry)


def test_a_correction_stands_and_what_the_wrong_answer_had_made_owned_is_not(session: Session) -> None:
    (lead,) = sent(session, 1)
    before = image(session, lead)
    first = record_outcome(session, lead, Answer.BOUGHT, TODAY, 100.0).entry
    bought = image(session, lead)
    second = correct_outcome(session, lead, Answer.REFUSED, TODAY).entry
    assert first is not None and second is not None
    assert image(session, lead)[-1] == before[-1]
    with session.store.reading() as work:
        assert list(work.leads.refusals().values()) == [[TODAY]]
        entry = work.audit.entries()[-1].details
    assert (entry["answer"], entry["corrected"]) == ("refused", "bought")
    with pytest.raises(StandsInTheWay):
        undo_outcome(session, first)
    undo_outcome(session, second)
    assert image(session, lead)[2:] == bought[2:]
    undo_outcome(session, first)
    assert image(session, lead) == before


def test_a_correction_brings_back_what_the_client_had_before(session: Session) -> None:
    (lead,) = sent(session, 1)
    (one,) = [one for one in all_recommendations(session) if one.id == lead]
    had = Ownership(one.client_id, one.kind_id, one.service_id, TODAY - timedelta(days=900), TODAY - timedelta(days=9))
    with session.store.unit_of_work() as work:
        work.clients.put_ownerships([had])
    record_outcome(session, lead, Answer.BOUGHT, TODAY)
    correct_outcome(session, lead, Answer.NO_ANSWER, TODAY)
    with session.store.reading() as work:
        assert had in work.clients.ownerships([one.client_id])


def test_a_purchase_put_right_by_hand_since_stays_and_keeps_the_answer_from_being_undone(session: Session) -> None:
    (lead,) = sent(session, 1)
    (one,) = [one for one in all_recommendations(session) if one.id == lead]
    entry = record_outcome(session, lead, Answer.BOUGHT, TODAY - timedelta(days=3)).entry
    assert entry is not None
    end_ownership(session, one.client_id, one.kind_id, TODAY)
    with pytest.raises(StandsInTheWay):
        undo_outcome(session, entry)


def test_an_answer_of_a_former_manager_is_put_right_by_the_one_who_has_the_client_now(session: Session) -> None:
    (lead,) = sent(session, 1)
    (one,) = [one for one in all_recommendations(session) if one.id == lead]
    create_user(session, "vera", frozenset({Role.MANAGER}))
    record_outcome(session, lead, Answer.BOUGHT, TODAY)
    with session.store.unit_of_work() as work:
        vera = next(one.id for one in work.accounts.users() if one.login == "vera")
        work.clients.assign([one.client_id], vera)
    session.user_id, session.roles = vera, frozenset({Role.MANAGER})
    correct_outcome(session, lead, Answer.REFUSED, TODAY)
    with session.store.reading() as work:
        assert one.kind_id not in {its.kind_id for its in work.clients.ownerships([one.client_id])}


def test_only_an_answer_that_is_there_is_corrected(session: Session) -> None:
    (lead,) = sent(session, 1)
    with pytest.raises(StageForbidden):
        correct_outcome(session, lead, Answer.REFUSED, TODAY)
    record_outcome(session, lead, Answer.REFUSED, TODAY)
    with pytest.raises(BadValue):
        correct_outcome(session, lead, Answer.BOUGHT, TODAY + timedelta(days=1))


def test_nobody_undoes_the_answer_that_somebody_else_recorded(session: Session) -> None:
    (lead,) = sent(session, 1)
    entry = record_outcome(session, lead, Answer.REFUSED, TODAY).entry
    assert entry is not None
    session.user_id += 1
    with pytest.raises(NothingToUndo):
        undo_outcome(session, entry)


def test_a_refusal_tells_its_reason_and_nothing_else_does(session: Session) -> None:
    first, second = sent(session, 2)
    entry = record_outcome(session, first, Answer.REFUSED, TODAY, 5.0, reason=RefusalReason.TOO_EXPENSIVE).entry
    record_outcome(session, second, Answer.NO_ANSWER, TODAY, 5.0, reason=RefusalReason.TOO_EXPENSIVE)
    with session.store.reading() as work:
        assert work.outcomes.of(first) == LeadOutcome(Answer.REFUSED, TODAY, None, RefusalReason.TOO_EXPENSIVE)
        assert work.outcomes.of(second) == LeadOutcome(Answer.NO_ANSWER, TODAY, None)
    assert entry is not None
    correct_outcome(session, first, Answer.REFUSED, TODAY, reason=RefusalReason.LATER)
    undo_last(session)
    with session.store.reading() as work:
        told = work.outcomes.of(first)
    assert told is not None and told.reason is RefusalReason.TOO_EXPENSIVE
