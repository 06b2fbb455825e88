"""What people chose about a table: what its columns and words mean, and what is corrected in its cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ColumnChoices:
    """What the columns of a table mean, by their index from 0. Another table with the same headers means the same.

    `fields`: column → field code. `services`: column → the service that it speaks of, as tables name it (wide form).
    `values`: column → folded word of the table → what it stands for. `readings`: column → how its dates, names or
    money are read, where a person chose that.
    """

    fields: Mapping[int, str] = field(default_factory=dict)
    services: Mapping[int, str] = field(default_factory=dict)
    values: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    readings: Mapping[int, str] = field(default_factory=dict)

    def moved(self, places: Mapping[int, int]) -> "ColumnChoices":
        """The same for columns that stand elsewhere: column here → column there; all others are left out."""

        def move(part: Mapping[int, T]) -> dict[int, T]:
            return {places[column]: one for column, one in part.items() if column in places}

        return ColumnChoices(move(self.fields), move(self.services), move(self.values), move(self.readings))

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON, empty parts left out."""
        values = [(column, sorted(meanings.items())) for column, meanings in sorted(self.values.items())]
        parts = {
            "fields": sorted(self.fields.items()),
            "services": sorted(self.services.items()),
            "values": values,
            "readings": sorted(self.readings.items()),
        }
        return {name: part for name, part in parts.items() if part}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """What `plain` gave."""
        return cls(
            fields=dict(plain.get("fields", ())),
            services=dict(plain.get("services", ())),
            values={column: dict(meanings) for column, meanings in plain.get("values", ())},
            readings=dict(plain.get("readings", ())),
        )


@dataclass(frozen=True, slots=True)
class RowCorrection:
    """What is corrected in one row: column index → what the cell says instead, and whether the row is left out."""

    texts: Mapping[int, str] = field(default_factory=dict)
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Corrections:
    """What was corrected by hand: row of the file → column index → what the cell says instead, and rows left out.

    `marks`: row → the mark (`corrections.mark_of`) that it had in the file then, so that another row never gets it.
    """

    cells: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    skipped: frozenset[int] = frozenset()
    marks: Mapping[int, str] = field(default_factory=dict)

    @property
    def rows(self) -> frozenset[int]:
        """All rows that anything was corrected in."""
        return self.skipped.union(self.cells)

    def of(self, row: int) -> RowCorrection:
        """What is corrected in a row of the file."""
        return RowCorrection(self.cells.get(row, {}), row in self.skipped)

    def changed(self, rows: Mapping[int, RowCorrection], marks: Mapping[int, str]) -> Self:
        """These with other corrections of some rows; `marks` of those rows as they stand in the file."""
        cells, kept = dict(self.cells), dict(self.marks)
        for row, correction in rows.items():
            if correction.texts:
                cells[row] = dict(correction.texts)
            else:
                cells.pop(row, None)
            if correction.texts or correction.skipped:
                kept[row] = marks[row]
            else:
                kept.pop(row, None)
        left_out = {row for row, correction in rows.items() if correction.skipped}
        return type(self)(cells, self.skipped.difference(rows) | left_out, kept)

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON, empty parts left out."""
        cells = [(row, sorted(texts.items())) for row, texts in sorted(self.cells.items())]
        parts = {"cells": cells, "skipped": sorted(self.skipped), "marks": sorted(self.marks.items())}
        return {name: part for name, part in parts.items() if part}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """What `plain` gave."""
        return cls(
            {row: dict(texts) for row, texts in plain.get("cells", ())},
            frozenset(plain.get("skipped", ())),
            dict(plain.get("marks", ())),
        )
