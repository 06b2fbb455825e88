"""A crash report tells where and never with what; a hard end is offered once, a good one leaves nothing."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.crash import ROOT, CrashReport, CrashReports
from desktop.screens.crash.screen import CrashWindow
from desktop.words import Words
from tests.architecture.conftest import ROOT as OUR_ROOT

WHO, PHONE = "Иванов", "+79161234567"
PLACES: dict[str, str] = {}
AT = datetime(2026, 11, 20, 9, 30)


class Misfit(Exception):
    """A fault that carries what it must not."""


def _parse(text: str) -> int:
    return int(text)


def _first(name: str) -> None:
    try:
        _parse(f"{name} {PHONE}")
    except ValueError as error:
        raise Misfit(name, PHONE) from error


def _second(name: str) -> None:
    try:
        _first(name)
    except Misfit:
        PLACES[name]


def _report() -> CrashReport:
    try:
        _second(WHO)
    except KeyError as error:
        return CrashReport.of(error, "review", AT)
    raise AssertionError


def test_a_report_names_the_errors_and_every_place_they_came_through() -> None:
    text = _report().text
    assert [line for line in text.splitlines() if line in {"KeyError", "Misfit", "ValueError"}] == [
        "KeyError",
        "Misfit",
        "ValueError",
    ]
    for function in ("_report", "_second", "_first", "_parse"):
        assert f" {function}\n" in text
    assert "tests/desktop/test_crash.py:" in text
    assert "page: review" in text
    assert "2026-11-20 09:30" in text
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in text


def test_a_report_holds_no_message_no_value_and_no_folder_of_the_user() -> None:
    text = _report().text
    for secret in (WHO, PHONE, PHONE[2:], "invalid literal", str(OUR_ROOT), str(Path.home()), str(Path(sys.prefix))):
        assert secret not in text


def test_an_error_of_a_library_is_placed_in_its_package() -> None:
    with pytest.raises(pytest.fail.Exception) as raised:
        pytest.fail(WHO)
    text = CrashReport.of(raised.value, "").text
    assert "  _pytest/outcomes.py:" in text
    assert WHO not in text
    assert "page: -" in text


def test_code_without_a_file_and_the_standard_library_are_placed_by_their_name_alone() -> None:
    with pytest.raises(StopIteration) as raised:
        eval("next(iter(()))", {})
    assert "<string>:1" in CrashReport.of(raised.value, "").text
    with pytest.raises(FileNotFoundError) as missing:
        Path("/no/such/folder/of/Иванов").read_text("utf-8")
    text = CrashReport.of(missing.value, "").text
    assert "  pathlib.py:" in text
    assert "/no/such" not in text


def test_an_error_that_hides_its_cause_is_told_without_it() -> None:
    try:
        try:
            _parse(WHO)
        except ValueError:
            raise Misfit from None
    except Misfit as error:
        text = CrashReport.of(error, "").text
    assert "Misfit" in text
    assert "ValueError" not in text


def test_errors_that_cause_each_other_and_endless_calls_give_a_report_with_an_end() -> None:
    one, other = ValueError(WHO), KeyError(WHO)
    one.__cause__, other.__cause__ = other, one
    assert CrashReport.of(one, "").text.count("ValueError") == 1

    def deeper(level: int) -> int:
        return deeper(level + 1)

    with pytest.raises(RecursionError) as raised:
        deeper(0)
    assert 100 < CrashReport.of(raised.value, "").text.count("deeper") < 200


def _run(folder: Path, code: str) -> int:
    """Another process with the reports of this folder."""
    begin = "import os, sys\nfrom pathlib import Path\nfrom desktop.crash import CrashReports\n"
    begin += "reports = CrashReports(Path(sys.stdin.read()))\nreports.watch()\nreports.note_versions()\n"
    done = subprocess.run(
        [sys.executable, "-c", begin + code], input=str(folder), text=True, cwd=ROOT, check=False, capture_output=True
    )
    return done.returncode


HARD_END = f"""
def meeting(name):
    os.abort()
meeting({WHO!r})
"""


def test_a_hard_end_is_offered_once_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "Папка Иванова"
    assert _run(folder, HARD_END) != 0
    report = CrashReports(folder).unsent()
    assert report is not None
    assert "Fatal Python error: Aborted" in report.text
    assert "in meeting" in report.text
    assert "PySide6-Essentials" in report.text
    for secret in (WHO, str(tmp_path), str(ROOT)):
        assert secret not in report.text
    assert CrashReports(folder).unsent() is None
    assert not list(folder.iterdir())


def test_a_hard_end_before_the_versions_were_noted_is_offered_too(tmp_path: Path) -> None:
    code = "import os, sys\nfrom pathlib import Path\nfrom desktop.crash import CrashReports\n"
    code += "CrashReports(Path(sys.stdin.read())).watch()\nos.abort()"
    subprocess.run(
        [sys.executable, "-c", code], input=str(tmp_path), text=True, cwd=ROOT, check=False, capture_output=True
    )
    report = CrashReports(tmp_path).unsent()
    assert report is not None
    assert "Fatal Python error" in report.text


def test_a_good_end_leaves_nothing(tmp_path: Path) -> None:
    assert _run(tmp_path, "reports.rest()") == 0
    assert not list(tmp_path.iterdir())
    assert CrashReports(tmp_path).unsent() is None


def test_a_program_that_was_just_killed_has_nothing_to_report(tmp_path: Path) -> None:
    assert _run(tmp_path, "os._exit(9)") == 9
    assert CrashReports(tmp_path).unsent() is None


def test_the_trace_of_a_hard_end_loses_its_paths() -> None:
    trace = (
        "Fatal Python error: Segmentation fault\n\nCurrent thread 0x01 (most recent call first):\n"
        f'  File "{ROOT / "desktop" / "tasks.py"}", line 3 in run\n'
        '  File "/data/Иванов/site-packages/sqlalchemy/x.py", line 9 in do\n'
        '  File "/data/Иванов/own.py", line 1 in <module>\n'
    )
    text = CrashReport.of_hard_end(trace).text
    assert "desktop/tasks.py, line 3 in run" in text
    assert "sqlalchemy/x.py, line 9 in do" in text
    assert "own.py, line 1 in <module>" in text
    assert WHO not in text


def test_a_folder_that_cannot_be_written_does_not_keep_the_program_from_starting(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    reports = CrashReports(tmp_path / "taken")
    assert reports.unsent() is None
    reports.watch()
    reports.note_versions()
    reports.rest()


def _window(qtbot: QtBot, tmp_path: Path) -> CrashWindow:
    window = CrashWindow(None, Words("ru"), CrashReports(tmp_path), _report(), before=False)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    return window


def test_the_window_shows_the_whole_report_before_anything_is_saved(qtbot: QtBot, tmp_path: Path) -> None:
    window = _window(qtbot, tmp_path)
    assert window.text.toPlainText() == _report().text
    assert window.text.isReadOnly()
    assert not list(tmp_path.iterdir())


def test_a_report_is_saved_where_a_person_wants_it(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, file = _window(qtbot, tmp_path), tmp_path / "report.txt"
    monkeypatch.setattr(window, "choose_file", lambda: file)
    window._save()
    assert file.read_text("utf-8") == _report().text


def test_where_it_cannot_be_saved_the_window_says_so_and_stays(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = _window(qtbot, tmp_path)
    window.show()
    monkeypatch.setattr(window, "choose_file", lambda: tmp_path / "none" / "report.txt")
    window._save()
    assert window.isVisible()
    assert window.note.text() == Words("ru").say("crash", "not_saved")


def test_a_report_can_be_copied(qtbot: QtBot, tmp_path: Path) -> None:
    window = _window(qtbot, tmp_path)
    window._copy()
    assert QGuiApplication.clipboard().text() == _report().text
    assert window.note.text() == Words("ru").say("crash", "copied")
