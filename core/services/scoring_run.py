"""What a run of scoring works on: clients portion by portion, and what it finds for them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.recommendation import Arm, Candidates, Recommendation, StoredReason
from core.services.assortment import Shelf, clients_of
from core.services.closings import closings
from core.services.reasons import Reasons
from core.services.resolving import Settling
from core.services.scoring_ground import Fitted, Ground
from core.services.session import Progress
from core.storage.models import StoredModel
from core.storage.rows import Still, unheard
from core.storage.unit_of_work import UnitOfWork
from ml import hybrid
from ml.dataset import Clients, Dataset
from ml.explain import reasons
from ml.hybrid import Model, Scores, score, top, without_experience

PORTION: Final = 2_048
"""Clients that are computed and committed together: so many take half a second, and a stop waits for no more."""

SMALLER: Final = 8
"""Into so many pieces a portion is cut once the memory did not hold a whole one."""

blocks = partial(hybrid.blocks, size=PORTION)


@dataclass(frozen=True, eq=False)
class Portion:
    """Some clients, in the order of their `ids`, with the kinds of their open recommendations and the day on which a
    kind that is closed to them opens again.
    """

    ids: NDArray[np.int64]
    clients: Clients
    open_kinds: Mapping[int, set[int]]
    reopening: Mapping[int, date]

    @classmethod
    def read(
        cls, work: UnitOfWork, ground: Ground, ids: Sequence[int] | None = None, still: Still = unheard
    ) -> "Portion":
        """Those of these clients (all, for None) that are in the base. `still` is called every now and then."""
        columns, owned = work.clients.columns(ids, still), work.clients.ownerships(ids, still)
        opened, declined = work.leads.standing_kinds(ids)
        refusals = work.leads.refusals(ids)
        closed = closings(
            ground.shelf.catalogue,
            ground.day,
            owned=owned,
            declined=declined,
            refusals=refusals,
            unanswered=work.leads.unanswered(ids),
            rest_days=ground.settings.silence_days,
        )
        still()
        reopening: dict[int, date] = {}
        for one in closed:
            if one.until is not None:
                reopening[one.client_id] = min(one.until, reopening.get(one.client_id, one.until))
        pairs = [(one.client_id, one.kind_id) for one in closed]
        towns = work.towns.of(ids) if ground.shelf.asks_for_towns else {}
        clients = clients_of(ground.shelf, columns, owned, pairs, ground.day, towns=towns, refused=refusals)
        return cls(np.array(columns.ids, dtype=np.int64), clients, opened, reopening)

    def take(self, ids: Sequence[int]) -> "Portion":
        """These clients alone; every one of them is here."""
        places = np.searchsorted(self.ids, np.array(ids, dtype=np.int64))
        return Portion(self.ids[places], self.clients.take(places), self.open_kinds, self.reopening)


@dataclass(frozen=True, slots=True)
class Draft:
    """A recommendation before its partner is settled and its score is known; `rivals` are the services left open,
    `arm` by whose order it came.
    """

    client_id: int
    kind_id: int
    rivals: tuple[int, ...]
    rank: int
    which: float
    takes: float
    chance: float
    experience: float
    reasons: Sequence[StoredReason]
    candidates: Candidates
    arm: Arm

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
            candidates=self.candidates,
            came_by=self.arm,
            stage_since=at,
        )


@dataclass(frozen=True, eq=False)
class Found:
    """What was computed for a portion: `best` P(kind) of each client, NaN where no kind is left, and the drafts."""

    portion: Portion
    best: NDArray[np.float64]
    drafts: Sequence[Draft]

    def scored(self) -> Iterator[tuple[int, float | None, date | None]]:
        """(client, best P(kind) or None, day from which on it is pending again)."""
        for client, chance in zip(self.portion.ids.tolist(), self.best.tolist(), strict=True):
            yield client, None if np.isnan(chance) else chance, self.portion.reopening.get(client)


@dataclass(frozen=True, eq=False)
class _Group:
    """Clients of a portion, at these `places` of it, who are scored by one model."""

    places: NDArray[np.intp]
    portion: Portion
    model: Model
    arm: Arm


@dataclass(frozen=True, eq=False)
class Scorer:
    """Scores portions by one model. `everybody`: among whom neighbours are looked for, where a member does."""

    ground: Ground
    model: Model
    everybody: Clients | None = None

    def best(self, portion: Portion) -> NDArray[np.float64]:
        """The best P(kind) of each client, NaN where no kind is left after the rules."""
        best = np.full(len(portion.ids), np.nan)
        for group in self._groups(portion):
            best[group.places] = _best(score(group.model, self._dataset(group.portion)))
        return best

    def scores(self, portion: Portion) -> Scores:
        """Of every client of a portion."""
        return score(self.model, self._dataset(portion))

    def chances(self, portion: Portion) -> list[float]:
        """P(kind) of every kind, by its place, for the one client of a portion."""
        (group,) = self._groups(portion)
        (found,) = score(group.model, self._dataset(portion)).chance.tolist()
        return list(found)

    def find(self, portion: Portion) -> Found:
        """The best kinds of each client without an open recommendation, as many as it has places left."""
        best, drafts = np.full(len(portion.ids), np.nan), list[Draft]()
        for group in self._groups(portion):
            base = self._dataset(group.portion)
            found = score(group.model, base)
            best[group.places] = _best(found)
            drafts += self._drafts(group, base, found, self._chosen(group.portion, base, found))
        return Found(portion, best, drafts)

    def picks(self, portion: Portion) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """(client, kind, services left open) of all that `find` would recommend."""
        shelf = self.ground.shelf
        for group in self._groups(portion):
            base = self._dataset(group.portion)
            found = score(group.model, base)
            for row, kind in self._chosen(group.portion, base, found):
                yield int(group.portion.ids[row]), shelf.kinds[kind], _left_open(shelf, found, row, shelf.kinds[kind])

    def _groups(self, portion: Portion) -> Iterator["_Group"]:
        """Those whom the model scores and those whom a trial holds out; one alone where the other is empty."""
        held_out = np.array([self.ground.holds_out(client) for client in portion.ids.tolist()], dtype=bool)
        if not held_out.any():
            yield _Group(np.arange(len(held_out)), portion, self.model, Arm.MODEL)
            return
        for arm, model, chosen in (
            (Arm.MODEL, self.model, ~held_out),
            (Arm.HOLD_OUT, without_experience(self.model), held_out),
        ):
            if chosen.any():
                yield _Group(np.flatnonzero(chosen), portion.take(portion.ids[chosen].tolist()), model, arm)

    def _dataset(self, portion: Portion) -> Dataset:
        return Dataset(self.ground.shelf.assortment, portion.clients, self.everybody)

    def _chosen(self, portion: Portion, base: Dataset, found: Scores) -> list[tuple[int, int]]:
        """(row, kind) pairs."""
        places = self.ground.settings.open_recommendations
        most_open = max((len(kinds) for kinds in portion.open_kinds.values()), default=0)
        kinds = top(found, base.clients, base.assortment, places + most_open)
        chosen = []
        taken: Counter[int] = Counter()
        kind_at = self.ground.shelf.kind_at
        standing = [{kind_at[kind] for kind in portion.open_kinds.get(client, ())} for client in portion.ids.tolist()]
        for row, kind in ((row, kind) for row, best in enumerate(kinds.tolist()) for kind in best):
            if kind >= 0 and kind not in standing[row] and taken[row] + len(standing[row]) < places:
                taken[row] += 1
                chosen.append((row, kind))
        return chosen

    def _drafts(self, group: "_Group", base: Dataset, found: Scores, chosen: Sequence[tuple[int, int]]) -> list[Draft]:
        shelf, portion = self.ground.shelf, group.portion
        rows, kinds = np.array(chosen, dtype=np.intp).reshape(-1, 2).T
        why = reasons(group.model, base, found, rows, kinds)
        which, chance = found.which[rows, kinds].tolist(), found.chance[rows, kinds].tolist()
        takes, experience = found.takes[rows].tolist(), found.lam[kinds].tolist()
        told, candidates = Reasons(shelf), _candidates(shelf, found, rows)
        made: list[Draft] = []
        rank: Counter[int] = Counter()
        for pair, (row, kind) in enumerate(chosen):
            rank[row] += 1
            made.append(
                Draft(
                    client_id=int(portion.ids[row]),
                    kind_id=shelf.kinds[kind],
                    rivals=_left_open(shelf, found, row, shelf.kinds[kind]),
                    rank=rank[row],
                    which=which[pair],
                    takes=takes[pair],
                    chance=chance[pair],
                    experience=experience[pair],
                    reasons=told.stored(why[pair]),
                    candidates=candidates[pair],
                    arm=group.arm,
                )
            )
        return made


@dataclass(frozen=True, eq=False)
class WholeBase:
    """All clients, on their ground, and the model in use; of `observed` a new one would learn."""

    ground: Ground
    everybody: Portion
    latest: StoredModel | None
    observed: int

    @classmethod
    def read(cls, work: UnitOfWork, day: date, now: datetime) -> "WholeBase":
        """Raises CatalogueMissing."""
        ground = Ground.read(work, day)
        everybody = Portion.read(work, ground)
        latest = ground.model_in_use(work, now)
        return cls(ground, everybody, latest, ground.observed(work, len(everybody.ids)))

    def fitted(self, now: datetime, progress: Progress) -> Fitted:
        """The model of a run over everybody."""
        progress("model", 0, 1)
        if self.latest is not None and self.ground.fits(self.latest, self.observed):
            return Fitted.of(self.latest)
        return self.ground.fit(self.everybody.clients, self.observed, now, lambda: progress("model", 0, 1))

    def picks(self, now: datetime, progress: Progress) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """(client, kind, services left open) of all that a run over everybody would recommend."""
        scorer = Scorer(self.ground, self.fitted(now, progress).model, self.everybody.clients)
        for done, some in portions(self.everybody.ids.tolist()):
            progress("score", done, len(self.everybody.ids))
            yield from scorer.picks(self.everybody.take(some))


def portions(ids: Sequence[int], pieces: int = 1) -> Iterator[tuple[int, Sequence[int]]]:
    """(how many come before them, these clients): all of `ids`. A portion is cut into so many `pieces`."""
    for rows in blocks(len(ids)):
        step = -(-(rows.stop - rows.start) // pieces)
        for start in range(rows.start, rows.stop, step):
            yield start, ids[start : min(start + step, rows.stop)]


def _left_open(shelf: Shelf, found: Scores, row: int, kind_id: int) -> tuple[int, ...]:
    """The services of a kind that nothing shuts to the client of this row."""
    return tuple(service for service in shelf.services_of[kind_id] if not found.shut[row, shelf.service_at[service]])


def _candidates(shelf: Shelf, found: Scores, rows: NDArray[np.intp]) -> list[Candidates]:
    """The ids of the kinds that could have been recommended to the clients of these rows."""
    flags = np.zeros((len(rows), 1 + max(shelf.kinds)), dtype=bool)
    flags[:, shelf.kinds] = found.candidates[rows]
    packed = np.packbits(flags, axis=1, bitorder="little")
    return [Candidates(row.tobytes()) for row in packed]


def _best(found: Scores) -> NDArray[np.float64]:
    return np.where(found.candidates.any(axis=1), found.chance.max(axis=1, initial=0.0), np.nan)
