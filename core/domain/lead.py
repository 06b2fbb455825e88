"""The life of a recommendation, from a score to an outcome. Nobody deletes a lead: it ends in a state."""

from enum import StrEnum

from core.domain.errors import StageForbidden


class Stage(StrEnum):
    """Where a recommendation stands. A client that is not scored yet is *pending* and has none."""

    PROCESSED = "processed"
    IN_REVIEW = "in_review"
    POSTPONED = "postponed"
    DECLINED = "declined"
    WAITING = "waiting"
    TASK = "task"
    PACKAGED = "packaged"
    SENT = "sent"
    OUTCOME = "outcome"


OPEN = frozenset({Stage.IN_REVIEW, Stage.POSTPONED, Stage.WAITING, Stage.TASK, Stage.PACKAGED, Stage.SENT})
"""Stages that a new run leaves alone, and that fill the client's places for open recommendations."""

UNDECIDED = frozenset({Stage.PROCESSED})
"""Stages that a new run replaces."""

LEADS = frozenset({Stage.WAITING, Stage.TASK, Stage.PACKAGED, Stage.SENT, Stage.OUTCOME})
"""Stages of what was accepted."""

LASTING = frozenset({Stage.SENT, Stage.OUTCOME})
"""Stages of what was offered: it stays on record, without the person, when that person is erased."""

DECIDED = frozenset(Stage) - {Stage.PROCESSED, Stage.IN_REVIEW}
"""Stages that a decision led to; a postponed one asks for another decision from its day on."""

_NEXT: dict[Stage, frozenset[Stage]] = {
    Stage.PROCESSED: frozenset({Stage.IN_REVIEW, Stage.POSTPONED, Stage.DECLINED, Stage.WAITING, Stage.TASK}),
    Stage.IN_REVIEW: frozenset({Stage.PROCESSED, Stage.POSTPONED, Stage.DECLINED, Stage.WAITING, Stage.TASK}),
    Stage.POSTPONED: frozenset({Stage.PROCESSED, Stage.POSTPONED, Stage.DECLINED, Stage.WAITING, Stage.TASK}),
    Stage.DECLINED: frozenset({Stage.PROCESSED}),
    Stage.WAITING: frozenset({Stage.PROCESSED, Stage.PACKAGED}),
    Stage.TASK: frozenset({Stage.PROCESSED, Stage.OUTCOME}),
    Stage.PACKAGED: frozenset({Stage.WAITING, Stage.SENT}),
    Stage.SENT: frozenset({Stage.OUTCOME}),
    Stage.OUTCOME: frozenset(),
}


def may_follow(before: Stage, after: Stage) -> bool:
    """Whether a lead may go from one stage to the other."""
    return after in _NEXT[before]


def step(before: Stage, after: Stage) -> Stage:
    """`after`, if a lead may go there. Raises StageForbidden."""
    if not may_follow(before, after):
        raise StageForbidden(before=before.value, after=after.value)
    return after


class Answer(StrEnum):
    """What came back of an offer."""

    BOUGHT = "bought"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    WRONG_DATA = "wrong_data"


class LeftOut(StrEnum):
    """Why an accepted lead did not leave."""

    NO_CONSENT = "no_consent"
    NO_PHONE = "no_phone"
    NO_LONGER_FITS = "no_longer_fits"
    OFFERED_ELSEWHERE = "offered_elsewhere"
    CONTACT_CAP = "contact_cap"
    PARTNER_CAP = "partner_cap"
