"""What a client has: the +1 of the interactions."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

_MONTH_DAYS = 30.44


@dataclass(frozen=True, slots=True)
class Ownership:
    """A client has this kind. `service_id` is None where the company is not known."""

    client_id: int
    kind_id: int
    service_id: int | None = None
    since: date | None = None
    until: date | None = None

    def reopens_on(self, repeatable_after: int | None) -> date | None:
        """The first day on which the kind may be offered again, or None: never.

        That is the day after a known end of the ownership, or the day on which so many months have passed since a known
        purchase of a kind that repeats; the earlier of the two.
        """
        days = []
        if self.until is not None:
            days.append(self.until + timedelta(days=1))
        if self.since is not None and repeatable_after is not None:
            days.append(self.since + timedelta(days=ceil(repeatable_after * _MONTH_DAYS)))
        return min(days, default=None)
