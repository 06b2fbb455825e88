"""The states of the tour in which an import begins: what is asked about a file, what of it stays behind."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

import xlsxwriter

from core.domain.errors import NotATable
from core.intake.choices import Corrections
from core.intake.mapping import suggest
from core.intake.sources import FileStamp, Source
from core.services.drafts import read_drafts, save_draft, start_draft
from core.services.new_tables import Drafted
from core.services.sample import HEADERS, invented_rows
from desktop.new_tables import tell_arrived
from desktop.tour_locking import write_locked_table

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.bootstrap import Program

_MADE_OF: Final = FileStamp(12_288, 1.0)
_HIDDEN: Final = ("2025", "2024")


def import_stops(program: Program) -> Iterator[tuple[str, Callable[[], QWidget | None]]]:
    """Each state with what leads to it."""
    folder = program.preferences.folder
    locked = write_locked_table(folder / "clients_12.xlsx")
    sheets = write_sheets(folder / "clients_13.xlsx")
    yield "import-locked", partial(program.go, "imports", {"open": str(locked)})
    yield "import-sheets", partial(_sheets, program, sheets)
    yield "import-changed", partial(_continue, program, sheets)
    yield "import-gone", partial(_continue, program, folder / "clients_14.xlsx")
    yield "import-arrived", partial(_arrived, program)


def write_sheets(file: Path) -> Path:
    """A workbook with hidden sheets, notes and macros."""
    from datetime import date  # noqa: PLC0415 (here alone)

    rows = list(invented_rows(Random(13), 40, date(2026, 1, 1)))  # noqa: S311 (invented people need no secrecy)
    with xlsxwriter.Workbook(file) as book:
        for name in ("2026", *_HIDDEN):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADERS)
            for number, row in enumerate(rows, start=1):
                sheet.write_row(number, 0, ["" if cell is None else str(cell) for cell in row])
            if name in _HIDDEN:
                sheet.hide()
            else:
                sheet.write_comment(1, 1, "?")
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\0")
        package.writestr("xl/externalLinks/externalLink1.xml", b"<a/>")
    return file


def _sheets(program: Program, file: Path) -> None:
    """Which sheet was taken, though the columns are known."""
    from desktop.screens.imports.screen import ImportsScreen  # noqa: PLC0415 (the application comes first)
    from desktop.screens.imports.shown import Step  # noqa: PLC0415

    program.go("imports", {"open": str(file)})
    program.settle()
    page = program.frame.page
    if isinstance(page, ImportsScreen):
        page.presenter.go(Step.FILE)


def _continue(program: Program, file: Path) -> None:
    """A draft with corrections whose file stands otherwise today."""
    place = program.workplace
    if place is None:
        return
    path = str(file)
    draft = next((one for one in read_drafts(place.session) if one.path == path and one.seen == _MADE_OF), None)
    if draft is None:
        begun = start_draft(place.session, Source(path, _MADE_OF), None, HEADERS, suggest(HEADERS)).value
        corrections = Corrections({4: {1: "a"}, 9: {2: "b", 3: "c"}}, frozenset({12}))
        draft = save_draft(place.session, replace(begun, corrections=corrections)).value
    program.go("imports", {"draft": draft.id})


def _arrived(program: Program) -> None:
    """A watched folder has brought a table, and a file that is none."""
    place = program.workplace
    if place is None:
        return
    program.go("today", {})
    program.settle()
    drafts = tuple(read_drafts(place.session)[:1])
    found = Drafted(drafts, (("notes.txt", NotATable()),))
    tell_arrived(program.words, found, place.told.emit, lambda _key, _counts: None)
