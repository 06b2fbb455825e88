"""The libraries are read from the metadata of what is installed, however little there is."""

import sys
import tomllib
from pathlib import Path

import pytest

from desktop.screens.about import libraries
from desktop.screens.about.libraries import (
    Library,
    licence_folder,
    licence_text,
    place_of,
    program_version,
    read_libraries,
)
from tests.architecture.conftest import ROOT

METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{more}"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of invented distributions, without lists of files, as in a frozen build."""
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def invent(place: Path, name: str, more: str = "", licence: str = "") -> None:
    folder = place / f"{name.replace('-', '_')}-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(METADATA.format(name=name, more=more), "utf-8")
    if licence:
        (folder / "licenses").mkdir()
        (folder / "licenses" / "LICENSE.txt").write_text(licence, "utf-8")


def test_all_that_the_program_asks_for_is_there_and_no_tool_of_ours() -> None:
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    wanted = {one.partition("==")[0].casefold().replace("_", "-") for one in stated}
    found = {one.name.casefold().replace("_", "-") for one in read_libraries()}
    assert wanted <= found
    assert "shiboken6" in found, "what libraries need in turn"
    assert not found & {"pytest", "mypy", "ruff", "pyinstaller", "opuntia"}


def test_every_library_has_a_version_and_a_licence_in_name_or_text() -> None:
    found = read_libraries()
    assert [one.name.casefold() for one in found] == sorted(one.name.casefold() for one in found)
    assert all(one.version for one in found)
    assert all(one.licence or one.has_text for one in found)
    assert [one.name for one in found if one.is_qt] == ["PySide6_Essentials", "shiboken6"]
    assert program_version()


def test_the_text_of_a_licence_is_its_own() -> None:
    alembic = next(one for one in read_libraries() if one.name == "alembic")
    assert "Permission is hereby granted" in licence_text(alembic)


def test_a_build_without_lists_of_files_still_has_the_texts(installed: Path) -> None:
    invent(installed, "opuntia-invented", "Requires-Dist: thorn-works ; extra == 'dev'\nRequires-Dist: pad_works>=1\n")
    invent(installed, "pad-works", "License: MIT\nRequires-Dist: seed; python_version < '3.8'\n", "Do as you like.")
    invent(installed, "thorn-works")
    invent(installed, "seed")
    assert read_libraries("opuntia-invented") == [Library("pad-works", "1.0", "MIT", has_text=True)]
    assert licence_text(Library("pad-works", "1.0", "MIT", has_text=True)) == "Do as you like."


def test_libraries_that_need_each_other_are_listed_once(installed: Path) -> None:
    invent(installed, "opuntia-invented", "Requires-Dist: pad-works\n")
    invent(installed, "pad-works", "Requires-Dist: Thorn.Works\n")
    invent(installed, "thorn-works", "Requires-Dist: pad-works\nClassifier: License :: OSI Approved :: BSD License\n")
    assert [(one.name, one.licence) for one in read_libraries("opuntia-invented")] == [
        ("pad-works", ""),
        ("thorn-works", "BSD License"),
    ]


def test_a_long_text_in_place_of_a_name_is_no_name(installed: Path) -> None:
    invent(installed, "opuntia-invented", "Requires-Dist: pad-works\n")
    invent(installed, "pad-works", f"License: {'whereas ' * 20}\n")
    assert [one.licence for one in read_libraries("opuntia-invented")] == [""]


def test_a_build_without_metadata_knows_nothing_and_does_not_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "PROGRAM", "opuntia-not-installed")
    assert program_version() == ""
    assert read_libraries("opuntia-not-installed") == []
    assert licence_text(Library("opuntia-not-installed", "1.0", "", has_text=False)) == ""


def test_the_folder_of_a_frozen_build_is_named_only_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert licence_folder() is None
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "_internal"), raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "opuntia"))
    assert licence_folder() is None
    (tmp_path / "_internal" / "licences" / "Qt").mkdir(parents=True)
    (tmp_path / "_internal" / "licences" / "Qt" / "LGPL-3.txt").write_text("lesser", "utf-8")
    folder = licence_folder()
    assert folder is not None
    assert place_of(folder) == "_internal/licences"
    assert licence_text(Library("shiboken6", "1.0", "", has_text=False)) == "lesser"
