"""What keeps a kind back from a client: owned and not yet due, refused and resting, unanswered, declined."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from core.domain.catalogue import Catalogue
from core.domain.ownership import Ownership
from core.domain.silence import ASK_AGAIN_DAYS, REST_DAYS, reopens_on


class Closed(StrEnum):
    """By what, the strongest first."""

    OWNED = "owned"
    REFUSED = "refused"
    UNANSWERED = "unanswered"
    DECLINED = "declined"


class Closing(NamedTuple):
    """`until`: the first day on which the kind may be offered again, None never; `since` the day it comes from.

    A tuple, not a dataclass: a base has hundreds of thousands of them.
    """

    client_id: int
    kind_id: int
    by: Closed
    since: date | None
    until: date | None
    times: int = 1


def closings(  # noqa: PLR0913
    catalogue: Catalogue,
    day: date,
    *,
    owned: Iterable[Ownership],
    declined: Mapping[int, Set[int]],
    refusals: Mapping[tuple[int, int], Sequence[date]],
    unanswered: Mapping[tuple[int, int], date],
    rest_days: int = REST_DAYS,
) -> list[Closing]:
    """All that hold on `day`. `declined`: client → kinds; `refusals`: (client, kind) → days; `unanswered`: the last day
    on which an offer of it came to nothing; `rest_days`: so long a refused kind rests.
    """

    def found() -> Iterator[Closing]:
        for one in owned:
            until = one.reopens_on(catalogue.kinds[one.kind_id].repeatable_after)
            yield Closing(one.client_id, one.kind_id, Closed.OWNED, one.since, until)
        for client, kinds in declined.items():
            yield from (Closing(client, kind, Closed.DECLINED, None, None) for kind in kinds)
        for (client, kind), days in refusals.items():
            yield Closing(client, kind, Closed.REFUSED, max(days), reopens_on(days, rest_days), len(days))
        for (client, kind), last in unanswered.items():
            yield Closing(client, kind, Closed.UNANSWERED, last, last + timedelta(days=ASK_AGAIN_DAYS))

    return [one for one in found() if one.until is None or one.until > day]
