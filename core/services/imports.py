"""Imports of tables in steps, from a draft (`drafts.py`) to the report.

The window reads a table (`core/intake/apart.py`), keeps every choice in a draft, cleans the rows
(`core/intake/cleaning.py`) and brings them in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from core.domain.card_errors import PaperTooLong, PaperUnreadable
from core.domain.client import ClientRow
from core.domain.consent import ConsentDocument
from core.domain.errors import FieldTwice, PlanStale
from core.domain.rights import UseCase
from core.intake.fields import FIELDS, Field, Place
from core.intake.headers import title
from core.intake.mapping import Mapping as FieldMapping
from core.intake.problems import Code, Level, Problem
from core.services.clients import ImportReport, bring_in, plan_within
from core.services.consent_papers import Scan, ScanKept, keep_for_table, read_scan
from core.services.drafts import CHANGED, drafts_since
from core.services.import_plan import ImportPlan, read_known, work_out
from core.services.mappings import CHANGED as MAPPINGS
from core.services.mappings import keep_mapping_of
from core.services.session import Deed, Done, Progress, Session, no_progress
from core.services.settling import Settlement, settle
from core.services.wording import Language, say
from core.storage.table_imports import DONE, DRAFT, UNDONE

_FOR_THE_MODEL: Final = ("birth_date", *(code for code, one in FIELDS.items() if one.place is Place.PORTRAIT))


@dataclass(frozen=True, slots=True)
class ImportNumbers:
    """What the list of imports tells of one that is done, as in `ImportReport`.

    `skipped` rows were left out, of `warnings` rows a cell was left out or doubted; `scan` is what became of the scan
    of its consent (a value of `ScanKept`), "" where none was chosen.
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
    questions: int = 0
    fields: Mapping[str, int] = field(default_factory=dict)
    scan: str = ""


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """A line of the list of imports. `report` is None for a draft, whose `step` is from 1; `changed_at` in UTC; `login`
    of whose it is, "" unknown; `sheet` the one that was chosen of a workbook, None where nobody chose.
    """

    id: int
    path: str
    state: Literal["draft", "done", "undone"]
    changed_at: datetime
    report: ImportNumbers | None
    login: str = ""
    step: int = 0
    sheet: str | None = None


_STATES: Final[Mapping[str, Literal["draft", "done", "undone"]]] = {DRAFT: "draft", DONE: "done", UNDONE: "undone"}


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
    """Drafts of the last 30 days and imports that are done, of this user and of whoever is within reach, the newest
    first.
    """
    with session.reading(UseCase.IMPORT_CLIENTS) as work:
        stored = work.table_imports.everything(drafts_since(session.now()))
        logins = work.journal.logins()
    return [
        ImportRecord(
            id=one.id,
            path=one.path,
            state=_STATES[one.state],
            changed_at=one.changed_at,
            report=ImportNumbers(**one.report) if one.report else None,
            login=logins.get(one.user_id, ""),
            step=one.draft["step"] if one.state == DRAFT else 0,
            sheet=one.draft.get("sheet"),
        )
        for one in stored
    ]


def plan_import(
    session: Session,
    rows: Sequence[ClientRow],
    settlement: Settlement | None = None,
    progress: Progress = no_progress,
) -> ImportPlan:
    """The dry run: all that `finish_import` will do. The base is free for others while the rows are compared."""
    chosen = settlement or Settlement()
    while True:
        with session.reading(UseCase.IMPORT_CLIENTS) as work:
            head, known = work.audit.head(), read_known(work, rows, progress)
        settled = settle(known, rows, chosen, progress)
        with session.reading(UseCase.IMPORT_CLIENTS) as work:
            if work.audit.head() == head:  # else somebody changed the base meanwhile
                return work_out(work, rows, known, settled, chosen, session.today(), progress)


def finish_import(  # noqa: PLR0913, PLR0917
    session: Session,
    draft_id: int,
    plan: ImportPlan,
    problems: Sequence[Problem],
    consent: ConsentDocument | None = None,
    progress: Progress = no_progress,
    scan: Path | None = None,
) -> Done[ImportReport]:
    """Do what the plan says and turn the draft into an import that is done, in one transaction; the `scan` of the
    consent is kept with it, or left out and told where it cannot be read any more.

    Raises UnknownRecord: the draft is done or gone; PlanStale: the base has changed since the plan was made, and
    something else would come of it now.
    """
    paper = None if scan is None else _read_if_there(scan)
    with session.doing(UseCase.IMPORT_CLIENTS) as deed:
        current = plan
        if deed.work.audit.head().id != plan.head:
            current = plan_within(deed.work, session.today(), plan.rows, plan.settlement, progress)
            if not current.comes_to_the_same(plan):
                raise PlanStale
        report = bring_in(session, deed, current, consent, draft_id, progress)
        failed, warned = ({one.row for one in problems if one.level is level} for level in (Level.ERROR, Level.WARNING))
        numbers = ImportNumbers(
            rows=report.rows,
            imported=report.imported,
            updated=report.updated,
            unchanged=report.unchanged,
            merged=report.merged,
            unknown_services=report.unknown_services,
            skipped=len(failed),
            warnings=len(warned - failed),
            others=report.others,
            questions=report.questions,
            fields=dict(report.fields),
            scan="" if consent is None or scan is None else _keep(deed, session.user_id, report, consent, paper),
        )
        done = deed.work.table_imports.finish(draft_id, deed.at, asdict(numbers))
        keep_mapping_of(deed.work, session.user_id, deed.at, done.path, done.draft)
    return Done(report, CHANGED | MAPPINGS | {"clients"}, deed.entry)


def _read_if_there(file: Path) -> Scan | None:
    try:
        return read_scan(file)
    except (PaperUnreadable, PaperTooLong):
        return None


def _keep(deed: Deed, user_id: int, report: ImportReport, consent: ConsentDocument, scan: Scan | None) -> ScanKept:
    document = deed.work.consents.ensure_document(consent)
    return keep_for_table(deed, user_id, report.clients, document, scan)


# ---------------------------------------------------------------------- mapping and problems


def mapping_of(
    headers: Sequence[str], fields: Mapping[int, str], services: Mapping[int, str] | None = None
) -> FieldMapping:
    """The mapping that somebody has chosen: column index → field code, and → service where a column speaks of one.

    Raises FieldTwice.
    """
    chosen: dict[int, Field] = {column: FIELDS[code] for column, code in sorted(fields.items())}
    codes = [one.code for one in chosen.values()]
    for one in chosen.values():
        if codes.count(one.code) > 1:
            raise FieldTwice(field=title(one))
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
