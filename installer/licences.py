"""Whose work is in the bundle: the licences of it all, and names and versions where `importlib.metadata` looks.

Nothing else of an installed package's own papers goes along: some name the folder they were installed from.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer.contents import ROOT, Entry

FOLDER: Final = "licences"
"""In the bundle: licences of what is no Python package."""

_OPTIONAL: Final = ("", "lightfm")
"""Extras of the program that may go along."""
_LICENCES: Final = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")


class Foreign(Exception):
    """The bundle would hold packages that the program does not ask for; the message names them."""


def papers(name: str, version: str, modules: Iterable[str], libraries: Iterable[Path]) -> list[Entry]:
    """The entries for a bundle of these Python modules and these libraries.

    `name` and `version` are the program's. Raises Foreign; also where another version of the program is installed.
    """
    ours = distribution(name)
    if ours.version != version:
        raise Foreign(f"{name} {ours.version}, while {version} is built")
    tops = {module.partition(".")[0] for module in modules}
    owners = packages_distributions()
    found = {canonicalize_name(owner) for top in tops for owner in owners.get(top, ()) if not _is_lent(owner)}
    if foreign := found - runtime(name):
        raise Foreign(", ".join(sorted(foreign)))
    entries = [entry for owner in sorted(found | {canonicalize_name(name)}) for entry in _own(distribution(owner))]
    return entries + _of_no_package() + _of_the_system(libraries)


def runtime(name: str) -> set[str]:
    """The names of all distributions that the program's requirements bring here, itself among them."""
    found: set[str] = set()
    waiting = [canonicalize_name(name)]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        extras = _OPTIONAL if one == canonicalize_name(name) else ("",)
        for stated in _requirements(one):
            wanted = Requirement(stated)
            if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(canonicalize_name(wanted.name))
    return found


def _requirements(name: str) -> list[str]:
    """What a distribution asks for; nothing where it is not installed here."""
    found = next(iter(Distribution.discover(name=name)), None)
    return [] if found is None else found.requires or []


def _is_lent(owner: str) -> bool:
    """Whether a distribution is one that setuptools carries for itself: PyInstaller has it put them on the path, and
    they share the name of a namespace («jaraco») with packages of ours.
    """
    return "_vendor" in Path(str(distribution(owner).locate_file(""))).parts


def _own(owner: Distribution) -> list[Entry]:
    """A distribution's name and version, and its licences."""
    files = [file for file in owner.files or () if file.parts[0].endswith(".dist-info")]
    wanted = [file for file in files if file.name == "METADATA" or _is_licence(file.parts)]
    return [(file.as_posix(), str(file.locate()), "DATA") for file in wanted]


def _is_licence(parts: tuple[str, ...]) -> bool:
    return "licenses" in parts[:-1] or parts[-1].upper().startswith(_LICENCES)


def _of_no_package() -> list[Entry]:
    """Qt's, whose wheels bring none; Python's; the one of PyInstaller, whose start of the program is in it."""
    qt = [(f"{FOLDER}/Qt/{file.name}", str(file), "DATA") for file in sorted((ROOT / "installer" / FOLDER).iterdir())]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    base = Path(sys.base_prefix)
    places = (
        base / "lib" / version / "LICENSE.txt",
        base / "LICENSE.txt",
        Path("/usr/share/doc", version, "copyright"),
    )
    python = [(f"{FOLDER}/Python/LICENSE.txt", str(place), "DATA") for place in places if place.is_file()][:1]
    return qt + python + [entry for entry in _own(distribution("pyinstaller")) if not entry[0].endswith("METADATA")]


def _of_the_system(libraries: Iterable[Path]) -> list[Entry]:
    """The copyright files of the Debian packages that these libraries are from; on other systems none."""
    asked = [f"*/{library.name}" for library in libraries]
    tool = shutil.which("dpkg-query")
    if not asked or tool is None:
        return []
    told = subprocess.run([tool, "--search", *asked], capture_output=True, text=True, check=False).stdout  # noqa: S603
    packages = {line.partition(":")[0] for line in told.splitlines()}
    copyrights = {package: Path("/usr/share/doc", package, "copyright") for package in sorted(packages)}
    return [(f"{FOLDER}/{name}/copyright", str(file), "DATA") for name, file in copyrights.items() if file.is_file()]
