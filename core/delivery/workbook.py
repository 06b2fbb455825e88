"""Workbooks as they leave the base: typed cells, made in memory alone, so that no plain copy is left on the disk."""

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter

from core.delivery.form import FormSheet, add_form
from core.domain.journal import AuditHead

JOURNAL_PROPERTY: Final = "opuntia-journal"
"""The custom document property in which a package carries the head of its base's audit, as «id:chain»."""

CODE: Final = "reply_code"
"""The column with the code by which the answer to a lead is told, beside the fields of the partner."""

Value = str | int | float | date | datetime | None

MOST_LETTERS: Final = 32_767
"""As many as a cell holds."""

_TEXT: Final = {"num_format": "@", "quote_prefix": True}
_MARK: Final = "#FBE3E1"
_WIDTHS = {
    CODE: 14,
    "full_name": 40,
    "phone": 18,
    "email": 32,
    "birth_date": 14,
    "service": 60,
}


def leads_workbook(  # noqa: PLR0913
    fields: Sequence[str],
    rows: Sequence[Sequence[str]],
    titles: Mapping[str, str],
    sheet: str,
    *,
    journal: AuditHead,
    answers: FormSheet | None = None,
) -> bytes:
    """One sheet with a header and one row per lead, and the form for `answers` where it lies here too; open: it has to
    be sealed before it touches the disk.

    Every cell is text, whatever it starts with: no formula, link or number can come alive (CWE-1236). `journal` is the
    head of the audit when the package is made.
    """
    plain = io.BytesIO()
    with _book(plain) as book:
        book.set_custom_property(JOURNAL_PROPERTY, str(journal), "text")
        _write(book, sheet, [(titles[field], _WIDTHS[field]) for field in fields], rows)
        if answers is not None:
            add_form(book, answers)
    return plain.getvalue()


def table_workbook(
    sheet: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[Value]],
    marked: Collection[tuple[int, int]] = frozenset(),
) -> bytes:
    """One sheet with a header of (title, width in characters) and the rows below it, open to everybody.

    Numbers, days and moments are typed, None leaves a cell empty; text is text, whatever it starts with. A column of no
    width is hidden; texts at the places `marked`, (row, column) from 0, stand on a colour.
    """
    plain = io.BytesIO()
    with _book(plain) as book:
        _write(book, sheet, columns, rows, marked)
    return plain.getvalue()


@contextmanager
def _book(plain: io.BytesIO) -> Iterator[Any]:
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(plain, options) as book:
        yield book


def _write(
    book: Any,
    sheet: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[Value]],
    marked: Collection[tuple[int, int]] = frozenset(),
) -> None:
    page = book.add_worksheet(sheet)
    head = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format(_TEXT)
    bad = book.add_format(_TEXT | {"bg_color": _MARK})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for column, (title, width) in enumerate(columns):
        page.set_column(column, column, width, None, {"hidden": not width})
        page.write_string(0, column, title, head)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(number + 1, column, value, bad if (number, column) in marked else text)
            elif isinstance(value, datetime):
                page.write_datetime(number + 1, column, value, moment)
            elif isinstance(value, date):
                page.write_datetime(number + 1, column, value, day)
            elif value is not None:
                page.write_number(number + 1, column, value)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
