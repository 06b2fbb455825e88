"""Scoring: every pending client gets its best kinds, each with a partner, a score and reasons."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from core.domain.errors import BaseBusy
from core.domain.rights import UseCase
from core.services.resolving import Settling
from core.services.scoring_run import Draft, Fitted, ScoringRun
from core.services.session import Deed, Done, Progress, Session, no_progress
from ml.rank import Ranks

_TRIES = 3


@dataclass(frozen=True, slots=True)
class ScoringReport:
    """`scored` clients were computed now, `reused` kept what the same model had computed before; `eligible` have at
    least one kind left after the rules; `recommended` undecided recommendations stand in the base now; `resettled` of
    the kept ones had their partner settled anew, because answers or starting values have changed.
    """

    scored: int
    reused: int
    eligible: int
    recommended: int
    resettled: int
    model_version: str
    new_model: bool


def compute(session: Session, progress: Progress = no_progress) -> Done[ScoringReport]:
    """Score the pending clients, settle partners, and place every undecided recommendation among the whole base.

    What the same model, catalogue and rules already scored is reused; only its partner is settled anew where answers or
    starting values have changed. The base is read in one short unit of work and written in another; if somebody has
    changed it in between, the work is done again. Raises CatalogueMissing, BaseBusy.
    """
    for _ in range(_TRIES):
        with session.reading(UseCase.COMPUTE) as work:
            moment = work.audit.last()
            run = ScoringRun.read(work, session.today())
        progress("model", 0, 1)
        fitted = run.model(session.now())
        pending = run.pending_first(fitted.version)
        drafts = [draft for block in run.blocks(fitted.model, pending, progress) for draft in block]
        with suppress(_Outdated), session.doing(UseCase.COMPUTE) as deed:
            if deed.work.audit.last() != moment:
                raise _Outdated
            return Done(_write(deed, run, fitted, pending, drafts), frozenset({"recommendations"}))
    raise BaseBusy


class _Outdated(Exception):
    """The base has changed since it was read."""


def _write(deed: Deed, run: ScoringRun, fitted: Fitted, pending: int, drafts: Sequence[Draft]) -> ScoringReport:
    if fitted.new is not None:
        deed.work.scores.add_model(fitted.new, deed.at)
    deed.work.clients.mark_scored(run.scored(pending), run.signature(fitted.version))
    ranks = Ranks.of(run.best[np.isfinite(run.best)])
    run_id = _note_run(deed, fitted.version, ranks)
    settling = Settling(run.shelf, deed.work.scores, own_first=run.settings.own_first)
    scores = ranks.score(np.array([draft.chance for draft in drafts], dtype=np.float64)).tolist()
    clients = run.ids[:pending].tolist()
    kept = deed.work.leads.undecided(set(clients))
    ready = (
        draft.recommendation(settling, value, fitted.version, run_id, deed.at)
        for draft, value in zip(drafts, scores, strict=True)
    )
    deed.work.leads.replace_undecided(clients, ready)
    again = ranks.score(np.array([chance for *_, chance, _ in kept], dtype=np.float64)).tolist()
    moved = [(id_, value) for (id_, *_, before), value in zip(kept, again, strict=True) if value != before]
    deed.work.leads.rescore(moved, run_id)
    report = ScoringReport(
        scored=pending,
        reused=len(run.ids) - pending,
        eligible=len(ranks.best),
        recommended=len(drafts) + len(kept),
        resettled=_resettle(deed, settling, [(id_, client, inputs) for id_, client, inputs, *_ in kept]),
        model_version=fitted.version,
        new_model=fitted.new is not None,
    )
    deed.details |= {"scored": report.scored, "reused": report.reused, "resettled": report.resettled}
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
