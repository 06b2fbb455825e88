"""What the experts say: every term by hand, and what beats everything."""

import numpy as np
import pytest
from hypothesis import given, settings

from ml.arrays import Bools
from ml.dataset import Clients, Dataset, PortraitRule, Words
from ml.prior import Prior, fires, prior
from tests.ml.build import assortment, dataset, datasets


def _prior(data: Dataset) -> Prior:
    return prior(data.assortment, data.clients)


def _kinds(n: int, *chosen: int) -> Bools:
    return np.isin(np.arange(n), chosen)


def test_links_needs_rules_and_hubs_add_up_to_points() -> None:
    # Kind 0 is owned. Kind 1: linked, one shared need. Kind 2: two services, three shared needs, linked from two kinds.
    goods = assortment(
        [0, 1, 2, 2, 3],
        links=[(0, 1), (1, 2), (4, 3)],
        needs=[(0, 0), (0, 1), (0, 2), (1, 0), (1, 3), (2, 0), (2, 1), (3, 2), (4, 3)],
        rules=[PortraitRule("everybody", _kinds(4, 1, 3), 0.75), PortraitRule("all again", _kinds(4, 3), -0.25)],
    )
    expert = _prior(dataset(goods, [[0]]))
    assert expert.link.tolist() == [[0, 2, 0, 0]]
    assert expert.needs.tolist() == [[1, 0.5, 1, 0]]
    assert expert.rules.tolist() == [[0, 0.75, 0, 0.5]]
    assert expert.hub == pytest.approx([0, 0, -0.5 * np.log(2), 0])
    points = np.array([3.25, 1 - 0.5 * np.log(2), 0.5])
    assert expert.logs[0, 1:] == pytest.approx(points - np.log(np.exp(points).sum()))
    assert expert.logs[0, 0] == -np.inf


def test_several_owned_services_with_links_count_once() -> None:
    goods = assortment([0, 1, 2, 2], links=[(0, 2), (1, 2), (1, 3)])
    assert _prior(dataset(goods, [[0, 1]])).link.tolist() == [[0, 0, 2]]


def test_a_forbidden_pair_takes_only_that_service() -> None:
    goods = assortment([0, 1, 1], links=[(0, 2)], forbidden=[(0, 1)])
    expert = _prior(dataset(goods, [[0], []]))
    assert expert.shut.tolist() == [[False, True, False], [False, False, False]]
    assert expert.candidates.tolist() == [[False, True], [True, True]]


def test_a_kind_goes_when_all_its_services_are_forbidden_however_well_linked() -> None:
    goods = assortment([0, 1, 1, 2], links=[(0, 1), (3, 1)], forbidden=[(0, 1), (3, 2)])
    expert = _prior(dataset(goods, [[0, 2], [0]]))
    assert expert.candidates.tolist() == [[False, False, False], [False, True, True]]


def test_closed_kinds_are_no_candidates_and_owned_kinds_that_are_due_again_are() -> None:
    data = dataset(assortment([0, 1]), [[], []], closed=[(0, 1)])
    assert _prior(data).candidates.tolist() == [[True, False], [True, True]]


def test_the_other_client_type_opens_only_to_those_who_bridge_and_only_where_linked() -> None:
    goods = assortment([0, 1, 2, 3], links=[(0, 2)], entity=[2, 3])
    data = dataset(goods, [[0], [0], []], bridges=[1, 2])
    assert _prior(data).candidates.tolist() == [
        [False, True, False, False],
        [False, True, True, False],
        [True, True, False, False],
    ]


def test_a_legal_entity_is_offered_what_is_sold_to_entities() -> None:
    data = dataset(assortment([0, 1], entity=[1]), [[], []], entity=[1])
    assert _prior(data).candidates.tolist() == [[True, False], [False, True]]


def test_a_rule_fires_where_every_condition_holds_and_no_value_is_unknown() -> None:
    base = dataset(assortment([0]), [[]] * 6, entity=[5]).clients
    clients = Clients(
        base.ids,
        base.entity,
        base.bridges,
        base.owned,
        base.sources,
        base.closed,
        numbers={"age": np.array([25.0, 60.0, np.nan, 24.9, 30.0, 30.0])},
        words={"job_type": Words(np.array([0, 0, 0, 0, -1, 1]), ("student", "employed"))},
    )
    ages = PortraitRule("", _kinds(1), 1.0, numbers={"age": (25.0, 60.0)})
    assert fires(ages, clients).tolist() == [True, True, False, False, True, True]
    jobs = PortraitRule("", _kinds(1), 1.0, numbers={"age": (25.0, None)}, words={"job_type": frozenset({"student"})})
    assert fires(jobs, clients).tolist() == [True, True, False, False, False, False]
    assert fires(PortraitRule("", _kinds(1), 1.0, entity=True), clients).tolist() == [False] * 5 + [True]
    assert not fires(PortraitRule("", _kinds(1), 1.0, numbers={"income": (None, None)}), clients).any()
    assert not fires(PortraitRule("", _kinds(1), 1.0, words={"housing": frozenset({"own"})}), clients).any()


@settings(max_examples=40, deadline=None)
@given(datasets())
def test_the_prior_is_a_distribution_over_the_candidates(data: Dataset) -> None:
    expert = _prior(data)
    total = np.exp(expert.logs).sum(axis=1)
    assert total == pytest.approx(expert.candidates.any(axis=1).astype(float))
    assert (np.isfinite(expert.logs) == expert.candidates).all()


@settings(max_examples=40, deadline=None)
@given(datasets())
def test_closed_and_wholly_forbidden_kinds_are_never_candidates(data: Dataset) -> None:
    expert = _prior(data)
    assert not (expert.candidates & data.clients.closed.toarray()).any()
    for kind in range(data.assortment.n_kinds):
        services = data.assortment.kind_of_service == kind
        assert not (expert.candidates[:, kind] & expert.shut[:, services].all(axis=1)).any()
