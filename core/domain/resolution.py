"""Which rival gets the client: settled by the numbers, the same way every time (product.md, resolution)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from core.domain.conversion import Answers, conversion

FEW_ANSWERS = 5
"""Below this many answers at every rival, and without stated values, the numbers decide nothing: the lot does."""

_EQUAL_DIGITS = 9

T = TypeVar("T")


class Rule(StrEnum):
    """What decided."""

    ONLY_SELLER = "only_seller"
    OWN_FIRST = "own_first"
    VALUE = "value"
    CONVERSION = "conversion"
    LOT = "lot"
    EXPLORATION = "exploration"


@dataclass(frozen=True, slots=True)
class Rival:
    """One company's service of a kind with the inputs of the decision. `arppu` in roubles, `stated` conversion 0…1."""

    service_id: int
    own: bool = False
    answers: Answers = field(default_factory=Answers)
    stated: float | None = None
    weight: float = 20.0
    arppu: float | None = None
    lever: float = 1.0


@dataclass(frozen=True, slots=True)
class Resolution:
    """The winner, the others in their order and how far ahead the winner was.

    `margin` is in roubles under `Rule.VALUE`, in conversion (0…1) under `Rule.CONVERSION`, else None. Under
    `Rule.EXPLORATION` it is how far the winner was behind the first runner-up (`core/domain/exploration.py`).
    """

    rule: Rule
    winner: int
    runners_up: tuple[int, ...] = ()
    margin: float | None = None


def resolve(rivals: Sequence[Rival], in_kind: float, lot: int, *, own_first: bool = True) -> Resolution:
    """Settle one kind for one client.

    `rivals` (at least one, in any order), `in_kind` the usual conversion π_kind, `lot` the client's number for this
    kind from `lot.draw`. Depends on nothing else, so stored inputs replay to the same winner.
    """
    by_id = sorted(rivals, key=lambda rival: rival.service_id)
    if len(by_id) == 1:
        return Resolution(Rule.ONLY_SELLER, by_id[0].service_id)
    rule, ranked = _ranked(by_id, in_kind, lot)
    order = [rival.service_id for _, rival in ranked]
    mine = [rival.service_id for rival in by_id if rival.own]
    if own_first and mine:
        winner = next(service for service in order if service in mine)
        return Resolution(Rule.OWN_FIRST, winner, tuple(service for service in order if service != winner))
    margin = None if rule is Rule.LOT else ranked[0][0] - ranked[1][0]
    return Resolution(rule, order[0], tuple(order[1:]), margin)


def _ranked(rivals: list[Rival], in_kind: float, lot: int) -> tuple[Rule, list[tuple[float, Rival]]]:
    """What decides and every rival with its value, best first; ties stand in the lot's order."""
    if all(rival.answers.answered < FEW_ANSWERS and rival.stated is None for rival in rivals):
        return Rule.LOT, [(0.0, rival) for rival in _by_lot(rivals, lot)]
    rule = Rule.CONVERSION if any(rival.arppu is None for rival in rivals) else Rule.VALUE
    equals: dict[float, list[tuple[float, Rival]]] = {}
    for rival in rivals:
        worth = value(rival, in_kind, with_arppu=rule is Rule.VALUE)
        equals.setdefault(round(worth, _EQUAL_DIGITS), []).append((worth, rival))
    best = equals[max(equals)]
    ranked = [pair for worth in sorted(equals, reverse=True) for pair in _by_lot(equals[worth], lot)]
    return (Rule.LOT if len(best) > 1 else rule), ranked


def _by_lot(equals: list[T], lot: int) -> list[T]:
    """Equals in the order that the lot gives them: each of them is as likely the first."""
    drawn = lot % len(equals)
    return equals[drawn:] + equals[:drawn]


def value(rival: Rival, in_kind: float, *, with_arppu: bool) -> float:
    """conversion × ARPPU × lever, or conversion alone where ARPPU is not known for every rival."""
    chance = conversion(rival.answers, in_kind, rival.stated, rival.weight)
    return chance * (rival.arppu or 0.0) * rival.lever if with_arppu else chance
