"""Columns that speak of one service each (wide form): «КАСКО» with 1, 0 and −1 below it; and one that names them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from core.domain.client import ClientType
from core.intake.cells import answer, as_text, products_in
from core.intake.dates import is_date_like
from core.intake.fields import Field, Form
from core.intake.service_finder import ServiceFinder
from core.intake.tables import Cell, Row
from core.intake.words import tidy

_LONGEST: Final = 200
_LOOKED_AT: Final = 1_000
_WORDS: Final = 30
"""Words of a column that are looked for in the catalogue."""

_ENOUGH: Final = 0.8
_ENOUGH_BY_NAME: Final = 0.5
"""Of the cells below a header that is a service's name and nothing else; what they do not say is asked."""

_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_BESIDE = re.compile(
    r"^(?:(?:услуг[аи]|продукт|покупка|куп(?:ил|лен[аоы]?)|приобр(?:ел|етен[аоы]?)|оформ(?:ил|лен[аоы]?)|есть|наличие"
    r"|service|product|bought|purchased|has)\b[ _:.-]*)+",
    re.IGNORECASE,
)
_ANSWERS_OF_THEIR_OWN: Final = (Form.YES_NO, Form.NUMBER, Form.ANSWER)
"""Forms whose cells may well be 1 and 0: a header of theirs stands."""


def suggest_services(
    headers: Sequence[str], rows: Sequence[Row], fields: Mapping[int, Field], finder: ServiceFinder
) -> dict[int, str]:
    """Column → the service that its header names, where the cells below say nearly always bought or not.

    Such cells contradict most fields, so a column that a field was suggested for may be a service all the same.
    """
    found = {}
    for column, header in enumerate(headers):
        field = fields.get(column)
        if field is not None and field.form in _ANSWERS_OF_THEIR_OWN:
            continue
        service = _service(header, finder)
        enough = _ENOUGH_BY_NAME if service == tidy(header) else _ENOUGH
        if service and _are_answers([row[column] for row in rows[:: max(1, len(rows) // _LOOKED_AT)]], enough):
            found[column] = service
    return found


def suggest_products(columns: Iterable[int], rows: Sequence[Row], finder: ServiceFinder) -> int | None:
    """The column of these whose cells name services of the catalogue, most of them and most often; None without one."""
    best, most = None, 0
    for column in columns:
        said = Counter(word for row in rows[:_LOOKED_AT] for word in products_in(row[column]))
        words = said.most_common(_WORDS)
        known = sum(count for word, count in words if any(finder.find(word, one) for one in ClientType))
        if known > most and known >= _ENOUGH_BY_NAME * sum(count for _, count in words):
            best, most = column, known
    return best


def _service(header: str, finder: ServiceFinder) -> str | None:
    """The part of a header that the finder knows, the whole one first."""
    return next((said for said in _readings(header) if any(finder.find(said, one) for one in ClientType)), None)


def _readings(header: str) -> Iterator[str]:
    whole = tidy(header[:_LONGEST])
    bare = tidy(_BRACKETS.sub(" ", whole))
    _, _, after = bare.partition(":")
    for said in dict.fromkeys((whole, bare, tidy(after), _BESIDE.sub("", bare))):
        if said:
            yield said


def _are_answers(cells: Sequence[Cell], enough: float) -> bool:
    """Whether some cells are answers or days, and so many that few are anything else."""
    filled = [cell for cell in cells if as_text(cell)]
    days = sum(isinstance(cell, date) or is_date_like(as_text(cell)) for cell in filled)
    others = [answer(str(cell) if isinstance(cell, bool) else cell) for cell in filled]
    odd = sum(problem is not None for _, problem in others) - days
    return bool(days or any(value for value, _ in others)) and len(filled) - odd >= enough * len(filled)
