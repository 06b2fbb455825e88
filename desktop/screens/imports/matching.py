"""Which column is which field or service, as the person matches them, and how its cells and words are read."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Final

from core.domain.client import ClientType
from core.intake.cells import as_text
from core.intake.choices import ColumnChoices
from core.intake.conventions import Basis, Convention, chosen_readings, convention_of
from core.intake.fields import FIELDS, SERVICE, Field, Place
from core.intake.mapping import Mapping as FieldMapping
from core.intake.mapping import suggest
from core.intake.meanings import folded
from core.intake.service_finder import ServiceFinder
from core.intake.tables import Cell, Table
from core.intake.unknown_words import WordGroup, count_unknown, group_words
from core.services.imports import NeededFields, mapping_of, needed_fields

_EXAMPLES: Final = 2
_LOOKED_AT: Final = 1_000
"""Rows in which examples are looked for."""

_WHO: Final = ("full_name", "surname", "name", "organisation")
SERVICE_CODE: Final = "service:"
"""What stands before the service of a column in the code by which it is chosen."""


class Found(StrEnum):
    """How a column got its field; also keys of texts, as `found_…`."""

    EXACT = "exact"
    HEADER = "header"
    CONTENT = "content"
    HAND = "hand"
    CLEARED = "cleared"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MatchedColumn:
    """A column of the file. `code` is that of its field, or SERVICE_CODE and a service, or None: it is not imported."""

    header: str
    examples: tuple[Cell, ...]
    code: str | None
    found: Found


class Matching:
    """The columns of a table and what was chosen for them."""

    def __init__(self, table: Table, columns: ColumnChoices, finder: ServiceFinder, today: date) -> None:
        self._table = table
        self._headers = table.headers
        self._finder = finder
        self._today = today
        suggestion = suggest(table.headers, table.rows, finder)
        self._suggested = _codes({c: f.code for c, f in suggestion.fields.items()}, suggestion.services)
        self._sure = suggestion.sure
        self._examples = [_examples(table, column) for column in range(len(table.headers))]
        self.fields = dict(columns.fields)
        self.services = dict(columns.services)
        self.values = {column: dict(meanings) for column, meanings in columns.values.items()}
        self.readings = dict(columns.readings)
        self._unknown: dict[tuple[int, str], Counter[str]] = {}
        self._detected: dict[tuple[int, str], Convention | None] = {}

    def __len__(self) -> int:
        return len(self._headers)

    # ------------------------------------------------------------------ fields

    def column(self, number: int) -> MatchedColumn:
        """A column by its number from 0."""
        code, suggested = self.code(number), self._suggested.get(number)
        if code is None:
            found = Found.NONE if suggested is None else Found.CLEARED
        else:
            found = Found(self._sure[number]) if code == suggested else Found.HAND
        return MatchedColumn(self._headers[number], self._examples[number], code, found)

    def code(self, number: int) -> str | None:
        """What was chosen for a column, as in `MatchedColumn`."""
        return _codes(self.fields, self.services).get(number)

    def choose(self, number: int, code: str | None) -> int | None:
        """Give a column a field, a service or nothing; returns the column that has lost the field. What was chosen for
        the words and the reading of these columns is forgotten.
        """
        service = code.removeprefix(SERVICE_CODE) if code and code.startswith(SERVICE_CODE) else None
        before = next((column for column, had in self.fields.items() if code == had and column != number), None)
        for column in (number, number if before is None else before):
            self.fields.pop(column, None)
            self.services.pop(column, None)
            self.values.pop(column, None)
            self.readings.pop(column, None)
        if service is not None:
            self.services[number] = service
        elif code is not None:
            self.fields[number] = code
        return before

    @property
    def columns(self) -> ColumnChoices:
        """All that was chosen, as it is kept."""
        values = {column: dict(meanings) for column, meanings in self.values.items()}
        return ColumnChoices(dict(self.fields), dict(self.services), values, dict(self.readings))

    @property
    def mapping(self) -> FieldMapping:
        """For cleaning."""
        return mapping_of(self._headers, self.fields, self.services)

    @property
    def needed(self) -> NeededFields:
        """What is still missing."""
        return needed_fields(self.mapping)

    @property
    def who(self) -> tuple[str, ...]:
        """Codes of the fields that say who the client is, as far as there are columns for them."""
        return tuple(code for code in _WHO if code in self.fields.values())

    # ------------------------------------------------------------------ words and readings

    def field(self, number: int) -> Field | None:
        """The field of a column, SERVICE for one of a service."""
        return SERVICE if number in self.services else FIELDS.get(self.fields.get(number, ""))

    def words(self, number: int) -> tuple[WordGroup, ...]:
        """The words of a column that are not understood by themselves."""
        field = self.field(number)
        if field is None:
            return ()
        key = number, field.code
        if key not in self._unknown:
            cells = (row[number] for row in self._table.rows)
            self._unknown[key] = count_unknown(cells, field, self._today, self._is_product)
        return group_words(self._unknown[key], self.values.get(number, {}))

    def look(self, numbers: Iterable[int] | None = None) -> None:
        """Look through the cells of these columns, or of all: with many rows no work for the window's thread."""
        for number in range(len(self)) if numbers is None else numbers:
            self.words(number)
            self.convention(number)

    def give_meaning(self, number: int, words: Sequence[str], meaning: str | None) -> None:
        """All these words of a column stand for this; None takes their meaning away."""
        known = self.values.setdefault(number, {})
        for word in words:
            known.pop(folded(word), None)
            if meaning is not None:
                known[folded(word)] = meaning
        if not known:
            del self.values[number]

    def convention(self, number: int) -> Convention | None:
        """How a column is read; None where its cells leave nothing open."""
        field = self.field(number)
        if field is None:
            return None
        chosen = chosen_readings({number: field}, self.readings).get(number)
        if chosen is not None:
            return Convention(chosen, Basis.CHOSEN)
        key = number, field.code
        if key not in self._detected:
            cells = (row[number] for row in self._table.rows)
            self._detected[key] = convention_of(field, self._headers[number], cells)
        return self._detected[key]

    def choose_reading(self, number: int, reading: str) -> None:
        """The column is read like this; an empty text leaves it to its cells again."""
        self.readings.pop(number, None)
        if reading:
            self.readings[number] = reading

    def _is_product(self, text: str) -> bool:
        return any(self._finder.find(text, one) for one in ClientType)


def field_groups() -> tuple[tuple[str, ...], ...]:
    """The codes of all fields in their order, in the groups in which they are offered."""
    return tuple(tuple(field.code for field in group) for _, group in groupby(FIELDS.values(), _group))


def _codes(fields: Mapping[int, str], services: Mapping[int, str]) -> dict[int, str]:
    return dict(fields) | {column: SERVICE_CODE + service for column, service in services.items()}


def _group(field: Field) -> str:
    if field.document is not None:
        return field.document.value
    return field.place.value if field.place in (Place.DETAIL, Place.PORTRAIT) else "who"


def _examples(table: Table, column: int) -> tuple[Cell, ...]:
    found: dict[str, Cell] = {}
    for row in table.rows[:_LOOKED_AT]:
        if text := as_text(row[column]):
            found.setdefault(text, row[column])
        if len(found) == _EXAMPLES:
            break
    return tuple(found.values())
