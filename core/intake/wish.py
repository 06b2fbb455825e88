"""How a table is to be read, how it was read, and what of the file stayed behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

NO_HEADER: Final = 0
"""The header row of a table that has none: its first row is data."""


@dataclass(frozen=True, slots=True)
class Wish:
    """None: guess. `header` is a row of the file from 1, or NO_HEADER; `delimiter` one character; `encoding` is one
    that Python knows. The password is shown in no representation.
    """

    sheet: str | None = None
    password: str | None = field(default=None, repr=False)
    encoding: str | None = None
    delimiter: str | None = None
    header: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet of a workbook. `rows` and `columns` count what its filled cells span; None where nobody looked."""

    name: str
    visible: bool
    rows: int | None = None
    columns: int | None = None


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What was guessed or wished. A workbook has `sheet` and `sheets`, a text `encoding` and `delimiter`.

    `headers` are the rows of the file that make the header, from 1; none where the first row is data.
    """

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    headers: tuple[int, ...] = ()
    sheets: tuple[Sheet, ...] = ()


class Left(StrEnum):
    """What is never read; also keys of texts."""

    MACROS = "macros"
    LINKS = "links"
    EMBEDDED = "embedded"
    PICTURES = "pictures"
    COMMENTS = "comments"
    REPEATED_HEADERS = "repeated_headers"
    TOTALS = "totals"
    HEADINGS = "headings"
    NOTES = "notes"


Dropped: TypeAlias = Mapping[Left, int]
"""How many of each kind a file holds that were left behind."""
