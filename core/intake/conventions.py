"""What all cells of a column have in common: the order of its dates or names, the unit of its money."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final, TypeAlias

from core.intake import dates, names
from core.intake.amounts import MoneyUnit, header_unit, number_in, unit_of
from core.intake.dates import DateOrder
from core.intake.fields import Field, Form, Unit
from core.intake.names import NameOrder
from core.intake.organisations import entrepreneur, is_organisation
from core.intake.tables import Cell, Table
from core.intake.words import tidy, words

Reading: TypeAlias = DateOrder | NameOrder | MoneyUnit

_NAMES_LOOKED_AT = 2_000
_NUMBERS_LOOKED_AT = 2_000


class Basis(StrEnum):
    """Why a column is read so: its header says it, its cells show it, it is assumed for want of better, or chosen."""

    HEADER = "header"
    CELLS = "cells"
    ASSUMED = "assumed"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Convention:
    """How the cells of one column are read, and why."""

    reading: Reading
    basis: Basis


Detected: TypeAlias = Mapping[int, Convention]
"""By column index from 0; columns that leave nothing open are not there."""

Chosen: TypeAlias = Mapping[int, Reading | Convention]

_USUAL: Final = {
    Form.DATE: Convention(DateOrder.DAY_FIRST, Basis.ASSUMED),
    Form.FULL_NAME: Convention(NameOrder.SURNAME_FIRST, Basis.ASSUMED),
}


def detect(table: Table, fields: Mapping[int, Field], chosen: Chosen | None = None) -> Detected:
    """The conventions of all mapped columns, from all their cells; what is `chosen` stands, as what was detected in
    another part of the table does.
    """
    by_hand = {
        column: one if isinstance(one, Convention) else Convention(one, Basis.CHOSEN)
        for column, one in (chosen or {}).items()
    }
    found = {}
    for column, field in fields.items():
        if column not in by_hand:
            cells = (row[column] for row in table.rows)
            convention = convention_of(field, table.headers[column], cells)
            if convention:
                found[column] = convention
    return found | by_hand


def settled(fields: Mapping[int, Field], detected: Detected) -> Detected:
    """What was detected, and what cells are read by where nothing was: no cell of these columns leaves it open any
    more, not even one that is corrected later.
    """
    usual = {column: _USUAL[field.form] for column, field in fields.items() if field.form in _USUAL}
    return usual | dict(detected)


def convention_of(field: Field, header: str, cells: Iterable[Cell]) -> Convention | None:
    """How one column is read; None where nothing is open."""
    match field.form:
        case Form.DATE | Form.SERVICE:
            order = dates.order_of({tidy(cell) for cell in cells if isinstance(cell, str)})
            return Convention(order[0], Basis.CELLS if order[1] else Basis.ASSUMED) if order else None
        case Form.FULL_NAME:
            return _names(header, cells)
        case Form.NUMBER if field.unit is Unit.ROUBLES:
            return _money(field, header, cells)
    return None


def readings_of(field: Field) -> tuple[Reading, ...]:
    """The ways in which the cells of such a column may be read; none where nothing is open."""
    match field.form:
        case Form.DATE | Form.SERVICE:
            return tuple(DateOrder)
        case Form.FULL_NAME:
            return tuple(NameOrder)
        case Form.NUMBER if field.unit is Unit.ROUBLES:
            return tuple(MoneyUnit)
    return ()


def chosen_readings(fields: Mapping[int, Field], readings: Mapping[int, str]) -> dict[int, Reading]:
    """What was chosen for columns, by the values of the readings; a value that fits the column no more is left out."""
    return {
        column: reading
        for column, value in readings.items()
        if column in fields
        for reading in readings_of(fields[column])
        if reading.value == value
    }


def _names(header: str, cells: Iterable[Cell]) -> Convention | None:
    people = islice(_people(cells), _NAMES_LOOKED_AT)
    order = names.order_of(people)
    if order is None:
        return None
    if order[1]:
        return Convention(order[0], Basis.CELLS)
    stated = _stated_order(header)
    return Convention(stated, Basis.HEADER) if stated else Convention(order[0], Basis.ASSUMED)


def _people(cells: Iterable[Cell]) -> Iterator[str]:
    for cell in dict.fromkeys(cell for cell in cells if isinstance(cell, str)):
        name = tidy(cell)
        if not is_organisation(name):
            yield names.spell(entrepreneur(name) or name)[0]


def _stated_order(header: str) -> NameOrder | None:
    said = words(header)
    if "".join(said[:3]) == "фио" or said[:1] in (("фамилия",), ("surname",)):
        return NameOrder.SURNAME_FIRST
    if said[:1] in (("имя",), ("иоф",), ("иф",)) or said[:2] in (
        ("и", "о"),
        ("и", "ф"),
        ("first", "name"),
        ("name", "surname"),
    ):
        return NameOrder.SURNAME_LAST
    return None


def _money(field: Field, header: str, cells: Iterable[Cell]) -> Convention:
    stated = header_unit(header)
    if stated:
        return Convention(stated, Basis.HEADER)
    numbers = list(islice(_bare_numbers(cells), _NUMBERS_LOOKED_AT))
    unit, shown = unit_of(numbers, *field.usual)
    return Convention(unit, Basis.CELLS if shown else Basis.ASSUMED)


def _bare_numbers(cells: Iterable[Cell]) -> Iterator[float]:
    """Numbers that have no unit of their own."""
    for cell in cells:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            yield cell
        elif isinstance(cell, str) and (found := number_in(tidy(cell), Unit.ROUBLES)) and not found[1]:
            yield found[0]
