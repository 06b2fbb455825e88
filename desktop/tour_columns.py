"""Stops of the tour about the columns of tables: as people keep them, saved mappings, words that nothing knows."""

from __future__ import annotations

import csv
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from core.intake.choices import ColumnChoices
from core.services.catalogue import read_catalogue
from core.services.mappings import keep_mapping
from core.services.sample import invented_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.bootstrap import Program
    from desktop.window.frame import Frame

_NAMES, _PHONE, _ORGANISATION = slice(1, 4), 5, 8  # columns of HEADERS
_EDUCATION = ("higher", "Bursa", "bursa", "Burssa", "secondary", "self-taught")
WIDE = ("Client", "Mobile", "Date of birth", "Education", "Income", "Note")
_ANSWERS = ("1", "0", "-1", "thinks", "")


class ColumnStops:
    """Part of `desktop/tour.py`'s guide."""

    program: Program
    frame: Frame

    def _known(self) -> None:
        """A table that a saved mapping nearly fits."""
        place = self.program.workplace
        if place is None:
            raise RuntimeError
        services = [one.name for one in read_catalogue(place.session).services.values()][:2]
        before = ("Client", "Mobile", "Born on", "Discount", "Education", services[0])
        columns = ColumnChoices({0: "full_name", 1: "phone", 2: "birth_date", 4: "education"}, {5: services[0]})
        keep_mapping(place.session, "Export", before, columns)
        headers = (*WIDE[:4], *services, *WIDE[4:])
        table = self.program.preferences.folder / "clients_15.csv"
        self.program.go("imports", {"open": str(write_wide_table(table, headers))})

    def _words(self) -> None:
        from desktop.screens.imports.screen import ImportsScreen  # noqa: PLC0415 (the application comes before it)

        page = self.frame.page
        if isinstance(page, ImportsScreen):
            page.press_primary()
            page.matching.grid.setCurrentIndex(page.matching.model.index(3, 0))

    def _mappings(self) -> None:
        from desktop.screens.imports.screen import ImportsScreen  # noqa: PLC0415 (see above)

        page = self.frame.page
        if isinstance(page, ImportsScreen):
            page.presenter.close()
            self.program.settle()
            segment = page.start.lists.segments()[-1]
            segment.setFocus()
            segment.click()


def write_wide_table(file: Path, headers: tuple[str, ...]) -> Path:
    """Invented people with a column for each of two services; some of the words are nobody's."""
    draw = Random(13)  # noqa: S311 (invented people need no secrecy)
    rows = []
    for place, row in enumerate(invented_rows(draw, 60, date(2026, 1, 1))):
        born = f"{place % 12 + 1:02}.{place % 9 + 1:02}.{1960 + place % 40}"
        answers = (_ANSWERS[place % 5], _ANSWERS[(place + 1) % 3])
        name = " ".join(map(str, row[_NAMES])).strip() or str(row[_ORGANISATION])
        income = 40 + place if place % 3 else ""
        rows.append([name, row[_PHONE], born, _EDUCATION[place % 6], *answers, income, "call late"])
    return _written(file, [headers, *rows])


def _written(file: Path, rows: Sequence[Sequence[object]]) -> Path:
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened, delimiter=";").writerows(rows)
    return file
