"""Which column is which field, as the person matches them: one field for one column at most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

from core.intake.cells import as_text
from core.intake.fields import FIELDS, Field, Place
from core.intake.mapping import Mapping as FieldMapping
from core.intake.mapping import suggest
from core.intake.tables import Table
from core.services.imports import NeededFields, mapping_of, needed_fields

_EXAMPLES: Final = 2
_LOOKED_AT: Final = 1_000
"""Rows in which examples are looked for."""

_WHO: Final = ("full_name", "surname", "name", "organisation")


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
    """A column of the file. `code` is None where it is not imported."""

    header: str
    examples: tuple[str, ...]
    code: str | None
    found: Found


class Matching:
    """The columns of a table and the fields chosen for them."""

    def __init__(self, table: Table, fields: Mapping[int, str]) -> None:
        self._headers = table.headers
        suggestion = suggest(table.headers, table.rows)
        self._suggested = {column: field.code for column, field in suggestion.fields.items()}
        self._sure = suggestion.sure
        self._examples = [_examples(table, column) for column in range(len(table.headers))]
        self.fields = dict(fields)

    def __len__(self) -> int:
        return len(self._headers)

    def column(self, number: int) -> MatchedColumn:
        """A column by its number from 0."""
        code = self.fields.get(number)
        suggested = self._suggested.get(number)
        if code is None:
            found = Found.NONE if suggested is None else Found.CLEARED
        else:
            found = Found(self._sure[number]) if code == suggested else Found.HAND
        return MatchedColumn(self._headers[number], self._examples[number], code, found)

    def choose(self, number: int, code: str | None) -> int | None:
        """Give a column a field, or none; returns the column that has lost it."""
        before = next((column for column, had in self.fields.items() if code == had and column != number), None)
        if before is not None:
            del self.fields[before]
        if code is None:
            self.fields.pop(number, None)
        else:
            self.fields[number] = code
        return before

    @property
    def mapping(self) -> FieldMapping:
        """For cleaning."""
        return mapping_of(self._headers, self.fields)

    @property
    def needed(self) -> NeededFields:
        """What is still missing."""
        return needed_fields(self.mapping)

    @property
    def who(self) -> tuple[str, ...]:
        """Codes of the fields that say who the client is, as far as there are columns for them."""
        return tuple(code for code in _WHO if code in self.fields.values())


def field_groups() -> tuple[tuple[str, ...], ...]:
    """The codes of all fields in their order, in the groups in which they are offered."""
    return tuple(tuple(field.code for field in group) for _, group in groupby(FIELDS.values(), _group))


def _group(field: Field) -> str:
    if field.document is not None:
        return field.document.value
    return field.place.value if field.place in (Place.DETAIL, Place.PORTRAIT) else "who"


def _examples(table: Table, column: int) -> tuple[str, ...]:
    texts = (as_text(row[column]) for row in table.rows[:_LOOKED_AT])
    found: Sequence[str] = []
    for text in texts:
        if text and text not in found:
            found = [*found, text]
        if len(found) == _EXAMPLES:
            break
    return tuple(found)
