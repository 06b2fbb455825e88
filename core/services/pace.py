"""How fast a user decides: shown to that user alone, and told only once there is enough of it."""

from itertools import pairwise
from statistics import median
from typing import Final

from core.domain.rights import UseCase
from core.services.decisions import count_decided
from core.storage.unit_of_work import UnitOfWork

_LOOKED_AT: Final = 200
_LEAST: Final = 20
"""Fewer decisions one after another tell nothing."""
_PAUSE_S: Final = 60
"""Who takes longer does something else meanwhile."""


def own_pace(work: UnitOfWork, user_id: int) -> float | None:
    """The median seconds from one decision about one recommendation to the next; None before that can be told."""
    decided = [
        one.at
        for one in work.audit.latest_of(user_id, _LOOKED_AT)
        if one.use_case == UseCase.DECIDE and count_decided(one.details)[0] == 1
    ]
    waits = [(later - earlier).total_seconds() for later, earlier in pairwise(decided)]
    quick = [wait for wait in waits if 0 < wait <= _PAUSE_S]
    return median(quick) if len(quick) >= _LEAST else None
