"""Consents taken back: nothing that has not left yet leaves any more."""

from collections.abc import Sequence

from core.domain.errors import MissingValue
from core.domain.rights import UseCase
from core.services.session import Done, Session


def withdraw_consent(session: Session, clients: Sequence[int], number: str) -> Done[None]:
    """These clients take back the paper with this number from today on.

    Entering the same paper again revives nothing; only a new one does. Raises MissingValue, BeyondReach,
    UnknownRecord.
    """
    if not number.strip():
        raise MissingValue(field="consent")
    with session.doing(UseCase.WITHDRAW_CONSENT) as deed:
        deed.work.clients.refuse_strange(clients)
        deed.work.consents.withdraw(clients, number.strip(), session.today())
        deed.details |= {"clients": len(clients)}
    return Done(None, frozenset({"consents", "packages"}))
