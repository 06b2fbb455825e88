"""Consents by hand: a paper that a client signed, and one taken back, after which nothing that has not left leaves any
more. Either can be undone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from core.domain.card_errors import ConsentKnown, StandsInTheWay
from core.domain.consent import PURPOSE_OFFER, ConsentDocument
from core.domain.errors import BadValue, MissingValue, NothingToUndo, OwnCompany, UnknownRecord
from core.domain.lead import LASTING, Stage
from core.domain.rights import UseCase
from core.services.client_card import CardDeparture, departures_of
from core.services.decisions import MOST_UNDOABLE
from core.services.recalls import keep_what_holds, stop_unconsented
from core.services.session import Deed, Done, Session
from core.storage.audit import AuditEntry

PAPER: Final = "paper"
"""Detail of an entry of RECORD_CONSENT: the document that the client signed."""

WITHDRAWN: Final = "withdrawn"
"""Detail of an entry of WITHDRAW_CONSENT: [client, document] of each that it took back, or their number."""

UNDONE: Final = "undone"
_CHANGED: Final = frozenset({"consents", "packages", "clients", "recommendations", "recalls"})
_FIRST_DAY: Final = date(1990, 1, 1)
_LONGEST: Final = timedelta(days=366 * 50)
_UNSENT: Final = frozenset({Stage.WAITING, Stage.PACKAGED})
_PACKED: Final = LASTING | {Stage.PACKAGED}


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """`stopped` accepted leads cannot leave any more; what is `sent` has left: the partner has to be told of it."""

    stopped: int
    sent: tuple[CardDeparture, ...]


def record_consent(  # noqa: PLR0913
    session: Session,
    client_id: int,
    number: str,
    *,
    signed_on: date,
    recipients: Collection[int],
    valid_until: date | None = None,
) -> Done[None]:
    """The client signed the paper with this number, by which these partners (ids of companies) may have the data.

    Raises MissingValue (no number, no recipient), BadValue (a day to come, an end before it), UnknownRecord (no such
    client or company), OwnCompany, ConsentKnown, BeyondReach.
    """
    if not number.strip():
        raise MissingValue(field="consent")
    if not recipients:
        raise MissingValue(field="recipients")
    if not _FIRST_DAY <= signed_on <= session.today():
        raise BadValue(field="signed_on", least=_FIRST_DAY, most=session.today())
    if valid_until is not None and not signed_on <= valid_until <= session.today() + _LONGEST:
        raise BadValue(field="valid_until", least=signed_on, most=session.today() + _LONGEST)
    with session.doing(UseCase.RECORD_CONSENT) as deed:
        deed.work.clients.refuse_unknown(client_id)
        _refuse_no_partners(deed, recipients)
        paper = ConsentDocument(number.strip(), signed_on, frozenset(recipients), PURPOSE_OFFER, valid_until)
        document = deed.work.consents.ensure_document(paper)
        if not deed.work.consents.sign([client_id], document):
            raise ConsentKnown
        deed.details |= {"client": client_id, PAPER: document, "recipients": len(set(recipients))}
    return Done(None, _CHANGED, deed.entry)


def undo_consent(session: Session, entry: int) -> Done[int]:
    """Take back an entry of `record_consent` of this user: the client never gave that paper; returns the client.

    A package that rests on it and has not left is dissolved. Raises NothingToUndo, StandsInTheWay (it was withdrawn
    since, or something left by it), BeyondReach.
    """
    with session.doing(UseCase.RECORD_CONSENT) as deed:
        found = _own_entry(deed, session, entry, UseCase.RECORD_CONSENT, PAPER)
        client_id, document = int(found.details["client"]), int(found.details[PAPER])
        deed.work.clients.refuse_beyond([client_id])
        signed = deed.work.consents.signed(client_id, document)
        if signed is None:
            raise NothingToUndo
        paper, withdrawn_on = signed
        if withdrawn_on is not None or _left_by(deed, client_id, paper, found):
            raise StandsInTheWay
        deed.work.consents.unsign([client_id], document)
        deed.work.consents.forget_unsigned(document)
        deed.work.consent_papers.forget_unsigned()
        stop_unconsented(deed, deed.work.leads.of_clients([client_id], {Stage.PACKAGED}), session.today())
        deed.details |= {"client": client_id, UNDONE: entry}
    return Done(client_id, _CHANGED, deed.entry)


def withdraw_consent(session: Session, clients: Sequence[int], number: str) -> Done[Withdrawn]:
    """These clients take back the paper with this number from today on.

    Packages with their data that have not left are dissolved at once, and what has left by this paper alone is to be
    called back (`core/services/recalls.py`). Entering the same paper again revives nothing; only a new one does. Raises
    MissingValue, BeyondReach, UnknownRecord.
    """
    if not number.strip():
        raise MissingValue(field="consent")
    with session.doing(UseCase.WITHDRAW_CONSENT) as deed:
        deed.work.clients.refuse_strange(clients)
        taken = deed.work.consents.withdraw(clients, number.strip(), session.today())
        told = _told(deed, session, clients)
        stop_unconsented(deed, deed.work.leads.of_clients(clients, _PACKED), session.today())
        deed.details |= {"clients": len(clients)}
        deed.details |= {"client": clients[0]} if len(clients) == 1 else {}
        deed.details |= {WITHDRAWN: taken if len(taken) <= MOST_UNDOABLE else len(taken)} if taken else {}
    return Done(told, _CHANGED, deed.entry)


def undo_withdrawal(session: Session, entry: int) -> Done[tuple[int, ...]]:
    """Take back an entry of `withdraw_consent` of this user: the papers hold as before; returns the clients.

    A package that lost its consent meanwhile stays dissolved: its leads wait. What need not be called back after all is
    not to be any more. Raises NothingToUndo, BeyondReach.
    """
    with session.doing(UseCase.WITHDRAW_CONSENT) as deed:
        found = _own_entry(deed, session, entry, UseCase.WITHDRAW_CONSENT, WITHDRAWN)
        pairs = found.details[WITHDRAWN]
        if not isinstance(pairs, list):
            raise NothingToUndo
        clients = sorted({int(client) for client, _ in pairs})
        deed.work.clients.refuse_beyond(clients)
        if deed.work.consents.revive([(int(client), int(document)) for client, document in pairs]) < len(pairs):
            raise NothingToUndo
        keep_what_holds(deed, deed.work.leads.of_clients(clients, LASTING), session.today())
        deed.details |= {"clients": len(clients)}
        deed.details |= {"client": clients[0]} if len(clients) == 1 else {}
        deed.details |= {UNDONE: entry}
    return Done(tuple(clients), _CHANGED, deed.entry)


def is_undoable(details: dict[str, Any]) -> bool:
    """Whether an entry of either use case holds what undoing it needs."""
    return PAPER in details or isinstance(details.get(WITHDRAWN), list)


def _own_entry(deed: Deed, session: Session, entry: int, use_case: UseCase, detail: str) -> AuditEntry:
    following = deed.work.audit.following(entry, {use_case})
    if not following or following[0].id != entry or following[0].user_id != session.user_id:
        raise NothingToUndo
    if detail not in following[0].details or any(one.details.get(UNDONE) == entry for one in following):
        raise NothingToUndo
    return following[0]


def _refuse_no_partners(deed: Deed, recipients: Collection[int]) -> None:
    catalogue = deed.work.catalogue.read()
    for one in recipients:
        if one not in catalogue.companies:
            raise UnknownRecord
        if catalogue.companies[one].own:
            raise OwnCompany(name=catalogue.companies[one].name)


def _left_by(deed: Deed, client_id: int, paper: ConsentDocument, since: AuditEntry) -> bool:
    """Whether a lead of the client has left for one of the recipients since."""
    services = deed.work.catalogue.read().services
    return any(
        one.stage_since >= since.at and services[one.service_id].company_id in paper.recipients
        for one in deed.work.leads.of_clients([client_id], LASTING)
        if one.package_id is not None
    )


def _told(deed: Deed, session: Session, clients: Sequence[int]) -> Withdrawn:
    """How things stand now that the paper does not hold."""
    catalogue = deed.work.catalogue.read()
    stopped = 0
    for one in deed.work.leads.of_clients(clients, _UNSENT):
        partner = catalogue.services[one.service_id].company_id
        live = deed.work.consents.live([one.client_id], partner, PURPOSE_OFFER, session.today())
        stopped += one.client_id not in live
    return Withdrawn(stopped, departures_of(deed.work, catalogue, deed.work.leads.of_clients(clients, LASTING)))
