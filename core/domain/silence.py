"""Silence: after a refusal the kind rests for that client, whoever sells it."""

from collections.abc import Iterable
from datetime import date, timedelta

REST_DAYS = 90
LONG_REST_DAYS = 365
REFUSALS_UNTIL_LONG_REST = 3


def rests_until(refused_on: Iterable[date]) -> date | None:
    """The last day on which a kind is not offered, from the days on which the client refused it."""
    days = sorted(refused_on)
    if not days:
        return None
    long = len(days) >= REFUSALS_UNTIL_LONG_REST
    return days[-1] + timedelta(days=LONG_REST_DAYS if long else REST_DAYS)
