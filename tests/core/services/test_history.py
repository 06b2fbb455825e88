"""What was decided can be undone to just what was before, or it says what is in the way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import BadValue, NothingToUndo
from core.domain.lead import Answer, Stage
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services import history
from core.services.client_card import read_client
from core.services.client_edits import edit_client
from core.services.consents import withdraw_consent
from core.services.decisions import (
    MOST_UNDOABLE,
    accept,
    accept_from,
    count_decided,
    decline,
    postpone,
    take_back,
    take_up,
)
from core.services.history import read_history, read_undoable, undo, undo_last
from core.services.outcomes import record_outcome
from core.services.review import read_queue
from core.services.scoring import compute
from core.services.sending import make_packages
from core.services.session import Done, Session
from core.services.wording import LANGUAGES, Language, say
from tests.support.bases import (
    CAR,
    NOW,
    TODAY,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_prepared,
)
from tests.support.imported import import_clients
from tests.support.reading import pending

TOMORROW = TODAY + timedelta(days=1)
CLIENTS = 8


def bring_in(session: Session) -> None:
    fill_catalogue(session)
    import_clients(session, [client_row(number, CAR) for number in range(1, CLIENTS + 1)], consent_to_all(session))
    compute(session)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, bring_in)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A base that many decisions go through."""
    opened, _ = open_prepared(tmp_path_factory.mktemp("lasting"), bring_in)
    yield opened
    opened.close()


def dump(session: Session) -> list[Recommendation]:
    """The whole table of recommendations, but for the time since which a stage holds."""
    return sorted((replace(one, stage_since=NOW) for one in all_recommendations(session)), key=lambda one: one.id)


def entry_of(done: Done[Any]) -> int:
    assert done.entry is not None
    return done.entry


def decide(session: Session, how: str, ids: list[int], until: date = TOMORROW) -> int:
    if how == "accept":
        return entry_of(accept(session, ids))
    if how == "decline":
        return entry_of(decline(session, ids))
    return entry_of(postpone(session, ids, until))


def some(session: Session, count: int = 3) -> list[int]:
    return [one.id for one in all_recommendations(session) if one.stage is Stage.PROCESSED][:count]


def own_first(session: Session) -> list[int]:
    """A service of our own and a partner's."""
    own = session.company
    with session.reading(UseCase.READ_LEADS) as work:
        catalogue = work.catalogue.read()
    company = {one.id: catalogue.companies[one.company_id].name for one in catalogue.services.values()}
    leads = all_recommendations(session)
    ours = next(one.id for one in leads if company[one.service_id] == own)
    return [ours, next(one.id for one in leads if company[one.service_id] != own)]


_PLACES = st.lists(st.integers(0, 100), min_size=1, max_size=6)
_DECISIONS = st.tuples(st.sampled_from(["accept", "decline", "postpone"]), st.integers(1, 40), _PLACES)


@settings(max_examples=40, deadline=None)
@given(st.lists(_DECISIONS, min_size=1, max_size=4))
def test_decide_something_undo_it_and_everything_is_as_before(
    lasting: Session, decisions: list[tuple[str, int, list[int]]]
) -> None:
    steps, entries = [dump(lasting)], []
    for how, days, places in decisions:
        free = [one.id for one in steps[-1] if one.stage in {Stage.PROCESSED, Stage.POSTPONED}]
        if not free:
            break
        ids = sorted({free[place % len(free)] for place in places})
        entries.append(decide(lasting, how, ids, TODAY + timedelta(days=days)))
        steps.append(dump(lasting))
        moved = {one.id for one, before in zip(steps[-1], steps[-2], strict=True) if one != before}
        assert moved <= set(ids)
    for entry, before in zip(reversed(entries), reversed(steps[:-1]), strict=True):
        assert undo(lasting, entry).value.obstacles == ()
        assert dump(lasting) == before


def test_undoing_says_which_recommendations_are_back_and_leaves_them_in_the_queue(session: Session) -> None:
    ids = own_first(session)
    queue = read_queue(session).entries
    entry = entry_of(accept(session, ids))
    assert not {one.id for one in read_queue(session).entries} & set(ids)
    assert set(undo(session, entry).value.recommendations) == set(ids)
    assert read_queue(session).entries == queue


def test_an_older_decision_is_undone_while_a_newer_one_about_others_stays(session: Session) -> None:
    first, second = some(session, 2)
    older, _ = entry_of(decline(session, [first])), decline(session, [second])
    undo(session, older)
    stages = {one.id: one.stage for one in all_recommendations(session)}
    assert (stages[first], stages[second]) == (Stage.PROCESSED, Stage.DECLINED)


def test_a_decision_is_undone_once(session: Session) -> None:
    entry = entry_of(decline(session, some(session)))
    undo(session, entry)
    with pytest.raises(NothingToUndo):
        undo(session, entry)
    assert [one.undoable for one in read_history(session)][:2] == [False, False]


def test_a_packed_lead_is_in_the_way_and_nothing_changes(session: Session) -> None:
    ids = [one.id for one in all_recommendations(session)]
    entry = entry_of(accept(session, ids))
    leads = make_packages(session, list(range(1, CLIENTS + 1)), "ru").value.leads
    before = dump(session)
    done = undo(session, entry)
    assert (done.value.recommendations, done.changed, len(done.value.obstacles)) == ((), frozenset(), leads)
    assert dump(session) == before
    met = done.value.obstacles[0]
    assert met.stage is Stage.PACKAGED
    assert met.who.startswith("Кактусов")
    assert met.who.endswith(" П. И.")
    assert met.file_name is not None
    assert met.file_name.startswith("opuntia-")
    assert met.partner != session.company
    with session.reading(UseCase.REPLAY) as work:
        assert work.audit.entries()[-1].use_case == UseCase.SEND  # what changed nothing left no entry


def test_an_answered_task_is_in_the_way(session: Session) -> None:
    ids = own_first(session)
    entry = entry_of(accept(session, ids))
    record_outcome(session, ids[0], Answer.BOUGHT, TODAY)
    (met,) = undo(session, entry).value.obstacles
    assert (met.recommendation, met.stage, met.partner, met.file_name) == (
        ids[0],
        Stage.OUTCOME,
        session.company,
        None,
    )


def test_what_was_decided_anew_the_same_way_is_in_the_way_of_the_first_decision(session: Session) -> None:
    (lead,) = some(session, 1)
    first = entry_of(accept(session, [lead]))
    take_back(session, [lead])
    second = entry_of(accept(session, [lead]))
    assert [one.recommendation for one in undo(session, first).value.obstacles] == [lead]
    assert undo(session, second).value.recommendations == (lead,)


def test_a_lead_postponed_again_goes_back_to_its_first_day(session: Session) -> None:
    (lead,) = some(session, 1)
    first = entry_of(postpone(session, [lead], TOMORROW))
    second = entry_of(postpone(session, [lead], TOMORROW + timedelta(days=7)))
    assert undo(session, first).value.obstacles
    undo(session, second)
    assert next(one.postponed_until for one in all_recommendations(session) if one.id == lead) == TOMORROW
    undo(session, first)
    assert next(one.postponed_until for one in all_recommendations(session) if one.id == lead) is None


def test_what_was_taken_back_and_computed_anew_cannot_be_undone(session: Session) -> None:
    ids = some(session)
    entry = entry_of(decline(session, ids))
    take_back(session, ids)
    compute(session)
    assert not set(ids) <= {one.id for one in all_recommendations(session)}
    with pytest.raises(NothingToUndo):
        undo(session, entry)


def test_a_client_is_scored_again_only_if_a_run_came_between(session: Session) -> None:
    (lead,) = some(session, 1)
    undo(session, entry_of(accept(session, [lead])))
    assert read_queue(session).pending == 0
    entry = entry_of(accept(session, [lead]))
    compute(session)
    undo(session, entry)
    assert read_queue(session).pending == 1


@pytest.mark.parametrize("of", [0, 1, 10_000])
def test_what_is_no_decision_cannot_be_undone(session: Session, of: int) -> None:
    with pytest.raises(NothingToUndo):
        undo(session, of)


def test_somebody_else_s_decision_cannot_be_undone(session: Session) -> None:
    entry = entry_of(decline(session, some(session)))
    with session.store.unit_of_work() as work:
        session.user_id = work.accounts.add_user("boris", session.roles)
    assert read_history(session) == []
    with pytest.raises(NothingToUndo):
        undo(session, entry)


def test_history_tells_one_s_own_actions_the_newest_first(session: Session) -> None:
    entry = entry_of(postpone(session, some(session, 2), TOMORROW))
    newest, *older = read_history(session, limit=3)
    assert (newest.entry, newest.use_case, newest.undoable) == (entry, UseCase.DECIDE, True)
    assert newest.at == session.now()
    assert (newest.details["stage"], newest.details["until"]) == ("postponed", TOMORROW.isoformat())
    assert [one.entry for one in older] == [entry - 1, entry - 2]
    assert [one.undoable for one in older] == [False, False]


def test_a_decision_about_very_many_notes_their_number_alone(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = some(session, 3)
    monkeypatch.setattr("core.services.decisions.MOST_UNDOABLE", 2)
    assert MOST_UNDOABLE == 1000
    entry = entry_of(decline(session, ids))
    newest = read_history(session)[0]
    assert (newest.undoable, newest.details["recommendations"]) == (False, 3)
    assert count_decided(newest.details) == (3, 0)
    with pytest.raises(NothingToUndo):
        undo(session, entry)


def test_accepting_by_score_is_undone_as_one(session: Session) -> None:
    before = dump(session)
    done = accept_from(session, 1, list(range(1, CLIENTS + 1)))
    assert done.value.own + done.value.waiting == len(before)
    undo(session, entry_of(done))
    assert dump(session) == before


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=400)])
def test_a_lead_is_postponed_to_a_day_to_come(session: Session, day: date) -> None:
    with pytest.raises(BadValue):
        postpone(session, some(session), day)


def test_a_decision_forgets_until_when_a_lead_was_postponed(session: Session) -> None:
    (lead,) = some(session, 1)
    postpone(session, [lead], TOMORROW)
    take_back(session, [lead])
    take_up(session, [lead])
    assert next(one.postponed_until for one in all_recommendations(session) if one.id == lead) is None


def test_who_was_scored_before_a_decline_is_scored_again_after_its_undoing(session: Session) -> None:
    assert pending(session) == 0
    entry = decide(session, "decline", own_first(session), TOMORROW)
    assert pending(session) > 0
    undo(session, entry)
    assert pending(session) == 0


def test_who_has_to_be_scored_for_another_reason_still_waits_after_an_undoing(session: Session) -> None:
    first, second = own_first(session)
    entry = decide(session, "decline", [first], TOMORROW)
    decide(session, "decline", [second], TOMORROW)
    waiting = pending(session)
    undo(session, entry)
    assert pending(session) == waiting


# ---------------------------------------------------------------------- one Ctrl+Z for all that one does


def test_the_last_action_is_undone_whatever_it_was_and_then_the_one_before(session: Session) -> None:
    lead = all_recommendations(session)[0]
    client = lead.client_id
    edit_client(session, client, {"city": "Арск"})
    decline(session, [lead.id])
    withdraw_consent(session, [client], "С-1")
    card = read_client(session, client)
    assert (card.details["city"], card.consents[0].live) == ("Арск", False)
    assert undo_last(session).value.use_case is UseCase.WITHDRAW_CONSENT
    assert undo_last(session).value.recommendations == (lead.id,)
    assert undo_last(session).value.use_case is UseCase.EDIT_CLIENTS
    card = read_client(session, client)
    assert ("city" in card.details, card.consents[0].live) == (False, True)
    with pytest.raises(NothingToUndo):
        undo_last(session)


def undoable(session: Session, client: int) -> frozenset[int]:
    return read_undoable(session, {one.id for one in read_client(session, client).history})


def test_the_last_action_about_a_client_is_undone_past_those_about_others(session: Session) -> None:
    edit_client(session, 1, {"city": "Арск"})
    edit_client(session, 2, {"city": "Казань"})
    assert len(undoable(session, 1)) == 1
    undo_last(session, 1)
    assert "city" not in read_client(session, 1).details
    assert read_client(session, 2).details["city"] == "Казань"
    assert undoable(session, 1) == frozenset()
    with pytest.raises(NothingToUndo):
        undo_last(session, 1)


def test_an_entry_that_undoes_nothing_is_not_undone(session: Session) -> None:
    with session.store.reading() as work:
        last = work.audit.head().id
    for entry in (last, 10**6):
        with pytest.raises(NothingToUndo):
            undo(session, entry)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_undone_has_its_sentence(language: Language) -> None:
    for use_case in history._BY_HAND:
        assert say(language, "client", f"undone_{use_case.value}")
