"""Stops of the tour about the check of an import and its consent, and the table that it checks."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from core.intake.problems import Code
from core.services.sample import HEADERS, invented_rows

if TYPE_CHECKING:
    from desktop.bootstrap import Program
    from desktop.window.frame import Frame

_BORN, _PHONE, _ORGANISATION, _INN = 4, 5, 8, 9  # columns of HEADERS


class CheckStops:
    """Part of `desktop/tour.py`'s guide."""

    frame: Frame
    program: Program

    def _check_fixed(self) -> None:
        """A phone is corrected, one row is left out, another waits."""
        from desktop.screens.imports.screen import ImportsScreen  # noqa: PLC0415 (the application comes first)

        page = self.frame.page
        if isinstance(page, ImportsScreen):
            checking, grid = page.presenter.checking, page.check.grid
            groups = checking.findings.groups if checking.findings else ()
            checking.choose_group([group.code for group in groups].index(Code.PHONE_UNCLEAR))
            checking.correct(0, f"+7 843 {page.check.rows.rows[0].cell}")
            checking.look_at(2)
            checking.skip()
            grid.selectRow(0)
            grid.setFocus()

    def _check_similar(self) -> None:
        """What the correction would make of similar cells."""
        from desktop.screens.imports.screen import ImportsScreen  # noqa: PLC0415

        page = self.frame.page
        if isinstance(page, ImportsScreen):
            page.presenter.checking.propose()

    def _scan(self) -> None:
        """One document for the whole file, with its scan."""
        from desktop.screens.imports.screen import ImportsScreen  # noqa: PLC0415

        page, scan = self.frame.page, self.program.preferences.folder / "consent-2026.pdf"
        if isinstance(page, ImportsScreen):
            scan.write_bytes(b"%PDF-1.7" + bytes(240_000))
            page.presenter.change_paper(given=True, number="2026/1", scan=str(scan))
            page.consent.scan.attach.setFocus()
            self.frame.toast.hide()


def write_rough_table(file: Path) -> Path:
    """A table of invented people as people keep them: some cells and rows are wrong, so that there is something to
    check.
    """
    draw = Random(11)  # noqa: S311 (invented people need no secrecy)
    rows = [list(row) for row in invented_rows(draw, 240, date(2026, 1, 1))]
    for place, row in enumerate(rows):
        if place % 9 == 4:
            row[_PHONE] = f"{draw.randint(200, 599)}-{draw.randint(10, 99)}-{draw.randint(10, 99)}"
        if place % 23 == 7:
            row[_BORN] = "31.02.1980"
        if place % 31 == 9:
            row[1:4] = ["", "", ""]
            row[_ORGANISATION] = ""
        if place % 40 == 11:
            row[_INN] = "4.47E+11"
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened, delimiter=";").writerows([HEADERS, *rows])
    return file
