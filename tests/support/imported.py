"""Rows brought into a base as an import does it: a draft, its plan, the deed."""

from collections.abc import Sequence

from core.domain.client import ClientRow
from core.domain.consent import ConsentDocument
from core.intake.mapping import Mapping
from core.services.clients import ImportReport
from core.services.drafts import start_draft
from core.services.imports import finish_import, plan_import
from core.services.session import Done, Progress, Session, no_progress
from core.services.settling import Settlement


def import_clients(
    session: Session,
    rows: Sequence[ClientRow],
    consent: ConsentDocument | None = None,
    progress: Progress = no_progress,
    settlement: Settlement | None = None,
) -> Done[ImportReport]:
    """An import of a table without a single column that anybody would remember."""
    draft = start_draft(session, "clients.xlsx", None, (), Mapping((), {})).value
    plan = plan_import(session, rows, settlement, progress)
    return finish_import(session, draft.id, plan, (), consent, progress)
