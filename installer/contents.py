"""What goes into the folder that people get, and what stays out.

PyInstaller follows every plain `import`, also those inside functions. It sees neither files that are data nor modules
that are found by their name, and it takes along more of Qt than the program uses.
"""

import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Final, TypeAlias

Entry: TypeAlias = tuple[str, str, str]
"""(place in the bundle, source, kind), PyInstaller's way to name a file. A SYMLINK's source is what it points at."""

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGES: Final = ("core", "desktop", "ml", "resources")
MIGRATIONS: Final = ROOT / "core" / "storage" / "migrations"

EXCLUDED: Final = (
    # what only the making of the program needs, reached through the test support of numpy and scipy and through cffi
    "PyInstaller _pytest hypothesis iniconfig mypy pip pkg_resources pluggy pygments pytest ruff setuptools tests "
    # LightGBM and LightFM fit well without, and it would bring a progress bar along
    "sklearn "
    # desktops and shells of Python's own
    "tkinter _tkinter idlelib lib2to3 readline turtle "
    # where a number is from and whose network it is; whether it is one needs none of this
    "phonenumbers.carrier phonenumbers.carrierdata phonenumbers.geocoder phonenumbers.geodata "
    "phonenumbers.timezone phonenumbers.tzdata "
    # PySide6 names it in its own start
    "PySide6.QtNetwork"
).split()

_QT_WORDS: Final = {"qtbase_ru.qm", "qtbase_en.qm"}
_QT_PLUGINS: Final = {
    "iconengines",
    "imageformats",
    "platforminputcontexts",
    "platforms",
    "platformthemes",
    "printsupport",
    "styles",
}
_QT_LEFT_OUT: Final = (
    # screens without a window system or over the network; Wayland, where X11 works too
    "qdirect2d qeglfs qlinuxfb qminimal qminimalegl qvkkhrdisplay qvnc qwayland "
    # a whole GTK, a whole QML
    "qgtk3 qtvirtualkeyboardplugin "
    # pictures that nobody shows
    "qgif qicns qjpeg qpdf qtga qtiff qwbmp qwebp"
).split()


def project() -> tuple[str, str]:
    """The program's name and version."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return stated["name"], stated["version"]


def modules() -> list[str]:
    """Every module of the program, so that none is missed that only a name leads to, as Alembic finds migrations."""
    files = (file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    dotted = (".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files)
    return sorted(name.removesuffix(".__init__") for name in dotted)


def data() -> list[tuple[str, str]]:
    """(file, folder in the bundle) of all that is read as a file."""
    ours = [file for package in PACKAGES for file in (ROOT / package).rglob("*") if _is_data(file)]
    found = [(str(file), file.parent.relative_to(ROOT).as_posix()) for file in sorted(ours)]
    return found + [(str(file), "lucide/data") for file in _icons()]


def _is_data(file: Path) -> bool:
    if not file.is_file() or "__pycache__" in file.parts:
        return False
    return file.suffix != ".py" or MIGRATIONS in file.parents  # Alembic runs migrations from their source


def _icons() -> list[Path]:
    lucide = find_spec("lucide")
    if lucide is None or lucide.origin is None:
        raise FileNotFoundError
    return sorted((Path(lucide.origin).parent / "data").glob("*.db"))


def is_wanted(place: str) -> bool:
    """Whether a file that PyInstaller found goes along; all files do but those of Qt that nothing here uses."""
    path = PurePosixPath(place.replace("\\", "/"))
    if "PySide6" not in path.parts:
        return True
    if "translations" in path.parts:
        return path.name in _QT_WORDS
    if "plugins" in path.parts:
        kind = path.parts[path.parts.index("plugins") + 1]
        return kind in _QT_PLUGINS and path.stem.removeprefix("lib") not in _QT_LEFT_OUT
    return True


def without_orphans(entries: Iterable[Entry], needs: Callable[[str], Iterable[str]]) -> list[Entry]:
    """The entries without shared libraries that nothing among them needs and links that lead nowhere.

    `needs(file)`: the names of all libraries that a file loads, directly or through others.
    """
    entries = list(entries)
    files = [entry for entry in entries if entry[2] != "SYMLINK"]
    roots = [entry for entry in files if entry[2] in {"BINARY", "EXTENSION"} and not _came_along(entry)]
    needed = {name.lower() for _, source, _ in roots for name in needs(source)}
    kept = [entry for entry in files if not _came_along(entry) or _name(entry[0]) in needed]
    places = {PurePosixPath(place.replace("\\", "/")) for place, _, _ in kept}
    return kept + [entry for entry in entries if entry[2] == "SYMLINK" and _target(entry) in places]


def _came_along(entry: Entry) -> bool:
    """Whether a file is a library that is here for another's sake: Qt's own, on Linux also the system's."""
    place, _, kind = entry
    if kind != "BINARY" or _name(place).startswith("libpython"):
        return False
    folders = PurePosixPath(place.replace("\\", "/")).parts[:-1]
    if folders[:1] == ("PySide6",):
        return _name(place).startswith(("libqt6", "qt6", "libicu", "opengl32sw"))
    return sys.platform == "linux" and not folders


def _name(place: str) -> str:
    return place.replace("\\", "/").rpartition("/")[2].lower()


def _target(entry: Entry) -> PurePosixPath:
    """Where in the bundle a link leads."""
    parts: list[str] = []
    for part in _steps(entry):
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts)


def _steps(entry: Entry) -> Iterator[str]:
    yield from PurePosixPath(entry[0]).parent.parts
    yield from PurePosixPath(entry[1]).parts
