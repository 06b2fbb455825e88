"""Where a table comes from: a file as it stood when it was read, or a block that was pasted and has no file."""

import base64
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from core.domain.errors import KnownError, PastedTooBig
from core.intake.apart import Progress, list_sheets_apart, read_table_apart, read_text_apart
from core.intake.tables import Table
from core.intake.wish import Sheet, Wish

MOST_PASTED: Final = 20
"""Megabytes of a pasted block."""

MOST_MEASURED: Final = 5
"""Megabytes of a workbook whose sheets are measured beside the one that is read."""

_MEGABYTE: Final = 1024**2
_SEVERAL: Final = 2
_ANY_SIGN: Final = "surrogatepass"


@dataclass(frozen=True, slots=True)
class FileStamp:
    """A file's size in bytes and when it was changed, in seconds since 1970: another stamp, another content."""

    size: int
    changed: float


@dataclass(frozen=True, slots=True)
class Pasted:
    """A pasted block, packed so that a draft can carry it; it is shown in no representation."""

    packed: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Pack a text. Raises PastedTooBig."""
        content = text.encode("utf-8", _ANY_SIGN)
        if len(content) > MOST_PASTED * _MEGABYTE:
            raise PastedTooBig(most=MOST_PASTED)
        return cls(base64.b85encode(zlib.compress(content)).decode())

    @property
    def text(self) -> str:
        """The block as it was pasted."""
        return zlib.decompress(base64.b85decode(self.packed)).decode("utf-8", _ANY_SIGN)

    def __repr__(self) -> str:
        return f"Pasted({len(self.packed)})"


@dataclass(frozen=True, slots=True)
class Source:
    """A file by its `path`, with its stamp where one was taken; or a `pasted` block, whose path is empty."""

    path: str = ""
    seen: FileStamp | None = None
    pasted: Pasted | None = None

    def read(self, wish: Wish | None = None, progress: Progress | None = None) -> Table:
        """The table in it, read apart. Raises what `read_table_apart` and `read_text_apart` do."""
        if self.pasted is not None:
            return read_text_apart(self.pasted.text, wish, progress)
        return read_table_apart(Path(self.path), wish, progress)

    def measured(
        self,
        table: Table,
        password: str | None = None,
        known: Sequence[Sheet] = (),
        progress: Progress | None = None,
    ) -> Table:
        """The table of this file with the sizes of its sheets, where it has several: those that are `known`, or looked
        for in it; a large file would be waited for twice and is left as it is. What is wrong with sheets that nobody
        has asked for is not raised, what `progress` raises comes out.
        """
        sheets = table.read_as.sheets
        if len(sheets) < _SEVERAL or self.seen is None or self.seen.size > MOST_MEASURED * _MEGABYTE:
            return table
        names = [one.name for one in sheets]
        if names != [one.name for one in known if one.rows is not None]:
            with suppress(KnownError):
                known = list_sheets_apart(Path(self.path), password, progress)
        if names != [one.name for one in known]:
            return table
        return replace(table, read_as=replace(table.read_as, sheets=tuple(known)))


def file_stamp(path: Path) -> FileStamp | None:
    """The stamp of a file as it stands, None where there is none that may be looked at."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # a NUL inside a path is a ValueError
        return None
    return FileStamp(found.st_size, found.st_mtime)
