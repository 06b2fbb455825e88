"""What was promised and what came: how true the percents are, over all answered offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from core.domain.rights import UseCase
from core.domain.training import Origin
from core.services.calibrating import columns_of, fitted, stages
from core.services.session import Session
from core.services.wording import Language, say
from core.storage.promises import Promise
from ml.arrays import Bools, Floats
from ml.calibration import QUOTED, Error, error_of

BOUNDS: Final = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0)
"""Most offers are far from certain, so the parts are narrower there."""
_FOLDS: Final = 5


@dataclass(frozen=True, slots=True)
class Kept:
    """Of n offers to which from `low` to `high` was promised: the mean `promised` and the share that `came` true, all
    0…1.
    """

    low: float
    high: float
    promised: float
    came: float
    n: int


@dataclass(frozen=True, slots=True)
class CalibrationFacts:
    """How true the percents are over `answers` answered offers, each judged by a calibrator that was fitted without it.

    `error` (ml/calibration.py) is None below 1,000 answers; `parts` are those in which there are any.
    """

    answers: int
    error: Error | None
    parts: tuple[Kept, ...]


def read_calibration(session: Session) -> CalibrationFacts:
    """As of today, over the whole base: counts, no person."""
    with session.reading(UseCase.READ_CATALOGUE) as work:
        versions, promises = work.models.versions(), work.promises.kept(session.today())
    promised, came = _judged(versions, promises)
    return CalibrationFacts(len(came), error_of(promised, came), tuple(_parts(promised, came)))


def tell_calibration(language: Language, facts: CalibrationFacts) -> list[str]:
    """How true the percents are, in sentences."""
    if not facts.answers:
        return [say(language, "calibration", "none")]
    told = [say(language, "calibration", "answers", n=facts.answers)]
    if facts.error is None:
        return [*told, say(language, "calibration", "too_few", n=QUOTED)]
    points = {"error": f"{100 * facts.error.error:.1f}", "bound": f"{100 * facts.error.bound:.1f}"}
    if language == "ru":
        points = {name: value.replace(".", ",") for name, value in points.items()}
    return [*told, say(language, "calibration", "sound" if facts.error.sound else "unsound", **points)]


def _judged(versions: Sequence[tuple[str, Origin]], promises: Sequence[Promise]) -> tuple[Floats, Bools]:
    """(what was promised, whether it came) of n offers: each fifth by a calibrator fitted on the other four."""
    before, promised, came = None, [np.zeros(0)], [np.zeros(0, dtype=bool)]
    for _, mine in stages(versions, promises):
        chances, bought = columns_of(mine)
        fold = np.arange(len(mine)) % _FOLDS
        for part in range(_FOLDS):
            without = fitted(before, chances[fold != part], bought[fold != part])
            if without is not None:
                promised.append(without.accepts(chances[fold == part]))
                came.append(bought[fold == part])
        before = fitted(before, chances, bought)
    return np.concatenate(promised), np.concatenate(came)


def _parts(promised: Floats, came: Bools) -> list[Kept]:
    place = np.minimum(np.searchsorted(BOUNDS, promised, "right"), len(BOUNDS) - 1)
    found = []
    for part, (low, high) in enumerate(pairwise(BOUNDS), start=1):
        mine = place == part
        if mine.any():
            found.append(Kept(low, high, float(promised[mine].mean()), float(came[mine].mean()), int(mine.sum())))
    return found
