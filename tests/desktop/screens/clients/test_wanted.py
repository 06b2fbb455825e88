"""The filter as a value: parts chosen, switched off and kept from one day to the next."""

import json
from datetime import timedelta

import pytest

from core.domain.client import ClientType
from core.services.client_list import ClientFilter, ConsentState
from desktop.screens.clients.wanted import Part, Wanted
from tests.support.bases import TODAY

LIVE, NONE = ConsentState.LIVE, ConsentState.NONE


def test_a_part_that_is_off_is_kept_and_lets_everybody_through() -> None:
    wanted = Wanted().picked(Part.CONSENT, LIVE, on=True).picked(Part.CONSENT, NONE, on=True)
    assert wanted.filter(TODAY) == ClientFilter(consents=frozenset({LIVE, NONE}))
    off = wanted.switched(Part.CONSENT, on=False)
    assert off.filter(TODAY) == ClientFilter()
    assert not off.narrows
    assert off.switched(Part.CONSENT, on=True) == wanted
    assert off.picked(Part.CONSENT, NONE, on=False).filter(TODAY) == ClientFilter(consents=frozenset({LIVE}))


def test_without_its_last_value_a_part_is_gone() -> None:
    wanted = Wanted().picked(Part.KIND, 3, on=True).switched(Part.KIND, on=False).picked(Part.KIND, 3, on=False)
    assert wanted == Wanted()
    assert Wanted().picked(Part.KIND, 3, on=True).without(Part.KIND) == Wanted()


def test_of_a_number_of_days_or_points_one_holds() -> None:
    wanted = Wanted().picked(Part.SCORE, 60, on=True).picked(Part.SCORE, 80, on=True)
    wanted = wanted.picked(Part.SILENT, 30, on=True).picked(Part.ADDED, 7, on=True)
    month = timedelta(days=30)
    week = timedelta(days=7)
    expected = ClientFilter(least_score=80, silent_since=TODAY - month, added=(TODAY - week, TODAY))
    assert wanted.filter(TODAY) == expected


def test_what_is_kept_comes_back_but_for_what_was_typed_and_where_people_live() -> None:
    wanted = Wanted("Соколова").picked(Part.CITY, "Казань", on=True)
    kept = Wanted().picked(Part.MANAGER, None, on=True).picked(Part.MANAGER, 2, on=True)
    kept = kept.picked(Part.CLIENT_TYPE, ClientType.ENTITY, on=True).switched(Part.CLIENT_TYPE, on=False)
    both = Wanted(wanted.text, {**wanted.chosen, **kept.chosen}, kept.off)
    text = json.dumps(json.loads(both.kept()), ensure_ascii=False)
    assert "Соколова" not in text
    assert "Казань" not in text
    assert Wanted.of(text) == kept


@pytest.mark.parametrize(
    "kept",
    [None, 7, [], {"chosen": 1}, {"chosen": {"score": "80", "other": [1], "kind": ["x", True], "consent": ["maybe"]}}],
)
def test_what_was_kept_and_makes_no_sense_is_no_filter(kept: object) -> None:
    assert Wanted.of(json.dumps(kept)) == Wanted()
    assert Wanted.of(f"{kept}{{") == Wanted()
