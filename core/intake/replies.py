"""What partners answered, out of the table or the JSON that they sent back, however they rearranged it.

Codes are found by their form, the other columns by their headers, or by what stands in them; a line that does not say
one clear thing carries its problem.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from core.domain.errors import EmptyTable, UnreadableFile
from core.domain.lead import Answer
from core.domain.reply import ReplyLine, ReplyProblem, code_in
from core.domain.reply_errors import NoReplies
from core.domain.text import fold
from core.intake.amounts import number_in
from core.intake.apart import read_table_apart
from core.intake.cells import as_text
from core.intake.dates import DateOrder, day_in, is_date_like, order_of
from core.intake.fields import Unit
from core.intake.foreign import guarded, read_bytes
from core.intake.reply_words import HEADERS, NOT_YET, answer_said, reason_said
from core.intake.tables import Table, read_content
from core.intake.wish import Wish

MOST_BYTES: Final = 16 * 1024 * 1024
"""More is no answer to a package."""

MOST_AMOUNT: Final = 1e12
_LONGEST: Final = 500
"""Letters of a comment, and of what is kept of a cell, beyond which it is cut."""

_CLEAR: Final = 0.6
"""The share of a column's filled cells that must be answers, or days, for a column without a header that says so."""


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
    return list(_lines(((number, _picked(row, columns)) for number, row in rows), _order(texts, columns), today))


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
    width = len(headers)
    filled = [[row[column] for row in texts if column < len(row) and row[column]] for column in range(width)]
    codes = [sum(code_in(text) is not None for text in column) for column in filled]
    if not any(codes):
        raise NoReplies
    found = {"code": codes.index(max(codes))}
    names = [fold(header) for header in headers]
    for what, ways in HEADERS.items():
        for way in ways:
            places = [place for place, name in enumerate(names) if name in way and place not in found.values()]
            if len(places) == 1:
                found[what] = places[0]
            if places:
                break
    for what, is_such in (("answer", _is_answer), ("on", is_date_like)):
        if what not in found:
            places = [
                place
                for place, column in enumerate(filled)
                if place not in found.values() and column and sum(map(is_such, column)) >= _CLEAR * len(column)
            ]
            if len(places) == 1:
                found[what] = places[0]
    if "answer" not in found:
        raise NoReplies
    return found


def _is_answer(text: str) -> bool:
    return answer_said(text) is not None


def _picked(row: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {what: row[column][:_LONGEST] for what, column in columns.items() if column < len(row) and row[column]}


def _order(texts: Sequence[Sequence[str]], columns: Mapping[str, int]) -> DateOrder:
    days = (row[columns["on"]] for row in texts if "on" in columns and columns["on"] < len(row))
    found = order_of(days)
    return found[0] if found else DateOrder.DAY_FIRST


def _of_json(told: Any, today: date) -> list[ReplyLine]:
    lines = told.get("answers") if isinstance(told, dict) else None
    if not isinstance(lines, list):
        raise NoReplies
    names = ("code", *HEADERS)
    rows = [
        {name: as_text(line[name])[:_LONGEST] for name in names if isinstance(line.get(name), str | int | float)}
        for line in lines
        if isinstance(line, dict)
    ]
    picked = [{name: text for name, text in row.items() if text} for row in rows]
    if not any(code_in(row.get("code", "")) for row in picked):
        raise NoReplies
    return list(_lines(enumerate(picked, 1), DateOrder.DAY_FIRST, today))


def _json(content: bytes) -> Any:
    """What a JSON file holds; None where this is none."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return None
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _lines(rows: Iterable[tuple[int, dict[str, str]]], order: DateOrder, today: date) -> Iterator[ReplyLine]:
    """The lines that say anything; where one code is answered in two ways, both wait."""
    found = [line for number, row in rows if (line := _line(number, row, order, today)) is not None]
    told: dict[str, set[tuple[Any, ...]]] = {}
    for line in found:
        if line.code is not None:
            told.setdefault(line.code, set()).add((line.answer, line.on, line.amount, line.reason, line.problem))
    seen: set[str] = set()
    for line in found:
        if line.code is None or len(told[line.code]) == 1:
            if line.code is None or line.code not in seen:
                yield line
        else:
            yield line if line.problem else replace(line, problem=ReplyProblem.TOLD_TWICE)
        seen.add(line.code or "")


def _line(number: int, row: dict[str, str], order: DateOrder, today: date) -> ReplyLine | None:
    """None where nothing is answered."""
    said = {what: text for what, text in row.items() if what != "code"}
    if fold(said.get("answer", "")) in NOT_YET and not {"on", "amount"} & said.keys():
        return None
    code, answer = code_in(row.get("code", "")), answer_said(said.get("answer", ""))
    on, day_clear = _day(said.get("on", ""), order, today)
    amount, amount_clear = _amount(said.get("amount", ""))
    reason = reason_said(said.get("reason", ""))
    own_words = said.get("reason", "") if reason is None else ""
    problems = {
        ReplyProblem.NO_CODE: code is None,
        ReplyProblem.ANSWER_UNCLEAR: answer is None,
        ReplyProblem.DAY_UNCLEAR: not day_clear,
        ReplyProblem.AMOUNT_UNCLEAR: not amount_clear,
        ReplyProblem.CONTRADICTION: (amount and answer is not Answer.BOUGHT)
        or (reason is not None and answer is not Answer.REFUSED),
    }
    return ReplyLine(
        number=number,
        code=code,
        answer=answer,
        on=on,
        amount=amount if answer is Answer.BOUGHT else None,
        reason=reason,
        comment="; ".join(text for text in (own_words, said.get("comment", "")) if text),
        said=tuple(row.items()),
        problem=next((problem for problem, met in problems.items() if met), None),
    )


def _day(said: str, order: DateOrder, today: date) -> tuple[date | None, bool]:
    """The day, None where none stands, and whether what stands there is one, not after today."""
    if not said:
        return None, True
    day, _ = day_in(said, order, today)
    return (day, True) if day is not None and day <= today else (None, False)


def _amount(said: str) -> tuple[float | None, bool]:
    """Roubles, None where none stand, and whether what stands there is an amount."""
    if not said:
        return None, True
    found = number_in(said.casefold(), Unit.ROUBLES)
    return (found[0], True) if found is not None and 0 <= found[0] <= MOST_AMOUNT else (None, False)
