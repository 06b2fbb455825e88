"""The shipped rules of thumb: well formed, and about portraits as they are."""

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from core.domain.client import Portrait
from core.domain.text import stems

_RESOURCES = Path(__file__).parents[2] / "resources"
_RULES: list[dict[str, Any]] = tomllib.loads((_RESOURCES / "portrait_rules.toml").read_text(encoding="utf-8"))["rule"]
_LISTS: dict[str, dict[str, Any]] = tomllib.loads((_RESOURCES / "portrait.toml").read_text(encoding="utf-8"))
_COLUMNS = {field.name for field in fields(Portrait)} | {"age", "car_age"}
every_rule = pytest.mark.parametrize("rule", _RULES, ids=[rule["id"] for rule in _RULES])


def test_every_rule_has_a_name_of_its_own() -> None:
    assert len({rule["id"] for rule in _RULES}) == len(_RULES) >= 8


@every_rule
def test_a_rule_says_for_whom_what_and_why_in_both_languages(rule: dict[str, Any]) -> None:
    assert set(rule) <= {"id", "ru", "en", "services", "points", "entity", "numbers", "words"}
    assert rule["ru"]
    assert rule["en"]
    assert -1.0 <= rule["points"] <= 1.5
    assert rule["points"] != 0
    assert rule["services"]
    assert all(stems(service) for service in rule["services"])
    assert {"entity", "numbers", "words"} & set(rule)


@every_rule
def test_conditions_are_about_columns_and_words_that_portraits_have(rule: dict[str, Any]) -> None:
    for column, bounds in rule.get("numbers", {}).items():
        assert column in _COLUMNS
        assert bounds
        assert set(bounds) <= {"from", "to"}
        assert bounds.get("from", float("-inf")) <= bounds.get("to", float("inf"))
    for column, levels in rule.get("words", {}).items():
        assert set(levels) <= _LISTS[column].keys()
