"""Rows of a table in which something is answered: which column says what, and what each row says."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from core.domain.lead import Answer
from core.domain.reply import ReplyLine, ReplyProblem, code_in
from core.domain.text import fold
from core.intake.amounts import number_in
from core.intake.dates import DateOrder, day_in, is_date_like, order_of
from core.intake.fields import Unit
from core.intake.reply_words import HEADERS, NOT_YET, answer_said, reason_said

MOST_AMOUNT: Final = 1e12
LONGEST: Final = 500
"""Letters of a comment, and of what is kept of a cell, beyond which it is cut."""

CLEAR: Final = 0.6
"""The share of a column's filled cells that must be answers, or days, for a column without a header that says so."""

Column = Sequence[str]
"""The filled cells of a column."""


def headed_columns(headers: Sequence[str], taken: Collection[int]) -> dict[str, int]:
    """What is told → the column whose header says so, of those that are not `taken`; of two such columns neither."""
    found: dict[str, int] = {}
    names = [fold(header) for header in headers]
    for what, ways in HEADERS.items():
        for way in ways:
            free = (place for place in range(len(names)) if place not in taken and place not in found.values())
            places = [place for place in free if names[place] in way]
            if len(places) == 1:
                found[what] = places[0]
            if places:
                break
    return found


def columns_by_cells(filled: Sequence[Column], taken: Collection[int], least: float = CLEAR) -> dict[str, int]:
    """The columns of answers and days by what stands there, of those that are not `taken`: in at `least` so great a
    part of the filled cells. Of two that could be one neither is.
    """
    found: dict[str, int] = {}
    wanted: tuple[tuple[str, Callable[[str], bool]], ...] = (("answer", is_answer), ("on", is_date_like))
    for what, is_such in wanted:
        places = [
            place
            for place, column in enumerate(filled)
            if place not in taken and place not in found.values() and share(column, is_such) >= least
        ]
        if len(places) == 1:
            found[what] = places[0]
    return found


def share(column: Column, is_such: Callable[[str], bool]) -> float:
    """The part of the filled cells of a column, 0…1, that are such."""
    return sum(map(is_such, column)) / len(column) if column else 0.0


def is_answer(text: str) -> bool:
    """Whether a text says one clear thing."""
    return answer_said(text) is not None


def filled_cells(texts: Sequence[Sequence[str]], width: int) -> list[Column]:
    """The filled cells of each of `width` columns."""
    return [[row[column] for row in texts if column < len(row) and row[column]] for column in range(width)]


def picked(row: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """What is told → the text of its cell, where there is one."""
    return {what: row[column][:LONGEST] for what, column in columns.items() if column < len(row) and row[column]}


def order_in(column: Column) -> DateOrder:
    """How the days of a column are written."""
    found = order_of(column)
    return found[0] if found else DateOrder.DAY_FIRST


def told_lines(rows: Iterable[tuple[int, dict[str, str]]], order: DateOrder, today: date) -> Iterator[ReplyLine]:
    """The lines that say anything; where one code is answered in two ways, both wait."""
    found = [line for number, row in rows if (line := line_in(number, row, order, today)) is not None]
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


def line_in(
    number: int, row: Mapping[str, str], order: DateOrder, today: date, *, coded: bool = True
) -> ReplyLine | None:
    """What a row says, by what its columns tell; None where nothing is answered. A `coded` one lacks its code if there
    is none.
    """
    said = {what: text for what, text in row.items() if what != "code"}
    if fold(said.get("answer", "")) in NOT_YET and not {"on", "amount"} & said.keys():
        return None
    code, answer = code_in(row.get("code", "")), answer_said(said.get("answer", ""))
    on, day_clear = _day(said.get("on", ""), order, today)
    amount, amount_clear = _amount(said.get("amount", ""))
    reason = reason_said(said.get("reason", ""))
    own_words = said.get("reason", "") if reason is None else ""
    problems = {
        ReplyProblem.NO_CODE: coded and code is None,
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
