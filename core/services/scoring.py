"""Scoring: every pending client gets its best kinds, each with a partner, a score and reasons."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from core.domain.rights import UseCase
from core.services.resolving import Settling
from core.services.scoring_run import Draft, Fitted, ScoringRun
from core.services.session import Deed, Done, Progress, Session, Stopped, no_progress
from ml.rank import Ranks

_TRIES_APART = 2
_CHANGED = frozenset({"recommendations"})


@dataclass(frozen=True, slots=True)
class ScoringReport:
    """`scored` clients were computed now, `reused` kept what the same model had computed before, `left` stay pending
    because the work was stopped; `eligible` have at least one kind left after the rules; `recommended` undecided
    recommendations stand in the base now; `resettled` of the kept ones had their partner settled anew, because answers
    or starting values have changed.
    """

    scored: int
    reused: int
    left: int
    eligible: int
    recommended: int
    resettled: int
    model_version: str
    new_model: bool

    def after(self, earlier: "ScoringReport") -> "ScoringReport":
        """Of two runs as of one: this one has gone on where the `earlier` one was stopped."""
        if self.model_version != earlier.model_version:  # then everybody was computed again
            return self
        return replace(
            self,
            scored=earlier.scored + self.scored,
            reused=max(0, self.reused - earlier.scored),
            resettled=earlier.resettled + self.resettled,
            new_model=earlier.new_model or self.new_model,
        )


def compute(session: Session, progress: Progress = no_progress) -> Done[ScoringReport]:
    """Score the pending clients, settle partners, and place every undecided recommendation among the whole base.

    What the same model, catalogue and rules already scored is reused; only its partner is settled anew where answers or
    starting values have changed. The base is read in one short unit of work and written in another; if somebody has
    changed it in between, the work is done again, and the last time in one unit of work that nobody gets between:
    `progress` must not use the session then.

    Where `progress` raises Stopped, the clients finished so far are scored and `left` counts the others, whom the next
    run goes on with; Stopped comes out where none are finished or what is has become outdated. Raises CatalogueMissing.
    """
    for _ in range(_TRIES_APART):
        with session.reading(UseCase.COMPUTE) as work:
            moment = work.audit.last()
            run = ScoringRun.read(work, session.today())
        found = _Found.by(run, session, progress)
        with suppress(_Outdated), session.doing(UseCase.COMPUTE) as deed:
            if deed.work.audit.last() != moment:
                raise Stopped if found.left else _Outdated
            return Done(_write(deed, run, found), _CHANGED)
    with session.doing(UseCase.COMPUTE) as deed:
        run = ScoringRun.read(deed.work, session.today())
        report = _write(deed, run, _Found.by(run, session, progress))
    return Done(report, _CHANGED)


class _Outdated(Exception):
    """The base has changed since it was read."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a run has computed: `drafts` of its first `finished` clients; the `left` ones after them stay pending."""

    fitted: Fitted
    finished: int
    left: int
    drafts: Sequence[Draft]

    @classmethod
    def by(cls, run: ScoringRun, session: Session, progress: Progress) -> "_Found":
        """Compute until all is done or somebody stops it. Raises Stopped where nobody is finished by then."""
        progress("model", 0, 1)
        fitted = run.model(session.now())
        pending = run.pending_first(fitted.version)
        finished = 0
        drafts: list[Draft] = []
        try:
            for finished, block in run.blocks(fitted.model, pending, progress):  # noqa: B007 (needed after the loop)
                drafts += block
        except Stopped:
            if not finished:
                raise
        return cls(fitted, finished, pending - finished, drafts)


def _write(deed: Deed, run: ScoringRun, found: _Found) -> ScoringReport:
    fitted, drafts = found.fitted, found.drafts
    if fitted.new is not None:
        deed.work.scores.add_model(fitted.new, deed.at)
    deed.work.clients.mark_scored(run.scored(found.finished), run.signature(fitted.version))
    reached = np.r_[: found.finished, found.finished + found.left : len(run.ids)]  # what is left has old chances
    ranks = Ranks.of(run.best[reached][np.isfinite(run.best[reached])])
    run_id = _note_run(deed, fitted.version, ranks)
    settling = Settling(run.shelf, deed.work.scores, run.settings)
    scores = ranks.score(np.array([draft.chance for draft in drafts], dtype=np.float64)).tolist()
    clients = run.ids[: found.finished].tolist()
    left = set(run.ids[found.finished : found.finished + found.left].tolist())
    standing = deed.work.leads.undecided(set(clients))
    kept = [one for one in standing if one[1] not in left]
    ready = (
        draft.recommendation(settling, value, fitted.version, run_id, deed.at)
        for draft, value in zip(drafts, scores, strict=True)
    )
    deed.work.leads.replace_undecided(clients, ready)
    again = ranks.score(np.array([chance for *_, chance, _ in kept], dtype=np.float64)).tolist()
    moved = [(id_, value) for (id_, *_, before), value in zip(kept, again, strict=True) if value != before]
    deed.work.leads.rescore(moved, run_id)
    report = ScoringReport(
        scored=found.finished,
        reused=len(run.ids) - found.finished - found.left,
        left=found.left,
        eligible=len(ranks.best),
        recommended=len(drafts) + len(standing),
        resettled=_resettle(deed, settling, [(id_, client, inputs) for id_, client, inputs, *_ in kept]),
        model_version=fitted.version,
        new_model=fitted.new is not None,
    )
    deed.details |= {"scored": report.scored, "reused": report.reused, "resettled": report.resettled}
    deed.details |= {"left": report.left} if report.left else {}
    deed.details |= {"model": report.model_version}
    return report


def _note_run(deed: Deed, version: str, ranks: Ranks) -> int:
    """Keep the ranks of this run; one that ranks like the last one is the last one."""
    best = ranks.best.astype("<f8").tobytes()
    last = deed.work.scores.latest_run()
    if last is not None and last[1:] == (version, best):
        return last[0]
    return deed.work.scores.add_run(deed.at, version, len(ranks.best), best)


def _resettle(deed: Deed, settling: Settling, kept: Sequence[tuple[int, int, int]]) -> int:
    """Settle kept recommendations (id, client, inputs) anew where the inputs have changed; returns how many."""
    stored = deed.work.scores.inputs() if kept else {}
    rivals = {
        inputs_id: (kind_id, tuple(rival["service_id"] for rival in content["rivals"]))
        for inputs_id, (kind_id, _, content) in stored.items()
    }
    changed = [
        (id_, settling.settle(client_id, *rivals[inputs_id]))
        for id_, client_id, inputs_id in kept
        if settling.inputs(*rivals[inputs_id]) != inputs_id
    ]
    deed.work.leads.resettle(changed)
    return len(changed)
