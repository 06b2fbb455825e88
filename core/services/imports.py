"""Imports of tables in steps, from a draft that survives everything to the report.

The window reads a table (`core/intake/apart.py`), keeps every choice in a draft, cleans the rows
(`core/intake/cleaning.py`) and brings them in. Drafts hold the file's path and headers, none of its rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from core.domain.client import ClientRow
from core.domain.consent import ConsentDocument
from core.domain.errors import BadText, FieldTwice
from core.domain.rights import UseCase
from core.intake.fields import FIELDS, Field, Place
from core.intake.headers import title
from core.intake.mapping import Mapping as FieldMapping
from core.intake.problems import Code, Level, Problem
from core.intake.wish import Wish
from core.services.clients import ImportReport, bring_in
from core.services.session import Done, Progress, Session, no_progress
from core.services.wording import Language, say
from core.storage.table_imports import DONE, DRAFT, StoredImport

DRAFT_DAYS: Final = 30
"""A draft that nobody changes for so long is forgotten."""

FIRST_STEP: Final = 1
CHANGED: Final = frozenset({"imports"})

_FOR_THE_MODEL: Final = ("birth_date", *(code for code, field in FIELDS.items() if field.place is Place.PORTRAIT))


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """An import that is not done yet.

    `sheet`, `encoding`, `delimiter` and `header` as in `Wish`: None was guessed; `fields`: column index from
    0 → field code; `consent` is the text that `parse_consent` reads; `step` is the window's own count; `changed_at` in
    UTC.
    """

    id: int
    path: str
    sheet: str | None
    headers: tuple[str, ...]
    fields: Mapping[int, str]
    consent: str | None
    step: int
    changed_at: datetime
    encoding: str | None = None
    delimiter: str | None = None
    header: int | None = None

    @property
    def wish(self) -> Wish:
        """How its file is to be read."""
        return Wish(self.sheet, None, self.encoding, self.delimiter, self.header)


@dataclass(frozen=True, slots=True)
class ImportNumbers:
    """What the list of imports tells of one that is done, as in `ImportReport`.

    `skipped` rows were left out, `warnings` cells were left out or doubted.
    """

    rows: int
    imported: int
    updated: int
    unchanged: int
    merged: int
    unknown_services: int
    skipped: int
    warnings: int
    others: int = 0


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """A line of the list of imports. `report` is None for a draft; `changed_at` in UTC."""

    id: int
    path: str
    state: Literal["draft", "done"]
    changed_at: datetime
    report: ImportNumbers | None


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one kind in one column; `rows` are their numbers in the file, as often as they occur."""

    level: Level
    code: Code
    column: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NeededFields:
    """Codes of fields that no column has. Without the `required` ones nothing can be brought in, without those
    `for_the_model` scores are coarser.
    """

    required: tuple[str, ...]
    for_the_model: tuple[str, ...]


# ---------------------------------------------------------------------- drafts


def start_draft(
    session: Session, path: str, sheet: str | None, table_headers: Sequence[str], mapping: FieldMapping
) -> Done[ImportDraft]:
    """Keep the choice of a table and the suggested mapping of its columns.

    Raises BadText for a path with bytes that are no letters.
    """
    try:
        path.encode()
    except UnicodeEncodeError:
        raise BadText from None
    chosen = {column: field.code for column, field in mapping.fields.items()}
    with session.keeping(UseCase.IMPORT_CLIENTS) as work:
        at = session.now()
        work.table_imports.forget_drafts(_drafts_since(at))
        draft = ImportDraft(0, path, sheet, tuple(table_headers), chosen, None, FIRST_STEP, at)
        draft = replace(draft, id=work.table_imports.add(session.user_id, at, path, _content(draft)))
    return Done(draft, CHANGED)


def save_draft(session: Session, draft: ImportDraft) -> Done[ImportDraft]:
    """Keep every choice of a draft; it comes back with the time of this. Raises UnknownRecord: it is done or gone."""
    with session.keeping(UseCase.IMPORT_CLIENTS) as work:
        saved = replace(draft, changed_at=session.now())
        work.table_imports.change(saved.id, saved.changed_at, saved.path, _content(saved))
    return Done(saved, CHANGED)


def read_drafts(session: Session) -> list[ImportDraft]:
    """The drafts of the last 30 days, the newest first, whoever began them."""
    return [_draft(one) for one in _read(session) if one.state == DRAFT]


def discard_draft(session: Session, draft_id: int) -> Done[None]:
    """Forget a draft. Raises UnknownRecord: it is done or gone."""
    with session.keeping(UseCase.IMPORT_CLIENTS) as work:
        work.table_imports.discard(draft_id)
    return Done(None, CHANGED)


def read_imports(session: Session) -> list[ImportRecord]:
    """Drafts of the last 30 days and all imports that are done, the newest first."""
    return [
        ImportRecord(
            id=one.id,
            path=one.path,
            state="done" if one.state == DONE else "draft",
            changed_at=one.changed_at,
            report=ImportNumbers(**one.report) if one.report else None,
        )
        for one in _read(session)
    ]


def finish_import(  # noqa: PLR0913, PLR0917
    session: Session,
    draft_id: int,
    rows: Sequence[ClientRow],
    problems: Sequence[Problem],
    consent: ConsentDocument | None = None,
    progress: Progress = no_progress,
) -> Done[ImportReport]:
    """Bring in the rows of a draft's table and turn the draft into an import that is done, in one transaction.

    Raises UnknownRecord: the draft is done or gone.
    """
    with session.doing(UseCase.IMPORT_CLIENTS) as deed:
        report = bring_in(session, deed, rows, consent, progress)
        levels = [problem.level for problem in problems]
        numbers = ImportNumbers(
            rows=report.rows,
            imported=report.imported,
            updated=report.updated,
            unchanged=report.unchanged,
            merged=report.merged,
            unknown_services=report.unknown_services,
            skipped=levels.count(Level.ERROR),
            warnings=levels.count(Level.WARNING),
            others=report.others,
        )
        deed.work.table_imports.finish(draft_id, deed.at, asdict(numbers))
    return Done(report, CHANGED | {"clients"}, deed.entry)


def _read(session: Session) -> list[StoredImport]:
    with session.reading(UseCase.IMPORT_CLIENTS) as work:
        return work.table_imports.everything(_drafts_since(session.now()))


def _drafts_since(at: datetime) -> datetime:
    return at - timedelta(days=DRAFT_DAYS)


def _content(draft: ImportDraft) -> dict[str, Any]:
    """What the record of a draft holds beside its path."""
    return {
        "sheet": draft.sheet,
        "headers": list(draft.headers),
        "fields": sorted(draft.fields.items()),
        "consent": draft.consent,
        "step": draft.step,
        "encoding": draft.encoding,
        "delimiter": draft.delimiter,
        "header": draft.header,
    }


def _draft(stored: StoredImport) -> ImportDraft:
    content = stored.draft
    return ImportDraft(
        id=stored.id,
        path=stored.path,
        sheet=content["sheet"],
        headers=tuple(content["headers"]),
        fields=dict(content["fields"]),
        consent=content["consent"],
        step=content["step"],
        changed_at=stored.changed_at,
        encoding=content.get("encoding"),  # drafts of earlier versions have none of these
        delimiter=content.get("delimiter"),
        header=content.get("header"),
    )


# ---------------------------------------------------------------------- mapping and problems


def mapping_of(headers: Sequence[str], fields: Mapping[int, str]) -> FieldMapping:
    """The mapping that somebody has chosen: column index → field code. Raises FieldTwice."""
    chosen: dict[int, Field] = {column: FIELDS[code] for column, code in sorted(fields.items())}
    codes = [field.code for field in chosen.values()]
    for field in chosen.values():
        if codes.count(field.code) > 1:
            raise FieldTwice(field=title(field))
    return FieldMapping(tuple(headers), chosen)


def needed_fields(mapping: FieldMapping) -> NeededFields:
    """What a mapping still lacks, without refusing it."""
    return NeededFields(mapping.missing, tuple(code for code in _FOR_THE_MODEL if code not in mapping.columns))


def problems_by_kind(problems: Iterable[Problem]) -> list[ProblemGroup]:
    """Problems grouped by code and column: errors, then warnings, then infos, in each the most frequent first."""
    rows: dict[tuple[Code, str], list[int]] = {}
    for problem in problems:
        rows.setdefault((problem.code, problem.column), []).append(problem.row)
    groups = [ProblemGroup(code.level, code, column, tuple(found)) for (code, column), found in rows.items()]
    levels = list(Level)
    return sorted(groups, key=lambda group: (levels.index(group.level), -len(group.rows)))


def field_title(language: Language, code: str) -> str:
    """What people call a field, say «Дата рождения». Raises KeyError for a code that there is not."""
    return say(language, "fields", code)
