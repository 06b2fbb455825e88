"""Records of consent."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from core.domain.consent import ConsentDocument
from core.storage.rows import added, batches
from core.storage.tables import consent, consent_document


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

    def sign(self, clients: Sequence[int], document_id: int) -> None:
        """Note that these clients gave this consent; one withdrawn stays withdrawn."""
        if clients:
            rows = [{"client_id": client_id, "document_id": document_id} for client_id in clients]
            self._connection.execute(upsert(consent).on_conflict_do_nothing(), rows)

    def live(self, clients: Sequence[int], recipient: int, purpose: str, day: date) -> set[int]:
        """Those of `clients` whose data may go to `recipient` for `purpose` on `day`."""
        papers = {
            row.id: ConsentDocument(row.number, row.signed_on, frozenset(row.recipients), row.purpose, row.valid_until)
            for row in self._connection.execute(select(consent_document))
        }
        covering = [id_ for id_, paper in papers.items() if paper.covers(recipient, purpose, day)]
        found: set[int] = set()
        for some in batches(clients):
            standing = consent.c.withdrawn_on.is_(None) | (consent.c.withdrawn_on > day)
            wanted = select(consent.c.client_id).where(
                consent.c.client_id.in_(some), consent.c.document_id.in_(covering), standing
            )
            found.update(self._connection.scalars(wanted))
        return found
