"""Clients of the base: brought in from a cleaned table, nothing lost and nobody twice."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from core.domain.client import ClientRow
from core.domain.consent import ConsentDocument
from core.domain.rights import Role
from core.intake.matching.evidence import Evidence
from core.services.import_plan import ClientChange, ImportPlan, read_known, work_out
from core.services.session import Deed, Progress, Session
from core.services.settling import ROW, Ends, Settlement, settle
from core.storage.client_images import Image, digest
from core.storage.clients import NewClient
from core.storage.merges import DIFFERENT, OPEN, ClientPair, Merge
from core.storage.rows import Still, batches, heard
from core.storage.table_imports import ImportChange
from core.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows: imported + updated + unchanged + merged + others = rows that were given.

    `merged` rows name a client that an earlier row of the same table had named; `others` name a client that is with
    another manager, and change nothing; `unknown_services` counts product texts
    that fit no service (their clients are scored all the same); `clients` are those of the table, each once; `fields`:
    name → known clients that changed in it; `questions` pairs wait for a person.
    """

    rows: int
    imported: int
    updated: int
    unchanged: int
    merged: int
    unknown_services: int
    clients: tuple[int, ...]
    others: int = 0
    fields: Mapping[str, int] = field(default_factory=dict)
    questions: int = 0


def plan_within(
    work: UnitOfWork, today: date, rows: Sequence[ClientRow], settlement: Settlement, progress: Progress
) -> ImportPlan:
    """What bringing in these rows will do, worked out in one unit of work."""
    progress("match", 0, len(rows))
    known = read_known(work, rows, progress)
    settled = settle(known, rows, settlement, progress)
    return work_out(work, rows, known, settled, settlement, today, progress)


def bring_in(  # noqa: PLR0913, PLR0917
    session: Session,
    deed: Deed,
    plan: ImportPlan,
    consent: ConsentDocument | None,
    import_id: int,
    progress: Progress,
) -> ImportReport:
    """Do what a plan says as a part of the import `import_id`, with all that undoing it takes.

    Known clients change as the policies of the plan say: by default blanks are filled; empty cells never erase. Changed
    clients are pending again. One who is with another manager stays as it is. New ones are the manager's who brings
    them in. `consent` is noted for every other client of the table.
    """
    steps = len(plan.clients)
    progress("store", 0, steps)
    ids = _ids(plan, session.new_client_id)
    new = [(id_, one) for id_, one in zip(ids, plan.clients, strict=True) if one.id is None]
    told = [(id_, one) for id_, one in zip(ids, plan.clients, strict=True) if one.id is not None and one.is_told_anew]
    touched = [id_ for id_, one in zip(ids, plan.clients, strict=True) if one.id is not None and one.is_touched]
    done = 0

    def still() -> None:
        progress("store", done, steps + 1)

    before = _images(deed, touched, still)
    for some in batches(new):
        deed.work.clients.add([_value(id_, one) for id_, one in some], session.today(), _manager(session))
        progress("store", done := done + len(some), steps)
    for some in batches([(id_, one) for id_, one in told if one.fields]):
        deed.work.clients.change([_value(id_, one) for id_, one in some])
        progress("store", done := done + len(some), steps)
    every = list(zip(ids, plan.clients, strict=True))
    deed.work.clients.recognise((key, id_) for id_, one in heard(every, still) for key in one.keys)
    deed.work.clients.put_ownerships(
        replace(owned, client_id=id_) for id_, one in heard(every, still) for owned in one.owned
    )
    deed.work.clients.put_refusals(
        replace(told, client_id=id_) for id_, one in heard(every, still) for told in one.refused
    )
    deed.work.clients.mark_pending(sorted(id_ for id_, _ in told))
    progress("store", steps, steps + 1)
    made = _note_beside(deed, plan, ids, consent)
    deed.work.merges.add(_merges(plan, ids, import_id, session.user_id, deed.at))
    deed.work.merges.keep_pairs(_pairs(plan, ids, import_id, session.user_id, deed.at))
    after = _images(deed, touched, still)
    changes = [ImportChange(import_id, id_, None, "") for id_, _ in new]
    changes += [ImportChange(import_id, id_, before[id_], digest(after[id_])) for id_ in touched]
    deed.work.table_imports.keep_changes(import_id, heard(changes, still), made | {"changes": len(changes)})
    progress("store", steps + 1, steps + 1)
    report = ImportReport(
        rows=len(plan.rows),
        imported=plan.imported,
        updated=plan.updated,
        unchanged=plan.unchanged,
        merged=plan.merged,
        unknown_services=sum(plan.unknown.values()),
        clients=tuple(ids),
        others=plan.others,
        fields=plan.fields,
        questions=len(plan.questions),
    )
    deed.details |= {"import": import_id, "rows": report.rows, "imported": report.imported, "updated": report.updated}
    deed.details |= {"others": report.others} if report.others else {}
    return report


def _images(deed: Deed, clients: Sequence[int], still: Still) -> dict[int, Image]:
    found: dict[int, Image] = {}
    for some in batches(clients):
        still()
        found |= deed.work.clients.images(some)
    return found


def evidence_plain(evidence: Iterable[Evidence]) -> list[list[Any]]:
    """As JSON: (field, what it says, bits)."""
    return [[one.field.value, one.says.value, round(one.weight, 2)] for one in evidence]


def _manager(session: Session) -> int | None:
    """Whose the new clients are: the importing manager's; what a supervisor brings in is anybody's until assigned."""
    return None if Role.SUPERVISOR in session.roles else session.user_id


def _ids(plan: ImportPlan, new_id: Callable[[], int]) -> list[int]:
    """The ids of all clients, fresh ones for the new."""
    given = set(plan.taken)
    ids = []
    for one in plan.clients:
        id_ = one.id if one.id is not None else new_id()
        while one.id is None and id_ in given:
            id_ = new_id()
        given.add(id_)
        ids.append(id_)
    return ids


def _value(id_: int, one: ClientChange) -> NewClient:
    return id_, one.client_type, one.identity, one.portrait


def _note_beside(deed: Deed, plan: ImportPlan, ids: Sequence[int], consent: ConsentDocument | None) -> dict[str, Any]:
    """Note the consent and the unknown products; returns what undoing needs of them."""
    made: dict[str, Any] = {"unknown": deed.work.clients.note_unknown_products(plan.unknown)}
    if consent is not None:
        document = deed.work.consents.ensure_document(consent)
        made |= {"document": document, "signed": deed.work.consents.sign(ids, document)}
    return {name: part for name, part in made.items() if part}


def _merges(plan: ImportPlan, ids: Sequence[int], import_id: int, user_id: int, at: datetime) -> Iterator[Merge]:
    for id_, one in zip(ids, plan.clients, strict=True):
        for joined in one.joined:
            content = {
                "type": joined.row.client_type.value,
                "values": joined.said,
                "owned": joined.owned,
                "gave": joined.gave,
            }
            evidence = evidence_plain(joined.evidence)
            yield Merge(0, id_, import_id, joined.row.row, joined.before, content, evidence, user_id, at)


def _pairs(plan: ImportPlan, ids: Sequence[int], import_id: int, user_id: int, at: datetime) -> Iterator[ClientPair]:
    """Pairs that people called two, and those that nobody has settled."""
    client_of = {plan.rows[place].row: id_ for id_, one in zip(ids, plan.clients, strict=True) for place in one.rows}

    def clients(ends: Ends) -> list[int]:
        found = (client_of.get(end.number) if end.kind == ROW else end.number for end in ends)
        return sorted({id_ for id_ in found if id_ is not None})

    told_apart = {tuple(clients(ends)): ends for ends in plan.settlement.different}
    for one in (*plan.questions, *plan.in_base):
        pair = clients(one.ends)
        if len(pair) == 2 and tuple(pair) not in told_apart:
            evidence = evidence_plain(one.evidence)
            yield ClientPair(pair[0], pair[1], import_id, one.weight, evidence, OPEN, user_id, at)
    for ids_apart in told_apart:
        if len(ids_apart) == 2:
            yield ClientPair(ids_apart[0], ids_apart[1], import_id, 0.0, [], DIFFERENT, user_id, at)
