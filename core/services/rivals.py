"""Rivals side by side, from the stored inputs of a resolution: what a card shows of who got the client and why."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

from core.domain.catalogue import Catalogue
from core.domain.conversion import SHRINKAGE, conversion
from core.domain.exploration import NEW_BELOW
from core.domain.recommendation import Settled
from core.domain.resolution import Rival, Rule, value
from core.domain.rights import Role
from core.domain.settings import Settings
from core.services.resolving import Inputs
from core.storage.unit_of_work import UnitOfWork

FEW: Final = NEW_BELOW
"""Below so many answers a rival's conversion is mostly expectation."""
_Z: Final = 1.6449
"""The normal quantile of a 90 % interval."""


SEES_MONEY: Final = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


def sees_money(roles: frozenset[Role], work: UnitOfWork) -> bool:
    """Whether a reader in these roles sees the roubles of other companies: a manager does where the rules open them."""
    return bool(roles & SEES_MONEY) or Settings.of(work.accounts.settings()).managers_see_money


@dataclass(frozen=True, slots=True)
class RivalRow:
    """One rival of a resolution, with the numbers of the day on which it was settled.

    `conversion` 0…1 as it decided, shrunk; `low`…`high` its 90 % interval; `bought` of `answered` offers, `few` below
    20 answers. `arppu` in roubles, None where it is unknown or not for this reader. `share` of the best value, 0…1.
    `difference` to the chosen one, in roubles under `Rule.VALUE` (None where roubles are not for this reader), in
    conversion under `Rule.CONVERSION`, None under any other rule and for the chosen one itself. Under
    `Rule.EXPLORATION` it is in roubles where the ARPPU of all is known, else in conversion, and below 0 for whoever is
    ahead of the chosen one; `passed_over` is the one that had won before the client went to a partner with few answers.
    """

    service_id: int
    partner: str
    conversion: float
    bought: int
    answered: int
    low: float
    high: float
    few: bool
    arppu: float | None
    lever: float
    share: float
    difference: float | None
    chosen: bool
    passed_over: bool


def compare(inputs: Inputs, settled: Settled, catalogue: Catalogue, *, sees_money: bool) -> tuple[RivalRow, ...]:
    """The chosen one, then the others in their order. Roubles of other companies only where `sees_money`."""
    with_arppu = inputs.in_roubles
    by_id = {rival.service_id: rival for rival in inputs.rivals}
    worth = {id_: value(rival, inputs.in_kind, with_arppu=with_arppu) for id_, rival in by_id.items()}
    best = max(worth.values())
    rule = Rule(settled.rule)
    explored = rule is Rule.EXPLORATION
    in_roubles = rule is Rule.VALUE or (explored and with_arppu)
    told = sees_money if in_roubles else rule is Rule.CONVERSION or explored
    rows = []
    for id_ in (settled.service_id, *settled.runners_up):
        rival, chosen = by_id[id_], id_ == settled.service_id
        low, high = interval(rival, inputs.in_kind)
        rows.append(
            RivalRow(
                service_id=id_,
                partner=catalogue.companies[catalogue.services[id_].company_id].name,
                conversion=conversion(rival.answers, inputs.in_kind, rival.stated, rival.weight),
                bought=rival.answers.bought,
                answered=rival.answers.answered,
                low=low,
                high=high,
                few=rival.answers.answered < FEW,
                arppu=rival.arppu if sees_money or rival.own else None,
                lever=rival.lever,
                share=worth[id_] / best if best else 1.0,
                difference=worth[settled.service_id] - worth[id_] if told and not chosen else None,
                chosen=chosen,
                passed_over=explored and id_ == settled.runners_up[0],
            )
        )
    return tuple(rows)


def interval(rival: Rival, in_kind: float) -> tuple[float, float]:
    """The 90 % interval of a rival's conversion, 0…1; it always holds the shrunk conversion.

    With answers: Wilson's, over the answers together with those that the expectation counts for (π_kind and 20, or
    the stated value and its weight). Without any: the middle 90 % of the Beta distribution of that expectation alone.
    """
    expected, weight = (in_kind, float(SHRINKAGE)) if rival.stated is None else (rival.stated, rival.weight)
    middle = conversion(rival.answers, in_kind, rival.stated, rival.weight)
    if rival.answers.answered:
        n = rival.answers.answered + weight
        centre = (middle + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * sqrt(middle * (1 - middle) / n + _Z**2 / (4 * n**2))
        low, high = centre - half, centre + half
    elif 0 < expected < 1:
        from scipy import special  # noqa: PLC0415 (slow to load, and cards of rivals are not where a program starts)

        low, high = (float(special.betaincinv(weight * expected, weight * (1 - expected), at)) for at in (0.05, 0.95))
    else:
        low = high = expected
    # a lopsided Beta has its mean outside the middle 90 %
    return max(0.0, min(low, middle)), min(1.0, max(high, middle))
