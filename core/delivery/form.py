"""An empty workbook to be filled in: typed columns, and a second sheet that explains them."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import xlsxwriter

FORM_ROWS: Final = 5_000
"""Rows below the header in which lists may be chosen from."""


class Typed(StrEnum):
    """What the cells of a column hold. Codes and phones are text, so that Excel takes no digit from them."""

    TEXT = "@"
    DAY = "dd.mm.yyyy"
    NUMBER = "General"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column: its header, how its cells are typed, its line of explanation, the words to choose from, if any."""

    title: str
    typed: Typed
    explanation: str
    words: tuple[str, ...] = ()


def form_workbook(sheet: str, columns: Sequence[FormColumn], notes: str, heads: tuple[str, str]) -> bytes:
    """A sheet with the headers alone, and a sheet `notes` with a line for each column under these two heads."""
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        page, explained = book.add_worksheet(sheet), book.add_worksheet(notes)
        for place, column in enumerate(columns):
            typed = book.add_format({"num_format": column.typed.value})
            page.set_column(place, place, max(14, len(column.title) + 4), typed)
            page.write_string(0, place, column.title, bold)
            if column.words:
                choice = {"validate": "list", "source": list(column.words), "error_type": "information"}
                page.data_validation(1, place, FORM_ROWS, place, choice)
        page.freeze_panes(1, 0)
        explained.set_column(0, 0, 44)
        explained.set_column(1, 1, 100, wrapped)
        for row, cells in enumerate([heads, *((one.title, one.explanation) for one in columns)]):
            for place, text in enumerate(cells):
                explained.write_string(row, place, text, bold if row == 0 else None)
        explained.freeze_panes(1, 0)
    return plain.getvalue()
