"""What goes over from one client to another when both prove to be one, and back again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Date, DateTime, LargeBinary, delete, insert, select, update

from core.domain.lead import OPEN, UNDECIDED, Stage
from core.storage.follow_up_tables import recall
from core.storage.people_tables import consent, person_key
from core.storage.tables import ownership, recommendation

_UNDECIDED: Final = [stage.value for stage in UNDECIDED]
_STANDING: Final = [stage.value for stage in OPEN - {Stage.PACKAGED, Stage.SENT}]
"""Open stages in which nothing has left yet."""


class JoinRecords:
    """Leads, consents, keys and ownerships of two clients."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ------------------------------------------------------------------ leads

    def take_over_leads(self, other: int, kept: int) -> dict[str, Any]:
        """The leads of `other` are those of `kept`. Undecided ones are gone: a run makes them anew. One of a kind for
        which `kept` has an open lead is put away. Returns what `give_back_leads` needs, as JSON.
        """
        theirs = recommendation.c.client_id == other
        self._connection.execute(delete(recommendation).where(theirs, recommendation.c.stage.in_(_UNDECIDED)))
        opened = select(recommendation.c.kind_id).where(
            recommendation.c.client_id == kept, recommendation.c.stage.in_([stage.value for stage in OPEN])
        )
        called = select(recall.c.recommendation_id)  # it stays on record; the gate lets one of the two leave
        twice = (
            theirs
            & recommendation.c.id.not_in(called)
            & recommendation.c.stage.in_(_STANDING)
            & recommendation.c.kind_id.in_(opened)
        )
        rows = [dict(row) for row in self._connection.execute(select(recommendation).where(twice)).mappings()]
        self._connection.execute(delete(recommendation).where(recommendation.c.id.in_([row["id"] for row in rows])))
        moved = list(self._connection.scalars(select(recommendation.c.id).where(theirs)))
        self._connection.execute(update(recommendation).where(theirs).values(client_id=kept))
        put_away = [{name: _plain(value) for name, value in row.items()} for row in rows]
        return {"moved": moved, "put_away": put_away}

    def give_back_leads(self, kept: int, other: int, taken: Mapping[str, Any]) -> None:
        """What `take_over_leads` took is with `other` again."""
        mine = (recommendation.c.client_id == kept) & recommendation.c.id.in_(taken["moved"])
        self._connection.execute(update(recommendation).where(mine).values(client_id=other))
        rows = [{name: _live(name, value) for name, value in row.items()} for row in taken["put_away"]]
        if rows:
            self._connection.execute(insert(recommendation), rows)

    # ------------------------------------------------------------------ consents

    def take_over_consents(self, other: int, kept: int) -> list[list[Any]]:
        """`kept` has signed what `other` signed; what either withdrew is withdrawn. Returns what
        `give_back_consents` needs, as JSON: (document, withdrawn by other, whether kept had signed, withdrawn by kept).
        """
        theirs, mine = self._signed(other), self._signed(kept)
        for document, withdrawn in theirs.items():
            if document in mine:
                days = [day for day in (withdrawn, mine[document]) if day is not None]
                self._set_withdrawn(kept, document, min(days, default=None))
            else:
                values = {"client_id": kept, "document_id": document, "withdrawn_on": withdrawn}
                self._connection.execute(insert(consent).values(values))
        self._connection.execute(delete(consent).where(consent.c.client_id == other))
        return [
            [document, _plain(day), document in mine, _plain(mine.get(document))] for document, day in theirs.items()
        ]

    def give_back_consents(self, kept: int, other: int, taken: Iterable[Sequence[Any]]) -> None:
        """Each has signed again what it had signed. A paper that was withdrawn since is withdrawn for both."""
        now = self._signed(kept)
        for document, theirs, had, mine in taken:
            days = [date.fromisoformat(day) for day in (theirs, mine) if day]
            since = now.get(document) if now.get(document) != min(days, default=None) else None
            own = date.fromisoformat(theirs) if theirs else since
            values = {"client_id": other, "document_id": document, "withdrawn_on": own}
            self._connection.execute(insert(consent).values(values))
            if had:
                self._set_withdrawn(kept, document, since or (date.fromisoformat(mine) if mine else None))
            else:
                signed = (consent.c.client_id == kept) & (consent.c.document_id == document)
                self._connection.execute(delete(consent).where(signed))

    def copy_consents(self, of: int, to: int) -> None:
        """`to` has signed what `of` signed, withdrawn where that is."""
        rows = [
            {"client_id": to, "document_id": document, "withdrawn_on": day}
            for document, day in self._signed(of).items()
        ]
        if rows:
            self._connection.execute(insert(consent), rows)

    def _signed(self, client_id: int) -> dict[int, date | None]:
        wanted = select(consent.c.document_id, consent.c.withdrawn_on).where(consent.c.client_id == client_id)
        return {row.document_id: row.withdrawn_on for row in self._connection.execute(wanted)}

    def _set_withdrawn(self, client_id: int, document: int, day: date | None) -> None:
        signed = (consent.c.client_id == client_id) & (consent.c.document_id == document)
        self._connection.execute(update(consent).where(signed).values(withdrawn_on=day))

    # ------------------------------------------------------------------ keys and ownerships

    def keys_of(self, client_id: int) -> list[str]:
        """What leads to this client."""
        wanted = select(person_key.c.key).where(person_key.c.client_id == client_id).order_by(person_key.c.key)
        return list(self._connection.scalars(wanted))

    def forget_keys(self, client_id: int, keys: Collection[str]) -> None:
        """These keys do not lead to this client any more."""
        theirs = (person_key.c.client_id == client_id) & person_key.c.key.in_(keys)
        self._connection.execute(delete(person_key).where(theirs))

    def drop_ownerships(self, client_id: int, owned: Iterable[tuple[int, date | None]]) -> None:
        """The client does not have these kinds, bought on these days; a later purchase stays."""
        for kind, since in owned:
            same_day = ownership.c.since.is_(None) if since is None else ownership.c.since == since
            theirs = (ownership.c.client_id == client_id) & (ownership.c.kind_id == kind)
            self._connection.execute(delete(ownership).where(theirs, same_day))


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date) else value


def _live(name: str, value: Any) -> Any:
    kind = recommendation.c[name].type
    if isinstance(kind, LargeBinary):
        return bytes.fromhex(value)
    if value is None or not isinstance(kind, Date | DateTime):
        return value
    return datetime.fromisoformat(value) if isinstance(kind, DateTime) else date.fromisoformat(value)
