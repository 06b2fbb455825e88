"""The organisation as a tree of units; a user stands on one of them, or on none."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.errors import UnitWithinItself, UnknownUnit


@dataclass(frozen=True, slots=True)
class Unit:
    """A company, a department, a unit. `parent` is None at the top."""

    id: int
    name: str
    parent: int | None


@dataclass(frozen=True, slots=True)
class Organisation:
    """`units` by id; `places`: user → the unit on which the user stands, those on none left out."""

    units: Mapping[int, Unit]
    places: Mapping[int, int]

    def below(self, unit: int) -> frozenset[int]:
        """This unit and all under it. Raises UnknownUnit."""
        if unit not in self.units:
            raise UnknownUnit
        found, fresh = {unit}, {unit}
        while fresh:
            fresh = {one.id for one in self.units.values() if one.parent in fresh} - found
            found |= fresh
        return frozenset(found)

    def team(self, user: int) -> frozenset[int] | None:
        """This user, and all who stand on the same unit or under it; None: everybody, where there are no units."""
        if not self.units:
            return None
        place = self.places.get(user)
        units = frozenset() if place is None else self.below(place)
        return frozenset({user, *(one for one, unit in self.places.items() if unit in units)})

    def refuse_loop(self, unit: int, parent: int | None) -> None:
        """Raise UnitWithinItself where `parent` is the unit or stands under it, UnknownUnit where one is not there."""
        units = self.below(unit)
        if parent is not None and parent in units & self.below(parent):
            raise UnitWithinItself
