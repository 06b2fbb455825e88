"""How the matrix of rights calls what is decided against the numbers."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from core.domain.decision import DeclineReason, OverrideReason
from core.domain.errors import BeyondReach, UnknownRecord
from core.domain.rights import UseCase
from core.services import bulk, decisions, expected, held_back, history, overriding, queue_filter, review
from core.services.session import Session
from tests.support.bases import TODAY
from tests.support.ranks import NOWHERE, Ranks, Spot


def _rival(session: Session, lead: int) -> int:
    """Another service of the kind, whoever may see the lead."""
    with session.store.reading() as work:
        found = work.leads.present([lead])
        return found[0].settled.runners_up[0] if found else NOWHERE


def _override(session: Session, at: Spot, _: Path) -> bool:
    return bool(overriding.override(session, at.lead, _rival(session, at.lead), OverrideReason.FASTER))


def _has_choices(session: Session, spot: Spot) -> bool:
    with suppress(UnknownRecord, BeyondReach):
        return bool(overriding.read_choices(session, spot.lead))
    return False


DECIDE: Mapping[str, Callable[[Session, Spot, Path], bool]] = {
    "decisions.accept": lambda s, at, _: bool(decisions.accept(s, [at.lead])),
    "decisions.accept_from": lambda s, at, _: bool(decisions.accept_from(s, 1, [at.client]).value.waiting),
    "decisions.decline": lambda s, at, _: bool(decisions.decline(s, [at.lead])),
    "decisions.postpone": lambda s, at, _: bool(decisions.postpone(s, [at.lead], TODAY + timedelta(days=3))),
    "decisions.take_up": lambda s, at, _: bool(decisions.take_up(s, [at.lead])),
    "decisions.take_back": lambda s, at, _: bool(decisions.take_back(s, [at.lead])),
    "decisions.note_reason": lambda s, at, _: bool(decisions.note_reason(s, [at.lead], DeclineReason.OTHER)),
    "overriding.override": _override,
    "bulk.accept_many": lambda s, at, _: bool(bulk.accept_many(s, [at.lead]).value.accepted),
}

READ_CLIENTS: Mapping[str, Callable[[Session, Ranks], set[int]]] = {
    "overriding.read_choices": lambda s, r: {one.client for one in r.spots if _has_choices(s, one)},
}

READ_LEADS: Mapping[str, Callable[[Session, Ranks], set[int]]] = {
    "queue_filter.read_part": lambda s, _: {
        one.client_id for one in queue_filter.read_part(s, queue_filter.EVERYTHING).entries
    },
}

PLAIN: Mapping[UseCase, Mapping[str, Callable[[Session, Ranks, Path], object]]] = {
    UseCase.READ_CLIENTS: {
        "held_back.read_held_back": lambda s, *_: held_back.read_held_back(s, review.read_queue(s).entries),
    },
    UseCase.READ_LEADS: {
        "history.read_history": lambda s, *_: history.read_history(s),
        "queue_filter.read_due": lambda s, *_: queue_filter.read_due(s),
        "expected.read_expected": lambda s, *_: expected.read_expected(s),
    },
}

READ_OVERRIDES: Mapping[str, Callable[[Session, Ranks], set[int]]] = {
    "overriding.read_overrides": lambda s, _: {one.client_id for one in overriding.read_overrides(s)},
}
