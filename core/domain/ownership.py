"""What a client has: the +1 of the interactions."""

from dataclasses import dataclass
from datetime import date

_MONTH_DAYS = 30.44


@dataclass(frozen=True, slots=True)
class Ownership:
    """A client has this kind. `service_id` is None where the company is not known."""

    client_id: int
    kind_id: int
    service_id: int | None = None
    since: date | None = None
    until: date | None = None

    def closes_kind(self, repeatable_after: int | None, day: date) -> bool:
        """Whether the kind must not be offered on `day`.

        An owned kind is offered again when the ownership has ended, or when the kind repeats after so many months and
        they have passed since a known purchase.
        """
        if self.until is not None and self.until < day:
            return False
        if repeatable_after is None or self.since is None:
            return True
        return (day - self.since).days < repeatable_after * _MONTH_DAYS
