"""How offers were answered over the last weeks."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.domain.conversion import Answers
from core.domain.rights import UseCase
from core.services.session import Session

WEEKS: Final = 12
_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Trend:
    """`weeks` of seven days each by the day of the answer, the oldest first; the last one ends on `until`."""

    until: date
    weeks: tuple[Answers, ...]

    @property
    def total(self) -> Answers:
        """All weeks together."""
        return Answers(sum(one.bought for one in self.weeks), sum(one.answered for one in self.weeks))

    def began(self, week: int) -> date:
        """The first day of the week at this place."""
        return self.until - timedelta(days=_DAYS * (len(self.weeks) - week) - 1)


def read_trend(session: Session) -> Trend:
    """The last twelve weeks, today included, of the clients within reach."""
    today = session.today()
    bought, answered = [0] * WEEKS, [0] * WEEKS
    with session.reading(UseCase.READ_LEADS) as work:
        found = work.leads.answers_by_day(today, today - timedelta(days=_DAYS * WEEKS - 1))
    for day, answers in found.items():
        week = WEEKS - 1 - max(0, (today - day).days) // _DAYS
        bought[week] += answers.bought
        answered[week] += answers.answered
    return Trend(today, tuple(Answers(*pair) for pair in zip(bought, answered, strict=True)))
