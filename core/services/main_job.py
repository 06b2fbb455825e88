"""The main job in one go: a client table goes in, packages for partners come out.

    read and clean the table → people and portraits into the base → score what is pending → settle the partners
    → accept from a score up → consent gate → one sealed workbook per partner

Each step is a use case of its own with its own unit of work; a kill between two of them loses nothing, and the next
run goes on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from core.domain.consent import PURPOSE_OFFER
from core.domain.errors import CatalogueMissing, KnownError
from core.domain.lead import LeftOut
from core.domain.rights import UseCase
from core.intake.problems import Problem
from core.intake.wish import Wish
from core.services.catalogue import read_catalogue
from core.services.clients import ImportReport
from core.services.decisions import accept_from, refuse_bad_score
from core.services.leads import best_undecided, count_standing
from core.services.scoring import ScoringReport, compute
from core.services.sending import (
    Package,
    hand_out_passwords,
    make_packages,
    refuse_foreign_file,
    refuse_unwritable,
    save_packages,
)
from core.services.session import Progress, Session, Stopped, no_progress
from core.services.settings import read_settings
from core.services.table_import import TableImport, TableRequest
from core.services.wording import Language


class Consented(StrEnum):
    """Whose word the packages rest on: a consent given with this table, earlier ones, or none."""

    NOW = "now"
    BEFORE = "before"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Job:
    """What the user asks for.

    `accept_from`: the score from which recommendations are accepted, None for the base's setting. `consent` as
    «NUMBER;YYYY-MM-DD;PARTNER,PARTNER» or «…;*», for every client of the table.
    """

    table: Path
    out: Path
    accept_from: int | None = None
    consent: str | None = None
    passwords: Path | None = None
    language: Language = "ru"
    table_password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class JobReport:
    """What came of it: accepted = leads in packages + own + left out.

    Accepted are those that this run accepted and those that had been waiting. `recommended` recommendations the
    clients of the table have now; `recovered` packages are those of an earlier, interrupted run; `dissolved` ones
    lost a consent, `held` ones wait for an approval; `best_undecided` is the highest score below the threshold;
    `unmapped` columns of the table were not understood and not used; `unsaved` is why there was no backup before it.
    """

    table_rows: int
    skipped: int
    problems: tuple[Problem, ...]
    unmapped: tuple[str, ...]
    imported: ImportReport
    scored: ScoringReport
    recommended: int
    threshold: int
    best_undecided: int | None
    accepted: int
    own: int
    left_out: Mapping[LeftOut, int]
    packages: tuple[Package, ...]
    recovered: tuple[Package, ...]
    dissolved: int
    held: int
    passwords_given: int
    consent: Consented
    own_services: int
    sample: bool
    unsaved: KnownError | None


def process(session: Session, job: Job, progress: Progress = no_progress) -> JobReport:
    """Do the main job.

    What can be refused is refused before anything is written. Raises the errors of reading, the catalogue, the consent
    and the folder, and Stopped.
    """
    threshold = read_settings(session).accept_from if job.accept_from is None else job.accept_from
    refuse_bad_score(threshold)
    catalogue = read_catalogue(session)
    if not catalogue.services:
        raise CatalogueMissing
    refuse_unwritable(job.out)
    if job.passwords is not None:
        refuse_foreign_file(session, job.passwords)
    request = TableRequest(job.table, Wish(password=job.table_password), consent=job.consent)
    table = TableImport(session, request, progress)
    table.read()
    unsaved = table.back_up()
    imported = table.bring_in(table.plan())
    recovered = save_packages(session, job.out).value
    scored = compute(session, progress).value
    if scored.short is not None:
        raise scored.short
    if scored.left:
        raise Stopped
    recommended = count_standing(session, imported.clients)
    own = accept_from(session, threshold, imported.clients).value.own
    made = make_packages(session, imported.clients, job.language, progress).value
    saved = save_packages(session, job.out).value
    given = 0 if job.passwords is None else hand_out_passwords(session, job.passwords).value
    return JobReport(
        table_rows=table.seen.rows or 0,
        skipped=table.cleaned.skipped,
        problems=tuple(table.cleaned.problems),
        unmapped=tuple(table.unmapped),
        imported=imported,
        scored=scored,
        recommended=recommended,
        threshold=threshold,
        best_undecided=best_undecided(session, imported.clients),
        accepted=made.leads + own + sum(made.left_out.values()),
        own=own,
        left_out=made.left_out,
        packages=saved.packages,
        recovered=recovered.packages,
        dissolved=recovered.dissolved + saved.dissolved,
        held=saved.held,
        passwords_given=given,
        consent=Consented.NOW if table.consent is not None else _consented_before(session, imported.clients),
        own_services=sum(one.company_id == catalogue.own_company.id for one in catalogue.services.values()),
        sample=session.is_sample,
        unsaved=unsaved,
    )


def _consented_before(session: Session, clients: Sequence[int]) -> Consented:
    with session.reading(UseCase.SEND) as work:
        known = work.consents.any_live(sorted(work.clients.within(clients)), PURPOSE_OFFER, session.today())
    return Consented.BEFORE if known else Consented.NEVER
