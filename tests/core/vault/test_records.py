"""A record that was changed no longer carries its own code."""

import os
from typing import Any

import pytest

from core.vault.records import CODE, code_of, is_authentic

KEY = os.urandom(32)
RECORD: dict[str, Any] = {"format": 1, "имя": "Ромашка", "parts": {"a": {"size": 1}, "b": [1, 2]}}


def _coded(record: dict[str, Any]) -> dict[str, Any]:
    return record | {CODE: code_of(record, KEY, "backup")}


def test_a_record_is_authentic_however_its_names_are_ordered() -> None:
    record = _coded(RECORD)
    assert is_authentic(record, KEY, "backup")
    assert is_authentic(dict(reversed(record.items())), KEY, "backup")


@pytest.mark.parametrize(
    "change", [{"format": 2}, {"имя": "Ромашкa"}, {"parts": {}}, {"more": None}, {CODE: "0" * 64}, {CODE: ""}]
)
def test_any_change_is_noticed(change: dict[str, Any]) -> None:
    assert not is_authentic(_coded(RECORD) | change, KEY, "backup")


def test_neither_another_key_nor_another_purpose_makes_the_code() -> None:
    assert not is_authentic(_coded(RECORD), os.urandom(32), "backup")
    assert not is_authentic(_coded(RECORD), KEY, "slots")
