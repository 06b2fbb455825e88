"""A table or a catalogue as lines of JSON, for the way from one process to another. What comes out is what went in.

A first line says what follows (headers, how they were found, about how many rows; sheets, or an error), then come
blocks of rows, and a last line counts them: a reader that has not seen it has not seen everything.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

from core.domain.catalogue import CatalogueDraft, Cell, DraftService
from core.domain.client import ClientType
from core.domain.errors import (
    EmptyTable,
    FileMissing,
    ForeignCipher,
    KnownError,
    NeedsClientType,
    NotACatalogue,
    NotATable,
    PasswordProtected,
    TableTooBig,
    UnreadableFile,
    WrongTablePassword,
)
from core.intake.tables import Sheet, TableStream
from core.intake.wish import Dropped, Left, ReadAs

COMMAND: Final = "read-table"
"""The program's hidden command that reads one table and writes these lines."""

BLOCK: Final = 500
"""Rows of one line."""

_TABLE_ERRORS = (
    *(FileMissing, UnreadableFile, NotATable, PasswordProtected, WrongTablePassword, ForeignCipher),
    *(TableTooBig, EmptyTable),
)
ERRORS: Final = {kind.code: kind for kind in (*_TABLE_ERRORS, NotACatalogue, NeedsClientType)}
"""What reading can end with, by code."""

_DAY, _MOMENT = "day", "moment"
_ANY_SIGN: Final = "surrogatepass"


def table_lines(table: TableStream) -> Iterator[bytes]:
    """The lines of a table, as its rows are read."""
    yield _line({"headers": table.headers, "rows": table.about, "read_as": asdict(table.read_as)})
    count = 0
    while block := list(islice(table.rows, BLOCK)):
        count += len(block)
        yield _line({"numbers": [number for number, _ in block], "cells": [row for _, row in block]})
    yield _line({"end": count, "dropped": dict(table.left())})


def sheet_lines(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """The lines of a list of sheets."""
    listed = [asdict(sheet) for sheet in sheets]
    yield _line({"sheets": listed})
    yield _line({"end": len(listed)})


def catalogue_lines(draft: CatalogueDraft) -> Iterator[bytes]:
    """The lines of a catalogue."""
    services = [[one.name, one.client_type, one.company, one.needs, one.description] for one in draft.services]
    cells = [[*place, mark] for place, mark in draft.cells.items()]
    yield _line({"services": services, "marks": cells, "unmatched": draft.unmatched_needs})
    yield _line({"end": len(services)})


def read_as_of(answer: Mapping[str, Any]) -> ReadAs:
    """How the table of a first line was read."""
    found = answer["read_as"]
    sheets = tuple(Sheet(**sheet) for sheet in found["sheets"])
    return ReadAs(found["sheet"], found["encoding"], found["delimiter"], tuple(found["headers"]), sheets)


def dropped_of(answer: Mapping[str, Any]) -> Dropped:
    """What was left behind, of a last line."""
    return {Left(kind): int(count) for kind, count in answer.get("dropped", {}).items()}


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
