"""Every piece of work in a build is named with its version and its licence."""

import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from installer.contents import Entry, modules, project
from installer.licences import Foreign, papers, runtime

# Their wheels hold no licence; the build adds the texts.
QT = {"pyside6-essentials", "shiboken6"}


def _papers(*more: str) -> list[Entry]:
    return papers(*project(), [*modules(), "alembic", "numpy.linalg", "PySide6.QtGui", "_cffi_backend", *more], [])


def test_the_program_asks_for_what_its_requirements_ask_for_and_for_no_tool() -> None:
    asked = runtime("opuntia")
    assert {"opuntia", "alembic", "mako", "markupsafe", "shiboken6", "cffi"} <= asked
    assert not asked & {"pytest", "mypy", "ruff", "pyinstaller", "hypothesis", "pluggy"}


def test_each_package_of_the_bundle_is_named_with_its_version_once() -> None:
    places = [place for place, _, _ in _papers() if place.endswith("METADATA")]
    assert len(places) == len(set(places))
    assert f"opuntia-{project()[1]}.dist-info/METADATA" in places
    assert f"cffi-{distribution('cffi').version}.dist-info/METADATA" in places
    assert not [place for place in places if place.startswith("scipy")]


def test_papers_that_name_a_folder_of_the_builder_stay_out() -> None:
    names = {Path(place).name for place, _, _ in _papers()}
    assert not names & {"direct_url.json", "RECORD", "INSTALLER", "uv_cache.json"}


def test_every_package_that_may_go_along_brings_its_licence() -> None:
    tops = {"pyside6-essentials": "PySide6", "python-lucide": "lucide", "python-calamine": "python_calamine"}
    tops |= {"msoffcrypto-tool": "msoffcrypto"}
    direct = {line.partition("==")[0].lower() for line in distribution("opuntia").requires or () if ";" not in line}
    entries = _papers(*(tops.get(name, name) for name in direct))
    licensed = {place.partition("-")[0].replace("_", "-") for place, _, _ in entries if not place.endswith("METADATA")}
    assert direct
    assert not direct - QT - licensed


def test_the_licences_of_qt_python_and_the_start_of_the_program_go_along() -> None:
    places = [place for place, _, _ in _papers()]
    assert {"licences/Qt/LGPL-3.txt", "licences/Qt/GPL-3.txt", "licences/Python/LICENSE.txt"} <= set(places)
    assert [place for place in places if place.startswith("pyinstaller") and place.endswith("COPYING.txt")]


def test_every_paper_is_a_file_that_is_there() -> None:
    assert not [source for _, source, _ in _papers() if not Path(source).is_file()]


def test_a_tool_that_slips_in_stops_the_build() -> None:
    with pytest.raises(Foreign, match="pytest"):
        _papers("_pytest.config")


def test_a_program_that_is_installed_in_another_version_stops_the_build() -> None:
    name, version = project()
    with pytest.raises(Foreign):
        papers(name, f"{version}.1", modules(), [])


def test_what_setuptools_carries_for_itself_is_nobodys_slip(monkeypatch: pytest.MonkeyPatch) -> None:
    lent = distribution("setuptools").locate_file("setuptools/_vendor")
    monkeypatch.setattr(sys, "path", [*sys.path, str(lent)])  # as PyInstaller does
    monkeypatch.delitem(sys.modules, "jaraco", raising=False)
    assert distribution("jaraco.text").version
    owners = {place.partition("-")[0] for place, _, _ in _papers("jaraco.functools", "keyring")}
    assert {"jaraco_functools", "keyring"} <= owners
    assert not owners & {"jaraco.text", "jaraco_text"}
