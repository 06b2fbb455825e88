"""Exploration: a small share of a kind's leads goes to partners too new to win by their numbers (requirement R25).

It comes after the winner rule, and by a number of its own, so that neither the order of work nor the lot has a say.
"""

from collections.abc import Sequence
from typing import Final

from core.domain.lot import draw, falls_within, salt
from core.domain.resolution import FEW_ANSWERS, Resolution, Rival, Rule, value

EXPLORING_SINCE: Final = 2
"""The rule version that brought it."""

NEW_BELOW: Final = 20
"""A partner with fewer answers in a kind is new there."""

MOST_SHARE: Final = 0.1
"""At most so much of a kind's leads may go to new partners."""

_PURPOSE: Final = "explore"


def purpose_salt(kind_key: str, rule_version: int) -> int:
    """The share of a kind and a rule version in the number that exploration draws."""
    return salt(kind_key, rule_version, _PURPOSE)


def turn(client_id: int, kind_salt: int, share: float) -> int | None:
    """The client's number for exploration, by a salt of `purpose_salt`; None where the client is not in the `share`."""
    drawn = draw(client_id, kind_salt)
    return drawn if falls_within(drawn, share) else None


def new_partners(rivals: Sequence[Rival], *, own_first: bool) -> list[Rival]:
    """The rivals that exploration is for, by their ids: none where there is no choice, our own service comes first or
    the lot gives to all of them alike.
    """
    if len(rivals) == 1 or (own_first and any(rival.own for rival in rivals)):
        return []
    if all(rival.answers.answered < FEW_ANSWERS and rival.stated is None for rival in rivals):
        return []
    new = [rival for rival in rivals if rival.answers.answered < NEW_BELOW and not rival.own]
    return sorted(new, key=lambda rival: rival.service_id)


def explore(settled: Resolution, rivals: Sequence[Rival], in_kind: float, number: int | None) -> Resolution:
    """What becomes of a settled kind for a client with this number of `turn`.

    Nothing where it has none, or where nobody new is among the others. Else one of those gets the client: the
    winner by the rules is the first of the runners-up, and `margin` is the value given up, in roubles where the ARPPU
    of every rival is known, else in conversion.
    """
    if number is None:
        return settled
    own_first = settled.rule is Rule.OWN_FIRST
    new = [rival for rival in new_partners(rivals, own_first=own_first) if rival.service_id != settled.winner]
    if not new:
        return settled
    chosen = new[number % len(new)]
    others = tuple(service for service in settled.runners_up if service != chosen.service_id)
    with_arppu = all(rival.arppu is not None for rival in rivals)
    worth = {rival.service_id: value(rival, in_kind, with_arppu=with_arppu) for rival in rivals}
    given_up = worth[settled.winner] - worth[chosen.service_id]
    return Resolution(Rule.EXPLORATION, chosen.service_id, (settled.winner, *others), given_up)
