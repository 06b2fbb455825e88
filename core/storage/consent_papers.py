"""Records of the files of consent documents."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from core.domain.errors import UnknownRecord
from core.storage.people_tables import consent, consent_document, consent_paper
from core.storage.rows import added


@dataclass(frozen=True, slots=True)
class StoredPaper:
    """A file of the document `document_id`, of so many bytes; `at` in UTC without zone."""

    id: int
    document_id: int
    name: str
    at: datetime
    size: int


class ConsentPapers:
    """Records of `consent_paper`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, document_id: int, name: str, content: bytes, user_id: int, at: datetime) -> int:
        """Keep a file and return its id."""
        values = {"document_id": document_id, "name": name, "content": content, "user_id": user_id, "at": at}
        return added(self._connection, insert(consent_paper).values(values))

    def of_client(self, client_id: int) -> list[tuple[str, StoredPaper]]:
        """(number of the document, file) of all that the client signed, the oldest file first."""
        wanted = (
            select(consent_document.c.number, *_COLUMNS)
            .join_from(consent_paper, consent_document, consent_paper.c.document_id == consent_document.c.id)
            .join(consent, consent.c.document_id == consent_document.c.id)
            .where(consent.c.client_id == client_id)
            .order_by(consent_paper.c.id)
        )
        return [(number, StoredPaper(*rest)) for number, *rest in self._connection.execute(wanted)]

    def signers(self, id_: int) -> list[int]:
        """The clients who signed the document of this file. Raises UnknownRecord."""
        document = self._connection.scalar(select(consent_paper.c.document_id).where(consent_paper.c.id == id_))
        if document is None:
            raise UnknownRecord
        return list(self._connection.scalars(select(consent.c.client_id).where(consent.c.document_id == document)))

    def content(self, id_: int) -> bytes:
        """The file as it was."""
        return bytes(self._connection.execute(select(consent_paper.c.content).where(_is(id_))).scalar_one())

    def remove(self, id_: int) -> None:
        """Forget a file."""
        self._connection.execute(delete(consent_paper).where(_is(id_)))

    def forget_unsigned(self) -> None:
        """Forget the files of documents that nobody signed, or nobody any more: they tell of people."""
        signed = select(consent.c.document_id)
        self._connection.execute(delete(consent_paper).where(consent_paper.c.document_id.not_in(signed)))


_SIZE = func.length(consent_paper.c.content)
_COLUMNS = [_SIZE if field.name == "size" else consent_paper.c[field.name] for field in fields(StoredPaper)]


def _is(id_: int) -> ColumnElement[bool]:
    return consent_paper.c.id == id_
