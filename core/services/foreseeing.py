"""What changed settings or a changed catalogue would do: written for a moment, read, rolled back, really computed."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Any

from core.domain.catalogue import Catalogue
from core.domain.catalogue_bounds import refuse_catalogue
from core.domain.errors import CatalogueMissing
from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.domain.weights import AnswerWeights
from core.services.catalogue_edits import write_edits
from core.services.learning_effects import LearningEffect, weigh_answers
from core.services.places import Places
from core.services.resolving import Settling
from core.services.scoring_run import WholeBase
from core.services.session import Deed, Done, Progress, Session, no_progress
from core.services.settings import refuse_settings, write_settings
from core.storage.outcomes import AnsweredOffer
from core.storage.unit_of_work import UnitOfWork

Pairs = set[tuple[int, int]]
"""(client, service) of recommendations."""


@dataclass(frozen=True, slots=True)
class ServiceEffect:
    """A service, its partner, and how many recommendations it would win and lose."""

    service: str
    partner: str
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A number as it is and as it would be."""

    now: int
    then: int


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a full run would find as things stand and as they would be.

    `recommendations` in all, `gained` and `lost` of them by service in `services`, the most moved first. Of the queue
    as it stands: `accepted` reach the score of acceptance, `shown` the floor of the review, `queued` in all. `held`:
    accepted leads that a cap keeps here, of `waiting`. `learning`: what other weights of answers would teach, None
    where they stay as they are.
    """

    recommendations: Shift
    services: tuple[ServiceEffect, ...]
    accepted: Shift
    shown: Shift
    queued: int
    held: Shift
    waiting: int
    learning: LearningEffect | None = None

    @property
    def gained(self) -> int:
        """Recommendations that would come."""
        return sum(one.gained for one in self.services)

    @property
    def lost(self) -> int:
        """Recommendations that would go."""
        return sum(one.lost for one in self.services)


def foresee_edits(
    session: Session, before: Catalogue, after: Catalogue, progress: Progress = no_progress
) -> Done[Foreseen]:
    """What `apply_edits` would change. Raises as it does, and what `progress` raises."""
    refuse_catalogue(after)

    def write(deed: Deed) -> None:
        write_edits(deed, before, after)

    return _foresee(session, session.doing(UseCase.EDIT_CATALOGUE), write, progress)


def foresee_settings(session: Session, settings: Settings, progress: Progress = no_progress) -> Done[Foreseen]:
    """What `change_settings` would change. Raises as it does, and what `progress` raises."""
    refuse_settings(settings)

    def write(deed: Deed) -> None:
        write_settings(deed, settings)

    return _foresee(session, session.doing(UseCase.CHANGE_SETTINGS), write, progress)


class _NotMeant(Exception):
    """Rolls back what was written to be looked at."""


@dataclass(frozen=True, slots=True)
class _State:
    """The base at one moment: `whole` is None where there is nothing to recommend."""

    catalogue: Catalogue
    settings: Settings
    whole: WholeBase | None
    accepted: int
    shown: int
    queued: int
    held: int
    waiting: int

    @classmethod
    def of(cls, work: UnitOfWork, session: Session) -> "_State":
        day = session.today()
        catalogue, settings = work.catalogue.read(), Settings.of(work.accounts.settings())
        places = Places(work, catalogue, day)
        accepted, queued, _ = work.leads.queue_counts(day, settings.accept_from)
        shown, _, _ = work.leads.queue_counts(day, settings.floor)
        try:
            whole: WholeBase | None = WholeBase.read(work, day, session.now())
        except CatalogueMissing:
            whole = None
        return cls(
            catalogue, settings, whole, accepted, shown, queued, held=places.held(), waiting=len(work.places.waiting())
        )


def _foresee(
    session: Session, doing: AbstractContextManager[Deed], write: Callable[[Deed], None], progress: Progress
) -> Done[Foreseen]:
    found: list[_State] = []
    with suppress(_NotMeant), doing as deed:
        write(deed)
        found.append(_State.of(deed.work, session))
        raise _NotMeant
    (then,) = found
    with session.reading(UseCase.READ_LEADS) as work:
        now = _State.of(work, session)
        answered = work.outcomes.answered(session.today())
    before, after = _compared(now, then, session, progress)
    services = _effects(before, after, now.catalogue, then.catalogue)
    return Done(
        Foreseen(
            recommendations=Shift(len(before), len(after)),
            services=services,
            accepted=Shift(now.accepted, then.accepted),
            shown=Shift(now.shown, then.shown),
            queued=now.queued,
            held=Shift(now.held, then.held),
            waiting=now.waiting,
            learning=_learning(now, then, answered, session, progress),
        )
    )


def _learning(
    now: _State, then: _State, answered: list[AnsweredOffer], session: Session, progress: Progress
) -> LearningEffect | None:
    before, after = AnswerWeights.of(vars(now.settings)), AnswerWeights.of(vars(then.settings))
    if before == after:
        return None
    if now.whole is None:
        return LearningEffect(0, 0, 0, ())
    model = now.whole.fitted(session.now(), progress).model
    return weigh_answers(now.whole, model, answered, before, after, progress)


def _compared(now: _State, then: _State, session: Session, progress: Progress) -> tuple[Pairs, Pairs]:
    """What a run would recommend in each; who is scored alike is scored once."""
    if then.whole is None or now.whole is None:
        return (_pairs(now, session, progress)[1], _pairs(then, session, progress)[1])
    picks, before = _pairs(now, session, progress)
    one, other = now.whole.ground, then.whole.ground
    if one.signature("") == other.signature("") and one.shelf.kinds == other.shelf.kinds:
        return before, _settled(then, picks)
    return before, _pairs(then, session, progress)[1]


Picks = list[tuple[int, int, tuple[int, ...]]]


def _pairs(state: _State, session: Session, progress: Progress) -> tuple[Picks, Pairs]:
    if state.whole is None:
        return [], set()
    picks = list(state.whole.picks(session.now(), progress))
    return picks, _settled(state, picks)


def _settled(state: _State, picks: Picks) -> Pairs:
    if state.whole is None:
        return set()
    settling = Settling(state.whole.ground.shelf, _Unkept(), state.settings)
    return {(client, settling.settle(client, kind, rivals).service_id) for client, kind, rivals in picks}


class _Unkept:
    """Numbers the inputs of resolutions as the base does, and keeps none."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def ensure_inputs(self, kind_id: int, rule_version: int, content: Mapping[str, Any]) -> int:
        told = json.dumps([kind_id, rule_version, content], sort_keys=True)
        return self._numbers.setdefault(hashlib.sha256(told.encode()).hexdigest(), len(self._numbers))


def _effects(before: Pairs, after: Pairs, now: Catalogue, then: Catalogue) -> tuple[ServiceEffect, ...]:
    gained = Counter(service for _, service in after - before)
    lost = Counter(service for _, service in before - after)

    def effect(service_id: int) -> ServiceEffect:
        catalogue = then if service_id in then.services else now
        service = catalogue.services[service_id]
        partner = catalogue.companies[service.company_id].name
        return ServiceEffect(service.name, partner, gained[service_id], lost[service_id])

    effects = [effect(service_id) for service_id in gained.keys() | lost.keys()]
    return tuple(sorted(effects, key=lambda one: (-one.gained - one.lost, one.service, one.partner)))
