"""Clients of the base: brought in from a cleaned table, nothing lost and nobody twice."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from core.domain.client import ClientRow, ClientType, Document, Identity, Portrait
from core.domain.consent import ConsentDocument
from core.domain.ownership import Ownership
from core.domain.rights import Role, UseCase
from core.domain.sameness import contradict, person_keys
from core.domain.text import fold
from core.intake.service_finder import ServiceFinder
from core.services.session import Deed, Done, Progress, Session, no_progress
from core.storage.clients import NewClient

_PROGRESS_EVERY = 2_000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows: imported + updated + unchanged + merged + others = rows that were given.

    `merged` rows name a client that an earlier row of the same table had named; `others` name a client that is with
    another manager, and change nothing; `unknown_services` counts product texts
    that fit no service (their clients are scored all the same); `clients` are those of the table, each once.
    """

    rows: int
    imported: int
    updated: int
    unchanged: int
    merged: int
    unknown_services: int
    clients: tuple[int, ...]
    others: int = 0


def import_clients(
    session: Session,
    rows: Sequence[ClientRow],
    consent: ConsentDocument | None = None,
    progress: Progress = no_progress,
) -> Done[ImportReport]:
    """Bring in the rows of one table, in one transaction.

    A known client (core/domain/sameness.py) is updated: filled cells win, empty ones never erase. Changed clients are
    pending again. One who is with another manager stays as it is. New ones are the manager's who
    brings them in. `consent` is noted for every other client of the table.
    """
    with session.doing(UseCase.IMPORT_CLIENTS) as deed:
        report = bring_in(session, deed, rows, consent, progress)
    return Done(report, frozenset({"clients"}))


def bring_in(
    session: Session, deed: Deed, rows: Sequence[ClientRow], consent: ConsentDocument | None, progress: Progress
) -> ImportReport:
    """`import_clients` as a part of a command that does more."""
    progress("match", 0, len(rows))
    matched = _Matching(session, deed, rows).settle(progress)
    known, changed = matched.known, matched.changed
    new = [matched.value(id_) for id_ in matched.order if id_ not in known]
    deed.work.clients.add(new, session.today(), _manager(session))
    deed.work.clients.change([matched.value(id_) for id_ in matched.order if id_ in changed])
    deed.work.clients.recognise(matched.further_keys)
    owners, unknown = _note_products(deed, matched)
    progress("store", 1, 1)
    pending = sorted((changed | owners) & known)
    deed.work.clients.mark_pending(pending)
    if consent is not None:
        deed.work.consents.sign(matched.order, deed.work.consents.ensure_document(consent))
    updated = len(pending)
    report = ImportReport(
        rows=len(rows),
        imported=len(new),
        updated=updated,
        unchanged=len(matched.order) - len(new) - updated,
        merged=len(rows) - len(matched.order) - matched.others,
        unknown_services=sum(unknown.values()),
        clients=tuple(matched.order),
        others=matched.others,
    )
    deed.details |= {"rows": report.rows, "imported": report.imported, "updated": report.updated}
    deed.details |= {"others": report.others} if report.others else {}
    return report


def _manager(session: Session) -> int | None:
    """Whose the new clients are: the importing manager's; what a supervisor brings in is anybody's until assigned."""
    return None if Role.SUPERVISOR in session.roles else session.user_id


class _Matching:
    """The rows of a table, each settled to a new or a known client."""

    def __init__(self, session: Session, deed: Deed, rows: Sequence[ClientRow]) -> None:
        self._rows = rows
        self._new_id = session.new_client_id
        self._index = deed.work.clients.person_keys()
        keys = [person_keys(row.client_type, row.identity) for row in rows]
        candidates = sorted({id_ for row_keys in keys for key in row_keys for id_ in self._index.get(key, ())})
        self._identity = deed.work.clients.identities(candidates)
        self._portrait = deed.work.clients.portraits(candidates)
        self._type: dict[int, ClientType] = {}
        self._keys = keys
        self.known = frozenset(candidates)
        self._beyond = self.known - deed.work.clients.within(candidates)
        self.others = 0
        self._before = {id_: (self._identity[id_], self._portrait[id_]) for id_ in candidates}
        self.order: list[int] = []
        self.further_keys: list[tuple[str, int]] = []
        self.products: dict[int, list[str]] = {}

    def settle(self, progress: Progress) -> "_Matching":
        """Go through the rows."""
        for done, (row, keys) in enumerate(zip(self._rows, self._keys, strict=True)):
            if done % _PROGRESS_EVERY == 0:
                progress("match", done, len(self._rows))
            id_ = self._same(row.identity, keys)
            if id_ in self._beyond:
                self.others += 1
                continue
            if id_ is None:
                id_ = self._fresh_id()
                self._identity[id_], self._portrait[id_] = row.identity, row.portrait
                self._recognise(id_, keys)
            else:
                self._merge(id_, row, keys)
            self._type[id_] = row.client_type
            if id_ not in self.products:
                self.order.append(id_)
            self.products.setdefault(id_, []).extend(one.product for one in row.purchases if not one.refused)
        return self

    def value(self, id_: int) -> NewClient:
        """A settled client as it is to be stored."""
        return id_, self._type[id_], self._identity[id_], self._portrait[id_]

    @property
    def changed(self) -> set[int]:
        """Known clients that the table leaves other than they were."""
        return {id_ for id_, was in self._before.items() if was != (self._identity[id_], self._portrait[id_])}

    def type_of(self, id_: int) -> ClientType:
        """The client's type."""
        return self._type[id_]

    def _same(self, identity: Identity, keys: Sequence[str]) -> int | None:
        for key in keys:
            for id_ in self._index.get(key, ()):
                if not contradict(identity, self._identity[id_]):
                    return id_
        return None

    def _merge(self, id_: int, row: ClientRow, keys: Sequence[str]) -> None:
        if id_ not in self.known:  # what only the first of its rows said recognises it all the same
            self.further_keys += [(key, id_) for key in person_keys(row.client_type, self._identity[id_])]
        self._identity[id_] = merged_identity(self._identity[id_], row.identity)
        self._portrait[id_] = merged_portrait(self._portrait[id_], row.portrait)
        both = (*keys, *person_keys(row.client_type, self._identity[id_]))
        self.further_keys += [(key, id_) for key in self._recognise(id_, both)]

    def _recognise(self, id_: int, keys: Sequence[str]) -> list[str]:
        """From now on these keys lead to this client; returns those that did not yet."""
        new = [key for key in dict.fromkeys(keys) if id_ not in self._index.get(key, ())]
        for key in new:
            self._index.setdefault(key, []).append(id_)
        return new

    def _fresh_id(self) -> int:
        while (id_ := self._new_id()) in self._identity:
            pass
        return id_


def merged_identity(old: Identity, new: Identity) -> Identity:
    """Filled values of `new` win; empty ones never erase. A document of the same kind is replaced field by field."""
    values = {
        field.name: getattr(new, field.name) or getattr(old, field.name)
        for field in fields(Identity)
        if field.name not in {"documents", "details"}
    }
    papers = {paper.kind: paper for paper in old.documents}
    for paper in new.documents:
        papers[paper.kind] = _merged_document(papers.get(paper.kind), paper)
    ordered = tuple(papers[kind] for kind in sorted(papers))
    return Identity(**values, documents=ordered, details=old.details | {k: v for k, v in new.details.items() if v})


def merged_portrait(old: Portrait, new: Portrait) -> Portrait:
    """Known values of `new` win; unknown ones never erase."""
    values = {field.name: getattr(new, field.name) for field in fields(Portrait)}
    return replace(old, **{name: value for name, value in values.items() if value is not None})


def _merged_document(old: Document | None, new: Document) -> Document:
    if old is None or (new.number and (new.series, new.number) != (old.series, old.number)):
        return new
    values = {field.name: getattr(new, field.name) or getattr(old, field.name) for field in fields(Document)}
    return Document(**values)


def _note_products(deed: Deed, matched: _Matching) -> tuple[set[int], Counter[tuple[str, str]]]:
    """Store what the clients own; returns (clients that own something new, product texts that fit no service)."""
    records = deed.work.catalogue
    finder = ServiceFinder(records.read(), records.synonyms())
    unknown: Counter[tuple[str, str]] = Counter()
    owned: dict[tuple[int, int], Ownership] = {}
    for id_, texts in matched.products.items():
        for text in texts:
            found = finder.find(text, matched.type_of(id_))
            if found is None:
                unknown[fold(text), text] += 1
            else:
                owned.setdefault((id_, found.kind_id), Ownership(id_, found.kind_id, found.service_id))
    before = _known_ownerships(deed, sorted(matched.known & matched.products.keys()))
    news = {pair: one for pair, one in owned.items() if pair not in before or (before[pair] is None and one.service_id)}
    deed.work.clients.put_ownerships(news.values())
    deed.work.clients.note_unknown_products(_by_key(unknown))
    return {client for client, _ in news}, unknown


def _known_ownerships(deed: Deed, ids: Sequence[int]) -> dict[tuple[int, int], int | None]:
    return {(one.client_id, one.kind_id): one.service_id for one in deed.work.clients.ownerships(ids)}


def _by_key(unknown: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """One entry per folded text, with its first spelling."""
    totals: dict[str, tuple[str, int]] = {}
    for (key, text), count in unknown.items():
        first, so_far = totals.get(key, (text, 0))
        totals[key] = (first, so_far + count)
    return {(key, text): count for key, (text, count) in totals.items()}
