"""The hidden command `read-table`: the child of `core/intake/apart.py`, which reads one foreign table and nothing else.

It takes its wish as JSON from standard input and writes lines (core/intake/table_lines.py) to standard output. It says
nothing on standard error, whatever happens: a parser that fails may quote the file. It imports as little as it can.
"""

import gc
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from core.domain.client import ClientType
from core.domain.errors import KnownError, TableTooBig
from core.intake.children import end_with_parent
from core.intake.table_lines import catalogue_lines, error_line, sheet_lines, table_lines
from core.intake.tables import list_sheets, open_table, open_text
from core.intake.wish import Wish

MOST_MEMORY: Final = 2 * 1024**3
"""Bytes of address space that a table may take, where the system can hold us to it."""


def serve() -> int:
    """Read what standard input asks for; returns 0, or 1 where nobody listens."""
    _hold_back()
    end_with_parent()
    # by number: a frozen program without a console has no sys.stdin and sys.stdout
    with open(0, "rb", closefd=False) as asked, open(1, "wb", closefd=False) as told:
        wanted = json.load(asked)
        try:
            for line in _lines(Path(wanted["path"]), wanted):
                told.write(line)
                told.flush()
        except OSError:
            return 1
    return 0


def _lines(path: Path, asked: Mapping[str, Any]) -> Iterator[bytes]:
    """The answer; an error may come after some of it."""
    try:
        if asked["what"] == "catalogue":
            from core.intake.catalogue_files import read_catalogue_file  # noqa: PLC0415 (tables do without)

            kind = asked["client_type"]
            yield from catalogue_lines(read_catalogue_file(path, None if kind is None else ClientType(kind)))
        elif asked["what"] == "sheets":
            yield from sheet_lines(list_sheets(path, asked["wish"]["password"]))
        elif asked["what"] == "text":
            yield from table_lines(open_text(asked["text"], Wish(**asked["wish"])))
        else:
            yield from table_lines(open_table(path, Wish(**asked["wish"]), careful=asked["careful"]))
    except KnownError as error:
        yield error_line(error)
    except MemoryError:
        yield error_line(TableTooBig())


def _hold_back() -> None:
    """Limit the memory, leave no image of it on the disk and fall silent."""
    gc.disable()  # a table has no cycles, and millions of cells to look for them in
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    os.close(nothing)
    if sys.platform == "linux":
        import resource  # noqa: PLC0415  (not on Windows)

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
