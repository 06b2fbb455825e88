"""What comes back of an offer, and its consequences at once: ownership, silence, conversion."""

from datetime import date

from core.domain.errors import BadValue
from core.domain.lead import Answer, Stage, step
from core.domain.ownership import Ownership
from core.domain.rights import UseCase
from core.services.session import Done, Session

MOST_AMOUNT = 1e12


def record_outcome(
    session: Session, recommendation: int, answer: Answer, on: date, amount: float | None = None
) -> Done[None]:
    """Record the answer to an offer that was sent or is a task of our own; `amount` in roubles where it was bought.

    The client is scored anew with the next run. Raises UnknownRecord, BeyondReach, StageForbidden, BadValue (a
    day to come, a negative amount).
    """
    if on > session.today():
        raise BadValue(field="on", least=date(2000, 1, 1), most=session.today())
    if amount is not None and not 0 <= amount <= MOST_AMOUNT:
        raise BadValue(field="amount", least=0, most=MOST_AMOUNT)
    with session.doing(UseCase.RECORD_OUTCOME) as deed:
        (lead,) = deed.work.leads.some([recommendation])
        step(lead.stage, Stage.OUTCOME)
        deed.work.leads.add_outcome(recommendation, answer, on, amount)
        deed.work.leads.move([recommendation], Stage.OUTCOME, deed.at)
        if answer is Answer.BOUGHT:
            bought = Ownership(lead.client_id, lead.kind_id, lead.service_id, since=on)
            deed.work.clients.put_ownerships([bought])
        deed.work.clients.mark_pending([lead.client_id])
        deed.details |= {"recommendation": recommendation, "answer": answer.value}
    return Done(None, frozenset({"outcomes", "recommendations", "clients"}))
