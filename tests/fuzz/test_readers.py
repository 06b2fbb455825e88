"""A few hundred mutated tables, the same ones each time; thousands are read by `./dev fuzz`."""

import pytest

from tests.fuzz import running
from tests.fuzz.mutations import mutated
from tests.fuzz.running import run, told


def test_mutated_files_end_in_a_table_or_a_sentence_soon_and_small() -> None:
    report = run(seed=1, count=300)
    assert report.bad == [], told(report)
    assert sum(report.ends.values()) == 300
    assert report.ends["table"] > 50, "most changes leave a table that can still be read"
    assert report.slowest[0] < 10 and report.largest[0] < 2**30


def test_the_same_seed_gives_the_same_files() -> None:
    assert mutated(7, 3) == mutated(7, 3) != mutated(8, 3)


def test_a_fault_and_a_reader_that_dies_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(_seed: int, first: int, _count: int) -> object:
        if first == 0:
            yield {"number": 0, "end": "fault KeyError", "seconds": 0.1, "bytes": 5}, 0
            yield None, -11
        else:
            yield {"number": 2, "end": "table", "seconds": 0.2, "bytes": 4}, 0
            yield None, 0

    monkeypatch.setattr(running, "_child", answers)
    report = run(seed=1, count=3)
    assert [(number, how) for number, _, how in report.bad] == [(0, "fault KeyError"), (1, "the reader ended with -11")]
    assert "BAD no. 1" in told(report)
