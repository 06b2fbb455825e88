"""Imports of tables in steps, from a draft (`drafts.py`) to the report.

The window reads a table (`core/intake/apart.py`), keeps every choice in a draft, cleans the rows
(`core/intake/cleaning.py`) and brings them in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final, Literal

from core.domain.client import ClientRow
from core.domain.consent import ConsentDocument
from core.domain.errors import FieldTwice
from core.domain.rights import UseCase
from core.intake.fields import FIELDS, Field, Place
from core.intake.headers import title
from core.intake.mapping import Mapping as FieldMapping
from core.intake.problems import Code, Level, Problem
from core.services.clients import ImportReport, bring_in
from core.services.drafts import CHANGED, drafts_since
from core.services.mappings import CHANGED as MAPPINGS
from core.services.mappings import keep_mapping_of
from core.services.session import Done, Progress, Session, no_progress
from core.services.wording import Language, say
from core.storage.table_imports import DONE

_FOR_THE_MODEL: Final = ("birth_date", *(code for code, field in FIELDS.items() if field.place is Place.PORTRAIT))


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


def read_imports(session: Session) -> list[ImportRecord]:
    """Drafts of the last 30 days and all imports that are done, the newest first."""
    with session.reading(UseCase.IMPORT_CLIENTS) as work:
        stored = work.table_imports.everything(drafts_since(session.now()))
    return [
        ImportRecord(
            id=one.id,
            path=one.path,
            state="done" if one.state == DONE else "draft",
            changed_at=one.changed_at,
            report=ImportNumbers(**one.report) if one.report else None,
        )
        for one in stored
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
        done = deed.work.table_imports.finish(draft_id, deed.at, asdict(numbers))
        keep_mapping_of(deed.work, session.user_id, deed.at, done.path, done.draft)
    return Done(report, CHANGED | MAPPINGS | {"clients"}, deed.entry)


# ---------------------------------------------------------------------- mapping and problems


def mapping_of(
    headers: Sequence[str], fields: Mapping[int, str], services: Mapping[int, str] | None = None
) -> FieldMapping:
    """The mapping that somebody has chosen: column index → field code, and → service where a column speaks of one.

    Raises FieldTwice.
    """
    chosen: dict[int, Field] = {column: FIELDS[code] for column, code in sorted(fields.items())}
    codes = [field.code for field in chosen.values()]
    for field in chosen.values():
        if codes.count(field.code) > 1:
            raise FieldTwice(field=title(field))
    return FieldMapping(tuple(headers), chosen, services=dict(sorted((services or {}).items())))


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
