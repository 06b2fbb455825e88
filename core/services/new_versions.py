"""A draft whose file has changed since: what of it holds for the new version."""

from dataclasses import dataclass, replace

from core.intake.choices import Corrections
from core.intake.mapping import suggest
from core.intake.service_finder import ServiceFinder
from core.intake.sources import Source
from core.intake.tables import Table
from core.services.drafts import ImportDraft


@dataclass(frozen=True, slots=True)
class Carried:
    """The draft for the new version. `kept`, `added`, `gone` count columns; `dropped` the corrections of cells and the
    rows left out that were not carried over, because rows of another version are other rows.
    """

    draft: ImportDraft
    kept: int
    added: int
    gone: int
    dropped: int


def carry_over(draft: ImportDraft, table: Table, source: Source, finder: ServiceFinder | None = None) -> Carried:
    """The draft with this table, read from this source: what was chosen for a column stays with its header, new
    columns get what is suggested for them, services where there is a `finder`. The very file that the draft was made
    of keeps its corrections too.
    """
    places = {header: column for column, header in enumerate(table.headers)}
    to = {column: places[header] for column, header in enumerate(draft.headers) if header in places}
    columns = draft.columns.moved(to)
    fresh = set(range(len(table.headers))) - set(to.values())
    taken = {*columns.fields.values(), *columns.services.values()}
    found = suggest(table.headers, table.rows, finder)
    fields = {column: field.code for column, field in found.fields.items() if field.code not in taken}
    services = {column: service for column, service in found.services.items() if service not in taken}
    more, said = ({at: one for at, one in new.items() if at in fresh} for new in (fields, services))
    same = table.headers == draft.headers and (draft.pasted is not None or source.seen == draft.seen)
    corrections = draft.corrections if same else Corrections()
    changed = replace(
        draft,
        path=source.path,
        seen=source.seen,
        headers=table.headers,
        columns=replace(
            columns,
            fields=dict(sorted({**columns.fields, **more}.items())),
            services=dict(sorted({**columns.services, **said}.items())),
        ),
        corrections=corrections,
        settlement=draft.settlement if same else draft.settlement.unasked,
    )
    return Carried(changed, len(to), len(fresh), len(draft.headers) - len(to), 0 if same else corrected(draft))


def corrected(draft: ImportDraft) -> int:
    """How many cells a draft corrects and rows it leaves out."""
    cells = sum(len(texts) for texts in draft.corrections.cells.values())
    return cells + len(draft.corrections.skipped)
