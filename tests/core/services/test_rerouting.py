"""Going on to the next partner after no answer: in the recorded order, within consent and caps, once, and undone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.client import ClientType
from core.domain.decision import DeclineReason
from core.domain.errors import BeyondReach, StageForbidden
from core.domain.follow_up_errors import NoNextPartner
from core.domain.lead import Answer, LeftOut, Stage
from core.domain.ownership import Ownership
from core.domain.recall import RecallReason
from core.domain.recommendation import Arm, Recommendation
from core.domain.rights import Role
from core.services.catalogue import read_catalogue
from core.services.client_card import read_client
from core.services.client_erasing import erase_clients
from core.services.consents import withdraw_consent
from core.services.decisions import accept, decline, note_reason, take_back
from core.services.history import undo, undo_last
from core.services.outcomes import correct_outcome, record_outcome
from core.services.outgoing import read_outgoing
from core.services.overriding import read_overrides
from core.services.recalls import read_recalls, recall_text
from core.services.reminders import remind
from core.services.replies import take_reply
from core.services.rerouting import Onward, onwards, reroute
from core.services.resolving import replay
from core.services.scoring import compute
from core.services.sending import make_packages, mark_sent, read_packages, save_packages
from core.services.session import Session
from core.services.settings import change_settings, read_settings
from core.services.standings import read_standings
from core.services.users import create_user
from tests.core.services.test_overriding import _settled
from tests.core.services.test_replies import codes, file_of, outcome_of
from tests.support import by_hand
from tests.support.bases import (
    BANK,
    BROKER,
    CASCO,
    INSURER,
    NOW,
    OWN,
    all_recommendations,
    company_id,
    open_prepared,
)
from tests.support.reading import logical_dump

Ids = dict[tuple[str, str], int]
LATE = 30


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The insurer got КАСКО of two clients a month ago; then comes the bank, then the broker."""
    opened, _ = open_prepared(tmp_path, _settled)
    accept(opened, [lead(opened, client).id for client in (1, 2)])
    send(opened, tmp_path)
    later(opened, LATE)
    yield opened
    opened.close()


def send(session: Session, folder: Path) -> None:
    make_packages(session, range(1, 6), "ru")
    save_packages(session, folder / "out")
    for one in read_packages(session):
        if not one.sent:
            mark_sent(session, one.id)


def later(session: Session, days: int) -> None:
    session.clock = lambda: NOW + timedelta(days=days)


def chain(session: Session, client: int = 1) -> list[Recommendation]:
    """The offers of КАСКО to a client in their order."""
    kinds = read_catalogue(session).kinds
    found = [one for one in all_recommendations(session) if one.client_id == client]
    return sorted((one for one in found if kinds[one.kind_id].name == CASCO), key=lambda one: one.id)


def lead(session: Session, client: int = 1) -> Recommendation:
    return chain(session, client)[-1]


def partner(session: Session, one: Recommendation) -> str:
    catalogue = read_catalogue(session)
    return catalogue.companies[catalogue.services[one.service_id].company_id].name


def onward(session: Session, client: int = 1) -> Onward | None:
    last = lead(session, client)
    with session.store.reading() as work:
        return onwards(work, session.today(), [last]).get(last.id)


def standing(session: Session) -> dict[str, list[str]]:
    """Leads, answers and what clients own, row by row; a run gives the undecided other numbers."""
    undecided = {one.id for one in all_recommendations(session) if one.stage is Stage.PROCESSED}
    dump = logical_dump(session)
    leads = [row for row in dump["main.recommendation"] if int(row[1:].split(",")[0]) not in undecided]
    return {"leads": leads, "outcomes": dump["main.outcome"], "owned": dump["main.ownership"]}


def entry_of(done: int | None) -> int:
    assert done is not None
    return done


def test_a_lead_without_an_answer_goes_on_in_the_recorded_order_until_nobody_is_left(
    session: Session, tmp_path: Path
) -> None:
    done = reroute(session, [lead(session).id])
    assert (done.value.went_on, done.value.left) == (1, 0)
    first, second = chain(session)
    with session.store.reading() as work:
        closed = work.outcomes.of(first.id)
    assert closed is not None and (closed.answer, closed.on) == (Answer.NO_ANSWER, session.today())
    assert (partner(session, second), second.stage, second.rerouted_from) == (BANK, Stage.WAITING, first.id)
    assert (first.arm, second.arm) == (Arm.MODEL, Arm.REROUTED)
    assert second.settled == first.settled and (second.offered_on, second.package_id) == (None, None)
    send(session, tmp_path)
    later(session, 2 * LATE)
    reroute(session, [lead(session).id])
    send(session, tmp_path)
    later(session, 3 * LATE)
    assert [partner(session, one) for one in chain(session)] == [INSURER, BANK, BROKER]
    assert onward(session) is None
    with pytest.raises(NoNextPartner):
        reroute(session, [lead(session).id])
    assert replay(session).different == ()
    assert read_overrides(session) == []


def test_nothing_goes_on_before_its_deadline_or_once_it_was_answered(session: Session) -> None:
    later(session, LATE - 1)
    assert onward(session) is None
    with pytest.raises(NoNextPartner):
        reroute(session, [lead(session).id])
    record_outcome(session, lead(session).id, Answer.NO_ANSWER, session.today())
    assert onward(session) is None
    later(session, LATE)
    assert onward(session) is not None
    for answer in (Answer.BOUGHT, Answer.REFUSED, Answer.UNREACHABLE, Answer.WRONG_DATA):
        correct_outcome(session, lead(session).id, answer, session.today())
        assert onward(session) is None


def test_what_was_not_sent_cannot_go_on(session: Session) -> None:
    with pytest.raises(StageForbidden):
        reroute(session, [lead(session, 3).id])


def test_without_consent_for_the_next_partner_or_a_place_under_its_cap_nothing_goes_on(session: Session) -> None:
    by_hand.set_lead_cap(session, company_id(session, BANK), 1)
    done = reroute(session, [lead(session, client).id for client in (1, 2)]).value
    assert (done.went_on, done.left) == (1, 1)
    rest = next(client for client in (1, 2) if len(chain(session, client)) == 1)
    told = onward(session, rest)
    assert told is not None and (told.partner, told.blocks) == (BANK, (LeftOut.PARTNER_CAP,))
    by_hand.set_lead_cap(session, company_id(session, BANK), None)
    withdraw_consent(session, [rest], "С-1")
    told = onward(session, rest)
    assert told is not None and told.blocks == (LeftOut.NO_CONSENT,)
    with pytest.raises(NoNextPartner):
        reroute(session, [lead(session, rest).id])


def test_a_partner_in_the_archive_is_passed_over(session: Session) -> None:
    by_hand.archive_company(session, company_id(session, BANK))
    told = onward(session)
    assert told is not None and told.partner == BROKER


def test_our_own_company_is_asked_for_no_client_who_has_the_kind_by_now_or_was_erased(session: Session) -> None:
    ours = by_hand.add_service(session, CASCO, ClientType.PERSON, company_id(session, OWN))

    def next_after(client: int) -> list[int]:
        last = lead(session, client)
        last = replace(last, settled=replace(last.settled, runners_up=(ours,)))
        with session.store.reading() as work:
            return [one.service_id for one in onwards(work, session.today(), [last]).values()]

    assert next_after(1) == next_after(2) == [ours]
    has = Ownership(1, lead(session).kind_id, None, session.today())
    with session.store.unit_of_work() as work:
        work.clients.put_ownerships([has])
    assert next_after(1) == []
    erase_clients(session, [2])
    assert next_after(2) == []


def test_where_our_own_company_is_next_the_lead_becomes_a_task(session: Session, tmp_path: Path) -> None:
    by_hand.add_service(session, CASCO, ClientType.PERSON, company_id(session, OWN))
    change_settings(session, replace(read_settings(session), own_first=False))
    compute(session)
    accept(session, [lead(session, 3).id])
    make_packages(session, [3], "ru")
    save_packages(session, tmp_path / "out")
    mark_sent(session, next(one.id for one in read_packages(session) if not one.sent))
    for name in (INSURER, BANK, BROKER):
        by_hand.archive_company(session, company_id(session, name))
    later(session, 2 * LATE)
    before = standing(session)
    done = reroute(session, [lead(session, 3).id])
    assert (done.value.went_on, done.value.own) == (1, 1)
    task = lead(session, 3)
    assert (partner(session, task), task.stage, task.offered_on) == (OWN, Stage.TASK, session.today())
    record_outcome(session, task.id, Answer.REFUSED, session.today())
    undo_last(session)
    undo(session, entry_of(done.entry))
    assert standing(session) == before


def test_a_kind_that_rests_or_is_offered_again_does_not_go_on(session: Session) -> None:
    record_outcome(session, lead(session).id, Answer.NO_ANSWER, session.today())
    later(session, 2 * LATE + 1)
    compute(session)
    assert lead(session).stage is Stage.PROCESSED
    offered = chain(session)[0].id
    with pytest.raises(NoNextPartner):
        reroute(session, [offered])
    decline(session, [lead(session).id])
    note_reason(session, [lead(session).id], DeclineReason.OTHER)
    with pytest.raises(NoNextPartner):
        reroute(session, [offered])


def test_going_on_is_undone_while_nothing_has_left(session: Session) -> None:
    compute(session)
    before = standing(session)
    entry = entry_of(reroute(session, [lead(session, client).id for client in (1, 2)]).entry)
    undo(session, entry)
    compute(session)
    assert standing(session) == before
    entry = entry_of(reroute(session, [lead(session).id]).entry)
    make_packages(session, [1], "ru")
    with pytest.raises(Exception, match="stands_in_the_way"):
        undo(session, entry)


def test_what_went_on_is_taken_back_and_may_go_on_anew(session: Session) -> None:
    reroute(session, [lead(session).id])
    take_back(session, [lead(session).id])
    first, second = chain(session)
    assert (first.stage, second.stage) == (Stage.OUTCOME, Stage.DECLINED)
    compute(session)
    with session.store.reading() as work:
        told = onwards(work, session.today(), work.leads.present([first.id]))
    assert told[first.id].partner == BANK
    with pytest.raises(StageForbidden):
        take_back(session, [second.id])
    reroute(session, [first.id])
    assert [one.stage for one in chain(session)] == [Stage.OUTCOME, Stage.DECLINED, Stage.WAITING]


@pytest.mark.parametrize("answer", [Answer.BOUGHT, Answer.REFUSED])
@pytest.mark.parametrize("packed", [False, True])
def test_a_late_answer_of_the_former_partner_ends_what_has_not_left(
    session: Session, *, answer: Answer, packed: bool
) -> None:
    reroute(session, [lead(session).id])
    if packed:
        make_packages(session, [1], "ru")
    first, second = chain(session)
    entry = entry_of(correct_outcome(session, first.id, answer, session.today()).entry)
    assert [one.stage for one in chain(session)] == [Stage.OUTCOME, Stage.DECLINED]
    assert read_outgoing(session) == [] and all(one.sent for one in read_packages(session))
    assert read_recalls(session) == []
    undo(session, entry)
    assert [one.stage for one in chain(session)] == [Stage.OUTCOME, Stage.WAITING]
    assert lead(session).service_id == second.service_id


@pytest.mark.parametrize("answer", [Answer.BOUGHT, Answer.REFUSED])
def test_what_has_left_is_called_back_only_where_the_client_bought_from_the_former_partner(
    session: Session, tmp_path: Path, answer: Answer
) -> None:
    reroute(session, [lead(session).id])
    send(session, tmp_path)
    entry = entry_of(correct_outcome(session, chain(session)[0].id, answer, session.today()).entry)
    assert lead(session).stage is Stage.SENT
    notices = read_recalls(session)
    assert [(one.partner, one.reason) for one in notices] == [(BANK, RecallReason.BOUGHT)] * (answer is Answer.BOUGHT)
    if notices:
        told = recall_text(notices, "ru").text
        assert "уже ответили" in told and "согласие" not in told
        undo(session, entry)
        assert read_recalls(session) == []


def test_the_letter_about_a_saved_file_does_not_say_that_a_client_who_refused_has_bought(
    session: Session, tmp_path: Path
) -> None:
    reroute(session, [lead(session).id])
    make_packages(session, [1], "ru")
    save_packages(session, tmp_path / "out")
    correct_outcome(session, chain(session)[0].id, Answer.REFUSED, session.today())
    (notice,) = read_recalls(session)
    assert not notice.sent and notice.partner == BANK
    assert "купили или отказались" in recall_text([notice], "ru").text


@pytest.mark.parametrize("answer", [Answer.REFUSED, Answer.NO_ANSWER])
def test_nothing_is_called_back_for_a_purchase_that_is_put_right_to_be_none(
    session: Session, tmp_path: Path, answer: Answer
) -> None:
    reroute(session, [lead(session, client).id for client in (1, 2)])
    make_packages(session, [1], "ru")
    save_packages(session, tmp_path / "out")
    mark_sent(session, next(one.id for one in read_packages(session) if not one.sent))
    for client in (1, 2):
        correct_outcome(session, chain(session, client)[0].id, Answer.BOUGHT, session.today())
    assert len(read_recalls(session)) == 1
    for client in (1, 2):
        correct_outcome(session, chain(session, client)[0].id, answer, session.today())
    assert read_recalls(session) == []
    first = chain(session, 2)[0]
    with session.store.reading() as work:
        again = onwards(work, session.today(), [first])
    assert [one.partner for one in again.values()] == [BANK] * (answer is Answer.NO_ANSWER)


def test_each_partner_keeps_its_own_answer_in_the_count(session: Session, tmp_path: Path) -> None:
    first = lead(session)
    reroute(session, [first.id])
    send(session, tmp_path)
    record_outcome(session, lead(session).id, Answer.BOUGHT, session.today())
    standings = read_standings(session)
    counts = {
        one.service_id: (standings[one.service_id].bought, standings[one.service_id].answered) for one in chain(session)
    }
    assert list(counts.values()) == [(0, 1), (1, 1)]


def test_the_card_of_the_client_tells_of_reminders_and_of_whom_it_went_on_from(session: Session) -> None:
    first = lead(session).id
    remind(session, [first], "ru")
    assert {one.id: one.reminded_on for one in read_client(session, 1).leads}[first] == session.today()
    reroute(session, [first])
    assert {one.id: (one.partner, one.former, one.ended) for one in read_client(session, 1).leads if one.former} == {
        lead(session).id: (BANK, INSURER, False)
    }
    correct_outcome(session, first, Answer.REFUSED, session.today())
    assert [one.id for one in read_client(session, 1).leads if one.ended] == [lead(session).id]


def test_going_on_is_not_undone_over_clients_beyond_reach(session: Session) -> None:
    record_outcome(session, lead(session).id, Answer.NO_ANSWER, session.today())
    entry = entry_of(reroute(session, [lead(session).id]).entry)
    create_user(session, "vera", frozenset({Role.MANAGER}))
    with session.store.unit_of_work() as work:
        other = next(one.id for one in work.accounts.users() if one.login == "vera")
        work.clients.assign([1], other)
    session.roles = frozenset({Role.MANAGER})
    with pytest.raises(BeyondReach):
        undo(session, entry)
    assert lead(session, 2).stage is Stage.SENT


def test_a_file_of_the_former_partner_that_comes_late_joins_its_own_offer(session: Session, tmp_path: Path) -> None:
    first = lead(session).id
    reroute(session, [first])
    send(session, tmp_path)
    code = next(code for code, one in codes(session).items() if one == first)
    later(session, 150)
    taken = take_reply(session, file_of(tmp_path, [(code, "Купил", session.today(), 40_000, None)])).value
    assert (taken.recorded, taken.waiting) == (1, 0)
    joined, other = (outcome_of(session, one.id) for one in chain(session))
    assert joined is not None and joined.answer is Answer.BOUGHT and other is None
    assert [(one.partner, one.reason) for one in read_recalls(session)] == [(BANK, RecallReason.BOUGHT)]
