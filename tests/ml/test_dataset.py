"""Data that do not fit together are refused with a sentence."""

from dataclasses import replace

import numpy as np
import pytest

from ml.dataset import Dataset, PortraitRule, Words
from tests.ml.build import assortment, dataset, flags

_GOODS = assortment([0, 1, 1], links=[(0, 1), (0, 2), (1, 0)], needs=[(1, 0), (2, 3)])


def test_a_kind_has_the_links_and_needs_of_all_its_services() -> None:
    assert _GOODS.kind_links.toarray().tolist() == [[False, True], [True, False], [False, False]]
    assert _GOODS.kind_needs.toarray().tolist() == [[False] * 4, [True, False, False, True]]


def test_a_kind_that_links_by_several_services_is_counted_once() -> None:
    goods = assortment([0, 0, 1, 2], links=[(0, 2), (1, 2), (3, 2), (2, 3)])
    assert goods.linking_kinds.tolist() == [0, 2, 1]


def test_a_rule_without_points_or_kinds_is_no_expert_knowledge() -> None:
    nothing, everything = np.zeros(2, dtype=np.bool_), np.ones(2, dtype=np.bool_)
    silent = [PortraitRule("no kinds", nothing, 1.0), PortraitRule("no points", everything, 0.0)]
    assert assortment([0, 1], rules=silent).without_prior
    assert not assortment([0, 1], rules=[PortraitRule("speaks", everything, -0.5)]).without_prior
    assert not assortment([0, 1], needs=[(0, 0)]).without_prior


def test_matrices_of_another_catalogue_are_refused() -> None:
    with pytest.raises(ValueError, match="links"):
        replace(_GOODS, links=flags((2, 2)))
    with pytest.raises(ValueError, match="outside"):
        replace(_GOODS, kind_of_service=np.array([0, 1, 2]))
    with pytest.raises(ValueError, match="'long'"):
        replace(_GOODS, rules=(PortraitRule("long", np.ones(3, dtype=np.bool_), 1.0),))
    with pytest.raises(ValueError, match="owned"):
        Dataset(assortment([0, 1, 2]), dataset(_GOODS, [[0]]).clients)


def test_columns_of_another_length_are_refused() -> None:
    clients = dataset(_GOODS, [[0], [1]]).clients
    with pytest.raises(ValueError, match="age"):
        replace(clients, numbers={"age": np.zeros(3)})
    with pytest.raises(ValueError, match="levels"):
        replace(clients, words={"job_type": Words(np.array([0, 1]), ("employed",))})


def test_a_part_keeps_the_base_in_which_neighbours_are_found() -> None:
    base = dataset(_GOODS, [[0], [1], []])
    part = base.take(np.array([2, 0])).take(slice(0, 1))
    assert part.clients.ids.tolist() == [102]
    assert part.open_base is base.clients
