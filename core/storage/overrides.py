"""Records of what people decided against the numbers: another partner, and reasons for declining."""

from collections.abc import MutableMapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from core.domain.decision import DeclineReason, OverrideReason
from core.domain.lead import Stage
from core.domain.recommendation import Override
from core.storage.reach import EVERYBODY, Reach
from core.storage.rows import batches
from core.storage.scored_leads import ENDED
from core.storage.tables import recommendation

_NOTED = ("settled_id", "override_reason", "given_up", "overridden_by", "overridden_at")


def as_settled() -> dict[str, Any]:
    """New values of a row: it is with the service that it was settled for, and no reason is noted."""
    service = func.coalesce(recommendation.c.settled_id, recommendation.c.service_id)
    return {"service_id": service, "decline_reason": None, **dict.fromkeys(_NOTED)}


def taken_override(values: MutableMapping[str, Any]) -> Override | None:
    """Take the override out of the values of a row: `service_id` is then the one that it was settled for."""
    settled, reason, given_up, user_id, at = (values.pop(name) for name in _NOTED)
    if values["decline_reason"] is not None:
        values["decline_reason"] = DeclineReason(values["decline_reason"])
    if settled is None:
        return None
    override = Override(values["service_id"], OverrideReason(reason), given_up, user_id, at)
    values["service_id"] = settled
    return override


class OverrideRecords:
    """The columns of `recommendation` that hold them; of the clients within reach."""

    def __init__(self, connection: Connection, reach: Reach = EVERYBODY) -> None:
        self._connection = connection
        self._mine = reach.holds(recommendation.c.client_id)

    def give(self, id_: int, override: Override) -> None:
        """Give one that is with the service it was settled for to another."""
        values = {
            "settled_id": recommendation.c.service_id,
            "service_id": override.service_id,
            "override_reason": override.reason.value,
            "given_up": override.given_up,
            "overridden_by": override.user_id,
            "overridden_at": override.at,
        }
        self._connection.execute(update(recommendation).where(recommendation.c.id == id_).values(values))

    def ids(self, since: datetime) -> list[int]:
        """The recommendations that were given to another partner at this time or later, the latest first."""
        by_hand = recommendation.c.settled_id.is_not(None) & recommendation.c.rerouted_from.is_(None)
        given = by_hand & (recommendation.c.overridden_at >= since) & self._mine
        latest = select(recommendation.c.id).where(given).order_by(recommendation.c.overridden_at.desc())
        return list(self._connection.scalars(latest.order_by(recommendation.c.id)))

    def note_reason(self, ids: Sequence[int], reason: DeclineReason) -> None:
        """Why these were declined."""
        for some in batches(ids):
            change = update(recommendation).where(recommendation.c.id.in_(some))
            self._connection.execute(change.values(decline_reason=reason.value))

    def reasons(self) -> dict[DeclineReason | None, int]:
        """Reason → how many stand declined for it; None where nobody gave one."""
        declined = (recommendation.c.stage == Stage.DECLINED.value) & ~ENDED & self._mine
        counted = select(recommendation.c.decline_reason, func.count()).where(declined)
        rows = self._connection.execute(counted.group_by(recommendation.c.decline_reason))
        return {None if reason is None else DeclineReason(reason): int(count) for reason, count in rows}
