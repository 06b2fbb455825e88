"""A trial of what experience adds: a drawn share of the clients is recommended to by the expert knowledge alone.

Who is drawn depends on the client's id and the salt of the trial, so the same client stays where it is as long as the
trial runs, whatever is imported meanwhile, and another trial draws anew.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from core.domain.errors import Refused
from core.domain.lot import draw, falls_within, salt

SETTING: Final = "trials"
"""The setting of a base that has all its trials, the latest last."""

SHARES: Final = (0.01, 0.2)
"""The least and the largest share of the clients."""

LENGTHS: Final = (14, 366)
"""The least and the largest number of days."""

_PURPOSE: Final = "trial"


@dataclass(frozen=True, slots=True)
class Trial:
    """The `number`th trial of a base: `share` (0…1) of the clients is held out, drawn by `salt`, from `began_on` to
    `ends_on`, both included; `stopped_on` where somebody has put an end to it before.
    """

    number: int
    salt: int
    share: float
    began_on: date
    ends_on: date
    stopped_on: date | None = None

    @classmethod
    def begun(cls, number: int, base_id: str, share: float, began_on: date, ends_on: date) -> "Trial":
        """A new one. Another base, or another trial of this one, draws independently of it."""
        return cls(number, salt(f"{base_id}|{number}|{began_on}", purpose=_PURPOSE), share, began_on, ends_on)

    @property
    def last_day(self) -> date:
        """The last day on which anybody is held out, and whose purchases count."""
        return self.ends_on if self.stopped_on is None else min(self.stopped_on, self.ends_on)

    def runs(self, day: date) -> bool:
        """Whether clients are held out on this day."""
        return self.stopped_on is None and self.began_on <= day <= self.ends_on

    def is_over(self, day: date) -> bool:
        """Whether the end that was planned is past. Only then are the two compared: whoever looks on the way and stops
        where it suits finds differences that are none; stopping does not bring the comparison nearer.
        """
        return day > self.ends_on

    def days_left(self, day: date) -> int:
        """Days until the comparison may be looked at, 0 when it may."""
        return max(0, (self.ends_on - day).days + 1)

    def holds_out(self, client_id: int) -> bool:
        """Whether this client is among the share."""
        return falls_within(draw(client_id, self.salt), self.share)

    def content(self) -> dict[str, Any]:
        """As JSON."""
        days = {name: day and day.isoformat() for name, day in self._days().items()}
        return {**asdict(self), **days}

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Trial":
        """Undo `content`."""
        days = {name: content[name] and date.fromisoformat(content[name]) for name in _DAYS}
        return cls(**{**content, **days})

    def _days(self) -> dict[str, date | None]:
        return {name: getattr(self, name) for name in _DAYS}


_DAYS: Final = ("began_on", "ends_on", "stopped_on")


def trials_of(settings: Mapping[str, object]) -> tuple[Trial, ...]:
    """All trials of a base, out of its settings, the latest last."""
    kept = settings.get(SETTING)
    return tuple(Trial.of(one) for one in kept) if isinstance(kept, list) else ()


def running(settings: Mapping[str, object], day: date) -> Trial | None:
    """The trial that runs on this day."""
    return next((one for one in trials_of(settings)[-1:] if one.runs(day)), None)


def last_days(today: date) -> tuple[date, date]:
    """The earliest and the latest last day of a trial that begins today."""
    least, most = LENGTHS
    return today + timedelta(days=least - 1), today + timedelta(days=most - 1)


class TrialRuns(Refused, code="trial_runs"):
    """One trial at a time: the clients of two would overlap."""


class NoTrialRuns(Refused, code="no_trial_runs"):
    """There is nothing to stop."""


class BadLastDay(Refused, code="bad_last_day"):
    """The last day of a trial is too near or too far. Facts: `earliest`, `latest`."""
