"""A package as a workbook: typed cells in memory alone, sealed under a password before anything touches the disk."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from core.vault.sealing import seal_workbook

_WIDTHS = {"full_name": 40, "phone": 18, "email": 32, "birth_date": 14, "service": 60}


def package_workbook(
    fields: Sequence[str],
    rows: Sequence[Sequence[str]],
    titles: Mapping[str, str],
    sheet: str,
    password: str,
) -> bytes:
    """One sheet with a header and one row per lead.

    Every cell is text, whatever it starts with: no formula, link or number can come alive (CWE-1236).
    """
    plain = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(plain, options) as book:
        page = book.add_worksheet(sheet)
        head = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@", "quote_prefix": True})
        for column, field in enumerate(fields):
            page.set_column(column, column, _WIDTHS[field])
            page.write_string(0, column, titles[field], head)
            for row, values in enumerate(rows, start=1):
                page.write_string(row, column, values[column], text)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(len(rows), 1), len(fields) - 1)
    return seal_workbook(plain.getvalue(), password)
