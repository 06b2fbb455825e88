"""The stop of the tour at what is called back: a client whose data have left takes the consent back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.lead import Stage
from core.services.client_card import read_client
from core.services.consents import withdraw_consent
from core.services.leads import leads_in

if TYPE_CHECKING:
    from desktop.bootstrap import Program


def stand_at_recalls(program: Program) -> None:
    """Take the consent back, and go there."""
    workplace = program.workplace
    if workplace is None:
        raise TypeError
    session = workplace.session
    clients = sorted({one.client_id for one in leads_in(session, Stage.SENT)})
    for client in clients[:1]:
        for paper in read_client(session, client).consents:
            withdraw_consent(session, [client], paper.number)
    program.go("recalls", {})
