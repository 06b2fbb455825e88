"""The third-party libraries the program runs with, from the metadata of what is installed: nothing kept by hand.

A frozen build may lack metadata or their files; then there is less to tell, never an error.
"""

import re
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

PROGRAM: Final = "opuntia"
FOLDER: Final = "licences"
"""Where a frozen build keeps licences of what is no Python package (installer/licences.py)."""

_NAME: Final = re.compile(r"[\w.-]+")
_TEXT: Final = re.compile(r"LICEN[CS]E|COPYING|NOTICE", re.IGNORECASE)
_BELOW: Final = re.compile(r"python(?:_full)?_version\s*<\s*['\"](\d+)\.(\d+)")
_SHORT: Final = 60


@dataclass(frozen=True, slots=True)
class Library:
    """A library; `licence` as its makers call it, empty where they do not say."""

    name: str
    version: str
    licence: str
    has_text: bool

    @property
    def is_qt(self) -> bool:
        """Whether it is a part of Qt."""
        return self.name.casefold().startswith(("pyside6", "shiboken6"))


def program_version() -> str:
    """The version of this program; "" where the build does not say."""
    found = _find(PROGRAM)
    return found.version if found is not None else ""


def read_libraries(root: str = PROGRAM) -> list[Library]:
    """What the distribution `root` needs to run, and what that needs in turn, by name; empty where nobody says."""
    found: dict[str, Distribution] = {}
    todo = _needs(_find(root))
    while todo:
        name = todo.pop()
        key = _key(name)
        one = None if key in found else _find(name)
        if one is not None:
            found[key] = one
            todo += _needs(one)
    return [_library(one) for _, one in sorted(found.items())]


def licence_text(library: Library) -> str:
    """The texts of its licence one below the other, "" where there are none; files that cannot be read are left out."""
    one = _find(library.name)
    paths = _text_files(one) if one is not None else []
    folder = licence_folder()
    if library.is_qt and folder is not None:
        paths += sorted((folder / "Qt").glob("*.txt"), reverse=True)
    texts = []
    for path in paths:
        try:
            texts.append(path.read_text(encoding="utf-8", errors="replace").strip())
        except OSError:
            continue
    return "\n\n\n".join(filter(None, texts))


def licence_folder() -> Path | None:
    """Where texts of licences lie in a frozen build; None where there is no such place."""
    bundle = getattr(sys, "_MEIPASS", None)
    folder = Path(bundle) / FOLDER if bundle else None
    return folder if folder is not None and folder.is_dir() else None


def place_of(folder: Path) -> str:
    """A folder as seen from that of the program."""
    program = Path(sys.executable).parent
    return (folder.relative_to(program) if folder.is_relative_to(program) else folder).as_posix()


def _find(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except (PackageNotFoundError, ValueError):
        return None


def _needs(one: Distribution | None) -> list[str]:
    """The names it requires here: neither extras nor what older Pythons need."""
    names = []
    for stated in (one.requires or []) if one is not None else []:
        name, marker = _NAME.match(stated), stated.partition(";")[2]
        below = _BELOW.search(marker)
        needless = below is not None and sys.version_info[:2] >= (int(below[1]), int(below[2]))
        if name is not None and "extra" not in marker and not needless:
            names.append(name[0])
    return names


def _library(one: Distribution) -> Library:
    files = _text_files(one)
    return Library(str(one.metadata["Name"]), one.version, _licence(one), bool(files))


def _licence(one: Distribution) -> str:
    facts = one.metadata
    stated = next((facts[key].strip() for key in ("License-Expression", "License") if key in facts), "")
    if stated and "\n" not in stated and len(stated) <= _SHORT:
        return stated
    kinds = [str(kind) for kind in facts.get_all("Classifier") or [] if str(kind).startswith("License ::")]
    return kinds[0].rpartition("::")[2].strip() if kinds else ""


def _text_files(one: Distribution) -> list[Path]:
    """The files of its licence, the shortest path first: the library's own before those of what it has in it."""
    listed = one.files
    if listed is None:  # a frozen build keeps the texts, not the list of files
        base = Path(str(one.locate_file("")))
        folder = next((path for path in base.glob("*.dist-info") if _is_of(path, one)), None)
        paths = [path for path in folder.rglob("*") if _is_text(path)] if folder is not None else []
    else:
        paths = [Path(str(path.locate())) for path in listed if _is_text(Path(path))]
    return sorted((path for path in paths if path.is_file()), key=lambda path: (len(path.parts), str(path)))


def _is_text(path: Path) -> bool:
    return bool(_TEXT.search(path.name)) and path.suffix not in (".py", ".pyc")


def _is_of(folder: Path, one: Distribution) -> bool:
    return _key(folder.name.partition("-")[0]) == _key(str(one.metadata["Name"]))


def _key(name: str) -> str:
    """Names are the same whatever joins their words."""
    return re.sub(r"[-_.]+", "-", name).casefold()
