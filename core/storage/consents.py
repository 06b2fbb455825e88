"""Records of consent."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from core.domain.consent import ConsentDocument
from core.storage.people_tables import consent, consent_document
from core.storage.rows import added, batches, insert_many


class ConsentRecords:
    """Records of `consent_document` and `consent`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ensure_document(self, paper: ConsentDocument) -> int:
        """The id of a document with just these terms; added if it is new."""
        values = {
            "number": paper.number,
            "signed_on": paper.signed_on,
            "recipients": sorted(paper.recipients),
            "purpose": paper.purpose,
            "valid_until": paper.valid_until,
        }
        for row in self._connection.execute(select(consent_document).where(consent_document.c.number == paper.number)):
            if {name: getattr(row, name) for name in values} == values:
                return int(row.id)
        return added(self._connection, insert(consent_document).values(values))

    def sign(self, clients: Sequence[int], document_id: int) -> list[int]:
        """Note that these clients gave this consent; returns those of whom that was not known.

        A withdrawn paper stays withdrawn, also where it is entered again for other recipients: only a new one revives.
        """
        paper = self._connection.execute(select(consent_document).where(consent_document.c.id == document_id)).one()
        same = select(consent_document.c.id).where(
            consent_document.c.number == paper.number,
            consent_document.c.signed_on == paper.signed_on,
            consent_document.c.purpose == paper.purpose,
        )
        gone = select(consent.c.client_id).where(consent.c.document_id.in_(same), consent.c.withdrawn_on.is_not(None))
        had = select(consent.c.client_id).where(consent.c.document_id == document_id)
        left_out = set(self._connection.scalars(gone)) | set(self._connection.scalars(had))
        new = [one for one in dict.fromkeys(clients) if one not in left_out]
        insert_many(self._connection, insert(consent), ({"client_id": one, "document_id": document_id} for one in new))
        return new

    def unsign(self, clients: Sequence[int], document_id: int) -> None:
        """These clients never gave this consent. What was withdrawn stays on record."""
        for some in batches(clients):
            signed = consent.c.client_id.in_(some) & (consent.c.document_id == document_id)
            self._connection.execute(delete(consent).where(signed, consent.c.withdrawn_on.is_(None)))

    def forget_unsigned(self, document_id: int) -> None:
        """Forget a document that nobody signed."""
        signed = select(consent.c.document_id).where(consent.c.document_id == document_id)
        self._connection.execute(delete(consent_document).where(consent_document.c.id == document_id, ~signed.exists()))

    def is_signed(self, clients: Sequence[int], document_id: int) -> bool:
        """Whether any of these clients gave this consent, be it withdrawn since."""
        given = select(consent.c.client_id).where(consent.c.document_id == document_id)
        return any(
            self._connection.scalar(given.where(consent.c.client_id.in_(some)).limit(1)) is not None
            for some in batches(clients)
        )

    def withdraw(self, clients: Sequence[int], number: str, on: date) -> list[tuple[int, int]]:
        """These clients take back the paper with this number from this day on; (client, document) of each that held
        till then.
        """
        papers = select(consent_document.c.id).where(consent_document.c.number == number)
        taken: list[tuple[int, int]] = []
        for some in batches(clients):
            held = consent.c.client_id.in_(some) & consent.c.document_id.in_(papers) & consent.c.withdrawn_on.is_(None)
            pairs = select(consent.c.client_id, consent.c.document_id).where(held)
            taken += [(row.client_id, row.document_id) for row in self._connection.execute(pairs)]
            self._connection.execute(update(consent).where(held).values(withdrawn_on=on))
        return taken

    def revive(self, taken: Sequence[tuple[int, int]]) -> int:
        """(client, document) that were withdrawn hold again; how many of them had been."""
        count = 0
        for client_id, document_id in taken:
            one = (consent.c.client_id == client_id) & (consent.c.document_id == document_id)
            withdrawn = update(consent).where(one, consent.c.withdrawn_on.is_not(None))
            count += self._connection.execute(withdrawn.values(withdrawn_on=None)).rowcount
        return count

    def signed(self, client_id: int, document_id: int) -> tuple[ConsentDocument, date | None] | None:
        """(document, day on which it was withdrawn) of a consent; None where it was never given."""
        one = (consent.c.client_id == client_id) & (consent.c.document_id == document_id)
        row = self._connection.execute(_SIGNED.where(one)).first()
        return None if row is None else (_paper(row), row.withdrawn_on)

    def of_client(self, client_id: int) -> list[tuple[ConsentDocument, date | None]]:
        """(document, day on which it was withdrawn) of all that a client signed, the one signed last first."""
        newest = (consent_document.c.signed_on.desc(), consent_document.c.id.desc())
        mine = _SIGNED.where(consent.c.client_id == client_id).order_by(*newest)
        return [(_paper(row), row.withdrawn_on) for row in self._connection.execute(mine)]

    def document_of(self, client_id: int, number: str) -> int | None:
        """The document with this number that the client signed, the one signed last where there are several."""
        mine = select(consent.c.document_id).where(consent.c.client_id == client_id)
        wanted = select(consent_document.c.id).where(
            consent_document.c.number == number, consent_document.c.id.in_(mine)
        )
        newest = (consent_document.c.signed_on.desc(), consent_document.c.id.desc())
        return self._connection.scalar(wanted.order_by(*newest).limit(1))

    def any_live(self, clients: Sequence[int], purpose: str, day: date) -> bool:
        """Whether any of `clients` has a consent for anybody on `day`."""
        recipients = {one for row in self._connection.execute(select(consent_document)) for one in row.recipients}
        return any(self.live(clients, recipient, purpose, day) for recipient in recipients)

    def live(self, clients: Sequence[int], recipient: int, purpose: str, day: date) -> set[int]:
        """Those of `clients` whose data may go to `recipient` for `purpose` on `day`."""
        return set(self.papers(clients, recipient, purpose, day))

    def papers(self, clients: Sequence[int], recipient: int, purpose: str, day: date) -> dict[int, ConsentDocument]:
        """Client → the document by which the data may go to `recipient` for `purpose` on `day`: the one signed last."""
        standing = consent.c.withdrawn_on.is_(None) | (consent.c.withdrawn_on > day)
        found: dict[int, tuple[date, int, ConsentDocument]] = {}
        for some in batches(clients):
            signed = consent.c.client_id.in_(some) & standing
            named = consent_document.c.id.in_(select(consent.c.document_id).where(signed))
            rows = self._connection.execute(select(consent_document).where(named))
            covering = {
                row.id: (row.signed_on, row.id, paper)
                for row in rows
                if (paper := _paper(row)).covers(recipient, purpose, day)
            }
            for client_id, document_id in self._connection.execute(
                select(consent.c.client_id, consent.c.document_id).where(signed)
            ):
                if document_id in covering:
                    one = covering[document_id]
                    found[client_id] = max(found.get(client_id, one), one, key=lambda one: one[:2])
        return {client_id: paper for client_id, (_, _, paper) in found.items()}


_SIGNED = select(
    *(consent_document.c[name] for name in ("number", "signed_on", "recipients", "purpose", "valid_until")),
    consent.c.withdrawn_on,
).join(consent, consent.c.document_id == consent_document.c.id)


def _paper(row: Any) -> ConsentDocument:
    return ConsentDocument(row.number, row.signed_on, frozenset(row.recipients), row.purpose, row.valid_until)
