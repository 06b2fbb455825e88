"""One run of scoring over a base: what it reads, what is pending, and the recommendations block by block."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from core.domain.errors import CatalogueMissing
from core.domain.recommendation import Recommendation, StoredReason
from core.domain.settings import Settings
from core.services.assortment import Shelf, clients_of
from core.services.closings import closings
from core.services.reasons import Reasons
from core.services.resolving import Settling
from core.services.session import Progress
from core.storage.scores import StoredModel
from core.storage.unit_of_work import UnitOfWork
from ml.bundle import dump, load
from ml.dataset import Clients, Dataset
from ml.explain import reasons
from ml.hybrid import Model, Scores, blocks, fit, score, top

REFIT_GROWTH = 0.1
"""A model is fitted anew once what it learns from has grown by more than this share, or its catalogue has changed."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model in use; `new` where it is not in the base yet."""

    version: str
    model: Model
    new: StoredModel | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A recommendation before its partner is settled and its score is known; `rivals` are the services left open."""

    client_id: int
    kind_id: int
    rivals: tuple[int, ...]
    rank: int
    which: float
    takes: float
    chance: float
    experience: float
    reasons: Sequence[StoredReason]

    def recommendation(
        self, settling: Settling, score: int, model_version: str, run_id: int, at: datetime
    ) -> Recommendation:
        """With partner, score and run."""
        return Recommendation(
            client_id=self.client_id,
            kind_id=self.kind_id,
            settled=settling.settle(self.client_id, self.kind_id, self.rivals),
            model_version=model_version,
            run_id=run_id,
            rank=self.rank,
            which=self.which,
            takes=self.takes,
            chance=self.chance,
            score=score,
            experience=self.experience,
            reasons=self.reasons,
            stage_since=at,
        )


@dataclass
class ScoringRun:
    """What one run works on. Clients by position; `best` P(kind) of each, NaN where none is left; `due_on` the day on
    which a closed kind of the client opens again; `observed` clients, ownerships and answers in all.
    """

    shelf: Shelf
    settings: Settings
    day: date
    clients: Clients
    ids: NDArray[np.int64]
    scored_by: Sequence[str | None]
    due_on: Sequence[date | None]
    best: NDArray[np.float64]
    open_kinds: Mapping[int, set[int]]
    reopening: Mapping[int, date]
    observed: int
    latest: StoredModel | None

    @classmethod
    def read(cls, work: UnitOfWork, day: date) -> "ScoringRun":
        """Gather the base as arrays. Raises CatalogueMissing."""
        shelf = Shelf(work.catalogue.read(), work.leads.answers(day))
        if not shelf.services:
            raise CatalogueMissing
        settings = Settings.of(work.accounts.settings())
        columns, owned = work.clients.columns(), work.clients.ownerships()
        opened, declined = work.leads.standing_kinds()
        closed = closings(
            shelf.catalogue,
            day,
            owned=owned,
            declined=declined,
            refusals=work.leads.refusals(),
            unanswered=work.leads.unanswered(),
            rest_days=settings.silence_days,
        )
        reopening: dict[int, date] = {}
        for one in closed:
            if one.until is not None:
                reopening[one.client_id] = min(one.until, reopening.get(one.client_id, one.until))
        return cls(
            shelf=shelf,
            settings=settings,
            day=day,
            clients=clients_of(shelf, columns, owned, [(one.client_id, one.kind_id) for one in closed], day),
            ids=np.array(columns.ids, dtype=np.int64),
            scored_by=columns.scored_by,
            due_on=columns.due_on,
            best=np.array(columns.best_chances, dtype=np.float64),
            open_kinds=opened,
            reopening=reopening,
            latest=work.scores.latest_model(),
            observed=len(columns.ids) + len(owned) + sum(one.answered for one in shelf.answers.values()),
        )

    def model(self, now: datetime) -> Fitted:
        """The latest model while it fits the catalogue and was not outgrown; else a new one."""
        goods = self.shelf.assortment
        catalogue = _digest(self.shelf.kinds, goods.recorded.tolist(), goods.without_prior)
        latest = self.latest
        if latest and latest.catalogue == catalogue and self.observed <= latest.fitted_on * (1 + REFIT_GROWTH):
            return Fitted(latest.version, load(latest.content), None)
        model = fit(Dataset(self.shelf.assortment, self.clients))
        content = dump(model)
        version = _digest(content, now)[:16]
        return Fitted(version, model, StoredModel(version, self.observed, catalogue, content))

    def signature(self, model_version: str) -> str:
        """Names all that the scores of an unchanged client depend on: what has it was scored by just this."""
        rules = self.settings.open_recommendations, self.settings.silence_days
        return _digest(model_version, self.shelf.score_digest, rules, self.day.year)

    def pending_first(self, model_version: str) -> int:
        """Put the clients that must be scored first; returns how many: those not scored by just this, or due by now."""
        signature = self.signature(model_version)
        fresh = np.array(
            [
                scored_by == signature and (due is None or due > self.day)
                for scored_by, due in zip(self.scored_by, self.due_on, strict=True)
            ],
            dtype=bool,
        )
        order = np.argsort(fresh, kind="stable")
        self.clients, self.ids, self.best = self.clients.take(order), self.ids[order], self.best[order]
        return int(np.count_nonzero(~fresh))

    def blocks(self, model: Model, pending: int, progress: Progress) -> Iterator[tuple[int, list[Draft]]]:
        """The recommendations of the first `pending` clients: (clients scored so far, recommendations of the last
        block).
        """
        base = Dataset(self.shelf.assortment, self.clients)
        for rows, found, chosen in self._scored_blocks(model, base, pending, progress):
            yield rows.stop, self._drafts(model, base, found, chosen)
        progress("score", pending, pending)

    def picks(self, model: Model, progress: Progress) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """(client, kind, services left open) of all that a run over everybody would recommend."""
        base = Dataset(self.shelf.assortment, self.clients)
        for _, found, chosen in self._scored_blocks(model, base, len(self.ids), progress):
            for row, kind in chosen:
                yield int(self.ids[found.first + row]), self.shelf.kinds[kind], self._rivals(found, row, kind)

    def _scored_blocks(
        self, model: Model, base: Dataset, first: int, progress: Progress
    ) -> Iterator[tuple[slice, Scores, list[tuple[int, int]]]]:
        """The first clients, scored block by block, with the (row, kind) pairs that are chosen for them."""
        places = self.settings.open_recommendations
        most_open = max((len(kinds) for kinds in self.open_kinds.values()), default=0)
        for rows in blocks(first):
            progress("score", rows.start, first)
            found = score(model, base, rows)
            self.best[rows] = np.where(found.candidates.any(axis=1), found.chance.max(axis=1, initial=0.0), np.nan)
            kinds = top(found, self.clients.take(rows), base.assortment, places + most_open)
            yield rows, found, self._chosen(self.ids[rows].tolist(), kinds, places)

    def _rivals(self, found: Scores, row: int, kind: int) -> tuple[int, ...]:
        """The services of a kind that no rule takes out for the client of this row."""
        of_kind = self.shelf.services_of[self.shelf.kinds[kind]]
        return tuple(service for service in of_kind if not found.shut[row, self.shelf.service_at[service]])

    def scored(self, finished: int) -> Iterator[tuple[int, float | None, date | None]]:
        """(client, best P(kind) or None, day from which on it is pending again) of the first `finished` clients."""
        for client, chance in zip(self.ids[:finished].tolist(), self.best[:finished].tolist(), strict=True):
            yield client, None if np.isnan(chance) else chance, self.reopening.get(client)

    def _chosen(self, ids: Sequence[int], kinds: NDArray[np.intp], places: int) -> list[tuple[int, int]]:
        """(row, kind) pairs: the best kinds without an open recommendation, as many as the client has places left."""
        chosen = []
        taken: Counter[int] = Counter()
        standing = [{self.shelf.kind_at[kind] for kind in self.open_kinds.get(client, ())} for client in ids]
        for row, kind in ((row, kind) for row, best in enumerate(kinds.tolist()) for kind in best):
            if kind >= 0 and kind not in standing[row] and taken[row] + len(standing[row]) < places:
                taken[row] += 1
                chosen.append((row, kind))
        return chosen

    def _drafts(self, model: Model, base: Dataset, found: Scores, chosen: Sequence[tuple[int, int]]) -> list[Draft]:
        rows, kinds = np.array(chosen, dtype=np.intp).reshape(-1, 2).T
        why = reasons(model, base, found, rows, kinds)
        which, chance = found.which[rows, kinds].tolist(), found.chance[rows, kinds].tolist()
        takes, experience = found.takes[rows].tolist(), found.lam[kinds].tolist()
        told = Reasons(self.shelf)
        made: list[Draft] = []
        rank: Counter[int] = Counter()
        for pair, (row, kind) in enumerate(chosen):
            kind_id = self.shelf.kinds[kind]
            rank[row] += 1
            made.append(
                Draft(
                    client_id=int(self.ids[found.first + row]),
                    kind_id=kind_id,
                    rivals=self._rivals(found, row, kind),
                    rank=rank[row],
                    which=which[pair],
                    takes=takes[pair],
                    chance=chance[pair],
                    experience=experience[pair],
                    reasons=told.stored(why[pair]),
                )
            )
        return made


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()
