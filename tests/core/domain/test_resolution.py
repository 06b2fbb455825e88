"""Who gets the client: by the numbers, the same way every time."""

import json
from collections import Counter
from dataclasses import asdict, replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.conversion import Answers
from core.domain.lot import alike, draw, salt
from core.domain.resolution import FEW_ANSWERS, Resolution, Rival, Rule, resolve

IN_KIND = 0.2


@st.composite
def rivals(draw: st.DrawFn, *, own: bool | None = None) -> list[Rival]:
    found = []
    for number in draw(st.lists(st.integers(1, 10_000), min_size=1, max_size=6, unique=True)):
        answered = draw(st.integers(0, 30))
        found.append(
            Rival(
                service_id=number,
                own=draw(st.booleans()) if own is None else own,
                answers=Answers(draw(st.integers(0, answered)), answered),
                stated=draw(st.none() | st.sampled_from([0.0, 0.1, 0.5, 1.0])),
                weight=draw(st.sampled_from([1.0, 20.0, 200.0])),
                arppu=draw(st.none() | st.sampled_from([0.0, 1_000.0, 25_000.0])),
                lever=draw(st.sampled_from([0.5, 1.0, 1.0, 2.0])),
            )
        )
    return found


def seen(service_id: int, bought: int, answered: int, arppu: float | None = 1_000.0) -> Rival:
    return Rival(service_id, answers=Answers(bought, answered), arppu=arppu)


def test_a_single_seller_wins_without_a_contest() -> None:
    assert resolve([seen(7, 0, 50)], IN_KIND, lot=3) == Resolution(Rule.ONLY_SELLER, 7)


def test_conversion_times_revenue_decides() -> None:
    # (10 + 4) / (20 + 20) × 1,000 = 350 against (2 + 4) / (20 + 20) × 3,000 = 450
    settled = resolve([seen(1, 10, 20), seen(2, 2, 20, arppu=3_000)], IN_KIND, lot=0)
    assert (settled.rule, settled.winner, settled.runners_up) == (Rule.VALUE, 2, (1,))
    assert settled.margin == pytest.approx(100)


def test_conversion_alone_decides_where_one_revenue_is_missing() -> None:
    settled = resolve([seen(1, 10, 20, arppu=None), seen(2, 2, 20, arppu=3_000)], IN_KIND, lot=0)
    assert (settled.rule, settled.winner) == (Rule.CONVERSION, 1)
    assert settled.margin == pytest.approx(14 / 40 - 6 / 40)


def test_a_revenue_of_nought_is_known_and_loses() -> None:
    settled = resolve([seen(1, 20, 20, arppu=0.0), seen(2, 1, 20, arppu=10.0)], IN_KIND, lot=0)
    assert (settled.rule, settled.winner) == (Rule.VALUE, 2)


def test_a_lever_turns_the_scale() -> None:
    weaker, stronger = seen(1, 8, 20), seen(2, 10, 20)
    assert resolve([weaker, stronger], IN_KIND, lot=0).winner == 2
    settled = resolve([replace(weaker, lever=1.5), stronger], IN_KIND, lot=0)
    assert settled.winner == 1
    assert settled.margin == pytest.approx(12 / 40 * 1_000 * 1.5 - 14 / 40 * 1_000)


def test_a_lever_counts_for_nothing_where_conversion_alone_decides() -> None:
    found = resolve([replace(seen(1, 8, 20, None), lever=2.0), seen(2, 10, 20, None)], IN_KIND, lot=0)
    assert (found.rule, found.winner) == (Rule.CONVERSION, 2)


def test_a_stated_conversion_decides_before_any_answer_came() -> None:
    stated = replace(seen(1, 0, 0), stated=0.4, weight=50)
    settled = resolve([stated, seen(2, 0, 0)], IN_KIND, lot=1)
    assert (settled.rule, settled.winner) == (Rule.VALUE, 1)
    assert settled.margin == pytest.approx((0.4 - 0.2) * 1_000)


def test_the_weight_of_a_stated_conversion_says_how_fast_answers_outweigh_it() -> None:
    rival = seen(2, 8, 40)  # (8 + 4) / 60 = 0.2
    light = replace(seen(1, 0, 40), stated=0.5, weight=1)  # 0.5 / 41
    heavy = replace(seen(1, 0, 40), stated=0.5, weight=400)  # 200 / 440
    assert resolve([light, rival], IN_KIND, lot=0).winner == 2
    assert resolve([heavy, rival], IN_KIND, lot=0).winner == 1


def test_the_own_service_wins_its_kind_however_weak_it_is() -> None:
    own = replace(seen(1, 0, 30, arppu=1.0), own=True)
    better, best = seen(2, 10, 20), seen(3, 18, 20)
    settled = resolve([best, own, better], IN_KIND, lot=5)
    assert settled == Resolution(Rule.OWN_FIRST, 1, (3, 2))


def test_the_best_of_several_own_services_wins() -> None:
    one, other = (replace(rival, own=True) for rival in (seen(1, 2, 20), seen(2, 10, 20)))
    assert resolve([one, other, seen(3, 20, 20)], IN_KIND, lot=0) == Resolution(Rule.OWN_FIRST, 2, (3, 1))


def test_the_own_service_competes_like_the_others_where_the_policy_is_off() -> None:
    own = replace(seen(1, 0, 30), own=True)
    settled = resolve([own, seen(2, 10, 20)], IN_KIND, lot=0, own_first=False)
    assert (settled.rule, settled.winner) == (Rule.VALUE, 2)


@pytest.mark.parametrize("lot", range(6))
def test_the_lot_decides_where_every_rival_has_few_answers_and_none_a_stated_conversion(lot: int) -> None:
    few = FEW_ANSWERS - 1
    settled = resolve([seen(1, few, few, 9_000), seen(2, 0, few), seen(3, 0, 0)], IN_KIND, lot)
    assert (settled.rule, settled.margin) == (Rule.LOT, None)
    assert settled.winner == lot % 3 + 1
    assert sorted((settled.winner, *settled.runners_up)) == [1, 2, 3]


def test_enough_answers_at_one_rival_end_the_lot() -> None:
    assert resolve([seen(1, 5, FEW_ANSWERS), seen(2, 0, 0)], IN_KIND, lot=1).rule is Rule.VALUE


def test_a_full_tie_is_settled_by_the_lot() -> None:
    tied = [seen(1, 10, 20), seen(2, 10, 20)]
    settled = [resolve(tied, IN_KIND, lot) for lot in range(4)]
    assert [one.winner for one in settled] == [1, 2, 1, 2]
    assert all(one.rule is Rule.LOT and one.margin is None for one in settled)


@pytest.mark.parametrize("lot", range(6))
def test_a_tie_among_the_best_is_settled_by_the_lot_and_never_goes_to_the_worse(lot: int) -> None:
    settled = resolve([seen(1, 10, 20), seen(2, 1, 20), seen(3, 10, 20)], IN_KIND, lot)
    assert settled.rule is Rule.LOT
    assert settled.winner in {1, 3}
    assert settled.runners_up[-1] == 2


@pytest.mark.parametrize("worse", [1, 2, 3])
def test_a_tie_among_some_of_the_rivals_is_as_fair_as_one_among_all(worse: int) -> None:
    rivals = [seen(number, 1 if number == worse else 10, 20) for number in (1, 2, 3)]
    wins = Counter(resolve(rivals, IN_KIND, draw(client, salt("каско|фл"))).winner for client in range(4_000))
    assert wins[worse] == 0
    assert sorted(wins) == [number for number in (1, 2, 3) if number != worse]
    assert all(1_850 < won < 2_150 for won in wins.values())


@settings(max_examples=100)
@given(rivals(), st.floats(0.001, 0.999), st.integers(0, 2**63), st.integers(0, 2**20))
def test_clients_whose_lots_are_alike_end_alike(known: list[Rival], in_kind: float, lot: int, turns: int) -> None:
    other = lot + turns * alike(len(known))
    assert resolve(known, in_kind, lot, own_first=False) == resolve(known, in_kind, other, own_first=False)


def test_a_tie_behind_the_winner_leaves_the_decision_with_the_numbers() -> None:
    settled = [resolve([seen(1, 3, 20), seen(2, 10, 20), seen(3, 3, 20)], IN_KIND, lot) for lot in range(6)]
    assert {one.winner for one in settled} == {2}
    assert {one.rule for one in settled} == {Rule.VALUE}
    assert {one.runners_up for one in settled} == {(1, 3), (3, 1)}


def test_noise_of_floating_point_is_no_advantage() -> None:
    one, other = replace(seen(1, 0, 0), stated=0.1 + 0.2), replace(seen(2, 0, 0), stated=0.3)
    assert resolve([one, other], IN_KIND, lot=0).rule is Rule.LOT


@settings(max_examples=150)
@given(rivals(), st.floats(0.001, 0.999), st.integers(0, 2**64 - 1), st.booleans(), st.randoms())
def test_the_order_of_rivals_never_matters(
    known: list[Rival], in_kind: float, lot: int, own_first: bool, random: Random
) -> None:
    shuffled = list(known)
    random.shuffle(shuffled)
    assert resolve(shuffled, in_kind, lot, own_first=own_first) == resolve(known, in_kind, lot, own_first=own_first)


@settings(max_examples=150)
@given(rivals(), st.floats(0.001, 0.999), st.integers(0, 2**64 - 1), st.booleans())
def test_stored_inputs_replay_to_the_same_result(known: list[Rival], in_kind: float, lot: int, own_first: bool) -> None:
    stored = json.loads(json.dumps({"rivals": [asdict(rival) for rival in known], "in_kind": in_kind}))
    again = [Rival(**{**rival, "answers": Answers(**rival["answers"])}) for rival in stored["rivals"]]
    first = resolve(known, in_kind, lot, own_first=own_first)
    assert resolve(again, stored["in_kind"], lot, own_first=own_first) == first


@settings(max_examples=150)
@given(rivals(), st.floats(0.001, 0.999), st.integers(0, 2**64 - 1), st.booleans())
def test_every_rival_is_placed_once_and_no_margin_is_negative(
    known: list[Rival], in_kind: float, lot: int, own_first: bool
) -> None:
    settled = resolve(known, in_kind, lot, own_first=own_first)
    assert sorted((settled.winner, *settled.runners_up)) == sorted(rival.service_id for rival in known)
    assert settled.margin is None or settled.margin > 0
    if own_first and any(rival.own for rival in known):
        assert settled.winner in {rival.service_id for rival in known if rival.own}


@settings(max_examples=60)
@given(st.integers(2, 6), st.integers(0, 2**62))
def test_the_lot_of_a_client_is_the_lot_of_its_replay(count: int, client_id: int) -> None:
    known = [seen(number, 0, 0) for number in range(1, count + 1)]
    lots = [draw(client_id, salt("каско|фл")) for _ in range(2)]
    assert resolve(known, IN_KIND, lots[0]) == resolve(known, IN_KIND, lots[1])
    assert resolve(known, IN_KIND, lots[0]).winner == lots[0] % count + 1
