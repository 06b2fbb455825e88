"""Nothing that the program reads or imports is forgotten in a build, and nothing foreign comes along."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from installer.contents import EXCLUDED, MIGRATIONS, PACKAGES, Entry, data, is_wanted, modules, without_orphans
from tests.architecture.conftest import ROOT, kept, sources


def _trees() -> Iterator[ast.Module]:
    for file in sources():
        yield ast.parse(file.read_text("utf-8"), str(file))


def _imports(tree: ast.Module) -> set[str]:
    """All names that may be modules and are imported anywhere in a source, also inside functions."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def test_every_file_beside_the_sources_goes_along_into_its_own_folder() -> None:
    beside = {file for file in kept() if file.relative_to(ROOT).parts[0] in PACKAGES and file.suffix != ".py"}
    assert len(beside) > 20
    taken = {Path(file): folder for file, folder in data()}
    assert not beside - taken.keys()
    assert all(taken[file] == file.parent.relative_to(ROOT).as_posix() for file in beside)


def test_every_migration_goes_along_as_its_source() -> None:
    migrations = {file for file in sources() if MIGRATIONS in file.parents}
    assert len(migrations) > 3
    assert not migrations - {Path(file) for file, _ in data()}


def test_the_drawings_of_the_icons_go_along() -> None:
    assert [Path(file).suffix for file, folder in data() if folder == "lucide/data"] == [".db"]


def test_what_python_leaves_behind_stays_out() -> None:
    assert not [file for file, _ in data() if "__pycache__" in file or file.endswith(".pyc")]


def test_every_module_of_the_program_is_known_to_the_build() -> None:
    dotted = {".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in sources()}
    assert not dotted - set(modules())


def test_no_module_is_imported_by_a_name_that_a_build_cannot_follow() -> None:
    hidden = {"import_module", "__import__", "run_module", "run_path", "load_module"}
    read = (node for tree in _trees() for node in ast.walk(tree) if isinstance(getattr(node, "ctx", None), ast.Load))
    used = {getattr(node, "attr", getattr(node, "id", "")) for node in read}
    assert "read_text" in used
    assert not used & hidden


def test_the_program_imports_nothing_that_is_left_out() -> None:
    imported = {name for tree in _trees() for name in _imports(tree)}
    assert "phonenumbers" in imported
    assert not {name for name in imported for package in EXCLUDED if _within(name, package)}


@pytest.mark.parametrize(
    "place",
    [
        "core/storage/migrations/env.py",
        "PySide6/Qt/translations/qtbase_ru.qm",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/lib/libQt6Core.so.6",
    ],
)
def test_what_the_window_needs_of_qt_goes_along(place: str) -> None:
    assert is_wanted(place)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/translations/qtdeclarative_ru.qm",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6\\plugins\\platforms\\qdirect2d.dll",
    ],
)
def test_what_nothing_uses_of_qt_stays_out(place: str) -> None:
    assert not is_wanted(place)


def test_a_library_stays_out_with_its_links_once_nothing_needs_it() -> None:
    needs = {"QtGui.so": ["libQt6Gui.so.6", "libicudata.so.73"], "libQt6Pdf.so.6": ["libQt6Network.so.6"]}
    entries: list[Entry] = [
        ("PySide6/QtGui.so", "QtGui.so", "EXTENSION"),
        ("PySide6/Qt/lib/libQt6Gui.so.6", "libQt6Gui.so.6", "BINARY"),
        ("PySide6/Qt/lib/libicudata.so.73", "libicudata.so.73", "BINARY"),
        ("PySide6/Qt/lib/libQt6Pdf.so.6", "libQt6Pdf.so.6", "BINARY"),
        ("PySide6/Qt/lib/libQt6Network.so.6", "libQt6Network.so.6", "BINARY"),
        ("libQt6Gui.so.6", "PySide6/Qt/lib/libQt6Gui.so.6", "SYMLINK"),
        ("PySide6/QtPdf.so", "Qt/lib/libQt6Pdf.so.6", "SYMLINK"),
        ("numpy.libs/libblas.so", "../libblas.so", "SYMLINK"),
        ("resources/sample.toml", "sample.toml", "DATA"),
    ]
    kept_ones = without_orphans(entries, lambda file: needs.get(file, []))
    assert [place for place, _, _ in kept_ones] == [
        "PySide6/QtGui.so",
        "PySide6/Qt/lib/libQt6Gui.so.6",
        "PySide6/Qt/lib/libicudata.so.73",
        "resources/sample.toml",
        "libQt6Gui.so.6",
    ]


def test_a_link_that_climbs_is_kept_while_its_library_is_there() -> None:
    entries: list[Entry] = [
        ("numpy.libs/libblas.so", "libblas.so", "BINARY"),
        ("scipy/linalg/libblas.so", "../../numpy.libs/libblas.so", "SYMLINK"),
    ]
    assert without_orphans(entries, lambda _: []) == entries
