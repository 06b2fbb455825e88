"""The main job in one go: a client table goes in, packages for partners come out.

    read and clean the table → people and portraits into the base → score what is pending → settle the partners
    → accept from a score up → consent gate → one sealed workbook per partner

Each step is a use case of its own with its own unit of work; a kill between two of them loses nothing, and the next
run goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.domain.catalogue import Catalogue
from core.domain.consent import ConsentDocument, parse_consent
from core.domain.errors import CatalogueMissing
from core.domain.lead import OPEN, UNDECIDED, LeftOut, Stage
from core.domain.rights import UseCase
from core.intake.cleaning import clean
from core.intake.mapping import suggest
from core.intake.problems import Problem
from core.intake.tables import read_table
from core.services.catalogue import read_catalogue
from core.services.clients import ImportReport, import_clients
from core.services.decisions import accept_from
from core.services.scoring import ScoringReport, compute
from core.services.sending import Package, hand_out_passwords, make_packages, refuse_unwritable, save_packages
from core.services.session import Progress, Session, no_progress
from core.services.wording import Language


@dataclass(frozen=True, slots=True)
class Job:
    """What the user asks for. `consent` as «NUMBER;YYYY-MM-DD;PARTNER,PARTNER» or «…;*», for every client of the
    table.
    """

    table: Path
    out: Path
    accept_from: int
    consent: str | None = None
    passwords: Path | None = None
    language: Language = "ru"


@dataclass(frozen=True, slots=True)
class JobReport:
    """What came of it: accepted = leads in packages + own + left out."""

    table_rows: int
    skipped: int
    problems: tuple[Problem, ...]
    imported: ImportReport
    scored: ScoringReport
    recommended: int
    accepted: int
    own: int
    left_out: Mapping[LeftOut, int]
    reused: int
    packages: tuple[Package, ...]
    recovered: tuple[Package, ...]
    passwords_given: int
    with_consent: bool


def process(session: Session, job: Job, progress: Progress = no_progress) -> JobReport:
    """Do the main job.

    What can be refused is refused before anything is written. Raises the errors of reading, the catalogue, the consent
    and the folder.
    """
    catalogue = read_catalogue(session)
    if not catalogue.services:
        raise CatalogueMissing
    consent = None if job.consent is None else _consent(session, catalogue, job.consent)
    refuse_unwritable(job.out)
    progress("read", 0, 1)
    table = read_table(job.table)
    mapping = suggest(table.headers)
    cleaned = clean(table, mapping, session.today(), lambda done, total: progress("check", done, total))
    interrupted = save_packages(session, job.out).value
    imported = import_clients(session, cleaned.rows, consent, progress).value
    scored = compute(session, progress).value
    clients = imported.clients
    own_before = _count(session, clients, Stage.TASK)
    recommended = _count(session, clients, *UNDECIDED, *OPEN)
    accept_from(session, job.accept_from, clients)
    own = _count(session, clients, Stage.TASK) - own_before
    made = make_packages(session, clients, job.language, progress).value
    packages = save_packages(session, job.out).value
    given = 0 if job.passwords is None else hand_out_passwords(session, job.passwords).value
    return JobReport(
        table_rows=len(table.rows),
        skipped=len(table.rows) - imported.rows,
        problems=tuple(cleaned.problems),
        imported=imported,
        scored=scored,
        recommended=recommended,
        accepted=made.leads + own + sum(made.left_out.values()),
        own=own,
        left_out=made.left_out,
        reused=scored.reused,
        packages=tuple(packages),
        recovered=tuple(interrupted),
        passwords_given=given,
        with_consent=consent is not None,
    )


def _consent(session: Session, catalogue: Catalogue, text: str) -> ConsentDocument:
    partners = {company.id: company.name for company in catalogue.companies.values() if not company.own}
    return parse_consent(text, partners, session.today())


def _count(session: Session, clients: tuple[int, ...], *stages: Stage) -> int:
    with session.reading(UseCase.READ_LEADS) as work:
        return sum(one.stage in stages for one in work.leads.of_clients(clients))
