"""An answer that comes late, after its lead went on to the next partner: it joins its own decision, and ends what went
on as far as that has not left.
"""

from collections.abc import Mapping, Sequence

from core.domain.lead import OPEN, Answer, Stage
from core.domain.recall import RecallReason
from core.domain.recommendation import Recommendation
from core.services.recalls import stop_answered
from core.services.session import Deed
from core.storage.leads import LeadOutcome


def end_what_went_on(
    deed: Deed, told: Sequence[tuple[Recommendation, LeadOutcome]], was: Mapping[int, LeadOutcome]
) -> list[list[int | str]]:
    """End what goes on from leads that were bought or refused now; what has left is called back where one was bought,
    and not any more where that `was` said by mistake. Returns (lead, its stage before) of what `revive` puts back.
    """
    ended: list[list[int | str]] = []
    for lead, answer in told:
        earlier = was.get(lead.id)
        if earlier is not None and earlier.answer is Answer.BOUGHT and answer.answer is not Answer.BOUGHT:
            deed.work.recalls.drop_open([one.id for one in _going_on(deed, lead)], RecallReason.BOUGHT)
        if answer.answer not in {Answer.BOUGHT, Answer.REFUSED}:
            continue
        later = [one for one in _going_on(deed, lead) if one.stage in OPEN]
        staying = set(stop_answered(deed, later, bought=answer.answer is Answer.BOUGHT))
        deed.work.leads.move(sorted(staying), Stage.DECLINED, deed.at)
        ended += [
            [one.id, (Stage.TASK if one.stage is Stage.TASK else Stage.WAITING).value]
            for one in later
            if one.id in staying
        ]
    return ended


def revive(deed: Deed, leads: Sequence[int], ended: Sequence[Sequence[int | str]]) -> None:
    """The answers to these leads are taken back, and they were not bought before: what they had ended waits again, and
    nothing is called back.
    """
    stages = {int(id_): Stage(str(stage)) for id_, stage in ended}
    for one in deed.work.leads.present(list(stages)):
        if one.stage is Stage.DECLINED:
            deed.work.leads.move([one.id], stages[one.id], deed.at)
    later = [one.id for lead in deed.work.leads.present(leads) for one in _going_on(deed, lead)]
    deed.work.recalls.drop_open(later, RecallReason.BOUGHT)


def _going_on(deed: Deed, lead: Recommendation) -> list[Recommendation]:
    """What goes on from a lead, and from that."""
    went_on, chain = deed.work.follow_ups.went_on([lead.client_id]), []
    id_ = went_on.get(lead.id)
    while id_ is not None:
        chain.append(id_)
        id_ = went_on.get(id_)
    return deed.work.leads.present(chain)
