"""Recommendations taken along as a workbook: what was recommended, out of what, by which model, what came of it.

A client is its number, and nobody is named; who was erased has none. Codes stand as they are stored, so that a program
reads them in any language.
"""

from pathlib import Path
from typing import Final

from core.delivery.workbook import Value, table_workbook
from core.domain.catalogue import Catalogue
from core.domain.errors import FolderUnwritable, TooManyLines, UnknownRecord
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.outside import refuse_inside
from core.services.session import Done, Session
from core.services.wording import Language, say
from core.storage.leads import LeadOutcome
from core.vault.files import write_whole

MOST_EXPORTED: Final = 100_000

_COLUMNS: Final = {
    "recommendation": 16,
    "number": 14,
    "kind": 34,
    "service": 34,
    "partner": 26,
    "stage": 14,
    "stage_since": 18,
    "arm": 14,
    "rank": 8,
    "score": 8,
    "chance": 12,
    "which": 12,
    "takes": 12,
    "experience": 12,
    "candidates": 60,
    "model": 20,
    "run": 8,
    "rule": 14,
    "overridden": 14,
    "offered_on": 14,
    "answer": 14,
    "answered_on": 14,
}
"""Column → its width in characters."""


def export_recommendations(session: Session, file: Path, language: Language) -> Done[int]:
    """Write all recommendations within reach, in the order in which they were made; returns how many.

    That this is done stands in the audit before a byte is written. Raises UnknownRecord (there is none), TooManyLines,
    PlaceUnwritable (a place inside the base), FolderUnwritable (the entry stays).
    """
    with session.doing(UseCase.EXPORT) as deed:
        refuse_inside(session.store.folder, file)
        total = sum(deed.work.leads.counts().values())
        if not total:
            raise UnknownRecord
        if total > MOST_EXPORTED:
            raise TooManyLines(most=MOST_EXPORTED)
        found = sorted(deed.work.leads.everything(), key=lambda one: one.id)
        numbers = deed.work.numbers.of(sorted({one.client_id for one in found}))
        answers = deed.work.leads.outcomes([one.id for one in found])
        catalogue = deed.work.catalogue.read()
        deed.details |= {"exported": len(found)}
    rows = [_row(one, numbers.get(one.client_id), answers.get(one.id), catalogue) for one in found]
    heads = [(say(language, "export", f"column_{name}"), width) for name, width in _COLUMNS.items()]
    content = table_workbook(say(language, "export", "recommendations"), heads, rows)
    try:
        write_whole(file, content)
    except OSError:
        raise FolderUnwritable from None
    return Done(len(rows), frozenset({"journal"}), deed.entry)


def _row(one: Recommendation, number: int | None, told: LeadOutcome | None, catalogue: Catalogue) -> list[Value]:
    service = catalogue.services[one.service_id]
    chosen_from = (catalogue.kinds[kind].name for kind in one.candidates if kind in catalogue.kinds)
    values: dict[str, Value] = {
        "recommendation": one.id,
        "number": number,
        "kind": catalogue.kinds[one.kind_id].name,
        "service": service.name,
        "partner": catalogue.companies[service.company_id].name,
        "stage": one.stage.value,
        "stage_since": one.stage_since,
        "arm": one.arm.value,
        "rank": one.rank,
        "score": one.score,
        "chance": one.chance,
        "which": one.which,
        "takes": one.takes,
        "experience": one.experience,
        "candidates": "; ".join(chosen_from),
        "model": one.model_version,
        "run": one.run_id,
        "rule": str(one.settled.rule),
        "overridden": None if one.override is None else one.override.reason.value,
        "offered_on": one.offered_on,
        "answer": None if told is None else told.answer.value,
        "answered_on": None if told is None else told.on,
    }
    return [values[name] for name in _COLUMNS]
