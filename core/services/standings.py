"""How the partners stand in each kind: answers, conversion with its interval, revenue, and who leads by what rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.domain.catalogue import Catalogue
from core.domain.conversion import Answers, conversion, usual_in_base, usual_in_kind
from core.domain.resolution import Rival, Rule, resolve
from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.services.rivals import FEW, interval, sees_money
from core.services.session import Session


@dataclass(frozen=True, slots=True)
class Standing:
    """A service among those of its kind that are offered.

    `bought` of `answered` offers; `conversion` 0…1 shrunk as resolutions take it, `low`…`high` its 90 % interval, `few`
    below 20 answers; `usual` π_kind; `arppu` in roubles, None where unknown or not
    `told` to this reader. `place` by the
    rules as they are, from 1 of `rivals`, None where a lot decides; `rule` that decides.
    """

    service_id: int
    bought: int
    answered: int
    conversion: float
    low: float
    high: float
    few: bool
    usual: float
    arppu: float | None
    told: bool
    lever: float
    place: int | None
    rivals: int
    rule: Rule


def read_standings(session: Session) -> dict[int, Standing]:
    """The standing of every service that is offered, as of today, over the whole base: counts, no person."""
    with session.reading(UseCase.READ_CATALOGUE) as work:
        catalogue = work.catalogue.read()
        answers = work.leads.answers(session.today())
        settings, money = Settings.of(work.accounts.settings()), sees_money(session.roles, work)
    in_base = usual_in_base(_summed(answers.values()))
    found: dict[int, Standing] = {}
    for kind_id in catalogue.kinds:
        every = catalogue.services_of(kind_id)
        usual = usual_in_kind(_summed(answers.get(one.id, Answers()) for one in every), in_base)
        rivals = _rivals(catalogue, kind_id, answers)
        if rivals:
            found |= _standings(rivals, usual, own_first=settings.own_first, money=money)
    return found


def _summed(counts: Iterable[Answers]) -> Answers:
    every = list(counts)
    return Answers(sum(one.bought for one in every), sum(one.answered for one in every))


def _rivals(catalogue: Catalogue, kind_id: int, answers: Mapping[int, Answers]) -> list[Rival]:
    return [
        Rival(
            service_id=one.id,
            own=catalogue.companies[one.company_id].own,
            answers=answers.get(one.id, Answers()),
            stated=one.indicators.conversion,
            weight=one.indicators.weight,
            arppu=one.indicators.arppu,
            lever=one.indicators.lever,
        )
        for one in catalogue.services_of(kind_id)
        if not catalogue.is_archived(one.id)
    ]


def _standings(rivals: list[Rival], usual: float, *, own_first: bool, money: bool) -> dict[int, Standing]:
    settled = resolve(rivals, usual, 0, own_first=own_first)
    order = (settled.winner, *settled.runners_up)
    found = {}
    for rival in rivals:
        low, high = interval(rival, usual)
        found[rival.service_id] = Standing(
            service_id=rival.service_id,
            bought=rival.answers.bought,
            answered=rival.answers.answered,
            conversion=conversion(rival.answers, usual, rival.stated, rival.weight),
            low=low,
            high=high,
            few=rival.answers.answered < FEW,
            usual=usual,
            arppu=rival.arppu if money or rival.own else None,
            told=money or rival.own,
            lever=rival.lever,
            place=None if settled.rule is Rule.LOT else order.index(rival.service_id) + 1,
            rivals=len(rivals),
            rule=settled.rule,
        )
    return found
