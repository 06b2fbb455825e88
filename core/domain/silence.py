"""Silence: after a refusal the kind rests for that client, whoever sells it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

REST_DAYS = 90
LONG_REST_DAYS = 365
REFUSALS_UNTIL_LONG_REST = 3
ASK_AGAIN_DAYS = 30
"""How long a kind rests after an offer that came to nothing without a refusal."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal that a table tells of. `on` is None where the table gives no day; `noted_on` is when it was read."""

    client_id: int
    kind_id: int
    service_id: int | None
    on: date | None
    noted_on: date

    @property
    def day(self) -> date:
        """The day from which the kind rests: where none is told, that on which the refusal became known."""
        return self.on or self.noted_on


def reopens_on(refused_on: Collection[date], rest_days: int = REST_DAYS) -> date:
    """The first day on which a kind may be offered again, from the days (at least one) on which it was refused."""
    long = len(refused_on) >= REFUSALS_UNTIL_LONG_REST
    return max(refused_on) + timedelta(days=1 + (max(LONG_REST_DAYS, rest_days) if long else rest_days))
