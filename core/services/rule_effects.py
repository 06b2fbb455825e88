"""What the rules of a base do as things stand, each with its number: counts over the whole base, no person."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.lead import OPEN, UNDECIDED, Answer, Stage
from core.domain.resolution import Rule
from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.services.closings import Closed, closings
from core.services.places import Places
from core.services.session import Session


@dataclass(frozen=True, slots=True)
class RuleEffects:
    """`settings` as they are, and of the `queued` recommendations: `accepted` reach the score of acceptance, `shown`
    the floor of the review, `own_first` went to an own service first, `explored` to partners with few answers; `full`
    of `clients` have as many open recommendations as they may; `held` of `waiting` leads are kept here by caps;
    `resting` pairs of client and kind after a refusal; `answers` of each sort that a training would learn from.
    """

    settings: Settings
    queued: int
    accepted: int
    shown: int
    own_first: int
    explored: int
    full: int
    clients: int
    held: int
    waiting: int
    resting: int
    answers: Mapping[Answer, int]


def read_rule_effects(session: Session) -> RuleEffects:
    """As of today."""
    day = session.today()
    with session.reading(UseCase.CHANGE_SETTINGS) as work:
        settings, catalogue = Settings.of(work.accounts.settings()), work.catalogue.read()
        accepted, queued, _ = work.leads.queue_counts(day, settings.accept_from)
        shown, _, _ = work.leads.queue_counts(day, settings.floor)
        by_rule = work.places.by_rule(Stage.PROCESSED)
        resting = closings(
            catalogue,
            day,
            owned=(),
            declined={},
            refusals=work.leads.refusals(),
            unanswered={},
            rest_days=settings.silence_days,
        )
        return RuleEffects(
            settings=settings,
            queued=queued,
            accepted=accepted,
            shown=shown,
            own_first=by_rule.get(Rule.OWN_FIRST, 0),
            explored=by_rule.get(Rule.EXPLORATION, 0),
            full=work.places.full(settings.open_recommendations, OPEN | UNDECIDED),
            clients=work.clients.count(),
            held=Places(work, catalogue, day).held(),
            waiting=len(work.places.waiting()),
            resting=sum(one.by is Closed.REFUSED for one in resting),
            answers=Counter(one.answer for one in work.outcomes.answered(day)),
        )
