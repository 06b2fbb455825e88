"""What partners answered, out of the table or the JSON that they sent back, however they rearranged it.

Codes are found by their form, the other columns by their headers, or by what stands in them; a line that does not say
one clear thing carries its problem.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from core.domain.errors import EmptyTable, UnreadableFile
from core.domain.reply import ReplyLine, code_in
from core.domain.reply_errors import NoReplies
from core.intake.apart import read_table_apart
from core.intake.cells import as_text
from core.intake.dates import DateOrder
from core.intake.foreign import guarded, read_bytes
from core.intake.reply_rows import (
    LONGEST,
    columns_by_cells,
    filled_cells,
    headed_columns,
    order_in,
    picked,
    told_lines,
)
from core.intake.reply_words import HEADERS
from core.intake.tables import Table, read_content
from core.intake.wish import Wish

MOST_BYTES: Final = 16 * 1024 * 1024
"""More is no answer to a package."""


def read_reply(path: Path, today: date, password: str | None = None) -> list[ReplyLine]:
    """The lines of a file with answers: a workbook, a text table, or the JSON of a package. A workbook is looked
    through sheet by sheet for one with codes and answers.

    Raises FileMissing, UnreadableFile, PasswordProtected, TableTooBig, NotATable, EmptyTable, NoReplies.
    """
    content = read_bytes(path)
    if len(content) > MOST_BYTES:
        raise UnreadableFile
    if (told := _json(content)) is not None:
        return _of_json(told, today)
    wish = Wish(password=password)
    return _first(read_table_apart(path, wish), lambda sheet: read_table_apart(path, replace(wish, sheet=sheet)), today)


def read_reply_content(content: bytes, today: date) -> list[ReplyLine]:
    """The same of bytes that were unsealed here, and must not touch the disk."""
    if len(content) > MOST_BYTES:
        raise UnreadableFile
    if (told := _json(content)) is not None:
        return _of_json(told, today)
    first = guarded(partial(read_content, content))
    return _first(first, lambda sheet: guarded(partial(read_content, content, Wish(sheet=sheet))), today)


def lines_in(table: Table, today: date) -> list[ReplyLine]:
    """The lines of a table in which something is answered. Raises NoReplies where there is no column with codes, or
    none with answers.
    """
    texts = [[as_text(cell) for cell in row] for row in table.rows]
    columns = _columns(table.headers, texts)
    rows = zip(table.numbers, texts, strict=True)
    days = [row[columns["on"]] for row in texts if "on" in columns and columns["on"] < len(row)]
    return list(told_lines(((number, picked(row, columns)) for number, row in rows), order_in(days), today))


def _first(table: Table, read: Callable[[str], Table], today: date) -> list[ReplyLine]:
    """The lines of the first sheet that has codes and answers. The sheet that comes first is that of the leads."""
    others = [one.name for one in table.read_as.sheets if one.visible and one.name != table.read_as.sheet]
    for sheet in (None, *others):
        try:
            return lines_in(table if sheet is None else read(sheet), today)
        except (EmptyTable, NoReplies):
            continue
    raise NoReplies


def _columns(headers: Sequence[str], texts: Sequence[Sequence[str]]) -> Mapping[str, int]:
    """What is told → its column: the codes by their form, the others by their header, the answers and days else by
    what stands there. Of two columns that could be one neither is.
    """
    filled = filled_cells(texts, len(headers))
    codes = [sum(code_in(text) is not None for text in column) for column in filled]
    if not any(codes):
        raise NoReplies
    found = {"code": codes.index(max(codes))}
    found |= headed_columns(headers, found.values())
    found |= {what: place for what, place in columns_by_cells(filled, found.values()).items() if what not in found}
    if "answer" not in found:
        raise NoReplies
    return found


def _of_json(told: Any, today: date) -> list[ReplyLine]:
    lines = told.get("answers") if isinstance(told, dict) else None
    if not isinstance(lines, list):
        raise NoReplies
    names = ("code", *HEADERS)
    rows = [
        {name: as_text(line[name])[:LONGEST] for name in names if isinstance(line.get(name), str | int | float)}
        for line in lines
        if isinstance(line, dict)
    ]
    told_rows = [{name: text for name, text in row.items() if text} for row in rows]
    if not any(code_in(row.get("code", "")) for row in told_rows):
        raise NoReplies
    return list(told_lines(enumerate(told_rows, 1), DateOrder.DAY_FIRST, today))


def _json(content: bytes) -> Any:
    """What a JSON file holds; None where this is none."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return None
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
