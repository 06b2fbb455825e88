"""Patience: how long an answer is waited for, and after how many days one asks again."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

from core.domain.catalogue import Kind
from core.domain.settings import Settings

MOST_DAYS: Final = 366
LATEST: Final = timedelta(days=180)
"""So long after an offer its answer still joins it: R40."""


@dataclass(frozen=True, slots=True)
class Patience:
    """`answer_days`: so long after an offer "no answer" is an answer; after `ask_again_days` one asks."""

    answer_days: int
    ask_again_days: int

    @classmethod
    def of(cls, kind: Kind, settings: Settings) -> Self:
        """What the kind says, else what the base does."""
        return cls(kind.answer_days or settings.answer_days, kind.ask_again_days or settings.ask_again_days)

    def is_late(self, offered_on: date, day: date) -> bool:
        """Whether on `day` an answer to what was offered is past its deadline."""
        return offered_on + timedelta(days=self.answer_days) <= day

    def asks_on(self, last: date) -> date:
        """The first day to ask again, after an offer, a reminder or "no answer" of the day `last`."""
        return last + timedelta(days=self.ask_again_days)
