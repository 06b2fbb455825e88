"""Overrides put together: by day, manager, pair of partners or reason, with what they gave up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum
from statistics import fmean
from typing import TypeVar

from core.services.overriding import Overridden

K = TypeVar("K")


class Grouping(StrEnum):
    """What the page shows: each override, or how many there are by what; or what was declined, by reason."""

    EACH = "each"
    DAY = "day"
    MANAGER = "manager"
    PARTNER = "partner"
    REASON = "reason"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Sum:
    """`given_up` in roubles of the `in_roubles` overrides for which that can be told, of `count`; `points` what each of
    the others gave up of the conversion, 0…1, in the mean.
    """

    count: int
    in_roubles: int
    given_up: float
    points: float


def sum_up(overrides: Iterable[Overridden]) -> Sum:
    """What they gave up together; one of which a partner's revenue is unknown has no roubles."""
    every = list(overrides)
    told = [one.given_up for one in every if one.in_roubles]
    others = [one.given_up for one in every if not one.in_roubles]
    return Sum(len(every), len(told), sum(told), fmean(others) if others else 0.0)


def by_day(one: Overridden) -> date:
    """The day by this computer's clock."""
    return one.at.replace(tzinfo=UTC).astimezone().date()


def by_partners(one: Overridden) -> tuple[str, str]:
    """(for whom it was settled, who got it)."""
    return one.settled_for, one.given_to


def group(overrides: Iterable[Overridden], key: Callable[[Overridden], K]) -> dict[K, Sum]:
    """Key → sum, in the order in which the keys are met."""
    found: dict[K, list[Overridden]] = {}
    for one in overrides:
        found.setdefault(key(one), []).append(one)
    return {name: sum_up(group) for name, group in found.items()}
