"""Eligibility: what a service asks of a client. A client who surely fails it is not offered the service."""

from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.client import Portrait
from core.domain.text import words


class Condition(StrEnum):
    """What can be asked."""

    LEAST_AGE = "least_age"
    MOST_AGE = "most_age"
    LEAST_INCOME = "least_income"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Unmet:
    """A condition that a client fails: what the client `has` and what is `asked`, in years, in roubles a month, or as
    the names of towns.
    """

    condition: Condition
    has: float | str
    asked: float | str


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whom a service is for; None asks nothing. Ages in whole years, both included; income in roubles a month; the
    towns of `places`, none: everywhere.
    """

    least_age: int | None = None
    most_age: int | None = None
    least_income: float | None = None
    places: tuple[str, ...] = field(default=(), repr=False)

    def unmet(self, portrait: Portrait, year: int, town: str = "") -> Unmet | None:
        """The first condition that this client of a town surely fails in this year; what is unknown of a client fails
        none.

        A portrait knows the year of birth alone, so the client may be a year younger than the difference of the years.
        """
        if portrait.birth_year is not None:
            oldest = year - portrait.birth_year
            if self.least_age is not None and oldest < self.least_age:
                return Unmet(Condition.LEAST_AGE, oldest, self.least_age)
            if self.most_age is not None and oldest - 1 > self.most_age:
                return Unmet(Condition.MOST_AGE, oldest - 1, self.most_age)
        if portrait.income is not None and self.least_income is not None and portrait.income < self.least_income:
            return Unmet(Condition.LEAST_INCOME, portrait.income, self.least_income)
        if not self.reaches(town):
            return Unmet(Condition.PLACE, town, ", ".join(self.places))
        return None

    def reaches(self, town: str) -> bool:
        """Whether a client of this town may be offered it: the words of a place are in it («г. Казань»), or it is
        unknown.
        """
        known = set(words(town))
        return not self.places or not known or any(known.issuperset(words(place)) for place in self.places)
