"""The frozen program's entry opens the face that was asked for and nothing of the others."""

import os
import subprocess
import sys
from functools import partial

import pytest

from installer import opuntia


@pytest.mark.parametrize(
    ("arguments", "face"),
    [
        ([], "desktop.app.main"),
        (["--self-test", "more"], "desktop.self_test.main"),
        (["demo", "--self-test"], "core.cli.main"),
        (["read-table"], "core.cli.main"),
    ],
)
def test_each_face_has_its_way_in(monkeypatch: pytest.MonkeyPatch, arguments: list[str], face: str) -> None:
    opened: list[tuple[object, ...]] = []

    def open_face(name: str, *given: object) -> int:
        opened.append((name, *given))
        return 7

    for name in ("desktop.app.main", "desktop.self_test.main", "core.cli.main"):
        monkeypatch.setattr(name, partial(open_face, name))
    monkeypatch.setattr(sys, "argv", ["opuntia", *arguments])
    assert opuntia.main() == 7
    passed_on: dict[str, tuple[object, ...]] = {
        "desktop.app.main": (),
        "desktop.self_test.main": (["more"],),
        "core.cli.main": (arguments,),
    }
    assert opened == [(face, *passed_on[face])]


def test_the_entry_itself_loads_neither_qt_nor_the_base() -> None:
    code = (
        "import sys, installer.opuntia; print({'PySide6', 'numpy', 'sqlalchemy', 'core', 'desktop'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "set()"


def test_programs_started_from_a_frozen_one_find_their_own_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "the bundle")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "the user's")
    opuntia.give_back_libraries()
    assert os.environ["LD_LIBRARY_PATH"] == "the user's"
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
    opuntia.give_back_libraries()
    assert "LD_LIBRARY_PATH" not in os.environ


def test_a_program_that_is_not_frozen_keeps_its_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "the user's")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    opuntia.give_back_libraries()
    assert os.environ["LD_LIBRARY_PATH"] == "the user's"
