"""Trials of what experience adds: begun, stopped, taken back, and told when they are over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from core.domain.card_errors import StandsInTheWay
from core.domain.errors import BadValue, NothingToUndo
from core.domain.lift import Lift, Share, lift
from core.domain.rights import UseCase
from core.domain.trial import (
    SETTING,
    SHARES,
    BadLastDay,
    NoTrialRuns,
    Trial,
    TrialRuns,
    last_days,
    running,
    trials_of,
)
from core.services.catalogue_edits import UNDONE
from core.services.session import Deed, Done, Session
from core.storage.unit_of_work import UnitOfWork

CHANGED: Final = frozenset({"settings", "recommendations"})

TRIAL: Final = "trial"
"""Detail of an entry of TRY_MODEL: the number of the trial."""

STOPPED: Final = "trial_stopped"
"""Detail of an entry that has put an end to a trial."""


@dataclass(frozen=True, slots=True)
class TrialStanding:
    """The latest `trial` of a base on `day`, None before any. Of `clients` who count, `held_out` are in its share.

    `with_experience` and `without` have the purchases, and `lift` compares them, once it is over; before that all three
    are None, whoever asks. `lift` is None then too where one of the two is empty.
    """

    day: date
    trial: Trial | None
    clients: int
    held_out: int = 0
    with_experience: Share | None = None
    without: Share | None = None
    lift: Lift | None = None

    @property
    def runs(self) -> bool:
        """Whether somebody is held out today."""
        return self.trial is not None and self.trial.runs(self.day)


def begin_trial(session: Session, share: float, ends_on: date) -> Done[Trial]:
    """Hold out this share (0.01…0.2) of the clients from today to `ends_on`; they wait to be scored.

    Raises TrialRuns, BadValue, BadLastDay.
    """
    least, most = SHARES
    if not least <= share <= most:
        raise BadValue(field="trial_percent", least=round(100 * least), most=round(100 * most))
    today = session.today()
    earliest, latest = last_days(today)
    if not earliest <= ends_on <= latest:
        raise BadLastDay(earliest=earliest, latest=latest)
    with session.doing(UseCase.TRY_MODEL) as deed:
        known = _known(deed.work)
        if known and known[-1].runs(today):
            raise TrialRuns
        number = known[-1].number + 1 if known else 1
        trial = Trial.begun(number, session.base_id, share, today, ends_on)
        _keep(deed, [*known, trial])
        waiting = _let_wait(deed, trial)
        deed.details |= {TRIAL: trial.number, "trial_percent": round(100 * share, 2), "last": ends_on.isoformat()}
        deed.details |= {"clients": waiting}
    return Done(trial, CHANGED, deed.entry)


def stop_trial(session: Session) -> Done[Trial]:
    """Hold nobody out any more; those who were wait to be scored. What was bought until now is compared on the day that
    was planned, not before. Raises NoTrialRuns.
    """
    today = session.today()
    with session.doing(UseCase.TRY_MODEL) as deed:
        known = _known(deed.work)
        if not known or not known[-1].runs(today):
            raise NoTrialRuns
        trial = replace(known[-1], stopped_on=today)
        _keep(deed, [*known[:-1], trial])
        deed.details |= {TRIAL: trial.number, STOPPED: True, "clients": _let_wait(deed, trial)}
    return Done(trial, CHANGED, deed.entry)


def undo_trial(session: Session, entry: int) -> Done[Trial | None]:
    """Take back the beginning or the stop of a trial; returns the one that runs now.

    Raises NothingToUndo, StandsInTheWay (the trial has ended since, was stopped, or another one has begun).
    """
    today = session.today()
    with session.doing(UseCase.TRY_MODEL) as deed:
        found = deed.work.audit.following(entry, {UseCase.TRY_MODEL})
        if not found or found[0].id != entry or any(one.details.get(UNDONE) == entry for one in found):
            raise NothingToUndo
        details, known = found[0].details, _known(deed.work)
        stopped = bool(details.get(STOPPED))
        if TRIAL not in details:
            raise NothingToUndo
        if not known or known[-1].number != details[TRIAL] or (known[-1].stopped_on is not None) != stopped:
            raise StandsInTheWay
        before = [*known[:-1], replace(known[-1], stopped_on=None)] if stopped else list(known[:-1])
        if not known[-1].began_on <= today <= known[-1].ends_on:
            raise StandsInTheWay
        _keep(deed, before)
        deed.details |= {"clients": _let_wait(deed, known[-1]), UNDONE: entry}
    return Done(running({SETTING: [one.content() for one in before]}, today), CHANGED, deed.entry)


def read_trial(session: Session) -> TrialStanding:
    """The latest trial as far as it may be looked at today."""
    day = session.today()
    with session.reading(UseCase.TRY_MODEL) as work:
        trial = next(iter(_known(work)[-1:]), None)
        if trial is None:
            return TrialStanding(day, None, len(work.trial_counts.eligible(day, day)))
        counted = work.trial_counts.eligible(trial.began_on, trial.last_day)
        held_out = frozenset(client for client in counted if trial.holds_out(client))
        standing = TrialStanding(day, trial, len(counted), len(held_out))
        if not trial.is_over(day):
            return standing
        buyers = work.trial_counts.buyers(trial.began_on, trial.last_day) & frozenset(counted)
    without = Share(len(buyers & held_out), len(held_out))
    experienced = Share(len(buyers - held_out), len(counted) - len(held_out))
    return replace(standing, with_experience=experienced, without=without, lift=lift(experienced, without))


def _known(work: UnitOfWork) -> tuple[Trial, ...]:
    return trials_of(work.accounts.settings())


def _keep(deed: Deed, trials: Sequence[Trial]) -> None:
    deed.work.accounts.change_setting(SETTING, [one.content() for one in trials])


def _let_wait(deed: Deed, trial: Trial) -> int:
    """Those whom a trial holds out are to be scored again; returns how many."""
    chosen = [client for client in deed.work.trial_counts.everybody() if trial.holds_out(client)]
    deed.work.clients.mark_pending(chosen)
    return len(chosen)
