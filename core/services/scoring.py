"""Scoring: every pending client gets its best kinds, each with a partner, a score and reasons.

    look over the base, fit a model where the last one does not fit → place all clients among each other, which gives
    the ranks of the run → look at what is kept: scores by the new ranks, partners by the latest answers → portion by
    portion: score, settle partners, commit

The ranks are known before the first client is written, so that what a stop or a kill leaves behind is final.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import reduce
from time import perf_counter

import numpy as np

from core.domain.computing_errors import ComputeNoMemory
from core.domain.errors import DiskFull, KnownError
from core.domain.lead import Stage
from core.domain.rights import UseCase
from core.services.resolving import Settling
from core.services.scoring_ground import Ground
from core.services.scoring_plan import Plan, can_stand_alone
from core.services.scoring_room import lacks_room, name_lack, room_for
from core.services.scoring_run import SMALLER, Found, Portion, portions
from core.services.session import Deed, Done, Progress, Session, Stopped, no_progress
from core.storage.rows import Still
from core.storage.unit_of_work import UnitOfWork
from ml.rank import Ranks

_ROUNDS = 3
"""So often a run goes on with those whom somebody has changed meanwhile; who is still pending then stays so."""
_CHANGED = frozenset({"recommendations"})
SECONDS = "seconds"
"""Detail of a run's entries: how long this part of it took, from which the time of the next run is told."""


@dataclass(frozen=True, slots=True)
class ScoringReport:
    """`scored` clients were computed now, `reused` kept what the same model had computed before, `left` stay pending
    because the work was stopped or came `short` of room or memory; `eligible` of them have at least one kind left after
    the rules; `recommended` undecided recommendations stand in the base now; `resettled` of the kept ones had their
    partner settled anew, because answers or starting values have changed. `unfit`: a published version does not fit the
    catalogue any more, and a model fitted at once stood in for it.
    """

    scored: int
    reused: int
    left: int
    eligible: int
    recommended: int
    resettled: int
    model_version: str
    new_model: bool
    unfit: bool = False
    short: KnownError | None = None

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


def compute(
    session: Session, progress: Progress = no_progress, clients: Sequence[int] | None = None
) -> Done[ScoringReport]:
    """Score the pending ones of these clients (of all, for None), and settle their partners.

    What the same model, catalogue and rules already scored is reused. A run over everybody places all undecided
    recommendations among the whole base, and settles partners anew where answers or starting values have changed. One
    over some clients takes the model and the ranks of the last run over everybody, so that all scores stay comparable;
    where there is none that fits the catalogue, everybody is computed.

    Every portion is committed by itself. Where `progress` raises Stopped, the clients finished so far are scored and
    `left` counts the others, whom the next run goes on with; Stopped comes out where none are finished. Just so where
    the disk of the base has less room than the rest will take, before the run or during it, or does not take a portion,
    or the memory holds neither a portion nor a smaller one: `short` is then ComputeNoRoom, ComputeUnwritten or
    ComputeNoMemory, and it is raised where none are finished. Those whom somebody has changed meanwhile are scored too,
    in another round. `progress` may use the session in the steps "rank" and "score" alone. Raises CatalogueMissing.
    """
    session.role_for(UseCase.COMPUTE)
    told: list[ScoringReport] = []
    rounds, pieces = 0, 1
    while rounds < _ROUNDS:
        try:
            is_all, short = _go_round(session, progress, clients, pieces, told)
        except Stopped:
            if not told:
                raise
            break
        if isinstance(short, ComputeNoMemory) and pieces == 1:
            pieces = SMALLER
            continue
        if short is not None:
            if not any(one.scored for one in told):
                raise short
            told[-1] = replace(told[-1], short=short)
        if is_all or short is not None:
            break
        rounds += 1
    return Done(reduce(lambda earlier, later: later.after(earlier), told), _CHANGED)


def _go_round(
    session: Session, progress: Progress, clients: Sequence[int] | None, pieces: int, told: list[ScoringReport]
) -> tuple[bool, KnownError | None]:
    """One round in portions of so many pieces: (whether that is all, what it came short of). Its report joins those
    `told`, unless it came short before anybody was finished. Nothing of it is held in memory afterwards.
    """
    before = sum(one.scored for one in told)
    try:
        run = _Run(session, progress, Plan.make(session, clients, progress), pieces, before)
        is_all = run.go()
        if run.scored or run.short is None:
            told.append(run.report())
    except MemoryError:
        return False, ComputeNoMemory(done=before)
    return is_all, run.short


def compute_at_once(session: Session, clients: Sequence[int]) -> Done[bool]:
    """Score these few clients if that takes no look at anybody else, after an edit or an answer; whether it was done.

    They wait where there was no run over everybody yet, or the catalogue is not that of its model. Raises
    CatalogueMissing.
    """
    if not can_stand_alone(session):
        return Done(value=False)
    done = compute(session, clients=clients)
    return Done(bool(done.value.scored), done.changed)


class _Outdated(Exception):
    """What scores depend on, the catalogue or a setting, has changed since the run began."""


class _Run:
    """One round: the work of a plan, in portions of so many pieces, after so many clients `before` it. `short` is what
    it came short of.
    """

    def __init__(self, session: Session, progress: Progress, plan: Plan, pieces: int, before: int) -> None:
        self.scored = self._resettled = 0
        self.short: KnownError | None = None
        self._pieces, self._before = pieces, before
        self._disturbed = False
        self._session = session
        self._progress = progress
        self._plan = plan
        self._moment = plan.moment
        self._ground, self._scorer = plan.ground, plan.scorer
        self._signatures = _signatures(plan.ground, plan.fitted.version)
        self._eligible = int(np.count_nonzero(np.isfinite(plan.kept_best)))
        self._since = perf_counter()
        self._run_id, self._ranks = plan.last_run or (0, Ranks.of(np.zeros(0)))

    def go(self) -> bool:
        """From the ranks to the last portion, or to a stop or a want; whether that is all, and nobody has changed the
        base meanwhile. Raises Stopped where nobody is finished.
        """
        try:
            try:
                self._go_through()
            except Stopped:
                if not self.scored:
                    raise
                with self._deed() as deed:
                    deed.details |= {"left": len(self._plan.pending) - self.scored}
                return True
        except _Outdated:
            return False
        except DiskFull:
            self.short = name_lack(self._session.store.folder, self._needs(), self._before + self.scored)
        except MemoryError:
            self.short = ComputeNoMemory(done=self._before + self.scored)
        return not self._disturbed

    def report(self) -> ScoringReport:
        """What came of it so far."""
        fitted, pending = self._plan.fitted, len(self._plan.pending)
        with self._session.reading(UseCase.COMPUTE) as work:
            recommended = work.leads.counts().get(Stage.PROCESSED, 0)
        return ScoringReport(
            scored=self.scored,
            reused=len(self._plan.kept_best),
            left=pending - self.scored,
            eligible=self._eligible,
            recommended=recommended,
            resettled=self._resettled,
            model_version=fitted.version,
            new_model=fitted.new is not None,
            unfit=self._plan.unfit,
        )

    # ------------------------------------------------------------------

    def _go_through(self) -> None:
        plan, total = self._plan, len(self._plan.pending)
        self._look_for_room()
        if plan.last_run is None:
            self._ranks = plan.rank(self._session, self._progress, self._pieces)
            with self._deed() as deed:
                self._keep(deed, lambda: self._progress("keep", 0, 1))
        for done, some in portions(plan.pending, self._pieces):
            self._progress("score", done, total)
            self._look_for_room()
            self._compute(some)
        with self._session.reading(UseCase.COMPUTE) as work:
            self._look(work)
        with suppress(Stopped):  # nothing is left to be stopped
            self._progress("score", total, total)

    def _needs(self) -> int:
        """Bytes that those who are left will take."""
        return room_for(len(self._plan.pending) - self.scored, self._ground.settings.open_recommendations)

    def _look_for_room(self) -> None:
        """Raises DiskFull where those who are left will not fit; where nobody waits, nothing grows."""
        if self.scored < len(self._plan.pending) and lacks_room(self._session.store.folder, self._needs()):
            raise DiskFull

    @contextmanager
    def _deed(self) -> Iterator[Deed]:
        """A command whose entry tells how long it took since the last one."""
        with self._session.doing(UseCase.COMPUTE) as deed:
            self._look(deed.work)
            yield deed
            now = perf_counter()
            deed.details |= {"model": self._plan.fitted.version, SECONDS: round(now - self._since, 2)}
            self._since = now
        self._moment = deed.entry or self._moment

    def _look(self, work: UnitOfWork) -> None:
        """See whether somebody has changed the base. Raises _Outdated where scores would be others now."""
        last = work.audit.last()
        if last == self._moment:
            return
        self._moment, self._disturbed = last, True
        self._ground = Ground.read(work, self._plan.ground.day)
        if _signatures(self._ground, self._plan.fitted.version) != self._signatures:
            raise _Outdated
        self._scorer = replace(self._scorer, ground=self._ground)

    def _keep(self, deed: Deed, still: Still) -> None:
        """What belongs to no portion: the model, the ranks, and by them what is kept."""
        plan = self._plan
        still()
        if plan.fitted.new is not None:
            deed.work.models.add(plan.fitted.new, deed.at)
        self._run_id = _note_run(deed, plan.fitted.version, self._ranks)
        kept = deed.work.leads.undecided(set(plan.pending), still)
        again = self._ranks.score(np.array([chance for *_, chance, _ in kept], dtype=np.float64)).tolist()
        moved = [(id_, value) for (id_, *_, before), value in zip(kept, again, strict=True) if value != before]
        deed.work.leads.rescore(moved, self._run_id, still)
        settling = Settling(self._ground.shelf, deed.work.scores, self._ground.settings)
        still()
        self._resettled = _resettle(deed, settling, [(id_, client, inputs) for id_, client, inputs, *_ in kept], still)
        deed.details |= {"reused": len(plan.kept_best), "resettled": self._resettled}

    def _compute(self, some: Sequence[int]) -> None:
        """Compute these clients; nobody waits meanwhile. Somebody who has changed the base makes it be done again, and
        then nobody gets between.
        """
        with self._session.reading(UseCase.COMPUTE) as work:
            self._look(work)
            portion = Portion.read(work, self._ground, some)
        moment, found = self._moment, self._scorer.find(portion)
        with self._deed() as deed:
            if self._moment != moment:
                found = self._scorer.find(Portion.read(deed.work, self._ground, some))
            self._write(deed, found)
        self.scored += len(some)
        self._eligible += int(np.count_nonzero(np.isfinite(found.best)))

    def _write(self, deed: Deed, found: Found) -> None:
        version = self._plan.fitted.version
        settling = Settling(self._ground.shelf, deed.work.scores, self._ground.settings)
        scores = self._ranks.score(np.array([draft.chance for draft in found.drafts], dtype=np.float64)).tolist()
        for held_out, signature in enumerate(self._signatures):
            some = [one for one in found.scored() if self._ground.holds_out(one[0]) == bool(held_out)]
            deed.work.clients.mark_scored(some, signature)
        deed.work.leads.replace_undecided(
            found.portion.ids.tolist(),
            (
                draft.recommendation(settling, value, version, self._run_id, deed.at)
                for draft, value in zip(found.drafts, scores, strict=True)
            ),
        )
        deed.details |= {"scored": len(found.best)}


def _signatures(ground: Ground, version: str) -> tuple[str, str]:
    """Of those whom the model scores, and of those whom a trial holds out."""
    return ground.signature(version), ground.signature(version, held_out=True)


def _note_run(deed: Deed, version: str, ranks: Ranks) -> int:
    """Keep the ranks of this run; one that ranks like the last one is the last one."""
    best = ranks.best.astype("<f8").tobytes()
    last = deed.work.scores.latest_run()
    if last is not None and last[1:] == (version, best):
        return last[0]
    return deed.work.scores.add_run(deed.at, version, len(ranks.best), best)


def _resettle(deed: Deed, settling: Settling, kept: Sequence[tuple[int, int, int]], still: Still) -> int:
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
    deed.work.leads.resettle(changed, still)
    return len(changed)
