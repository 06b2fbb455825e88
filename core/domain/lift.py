"""What experience adds, out of two shares: their difference with its interval, and how many more it would take."""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist
from typing import Final

CONFIDENCE: Final = 0.95
POWER: Final = 0.8
_Z: Final = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
_Z_POWER: Final = NormalDist().inv_cdf(POWER)
_FEWEST: Final = 1


@dataclass(frozen=True, slots=True)
class Share:
    """`bought` of `clients` have bought."""

    bought: int
    clients: int

    @property
    def rate(self) -> float:
        """0…1; there has to be somebody."""
        return self.bought / self.clients

    @property
    def bounds(self) -> tuple[float, float]:
        """The 95 % interval of the rate by its score (Wilson, JASA 22, 1927)."""
        n, rate, square = self.clients, self.rate, _Z * _Z
        middle = rate + square / (2 * n)
        half = _Z * sqrt(rate * (1 - rate) / n + square / (4 * n * n))
        return max(0.0, (middle - half) / (1 + square / n)), min(1.0, (middle + half) / (1 + square / n))


@dataclass(frozen=True, slots=True)
class Lift:
    """The rate with experience minus the rate without: `difference` with its 95 % interval `least`…`most`, all −1…1.

    `needed`: about so many more clients in both together until a difference like this one would be told from chance;
    None where it is told already, or where the rates are the same and no number would do.
    """

    difference: float
    least: float
    most: float
    needed: int | None

    @property
    def is_told(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.least > 0 or self.most < 0


def lift(experienced: Share, held_out: Share) -> Lift | None:
    """Compare two groups that chance has made; None where either is empty.

    The interval is Newcombe's hybrid score interval (Statistics in Medicine 17, 1998, 873-890, method 10): it stays
    within −1…1 and holds for few or no purchases too.
    """
    if min(experienced.clients, held_out.clients) < _FEWEST:
        return None
    one, other = experienced.rate, held_out.rate
    (low, high), (low_other, high_other) = experienced.bounds, held_out.bounds
    difference = one - other
    least = difference - sqrt((one - low) ** 2 + (high_other - other) ** 2)
    most = difference + sqrt((high - one) ** 2 + (other - low_other) ** 2)
    told = least > 0 or most < 0
    return Lift(difference, least, most, None if told else _needed(experienced, held_out))


def _needed(experienced: Share, held_out: Share) -> int | None:
    """Clients that are still missing for 80 % power at these rates and this ratio of sizes (two proportions, unequal
    groups: Fleiss, Tytun, Ury, Biometrics 36, 1980, without the correction for continuity).
    """
    one, other = experienced.rate, held_out.rate
    if one == other:
        return None
    ratio = experienced.clients / held_out.clients
    pooled = (other + ratio * one) / (1 + ratio)
    by_chance = _Z * sqrt((1 + ratio) * pooled * (1 - pooled))
    by_power = _Z_POWER * sqrt(ratio * other * (1 - other) + one * (1 - one))
    smaller = (by_chance + by_power) ** 2 / (ratio * (one - other) ** 2)
    return max(1, ceil(smaller * (1 + ratio)) - experienced.clients - held_out.clients)
