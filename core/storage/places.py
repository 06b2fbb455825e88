"""What has a place under the caps: counts over the whole base, whoever asks, because caps know no managers."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from core.domain.lead import LEADS, Stage
from core.storage.rows import batches
from core.storage.scored_leads import STAGE_OF_CLIENTS
from core.storage.tables import recommendation

_MANY = 5_000
"""For more clients than these all leads are looked through, which are fewer than recommendations."""
_LEADS = [stage.value for stage in LEADS]


class PlaceRecords:
    """Counts of `recommendation`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def offers(self, clients: Sequence[int], since: date, stages: Collection[Stage]) -> dict[int, int]:
        """Client → how many offers it got since that day, with what is on its way to it in these stages."""
        counted = select(recommendation.c.client_id, func.count()).group_by(recommendation.c.client_id)
        if len(clients) > _MANY:
            mine, rows = set(clients), self._connection.execute(counted.where(_held(since, stages)))
            return {client: int(count) for client, count in rows if client in mine}
        held = _held(since, stages, STAGE_OF_CLIENTS)
        pieces = (counted.where(held, recommendation.c.client_id.in_(some)) for some in batches(clients))
        return {client: int(count) for piece in pieces for client, count in self._connection.execute(piece)}

    def leads(self, since: date, stages: Collection[Stage]) -> dict[int, int]:
        """Service → how many of its leads were offered since that day, with those in these stages."""
        counted = select(recommendation.c.service_id, func.count()).where(_held(since, stages))
        rows = self._connection.execute(counted.group_by(recommendation.c.service_id))
        return {service: int(count) for service, count in rows}

    def by_rule(self, stage: Stage) -> dict[str, int]:
        """Rule of resolution → how many recommendations in this stage it decided."""
        counted = select(recommendation.c.rule, func.count()).where(recommendation.c.stage == stage.value)
        return {rule: int(count) for rule, count in self._connection.execute(counted.group_by(recommendation.c.rule))}

    def full(self, places: int, stages: Collection[Stage]) -> int:
        """How many clients have so many recommendations in these stages, or more."""
        named = recommendation.c.stage.in_([one.value for one in stages])
        each = select(recommendation.c.client_id).where(named).group_by(recommendation.c.client_id)
        many = each.having(func.count() >= places).subquery()
        return self._connection.scalar(select(func.count()).select_from(many)) or 0

    def waiting(self) -> list[tuple[int, int, int, int]]:
        """(id, client, service, score) of all leads that wait to leave."""
        names = ("id", "client_id", "service_id", "score")
        wanted = select(*(recommendation.c[name] for name in names))
        waiting = wanted.where(recommendation.c.stage == Stage.WAITING.value)
        return [tuple(row) for row in self._connection.execute(waiting)]


def _held(
    since: date, stages: Collection[Stage], stage: ColumnElement[str] = recommendation.c.stage
) -> ColumnElement[bool]:
    """What takes a place. Only leads were ever offered: it is said so that the undecided are not looked through."""
    on_its_way = stage.in_([one.value for one in stages])
    return and_(stage.in_(_LEADS), or_(recommendation.c.offered_on >= since, on_its_way))
