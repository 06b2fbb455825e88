"""What a run of scoring has to do: by which model, for whom, and among whom they are placed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain.rights import UseCase
from core.services.scoring_ground import Fitted, Ground
from core.services.scoring_run import Portion, Scorer, portions
from core.services.session import Progress, Session
from core.storage.models import StoredModel
from core.storage.unit_of_work import UnitOfWork
from ml.rank import Ranks


@dataclass(frozen=True, slots=True)
class Plan:
    """One round of a run. `moment`: the last change of the base that it knows of; `everybody`: the whole base, where
    the model had to read it; `pending` clients in the order of their ids; `kept_best`: the best P(kind) of the others,
    NaN where no kind is left; `last_run`: whose ranks are taken, None where the run makes its own; `unfit`: a version
    was published that does not fit the catalogue.
    """

    moment: int
    ground: Ground
    fitted: Fitted
    everybody: Portion | None
    pending: Sequence[int]
    kept_best: NDArray[np.float64]
    last_run: tuple[int, Ranks] | None
    unfit: bool = False

    @classmethod
    def make(cls, session: Session, clients: Sequence[int] | None, progress: Progress) -> "Plan":
        """For these clients (for all: None). Raises CatalogueMissing."""

        def still() -> None:
            progress("prepare", 0, 1)

        with session.reading(UseCase.COMPUTE) as work:
            still()
            moment, ground = work.audit.last(), Ground.read(work, session.today())
            latest = ground.model_in_use(work, session.now())
            unfit = ground.lacks_published(work, session.now(), latest)
            last_run = None if clients is None else _last_run(work, ground, latest)
            standings = work.clients.standings(None if last_run is None else clients)
            observed = 0 if last_run else ground.observed(work, len(standings))
            usable = latest is not None and (last_run is not None or ground.fits(latest, observed))
            known = Fitted.of(latest) if latest is not None and usable else Portion.read(work, ground, still=still)
            everybody = known if isinstance(known, Portion) else None
            if isinstance(known, Fitted) and known.looks_at_everybody:
                everybody = Portion.read(work, ground, still=still)
        fitted = known
        if isinstance(fitted, Portion):
            fitted = ground.fit(fitted.clients, observed, session.now(), lambda: progress("model", 0, 1))
        signature, held_out = (ground.signature(fitted.version, held_out=held) for held in (False, True))
        kept = [
            by == (held_out if ground.holds_out(client) else signature) and (due is None or due > ground.day)
            for client, by, _, due in standings
        ]
        best = np.array([chance for _, _, chance, _ in standings], dtype=np.float64)
        pending = [client for (client, *_), ready in zip(standings, kept, strict=True) if not ready]
        best = best[np.array(kept, dtype=bool)]
        return cls(moment, ground, fitted, everybody, pending, best, last_run, unfit)

    @property
    def scorer(self) -> Scorer:
        """By the model of this plan."""
        return Scorer(self.ground, self.fitted.model, None if self.everybody is None else self.everybody.clients)

    def rank(self, session: Session, progress: Progress, pieces: int = 1) -> Ranks:
        """Place everybody: the pending ones, who are scored for this alone, in portions cut into so many pieces, among
        those who are kept.
        """
        best = [self.kept_best]
        for done, some in portions(self.pending, pieces):
            progress("rank", done, len(self.pending))
            best.append(self.scorer.best(self._read(session, some)))
        found = np.concatenate(best)
        return Ranks.of(found[np.isfinite(found)])

    def _read(self, session: Session, some: Sequence[int]) -> Portion:
        if self.everybody is not None:
            return self.everybody.take(some)
        with session.reading(UseCase.COMPUTE) as work:
            return Portion.read(work, self.ground, some)


def can_stand_alone(session: Session) -> bool:
    """Whether some clients can be scored by the model and the ranks of the last run. Raises CatalogueMissing."""
    with session.reading(UseCase.COMPUTE) as work:
        ground = Ground.read(work, session.today())
        return _last_run(work, ground, ground.model_in_use(work, session.now())) is not None


def _last_run(work: UnitOfWork, ground: Ground, latest: StoredModel | None) -> tuple[int, Ranks] | None:
    """The last run over everybody, where its model is in use and knows this catalogue."""
    last = work.scores.latest_run()
    if latest is None or last is None or last[1] != latest.version or latest.catalogue != ground.catalogue:
        return None
    return last[0], Ranks(np.frombuffer(last[2], dtype="<f8"))
