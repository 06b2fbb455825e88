"""What chances mean in percent (product.md): calibrators fitted on answered offers, and where they may speak."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from core.domain.conversion import Answers, usual_in_base
from core.domain.training import Origin
from core.storage.promises import Promise
from core.storage.store import Store
from core.storage.unit_of_work import UnitOfWork
from ml.arrays import Bools, Counts, Floats
from ml.calibration import ANSWERS, Calibrator


class Chance(NamedTuple):
    """P(kind) of a recommendation, with its score and the model that gave both."""

    model_version: str
    chance: float
    score: int


@dataclass(frozen=True, slots=True)
class PercentMark:
    """Of 100 such offers `value` are accepted; the 90 % band goes from `low` to `high`. All within 1…99."""

    value: int
    low: int
    high: int


@dataclass(frozen=True)
class Calibration:
    """The calibrator of every model version, and the `scores` of all answered offers, int64 [n].

    A trained model has a calibrator of its own, on the answers to its own offers, with the one before as its prior.
    Models that runs of scoring fit at once, one after the other, share one: each is the one before with a few clients
    more. A trained one between them ends that only once there are answers to its offers.
    """

    calibrators: Mapping[str, Calibrator]
    scores: Counts

    @property
    def may_speak(self) -> bool:
        """Whether there can be any percent at all."""
        return len(self.scores) >= ANSWERS

    def percents(self, asked: Sequence[Chance]) -> list[PercentMark | None]:
        """The percent of each that may be shown, in the order of `asked`."""
        found: list[PercentMark | None] = [None] * len(asked)
        if not self.may_speak:
            return found
        places: dict[str, list[int]] = {}
        for place, one in enumerate(asked):
            places.setdefault(one.model_version, []).append(place)
        for version, mine in places.items():
            calibrator = self.calibrators.get(version)
            if calibrator is None:
                continue
            chances = np.array([asked[place].chance for place in mine])
            scores = np.array([asked[place].score for place in mine], dtype=np.int64)
            percent, shown = calibrator.percent(chances), calibrator.may_show(chances, scores, self.scores)
            columns = (column.tolist() for column in (percent.value, percent.low, percent.high, shown))
            for place, value, low, high, may in zip(mine, *columns, strict=True):
                found[place] = PercentMark(value, low, high) if may else None
        return found


_known: Final[WeakKeyDictionary[Store, tuple[Hashable, Calibration]]] = WeakKeyDictionary()
"""By open base: the answers that it rests on, and what was fitted on them."""


def calibration_of(work: UnitOfWork, store: Store, day: date) -> Calibration:
    """As of `day`, over the answers of the whole base; fitted anew when they, or the models, are others."""
    versions = work.models.versions()
    digest = work.promises.digest(day), tuple(versions)
    known = _known.get(store)
    if known is None or known[0] != digest:
        known = _known[store] = digest, calibrated(versions, work.promises.kept(day))
    return known[1]


def calibrated(versions: Sequence[tuple[str, Origin]], promises: Sequence[Promise]) -> Calibration:
    """Of these versions, in the order in which they were made, on these answered offers."""
    calibrators: dict[str, Calibrator] = {}
    before: Calibrator | None = None
    for names, mine in stages(versions, promises):
        before = fitted(before, *columns_of(mine))
        if before is not None:
            calibrators |= dict.fromkeys(names, before)
    return Calibration(calibrators, np.sort(np.array([one.score for one in promises], dtype=np.int64)))


def stages(
    versions: Sequence[tuple[str, Origin]], promises: Sequence[Promise]
) -> list[tuple[list[str], list[Promise]]]:
    """The versions that share a calibrator, with the answers to their offers, in their order."""
    by_version: dict[str, list[Promise]] = {}
    for one in promises:
        by_version.setdefault(one.model_version, []).append(one)
    named: list[list[str]] = []
    alike: list[str] | None = None
    for version, origin in versions:
        if origin is Origin.AT_ONCE:
            if alike is None:
                named.append(alike := [])
            alike.append(version)
        else:
            named.append([version])
            if version in by_version:  # one that was only proposed stands between nothing
                alike = None
    return [(names, [one for name in names for one in by_version.get(name, ())]) for names in named]


def columns_of(promises: Sequence[Promise]) -> tuple[Floats, Bools]:
    """(P(kind), whether it was bought) of n answered offers, float64 [n] and bool [n]."""
    return np.array([one.chance for one in promises]), np.array([one.bought for one in promises], dtype=bool)


def fitted(before: Calibrator | None, chances: Floats, bought: Bools) -> Calibrator | None:
    """The calibrator of n answered offers after the one `before`; None where there has been no answer yet."""
    if before is None:
        if not len(chances):
            return None
        before = Calibrator.first(chances, usual_in_base(Answers(int(bought.sum()), len(bought))))
    return before.refined(chances, bought)
