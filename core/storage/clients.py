"""Records of clients: identity in `people`, portrait and ownership in `work`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, case, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.domain.client import ClientType, Document, DocumentKind, Identity, Portrait
from core.domain.errors import UnknownRecord
from core.domain.ownership import Ownership
from core.domain.sameness import CLIENT_CODE, person_keys
from core.domain.silence import Refusal
from core.storage.client_images import Image, clear, images, put_back
from core.storage.client_numbers import ClientNumbers
from core.storage.erasing import erase_clients, take_out_clients
from core.storage.people_tables import document, person, person_key, unknown_product
from core.storage.reach import EVERYBODY, Reach
from core.storage.rows import Still, batches, heard, insert_many, record, unheard
from core.storage.scored_clients import COUNTED, PORTRAIT_FIELDS, ScoredClients
from core.storage.tables import client, ownership, portrait, refusal

NewClient = tuple[int, ClientType, Identity, Portrait]
"""(id, client type, identity, portrait)."""


class ClientRecords(ScoredClients):
    """Records of `client` and its number, `portrait`, `ownership`, `person`, `document`, `person_key` and
    `unknown_product`.
    """

    def __init__(self, connection: Connection, reach: Reach = EVERYBODY, touched: set[int] | None = None) -> None:
        """`touched` takes the clients whose identity, existence or manager is changed here."""
        super().__init__(connection)
        self._reach = reach
        self._touched = set() if touched is None else touched

    # ------------------------------------------------------------------ whose they are

    def refuse_beyond(self, ids: Sequence[int]) -> None:
        """Raise BeyondReach where any of these clients is another manager's."""
        self._reach.refuse_beyond(self._connection, ids)

    def refuse_strange(self, ids: Sequence[int]) -> None:
        """Raise BeyondReach where any of these clients is another manager's, UnknownRecord where there is none."""
        self.refuse_beyond(ids)
        if len(self.within(ids)) != len(set(ids)):
            raise UnknownRecord

    def refuse_unknown(self, id_: int) -> None:
        """`refuse_strange` of one client, and raise UnknownRecord also for what is left of an erased one."""
        self.refuse_strange([id_])
        if not self.portraits([id_]):
            raise UnknownRecord

    def within(self, ids: Sequence[int]) -> set[int]:
        """Those of these clients that the unit of work may touch."""
        return self._reach.within(self._connection, ids)

    def managers(self, ids: Sequence[int]) -> dict[int, int | None]:
        """Client → its manager, None for nobody's; those that are not there are absent."""
        wanted = select(client.c.id, client.c.manager_id)
        pieces = (wanted.where(client.c.id.in_(some)) for some in batches(ids))
        return {id_: manager for piece in pieces for id_, manager in self._connection.execute(piece)}

    def assign(self, ids: Sequence[int], manager_id: int | None) -> None:
        """These clients are this manager's from now on, or nobody's."""
        self._touched.update(ids)
        for some in batches(ids):
            self._connection.execute(update(client).where(client.c.id.in_(some)).values(manager_id=manager_id))

    # ------------------------------------------------------------------ people

    def person_keys(self, still: Still = unheard) -> dict[str, list[int]]:
        """What people are recognised by → the clients that have it. `still` is called every now and then."""
        known: dict[str, list[int]] = {}
        keys = self._connection.execute(select(person_key.c.key, person_key.c.client_id))
        for key, client_id in heard(keys, still):
            known.setdefault(key, []).append(client_id)
        return known

    def identities(self, ids: Sequence[int], still: Still = unheard) -> dict[int, Identity]:
        """Identities of these clients. `still` is called every now and then."""
        found: dict[int, Identity] = {}
        for some in batches(ids):
            still()
            documents: dict[int, list[Document]] = {}
            papers = select(document).where(document.c.client_id.in_(some)).order_by(document.c.kind)
            for row in self._connection.execute(papers):
                paper = Document(DocumentKind(row.kind), row.series, row.number, row.issued_on, row.issued_by, row.code)
                documents.setdefault(row.client_id, []).append(paper)
            for found_person in self._connection.execute(select(person).where(person.c.client_id.in_(some))).mappings():
                client_id = found_person["client_id"]
                values = {name: found_person[name] for name in _PERSON_FIELDS}
                found[client_id] = Identity(**values, documents=tuple(documents.get(client_id, ())))
        return found

    def recognised_by(self, still: Still = unheard) -> dict[int, tuple[ClientType, Identity]]:
        """What tells people apart, of all clients whosever they are, in the order of their ids: of details the code
        that a table gave, of documents the passports. `still` is called every now and then.
        """
        passports = dict[int, Document]()
        papers = select(document.c.client_id, document.c.series, document.c.number)
        for client_id, series, number in heard(
            self._connection.execute(papers.where(document.c.kind == DocumentKind.PASSPORT.value)), still
        ):
            passports[client_id] = Document(DocumentKind.PASSPORT, series, number)
        code = person.c.details[CLIENT_CODE].as_string()
        columns = (client.c.client_type, person.c.client_id, code, *(person.c[name] for name in _TELLING))
        wanted = select(*columns).join_from(client, person, client.c.id == person.c.client_id).order_by(client.c.id)
        found = {}
        for kind, client_id, given, *values in heard(self._connection.execute(wanted), still):
            paper = passports.get(client_id)
            told = Identity(*values)
            if paper or given:
                papers_held = (paper,) if paper else ()
                told = replace(told, documents=papers_held, details={CLIENT_CODE: given} if given else {})
            found[client_id] = (ClientType(kind), told)
        return found

    def note_unknown_products(self, counts: Mapping[tuple[str, str], int]) -> dict[str, int | None]:
        """Count product texts that no service fits: (folded key, text) → rows. Returns folded key → what was counted
        before, None for a new one.
        """
        counted = select(unknown_product.c.key, unknown_product.c.rows)
        before = {row.key: int(row.rows) for row in self._connection.execute(counted)}
        rows = [{"key": key, "text": text, "rows": count} for (key, text), count in counts.items()]
        if rows:
            put = upsert(unknown_product)
            put = put.on_conflict_do_update(index_elements=["key"], set_={"rows": put.excluded.rows})
            self._connection.execute(put, rows)
        return {key: before.get(key) for key, _ in counts}

    def count_unknown_as_before(self, before: Mapping[str, int | None]) -> None:
        """What `note_unknown_products` returned counts again."""
        for key, rows in before.items():
            one = unknown_product.c.key == key
            if rows is None:
                self._connection.execute(delete(unknown_product).where(one))
            else:
                self._connection.execute(update(unknown_product).where(one).values(rows=rows))

    def unknown_products(self) -> dict[str, int]:
        """Product texts that no service fits → rows."""
        return {row.text: row.rows for row in self._connection.execute(select(unknown_product))}

    # ------------------------------------------------------------------ both stores

    def add(self, clients: Sequence[NewClient], on: date, manager_id: int | None = None) -> None:
        """Add new clients of a manager or of nobody, pending until they are scored."""
        same = {"added_on": on, "manager_id": manager_id}
        heads = ({"id": id_, "client_type": kind.value, **same} for id_, kind, _, _ in clients)
        insert_many(self._connection, insert(client), heads)
        ClientNumbers(self._connection).give(id_ for id_, *_ in clients)
        self._write(clients)

    def change(self, clients: Sequence[NewClient]) -> None:
        """Replace identity and portrait of known clients."""
        for some in batches([id_ for id_, *_ in clients]):
            for table in (person, document):
                self._connection.execute(delete(table).where(table.c.client_id.in_(some)))
            self._connection.execute(delete(portrait).where(portrait.c.client_id.in_(some)))
        self._write(clients)

    def _write(self, clients: Sequence[NewClient]) -> None:
        self._touched.update(id_ for id_, *_ in clients)

        def put(table: Table, rows: Iterable[dict[str, Any]]) -> None:
            insert_many(self._connection, insert(table), rows)

        put(portrait, ({"client_id": id_, **record(face)} for id_, _, _, face in clients))
        put(
            person,
            (
                {"client_id": id_} | {name: getattr(identity, name) for name in _PERSON_FIELDS}
                for id_, _, identity, _ in clients
            ),
        )
        put(
            document,
            ({"client_id": id_, **record(paper)} for id_, _, identity, _ in clients for paper in identity.documents),
        )
        self.recognise((key, id_) for id_, kind, identity, _ in clients for key in person_keys(kind, identity))

    def recognise(self, keys: Iterable[tuple[str, int]]) -> None:
        """Note (key, client) pairs; what a client was once recognised by still recognises it."""
        rows = ({"key": key, "client_id": client_id} for key, client_id in keys)
        insert_many(self._connection, upsert(person_key).on_conflict_do_nothing(), rows)

    # ------------------------------------------------------------------ work

    def portraits(self, ids: Sequence[int], still: Still = unheard) -> dict[int, Portrait]:
        """Portraits of these clients. `still` is called every now and then."""
        found = {}
        for some in batches(ids):
            still()
            for row in self._connection.execute(select(portrait).where(portrait.c.client_id.in_(some))).mappings():
                found[row["client_id"]] = Portrait(**{name: row[name] for name in PORTRAIT_FIELDS})
        return found

    def ownerships(self, ids: Sequence[int] | None = None, still: Still = unheard) -> list[Ownership]:
        """What these clients (all, for None) have. `still` is called every now and then."""
        pieces = [select(ownership)]
        if ids is not None:
            pieces = [select(ownership).where(ownership.c.client_id.in_(some)) for some in batches(ids)]
        found = (self._connection.execute(piece) for piece in pieces)
        return [Ownership(*row) for row in heard((row for piece in found for row in piece), still)]

    def put_ownerships(self, owned: Iterable[Ownership]) -> None:
        """Add ownerships. What is known is kept and what was open is filled in; a later purchase starts anew."""
        put = upsert(ownership)
        old, new = ownership.c, put.excluded
        later = new.since.is_not(None) & (old.since.is_(None) | (new.since > old.since))
        change = {
            "service_id": case(
                (later, func.coalesce(new.service_id, old.service_id)),
                else_=func.coalesce(old.service_id, new.service_id),
            ),
            "since": case((later, new.since), else_=func.coalesce(old.since, new.since)),
            "until": case((later, new.until), else_=func.coalesce(old.until, new.until)),
        }
        put = put.on_conflict_do_update(index_elements=["client_id", "kind_id"], set_=change)
        insert_many(self._connection, put, map(record, owned))

    def set_ownership(self, owned: Ownership) -> None:
        """Write one ownership as it is, in the place of that of its kind."""
        theirs = (ownership.c.client_id == owned.client_id) & (ownership.c.kind_id == owned.kind_id)
        self._connection.execute(update(ownership).where(theirs).values(record(owned)))

    def put_ownership_back(self, client_id: int, kind_id: int, owned: Ownership | None) -> None:
        """Write one ownership as it was; None: there was none."""
        theirs = (ownership.c.client_id == client_id) & (ownership.c.kind_id == kind_id)
        self._connection.execute(delete(ownership).where(theirs))
        if owned is not None:
            self._connection.execute(insert(ownership).values(record(owned)))

    def told_refusals(self, ids: Sequence[int]) -> list[Refusal]:
        """What tables told of these clients' refusals."""
        chosen = (select(refusal).where(refusal.c.client_id.in_(some)) for some in batches(ids))
        return [Refusal(*row) for wanted in chosen for row in self._connection.execute(wanted)]

    def put_refusals(self, told: Iterable[Refusal]) -> None:
        """Note refusals, each in the place of an earlier one of its kind."""
        rows = [record(one) for one in told]
        if rows:
            put = upsert(refusal)
            change = {name: put.excluded[name] for name in ("service_id", "on", "noted_on")}
            put = put.on_conflict_do_update(index_elements=["client_id", "kind_id"], set_=change)
            self._connection.execute(put, rows)

    def images(self, ids: Sequence[int]) -> dict[int, Image]:
        """All records of these clients: core/storage/client_images.py."""
        return images(self._connection, ids)

    def put_back(self, found: Mapping[int, Image], pending: Collection[int] = ()) -> None:
        """These clients stand as in their images; those `pending` are to be scored again."""
        self._touched.update(found)
        put_back(self._connection, found, pending)

    def take_out(self, ids: Sequence[int], at: datetime) -> int:
        """Remove these clients as core/storage/erasing.py does; how many they were."""
        self._touched.update(ids)
        return take_out_clients(self._connection, ids, at)

    def erase(self, ids: Sequence[int], at: datetime) -> int:
        """Take these clients out as people who are to be known no more, and drafts that may name them; how many they
        were.
        """
        self._touched.update(ids)
        return erase_clients(self._connection, ids, at)

    def clear(self, ids: Sequence[int]) -> None:
        """Nothing is left of these clients but their ids, with what hangs on those."""
        self._touched.update(ids)
        clear(self._connection, ids)

    def move_ownerships(self, service_id: int, kind_id: int) -> None:
        """The service is of another kind now: who owns it owns that kind."""
        of_service = ownership.c.service_id == service_id
        owned = [Ownership(*row) for row in self._connection.execute(select(ownership).where(of_service))]
        self._connection.execute(delete(ownership).where(of_service))
        self.put_ownerships(replace(one, kind_id=kind_id) for one in owned)

    def heads(self, ids: Sequence[int]) -> dict[int, tuple[ClientType, date, int | None]]:
        """Client → (type, day on which it was added, year of birth)."""
        wanted = select(client.c.id, client.c.client_type, client.c.added_on, portrait.c.birth_year)
        wanted = wanted.join_from(client, portrait, isouter=True)
        pieces = (wanted.where(client.c.id.in_(some)) for some in batches(ids))
        rows = (row for piece in pieces for row in self._connection.execute(piece))
        return {id_: (ClientType(kind), added_on, year) for id_, kind, added_on, year in rows}

    def with_phone(self, ids: Sequence[int]) -> set[int]:
        """Those of these clients that have a phone."""
        wanted = select(person.c.client_id).where(person.c.phone != "")
        pieces = (wanted.where(person.c.client_id.in_(some)) for some in batches(ids))
        return {id_ for piece in pieces for id_ in self._connection.scalars(piece)}

    def portrait_filled(self, ids: Sequence[int]) -> set[str]:
        """The fields of the portrait that any of these clients has."""
        counted = select(*(func.count(portrait.c[name]).label(name) for name in PORTRAIT_FIELDS))
        pieces = (counted.where(portrait.c.client_id.in_(some)) for some in batches(ids))
        rows = [self._connection.execute(piece).one()._mapping for piece in pieces]
        return {name for row in rows for name, count in row.items() if count}

    def owners(self) -> dict[int, int]:
        """Kind → how many clients have it."""
        counted = select(ownership.c.kind_id, func.count())
        rows = self._connection.execute(counted.group_by(ownership.c.kind_id))
        return {int(kind): int(count) for kind, count in rows}

    def count_pending(self, day: date) -> int:
        """How many clients within reach wait to be scored, or had a kind that opens again by this day."""
        waiting = client.c.scored_by.is_(None) | (client.c.due_on <= day)
        return int(self._connection.scalar(COUNTED.where(waiting, self._reach.clients)) or 0)

    def count(self) -> int:
        """How many clients are within reach."""
        return int(self._connection.scalar(COUNTED.where(self._reach.clients)) or 0)

    def count_all(self) -> int:
        """How many clients the base has, whosever they are."""
        return int(self._connection.scalar(COUNTED) or 0)


_TELLING = ("surname", "name", "patronymic", "organisation", "inn", "birth_date", "phone", "email")
"""The first fields of `Identity`, in its order."""
_PERSON_FIELDS = tuple(column.name for column in person.c if column.name != "client_id")
