"""A folder in which tables arrive: which of its files may be tables, and which of them nobody writes any more."""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from stat import S_ISREG
from typing import Final

from core.domain.errors import FolderMissing
from core.intake.sources import FileStamp

SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt"})
"""Of files that may be tables, and that were meant to be one."""

_LOCKS: Final = ("~$", ".~lock.", ".")
"""How the names begin of what Excel and LibreOffice lay beside an open file, and of hidden files."""

_HIDDEN: Final = 2
"""FILE_ATTRIBUTE_HIDDEN of Windows."""

_MOST: Final = 10_000
"""Files of one folder that are looked at."""


class Arrivals:
    """Looks at a folder again and again, not below it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._before: Mapping[Path, FileStamp] = {}

    def look(self) -> tuple[dict[Path, FileStamp], bool]:
        """The files that stand as they stood at the look before and can be opened, and whether there are others: they
        are being written, and want another look. Raises FolderMissing.
        """
        found = dict(tables_in(self.folder))
        settled = {path: stamp for path, stamp in found.items() if self._before.get(path) == stamp and _opens(path)}
        self._before = found
        return settled, len(settled) < len(found)


def tables_in(folder: Path) -> Iterator[tuple[Path, FileStamp]]:
    """The files that may be tables, with their stamps. Empty ones are being written. Raises FolderMissing."""
    try:
        with os.scandir(folder) as entries:
            for entry, _ in zip(entries, range(_MOST), strict=False):
                if Path(entry.name).suffix.lower() in SUFFIXES and not entry.name.startswith(_LOCKS):
                    stamp = _stamp(entry)
                    if stamp is not None:
                        yield folder / entry.name, stamp
        return
    except (OSError, ValueError):  # a NUL inside a path is a ValueError
        pass
    raise FolderMissing


def _stamp(entry: "os.DirEntry[str]") -> FileStamp | None:
    try:
        found = Path(entry.path).stat()  # the entry's own is of an earlier time on Windows
    except OSError:
        return None
    if sys.platform == "win32" and found.st_file_attributes & _HIDDEN:
        return None
    return FileStamp(found.st_size, found.st_mtime) if S_ISREG(found.st_mode) and found.st_size else None


def _opens(path: Path) -> bool:
    """Whether it can be read: Windows keeps others away from a file that is being copied."""
    try:
        with path.open("rb") as opened:
            return bool(opened.read(1))
    except OSError:
        return False
