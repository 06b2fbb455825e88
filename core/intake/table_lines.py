"""A table or a catalogue as lines of JSON, for the way from one process to another. What comes out is what went in.

A first line says what follows (headers and the number of rows, sheets, or an error), then come blocks of rows, and a
last line counts them: a reader that has not seen it has not seen everything.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from core.domain.catalogue import CatalogueDraft, Cell, DraftService
from core.domain.client import ClientType
from core.domain.errors import (
    EmptyTable,
    FileMissing,
    KnownError,
    NeedsClientType,
    NotACatalogue,
    PasswordProtected,
    SparseTable,
    UnreadableFile,
)
from core.intake.tables import Sheet, Table

COMMAND: Final = "read-table"
"""The program's hidden command that reads one table and writes these lines."""

BLOCK: Final = 500
"""Rows of one line."""

_TABLE_ERRORS = (FileMissing, UnreadableFile, PasswordProtected, SparseTable, EmptyTable)
ERRORS: Final = {kind.code: kind for kind in (*_TABLE_ERRORS, NotACatalogue, NeedsClientType)}
"""What reading can end with, by code."""

_DAY, _MOMENT = "day", "moment"
_ANY_SIGN: Final = "surrogatepass"


def table_lines(table: Table) -> Iterator[bytes]:
    """The lines of a table."""
    yield _line({"headers": table.headers, "rows": len(table.rows)})
    for start in range(0, len(table.rows), BLOCK):
        block = slice(start, start + BLOCK)
        yield _line({"numbers": table.numbers[block], "cells": table.rows[block]})
    yield _line({"end": len(table.rows)})


def sheet_lines(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """The lines of a list of sheets."""
    listed = [(sheet.name, sheet.visible) for sheet in sheets]
    yield _line({"sheets": listed})
    yield _line({"end": len(listed)})


def catalogue_lines(draft: CatalogueDraft) -> Iterator[bytes]:
    """The lines of a catalogue."""
    services = [[one.name, one.client_type, one.company, one.needs, one.description] for one in draft.services]
    cells = [[*place, mark] for place, mark in draft.cells.items()]
    yield _line({"services": services, "marks": cells, "unmatched": draft.unmatched_needs})
    yield _line({"end": len(services)})


def catalogue_of(answer: Mapping[str, Any]) -> CatalogueDraft:
    """The catalogue of a parsed line."""
    return CatalogueDraft(
        tuple(
            DraftService(name, ClientType(kind), company, tuple(needs), description)
            for name, kind, company, needs, description in answer["services"]
        ),
        {(one, other): Cell(mark) for one, other, mark in answer["marks"]},
        tuple((row, name) for row, name in answer["unmatched"]),
    )


def error_line(error: KnownError) -> bytes:
    """The one line of a file that could not be read."""
    return _line({"error": error.code, "facts": error.facts})


def parsed(line: bytes) -> dict[str, Any]:
    """The content of a line; cells have their types again. Raises ValueError, or the error that the line names."""
    found = json.loads(line.decode("utf-8", _ANY_SIGN), object_hook=_dated)
    if not isinstance(found, dict):
        raise TypeError
    if "error" in found:
        raise ERRORS.get(found["error"], UnreadableFile)(**found["facts"])
    return found


def _line(content: dict[str, Any]) -> bytes:
    text = json.dumps(content, default=_plain, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", _ANY_SIGN) + b"\n"


def _plain(cell: object) -> dict[str, str]:
    if isinstance(cell, datetime):
        return {_MOMENT: cell.isoformat()}
    if isinstance(cell, date):
        return {_DAY: cell.isoformat()}
    raise TypeError


def _dated(found: dict[str, Any]) -> Any:
    """A cell again: all that JSON has no type for is an object of one key."""
    if _MOMENT in found:
        return datetime.fromisoformat(found[_MOMENT])
    return date.fromisoformat(found[_DAY]) if _DAY in found else found
