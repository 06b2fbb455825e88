"""What another model would change for the clients whom it scores, on a sample of them drawn by lot."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from core.domain.errors import UnknownRecord
from core.domain.rights import UseCase
from core.domain.training import ComparedWithAnother
from core.services.scoring_ground import Fitted, Ground
from core.services.scoring_run import Portion, Scorer
from core.services.session import Session
from core.storage.models import StoredModel
from core.storage.unit_of_work import UnitOfWork
from ml.hybrid import UNUSABLE
from ml.rank import Ranks
from ml.ties import draw

SAMPLE: Final = 2_000
_SALT: Final = np.array(0x5C0E5A17, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class ScoreShift:
    """Of so many `clients` that have a kind left by either model, `first_places` would be recommended another kind
    first, and their score would move by `mean_move` points on average; None for nobody.
    """

    clients: int
    first_places: int
    mean_move: float | None


def score_differences(session: Session, one: str, other: str) -> ScoreShift:
    """What the other version changes against the one; "" is the model fitted at once. Each places the sample among
    itself. Raises UnknownRecord, CatalogueMissing, ComparedWithAnother (one of them does not fit the catalogue or this
    computer).
    """
    with session.reading(UseCase.TRAIN) as work:
        ground = Ground.read(work, session.today())
        models = [fitted_version(work, ground, version) for version in (one, other)]
        ids = np.array([id_ for id_, *_ in work.clients.standings() if not ground.holds_out(id_)], dtype=np.int64)
        drawn = ids[np.argsort(draw(ids.astype(np.uint64), _SALT), kind="stable")[:SAMPLE]]
        everybody = None
        if any(model.looks_at_everybody for model in models):
            everybody = Portion.read(work, ground)
        portion = Portion.read(work, ground, sorted(drawn.tolist()))
    found = []
    for model in models:
        scores = Scorer(ground, model.model, None if everybody is None else everybody.clients).scores(portion)
        found.append((scores.chance.max(axis=1, initial=0.0), scores.utility.argmax(axis=1)))
    eligible = np.flatnonzero(scores.candidates.any(axis=1))
    if not len(eligible):
        return ScoreShift(0, 0, None)
    (best, first), (best_then, first_then) = ((chance[eligible], kind[eligible]) for chance, kind in found)
    moved = Ranks.of(best_then).score(best_then) - Ranks.of(best).score(best)
    return ScoreShift(len(eligible), int(np.count_nonzero(first != first_then)), float(np.abs(moved).mean()))


def fitted_version(work: UnitOfWork, ground: Ground, version: str) -> Fitted:
    """A version that knows the catalogue, "" the model fitted at once. Raises UnknownRecord, ComparedWithAnother."""
    stored: StoredModel | None = work.models.one(version) if version else work.models.at_once()
    if stored is None:
        raise UnknownRecord
    fitted = Fitted.of(stored)
    if stored.catalogue != ground.catalogue or not UNUSABLE.isdisjoint(fitted.model.weights):
        raise ComparedWithAnother
    return fitted
