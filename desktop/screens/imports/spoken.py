"""The state of an import in words: what each step shows."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from pathlib import PurePath
from typing import Final

from core.intake.cells import as_text
from core.intake.mapping import Mapping as FieldMapping
from core.intake.tables import Cell
from core.intake.wish import ReadAs, Sheet
from core.services.imports import ImportRecord, field_title
from core.services.session import Session
from desktop.screens.imports.findings import Findings
from desktop.screens.imports.matching import Matching
from desktop.screens.imports.paper import Paper
from desktop.screens.imports.shown import (
    ConsentShown,
    ImportLine,
)
from desktop.screens.imports.underway import CHECK, IMPORT, LOAD_ROWS, PLAN, READ, SAVE_ROWS, UNDO
from desktop.words import Words

SECTION: Final = "imports"
_NAMED_SHEETS: Final = 4


def local(at: datetime) -> datetime:
    """A stored time as the clock on the wall shows it."""
    return at.replace(tzinfo=UTC).astimezone().replace(tzinfo=None)


def moment(words: Words, session: Session, at: datetime) -> str:
    """A stored time seen from now."""
    return words.moment(local(at), local(session.now()))


def saved_text(words: Words, session: Session, at: datetime | None) -> str:
    """When the draft was saved; nothing without a time."""
    return "" if at is None else words.say(SECTION, "saved", at=moment(words, session, at))


def under_way(words: Words, work: str) -> tuple[str, str]:
    """What stands in place of a step while it is worked on: a title and a text, both empty where nothing is."""
    mine = {PLAN: "planning", UNDO: "undoing"}
    section = "settling" if work in mine else SECTION
    keys = {CHECK: "checking", IMPORT: "importing", READ: "rereading", SAVE_ROWS: "saving", LOAD_ROWS: "loading"}
    key = (mine | keys).get(work)
    return (words.say(section, key), words.say(section, f"{key}_text")) if key else ("", "")


def table_name(words: Words, path: str, sheet: str | None = None) -> str:
    """What people call a table: its file's name, or what stands for a pasted block, which has none; and the sheet that
    was chosen of a workbook.
    """
    name = PurePath(path).name or words.say(SECTION, "pasted_name")
    return f"{name} · {sheet}" if sheet else name


def ask_words(words: Words) -> tuple[str, str, str]:
    """The title and the filters of the system's own window for files."""
    return words.say(SECTION, "choose_title"), words.say(SECTION, "choose_tables"), words.say(SECTION, "choose_all")


def import_line(words: Words, session: Session, record: ImportRecord) -> ImportLine:
    """One line of the list."""
    report = record.report
    counts = (report.rows + report.skipped, report.imported, report.updated, report.skipped) if report else ()
    cells = (
        table_name(words, record.path, record.sheet),
        moment(words, session, record.changed_at),
        record.login,
        words.say(SECTION, "state_draft", step=record.step)
        if record.state == "draft"
        else words.say("settling" if record.state == "undone" else SECTION, f"state_{record.state}"),
        *(words.number(count) for count in counts),
    )
    return ImportLine(record.id, record.state == "draft", cells + ("",) * (8 - len(cells)), record.state == "done")


def subtitle(words: Words, path: str, rows: int, columns: int, sheet: str = "") -> str:
    """«clients.xlsx · 12 240 строк, 14 столбцов», with the `sheet` where there are several."""
    counts = {"rows": words.say(SECTION, "rows", n=rows), "columns": words.say(SECTION, "columns", n=columns)}
    if sheet:
        return words.say(SECTION, "subtitle_sheet", name=table_name(words, path), sheet=sheet, **counts)
    return words.say(SECTION, "subtitle", name=table_name(words, path), **counts)


def sheet_name(words: Words, sheet: Sheet) -> str:
    """Its name, and how many rows it has where that is known."""
    name = sheet.name if sheet.visible else words.say(SECTION, "sheet_hidden", name=sheet.name)
    return name if sheet.rows is None else words.say(SECTION, "sheet_rows", name=name, n=sheet.rows)


def sheet_taken(words: Words, read_as: ReadAs, ticked: Collection[str]) -> str:
    """Which sheet was taken and which were not, those that are taken after it aside; nothing where there is one."""
    others = [one.name for one in read_as.sheets if one.name != read_as.sheet and one.name not in ticked]
    if not others or read_as.sheet is None:
        return ""
    names = ", ".join(others[:_NAMED_SHEETS]) + ("…" if len(others) > _NAMED_SHEETS else "")
    return words.say(SECTION, "sheet_taken", sheet=read_as.sheet, names=names)


def cell_text(words: Words, cell: Cell) -> str:
    """A cell of a table as it looks, its day as the language writes it."""
    if isinstance(cell, datetime):
        return words.day(cell.date()) + (f" {cell:%H:%M}" if cell.time() != datetime.min.time() else "")
    return words.day(cell) if isinstance(cell, date) else as_text(cell)


def header_text(words: Words, headers: Sequence[str], column: int) -> str:
    """A header, or what stands for an empty one."""
    return headers[column] or words.say(SECTION, "column_unnamed", number=column + 1)


def required_text(words: Words, matching: Matching) -> str:
    """Whether the columns say who the clients are, and if not, what is needed for that."""
    codes = matching.needed.required
    names = [field_title(words.language, code) for code in codes or matching.who]
    if not codes:
        return words.say(SECTION, "required_there", fields=", ".join(names))
    if len(names) == 1:
        return words.say(SECTION, "required_one", field=names[0])
    return words.say(SECTION, "required_who", first=names[0], second=names[1])


def column_title(words: Words, mapping: FieldMapping, column: int) -> str:
    """What a column is read as: its field, or «Услуга: КАСКО»."""
    if column in mapping.services:
        return words.say(SECTION, "service", name=mapping.services[column])
    return field_title(words.language, mapping.fields[column].code)


def going_on(words: Words, findings: Findings) -> str:
    """How many rows go on and how many stay in the file."""
    if not findings.going:
        return words.say(SECTION, "nothing_goes")
    parts = [words.say(SECTION, "going_on", n=findings.going)]
    if findings.failed:
        parts.append(words.say(SECTION, "left", n=findings.failed))
    if findings.skipped:
        parts.append(words.say(SECTION, "left_out", n=findings.skipped))
    return ", ".join(parts)


def consent_shown(  # noqa: PLR0917
    words: Words,
    paper: Paper | None,
    kept: Paper,
    partners: Sequence[str],
    wrong: dict[str, str],
    today: date,
    *,
    attend: bool,
) -> ConsentShown:
    """The consent; `kept` is the document as last typed, shown again when it is wanted again."""
    sentences = {part: words.say(SECTION, key, name=kept.comma_name or "") for part, key in wrong.items()}
    return ConsentShown(
        given=paper is not None,
        number=kept.number,
        signed_on=kept.signed_on or today,
        everybody=kept.everybody,
        partners=tuple((name, name in kept.partners) for name in partners),
        wrong=sentences,
        attend=attend and bool(sentences),
        scan=PurePath(kept.scan).name,
    )
