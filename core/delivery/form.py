"""Workbooks to be filled in: typed columns, and a second sheet that explains them."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import xlsxwriter

FORM_ROWS: Final = 5_000
"""Rows below the header in which lists may be chosen from."""

_WIDEST: Final = 60


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


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A sheet with these columns, and `rows` of text that stand there already; a second sheet, `notes`, with a line for
    each column and for each of `remarks` under two heads.
    """

    sheet: str
    columns: tuple[FormColumn, ...]
    notes: str
    heads: tuple[str, str]
    rows: Sequence[Sequence[str]] = ()
    remarks: tuple[tuple[str, str], ...] = ()


def form_workbook(form: FormSheet) -> bytes:
    """A workbook of this form alone."""
    plain = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(plain, options) as book:
        add_form(book, form)
    return plain.getvalue()


def add_form(book: Any, form: FormSheet) -> None:
    """Add both sheets of the form to a workbook of xlsxwriter."""
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page, explained = book.add_worksheet(form.sheet), book.add_worksheet(form.notes)
    text = book.add_format({"num_format": "@", "quote_prefix": True})
    for place, column in enumerate(form.columns):
        typed = book.add_format({"num_format": column.typed.value})
        longest = max((len(row[place]) for row in form.rows if place < len(row)), default=0)
        page.set_column(place, place, max(14, len(column.title) + 4, min(longest + 2, _WIDEST)), typed)
        page.write_string(0, place, column.title, bold)
        if column.words:
            choice = {"validate": "list", "source": list(column.words), "error_type": "information"}
            page.data_validation(1, place, max(FORM_ROWS, len(form.rows)), place, choice)
    for number, row in enumerate(form.rows):
        for place, cell in enumerate(row):
            page.write_string(number + 1, place, cell, text)
    page.freeze_panes(1, 0)
    explained.set_column(0, 0, 44)
    explained.set_column(1, 1, 100, wrapped)
    lines = [form.heads, *((one.title, one.explanation) for one in form.columns), *form.remarks]
    for number, line in enumerate(lines):
        for place, cell in enumerate(line):
            explained.write_string(number, place, cell, bold if number == 0 else None)
    explained.freeze_panes(1, 0)
