"""A small share of a kind's leads goes to partners with few answers, the same clients whatever the order of work."""

import json
from collections import Counter
from dataclasses import replace
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.exploration import MOST_SHARE, NEW_BELOW, explore, purpose_salt, turn
from core.domain.lot import RULE_VERSION, draw, salt
from core.domain.resolution import Resolution, Rival, Rule, resolve
from core.services.resolving import Inputs
from tests.core.domain.test_resolution import rivals, seen

CLIENTS = 20_000
KIND = "каско|фл"


def inputs(known: list[Rival], share: float = MOST_SHARE, *, own_first: bool = True) -> Inputs:
    return Inputs(KIND, tuple(known), 0.2, own_first, share)


def test_the_two_numbers_of_a_client_do_not_depend_on_each_other() -> None:
    lots, explores = salt(KIND), purpose_salt(KIND, RULE_VERSION)
    both = Counter((draw(client, lots) % 3, draw(client, explores) % 3) for client in range(CLIENTS))
    fair = CLIENTS / 9
    assert sum((count - fair) ** 2 / fair for count in both.values()) < 31.83  # 8 degrees of freedom, 0.9999


def test_new_partners_share_a_tenth_of_the_leads_evenly() -> None:
    known = [seen(1, 50, 100), seen(2, 2, 10), seen(3, 0, NEW_BELOW - 1)]
    won = Counter(inputs(known).settle(client).winner for client in range(CLIENTS))
    noise = 4 * sqrt(CLIENTS * 0.1 * 0.9)
    assert abs(won[2] + won[3] - CLIENTS / 10) < noise
    assert abs(won[2] - won[3]) < noise


def test_the_winner_by_the_rules_stands_first_among_the_others_with_what_was_given_up() -> None:
    known = [seen(1, 50, 100), seen(2, 2, 10), seen(3, 20, 40)]
    settled = explore(resolve(known, 0.2, 0), known, 0.2, 7)
    assert (settled.rule, settled.winner, settled.runners_up) == (Rule.EXPLORATION, 2, (1, 3))
    assert settled.margin == pytest.approx((54 / 120 - 6 / 30) * 1_000)
    without = [replace(rival, arppu=None) for rival in known]
    assert explore(resolve(without, 0.2, 0), without, 0.2, 7).margin == pytest.approx(54 / 120 - 6 / 30)


def test_twenty_answers_are_no_longer_few() -> None:
    known = [seen(1, 50, 100), seen(2, 2, NEW_BELOW)]
    assert {inputs(known).settle(client).winner for client in range(2_000)} == {1}


def test_a_share_of_nothing_is_off_and_a_lot_among_the_unknown_stays_a_lot() -> None:
    known = [seen(1, 50, 100), seen(2, 2, 10)]
    assert {inputs(known, 0.0).settle(client).rule for client in range(2_000)} == {Rule.VALUE}
    unknown = [seen(1, 0, 4), seen(2, 0, 0)]
    assert {inputs(unknown).settle(client).rule for client in range(2_000)} == {Rule.LOT}


def test_our_own_service_that_comes_first_gives_nothing_away_and_is_never_a_new_partner() -> None:
    own, other = replace(seen(1, 0, 0), own=True), seen(2, 50, 100)
    assert {inputs([own, other]).settle(client).winner for client in range(2_000)} == {1}
    assert {inputs([own, other], own_first=False).settle(client).winner for client in range(2_000)} == {2}


def test_rules_of_version_one_explore_nothing() -> None:
    known = [seen(1, 50, 100), seen(2, 2, 10)]
    first = replace(inputs(known), rule_version=1)
    assert {first.settle(client).rule for client in range(2_000)} == {Rule.VALUE}


@settings(max_examples=40, deadline=None)
@given(rivals(), st.floats(0.0, MOST_SHARE), st.booleans())
def test_the_share_is_never_more_than_chance_allows(known: list[Rival], share: float, own_first: bool) -> None:
    n = 3_000
    settled = [inputs(known, share, own_first=own_first).settle(client) for client in range(n)]
    explored = [one for one in settled if one.rule is Rule.EXPLORATION]
    assert len(explored) <= n * share + 5 * sqrt(n * share * (1 - share)) + 1
    new = {rival.service_id for rival in known if rival.answers.answered < NEW_BELOW and not rival.own}
    assert {one.winner for one in explored} <= new


@settings(max_examples=100)
@given(rivals(), st.integers(0, 2**62), st.booleans(), st.randoms())
def test_neither_the_order_of_rivals_nor_a_replay_matters(
    known: list[Rival], client: int, own_first: bool, random: object
) -> None:
    first = inputs(known, own_first=own_first)
    shuffled = list(known)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    settled = first.settle(client)
    assert inputs(shuffled, own_first=own_first).settle(client) == settled
    again = Inputs.of(RULE_VERSION, json.loads(json.dumps(first.content())))
    assert again.settle(client) == settled


@settings(max_examples=150)
@given(rivals(), st.integers(0, 2**20), st.booleans())
def test_only_a_settled_kind_of_partners_changes_and_the_rest_keep_their_order(
    known: list[Rival], number: int, own_first: bool
) -> None:
    before = resolve(known, 0.2, number, own_first=own_first)
    after = explore(before, known, 0.2, number)
    assert explore(before, known, 0.2, None) == before
    if after != before:
        assert before.rule in {Rule.VALUE, Rule.CONVERSION, Rule.LOT}
        order = (before.winner, *before.runners_up)
        assert after.runners_up == tuple(one for one in order if one != after.winner)
        assert after.margin is not None
        assert after.margin >= -1e-9  # equals within the noise of floating point
    assert isinstance(after, Resolution)


def test_the_share_falls_on_whoever_draws_low() -> None:
    explores = purpose_salt(KIND, RULE_VERSION)
    drawn = [draw(client, explores) for client in range(1_000)]
    chosen = {client for client in range(1_000) if turn(client, explores, 0.05) is not None}
    assert chosen == {client for client, number in enumerate(drawn) if number / 2**64 < 0.05}
    assert all(turn(client, explores, 0.0) is None for client in range(1_000))
