"""When what a client has of a kind ends: the days by which an offer of that kind is due."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, and_, select

from core.domain.lead import Stage
from core.storage.reach import EVERYBODY, Reach
from core.storage.tables import ownership, recommendation


class DueDays:
    """Reads `recommendation` beside `ownership`; of the clients within reach."""

    def __init__(self, connection: Connection, reach: Reach = EVERYBODY) -> None:
        self._connection = connection
        self._mine = reach.holds(recommendation.c.client_id)

    def of_stages(self, stages: Collection[Stage]) -> dict[int, date]:
        """Recommendation in these stages → the day; absent where the client has nothing of the kind that ends."""
        same = and_(
            ownership.c.client_id == recommendation.c.client_id, ownership.c.kind_id == recommendation.c.kind_id
        )
        ending = ownership.c.until.is_not(None) & recommendation.c.stage.in_([stage.value for stage in stages])
        wanted = select(recommendation.c.id, ownership.c.until).join_from(ownership, recommendation, same)
        return dict(iter(self._connection.execute(wanted.where(ending, self._mine))))
