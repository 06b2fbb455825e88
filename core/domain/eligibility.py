"""Eligibility: what a service asks of a client. A client who surely fails it is not offered the service."""

from dataclasses import dataclass
from enum import StrEnum

from core.domain.client import Portrait


class Condition(StrEnum):
    """What can be asked."""

    LEAST_AGE = "least_age"
    MOST_AGE = "most_age"
    LEAST_INCOME = "least_income"


@dataclass(frozen=True, slots=True)
class Unmet:
    """A condition that a client fails: what the client `has` and what is `asked`, in years or in roubles a month."""

    condition: Condition
    has: float
    asked: float


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whom a service is for; None asks nothing. Ages in whole years, both included; income in roubles a month."""

    least_age: int | None = None
    most_age: int | None = None
    least_income: float | None = None

    def unmet(self, portrait: Portrait, year: int) -> Unmet | None:
        """The first condition that this client surely fails in this year; what is unknown of a client fails none.

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
        return None
