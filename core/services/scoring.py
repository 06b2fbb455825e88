"""Scoring: every pending client gets its best kinds, each with a partner, a score and reasons."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from core.domain.errors import CatalogueMissing
from core.domain.lead import Stage
from core.domain.rights import UseCase
from core.domain.silence import rests_until
from core.services.assortment import Shelf, clients_of
from core.services.reasons import Reasons
from core.services.resolving import Settling
from core.services.session import Deed, Done, Progress, Session, no_progress
from core.storage.leads import Recommendation
from core.storage.scores import StoredModel
from ml.bundle import dump, load
from ml.dataset import Clients, Dataset
from ml.explain import reasons
from ml.hybrid import Model, Scores, blocks, fit, score, top
from ml.rank import Ranks

REFIT_GROWTH = 0.1
"""A model is fitted anew once the base has grown by more than this share since, or its catalogue has changed."""

_UNRANKED = 1


@dataclass(frozen=True, slots=True)
class ScoringReport:
    """`scored` clients were computed now, `reused` kept what the same model had computed before; `eligible` have at
    least one kind left after the rules; `recommended` undecided recommendations stand in the base now.
    """

    scored: int
    reused: int
    eligible: int
    recommended: int
    model_version: str
    new_model: bool


def compute(session: Session, progress: Progress = no_progress) -> Done[ScoringReport]:
    """Score the pending clients, settle their partners, and place every undecided recommendation among the whole base.

    What the same model, catalogue, rules and answers already scored is reused. Raises CatalogueMissing.
    """
    with session.doing(UseCase.COMPUTE) as deed:
        run = _Run.read(deed, session.today())
        version, model, new_model = run.model(deed, progress)
        by = hashlib.sha256(f"{version}|{run.shelf.digest}|{session.today().year}".encode()).hexdigest()
        pending = run.pending_first(by)
        drafts = [draft for block in run.blocks(deed, model, pending, progress) for draft in block]
        deed.work.clients.mark_scored(run.best_of(pending), by)
        best = np.sort(run.best[np.isfinite(run.best)])
        ranks = Ranks(best)
        run_id = deed.work.scores.add_run(deed.at, version, len(best), best.astype("<f8").tobytes())
        scores = ranks.score(np.array([draft.chance for draft in drafts], dtype=np.float64)).tolist()
        ready = (
            replace(draft, score=value, model_version=version, run_id=run_id)
            for draft, value in zip(drafts, scores, strict=True)
        )
        clients = run.ids[:pending].tolist()
        kept = deed.work.leads.undecided(set(clients))
        deed.work.leads.replace_undecided(clients, ready)
        again = ranks.score(np.array([chance for _, chance, _ in kept], dtype=np.float64)).tolist()
        moved = [(id_, value) for (id_, _, before), value in zip(kept, again, strict=True) if value != before]
        deed.work.leads.rescore(moved, run_id)
        reused = len(run.ids) - pending
        deed.details |= {"scored": pending, "reused": reused, "model": version}
        report = ScoringReport(
            scored=pending,
            reused=reused,
            eligible=len(best),
            recommended=len(drafts) + len(kept),
            model_version=version,
            new_model=new_model,
        )
    return Done(report, frozenset({"recommendations"}))


@dataclass
class _Run:
    """What one run works on. Clients by position; `best` P(kind) of each, NaN where none is left."""

    shelf: Shelf
    clients: Clients
    ids: NDArray[np.int64]
    scored_by: Sequence[str | None]
    best: NDArray[np.float64]
    open_kinds: Mapping[int, set[int]]

    @classmethod
    def read(cls, deed: Deed, day: date) -> "_Run":
        """Gather the base as arrays. Raises CatalogueMissing."""
        shelf = Shelf(deed.work.catalogue.read(), deed.work.leads.answers())
        if not shelf.services:
            raise CatalogueMissing
        records = deed.work.clients.table()
        opened, declined = deed.work.leads.standing_kinds()
        withheld = [(client, kind) for client, kinds in declined.items() for kind in kinds]
        for pair, refused_on in deed.work.leads.refusals().items():
            rest = rests_until(refused_on)
            if rest is not None and day <= rest:
                withheld.append(pair)
        return cls(
            shelf=shelf,
            clients=clients_of(shelf, records, deed.work.clients.ownerships(), withheld, day),
            ids=np.array([record[0] for record in records], dtype=np.int64),
            scored_by=[record[2] for record in records],
            best=np.array([record[3] for record in records], dtype=np.float64),
            open_kinds=opened,
        )

    def model(self, deed: Deed, progress: Progress) -> tuple[str, Model, bool]:
        """(version, model, whether it is new): the latest one while it fits the catalogue and the base has not
        outgrown it.
        """
        progress("model", 0, 1)
        goods = self.shelf.assortment
        catalogue = hashlib.sha256(
            repr([self.shelf.kinds, goods.recorded.tolist(), goods.without_prior]).encode()
        ).hexdigest()
        latest = deed.work.scores.latest_model()
        if latest and latest.catalogue == catalogue and len(self.ids) <= latest.fitted_on * (1 + REFIT_GROWTH):
            return latest.version, load(latest.content), False
        model = fit(Dataset(self.shelf.assortment, self.clients))
        content = dump(model)
        version = hashlib.sha256(content + deed.at.isoformat().encode()).hexdigest()[:16]
        deed.work.scores.add_model(StoredModel(version, len(self.ids), catalogue, content), deed.at)
        return version, model, True

    def pending_first(self, by: str) -> int:
        """Put the clients that were not scored `by` this model, catalogue and rules first; returns how many."""
        fresh = np.array([scored_by == by for scored_by in self.scored_by], dtype=bool)
        order = np.argsort(fresh, kind="stable")
        self.clients, self.ids, self.best = self.clients.take(order), self.ids[order], self.best[order]
        self.scored_by = [self.scored_by[place] for place in order.tolist()]
        return int(np.count_nonzero(~fresh))

    def blocks(self, deed: Deed, model: Model, pending: int, progress: Progress) -> Iterator[list[Recommendation]]:
        """The recommendations of the first `pending` clients, block by block, still without score and run."""
        base = Dataset(self.shelf.assortment, self.clients)
        settling = Settling(self.shelf, deed.work.scores, own_first=deed.settings.own_first)
        places = deed.settings.open_recommendations
        most_open = max((len(kinds) for kinds in self.open_kinds.values()), default=0)
        for rows in blocks(pending):
            progress("score", rows.start, pending)
            found = score(model, base, rows)
            self.best[rows] = np.where(found.candidates.any(axis=1), found.chance.max(axis=1, initial=0.0), np.nan)
            kinds = top(found, self.clients.take(rows), base.assortment, places + most_open)
            ids = self.ids[rows].tolist()
            yield self._recommendations(model, base, found, ids, self._chosen(ids, kinds, places), settling)
        progress("score", pending, pending)

    def best_of(self, pending: int) -> Iterator[tuple[int, float | None]]:
        """(client, best P(kind) or None) of the first `pending` clients."""
        chances = (None if np.isnan(chance) else float(chance) for chance in self.best[:pending])
        return zip(self.ids[:pending].tolist(), chances, strict=True)

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

    def _recommendations(  # noqa: PLR0913, PLR0917
        self,
        model: Model,
        base: Dataset,
        found: Scores,
        ids: Sequence[int],
        chosen: Sequence[tuple[int, int]],
        settling: Settling,
    ) -> list[Recommendation]:
        rows, kinds = np.array(chosen, dtype=np.intp).reshape(-1, 2).T
        why = reasons(model, base, found, rows, kinds)
        which, chance, takes = found.which[rows, kinds], found.chance[rows, kinds], found.takes[rows]
        made: list[Recommendation] = []
        reasons_of = Reasons(self.shelf)
        rank: Counter[int] = Counter()
        for pair, (row, kind) in enumerate(chosen):
            kind_id = self.shelf.kinds[kind]
            rank[row] += 1
            available = tuple(
                service
                for service in self.shelf.services_of[kind_id]
                if not found.shut[row, self.shelf.service_at[service]]
            )
            inputs_id, settled = settling.settle(ids[row], kind_id, available)
            made.append(
                Recommendation(
                    client_id=ids[row],
                    kind_id=kind_id,
                    service_id=settled.winner,
                    model_version="",
                    run_id=0,
                    rank=rank[row],
                    which=float(which[pair]),
                    takes=float(takes[pair]),
                    chance=float(chance[pair]),
                    score=_UNRANKED,
                    experience=float(found.lam[kind]),
                    reasons=reasons_of.stored(why[pair]),
                    inputs_id=inputs_id,
                    rule=settled.rule.value,
                    runners_up=list(settled.runners_up),
                    margin=settled.margin,
                    stage=Stage.PROCESSED,
                )
            )
        return made
