"""Whom a trial may count, and who of them has bought: over the whole base, ids alone."""

from datetime import date, datetime, time

from sqlalchemy import Connection, exists, select

from core.domain.lead import Answer
from core.storage.tables import client, outcome, portrait, recommendation


class TrialCounts:
    """Reads `client`, `recommendation`, `outcome`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def everybody(self) -> list[int]:
        """All clients of the base."""
        return list(self._connection.scalars(select(client.c.id).join(portrait)))

    def eligible(self, since: date, last: date) -> list[int]:
        """Clients who were here on the `last` day, and to whom something can be recommended or was `since` that day:
        who has bought or refused the last kind that was left must not fall out of the count because of it.
        """
        moved = exists().where(
            recommendation.c.client_id == client.c.id, recommendation.c.stage_since >= datetime.combine(since, time.min)
        )
        offered = client.c.best_chance.is_not(None) | moved
        wanted = select(client.c.id).join(portrait).where(client.c.added_on <= last, offered)
        return list(self._connection.scalars(wanted))

    def buyers(self, first: date, last: date) -> frozenset[int]:
        """Clients who bought, on one of these days, what was offered to them on one of them."""
        wanted = (
            select(recommendation.c.client_id)
            .join(outcome)
            .where(
                outcome.c.answer == Answer.BOUGHT.value,
                outcome.c.on.between(first, last),
                recommendation.c.offered_on >= first,
            )
        )
        return frozenset(self._connection.scalars(wanted))
