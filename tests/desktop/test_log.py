"""The log holds words of ours and numbers, stays small, and is never the reason for a failure."""

import ast
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.log import LOG, MOST_BYTES, end_log, log, start_log
from tests.architecture.conftest import name_of, sources

_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [a-z_]+( [a-z_]+=-?[\d.]+(e[+-]\d+)?)*")


def _files() -> list[logging.FileHandler]:
    return [handler for handler in LOG.handlers if isinstance(handler, logging.FileHandler)]


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Whatever a test opens is closed."""
    yield
    end_log()


def test_a_line_is_a_word_and_numbers(tmp_path: Path) -> None:
    start_log(tmp_path)
    log("start")
    log("import_table", rows=50_000, seconds=3.25, stopped=False, share=1e-7)
    end_log()
    lines = (tmp_path / "opuntia.log").read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert all(_LINE.fullmatch(line) for line in lines), lines
    assert lines[1].endswith("import_table rows=50000 seconds=3.25 stopped=0 share=1e-07")


def test_a_text_is_no_fact_of_a_line(tmp_path: Path) -> None:
    start_log(tmp_path)
    with pytest.raises(ValueError, match="format"):
        log("import_table", who="Иванов")  # type: ignore[arg-type]
    end_log()
    assert (tmp_path / "opuntia.log").read_text("utf-8") == ""


def test_every_line_that_the_program_writes_begins_with_a_word_that_stands_in_the_source() -> None:
    events = [
        node.args[0]
        for file in sources()
        if name_of(file).startswith("desktop/")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "log"
    ]
    assert events
    assert all(isinstance(event, ast.Constant) and re.fullmatch("[a-z_]+", str(event.value)) for event in events)


def test_the_next_start_goes_on_in_the_same_file(tmp_path: Path) -> None:
    for _ in range(2):
        start_log(tmp_path)
        log("start")
        end_log()
    assert len((tmp_path / "opuntia.log").read_text("utf-8").splitlines()) == 2


def test_a_file_that_has_grown_is_put_aside_at_the_next_start(tmp_path: Path) -> None:
    for old in ("first", "second"):
        (tmp_path / "opuntia.log").write_text(old.ljust(MOST_BYTES), "utf-8")
        start_log(tmp_path)
        log("start")
        end_log()
        assert (tmp_path / "opuntia.log").stat().st_size < 100
        assert (tmp_path / "opuntia.log.1").read_text("utf-8").startswith(old)
    assert len(list(tmp_path.iterdir())) == 2


def test_where_no_log_can_be_written_the_program_goes_without(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    start_log(tmp_path / "taken")
    log("start")
    assert not _files()


def test_lines_go_to_the_file_and_nowhere_else(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    start_log(tmp_path)
    log("start")
    assert not LOG.propagate
    assert len(_files()) == 1
    assert capfd.readouterr() == ("", "")
