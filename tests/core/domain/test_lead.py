"""Stages of a lead: it ends in a state, and only in one it may reach."""

import pytest

from core.domain.errors import StageForbidden
from core.domain.lead import OPEN, UNDECIDED, Stage, may_follow, step

P, R, L, D = Stage.PROCESSED, Stage.IN_REVIEW, Stage.POSTPONED, Stage.DECLINED
W, T, K, S, E = Stage.WAITING, Stage.TASK, Stage.PACKAGED, Stage.SENT, Stage.OUTCOME

ALLOWED = {
    *((P, after) for after in (R, L, D, W, T)),
    *((R, after) for after in (P, L, D, W, T)),
    *((L, after) for after in (P, L, D, W, T)),
    (D, P),
    *((W, after) for after in (P, K)),
    *((T, after) for after in (P, E)),
    *((K, after) for after in (W, S)),
    (S, E),
}


def _reachable(start: Stage, without: frozenset[Stage] = frozenset()) -> set[Stage]:
    found, todo = {start}, [start]
    while todo:
        before = todo.pop()
        for after in Stage:
            if after not in found | without and may_follow(before, after):
                found.add(after)
                todo.append(after)
    return found


@pytest.mark.parametrize("before", Stage)
@pytest.mark.parametrize("after", Stage)
def test_a_lead_takes_the_agreed_steps_and_no_other(before: Stage, after: Stage) -> None:
    assert may_follow(before, after) is ((before, after) in ALLOWED)
    if (before, after) in ALLOWED:
        assert step(before, after) is after
    else:
        with pytest.raises(StageForbidden) as refused:
            step(before, after)
        assert refused.value.facts == {"before": before.value, "after": after.value}


def test_a_declined_lead_never_leads_to_an_outcome_unless_it_is_taken_up_again() -> None:
    assert not may_follow(D, E)
    assert _reachable(D, without=frozenset({P})) == {D}


def test_nothing_leaves_without_waiting_to_be_packaged() -> None:
    assert [before for before in Stage if may_follow(before, K)] == [W]
    assert [before for before in Stage if may_follow(before, S)] == [K]


def test_what_has_left_cannot_come_back() -> None:
    assert _reachable(S) == {S, E}


def test_an_outcome_is_the_end() -> None:
    assert _reachable(E) == {E}


def test_every_stage_can_be_reached_from_a_score() -> None:
    assert _reachable(P) == set(Stage)


def test_a_new_run_replaces_only_what_nobody_has_decided() -> None:
    assert frozenset({P}) == UNDECIDED
    assert {R, L, W, T, K, S} == OPEN
