"""The outbox: what is queued to leave by mail, and what a person does with it. Handing over is in `posting.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from core.domain.outbox import (
    AddressMissing,
    AddressUnconfirmed,
    MailAccountMissing,
    OutboxItem,
    Posting,
    PostingForbidden,
    SampleStays,
    Way,
)
from core.domain.rights import UseCase
from core.services.approving import refuse_unapproved
from core.services.leaving import offer_sent
from core.services.mail_account import message_id
from core.services.sending import refuse_queued, refuse_sent
from core.services.session import Deed, Done, Session
from core.services.wording import Language
from core.storage.packages import StoredPackage
from core.storage.unit_of_work import UnitOfWork

CHANGED: Final = frozenset({"packages", "recommendations"})


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A package in the outbox. `password_due`: it goes under a password that nobody was given yet; `mine`: it leaves
    from the account of this user; `ways`: what this user may do with it. The rest as in `OutboxItem`.
    """

    package_id: int
    partner: str
    file_name: str
    leads: int
    address: str
    state: Posting
    due_at: datetime | None
    outcome: str
    code: int
    doubtful: bool
    password_due: bool
    mine: bool
    ways: tuple[Way, ...]


def read_outbox(session: Session) -> list[OutboxRow]:
    """What is on its way, in the order of queueing, and what was sent whose password nobody was given yet."""
    with session.reading(UseCase.SEND) as work:
        companies = work.catalogue.read().companies
        packages = {one.id: one for one in work.packages.everything()}
        rows = (
            _row(item, packages[item.package_id], companies[packages[item.package_id].company_id].name, session)
            for item in work.outbox.everything()
            if item.package_id in packages
        )
        return [one for one in rows if one.state is not Posting.SENT or one.password_due]


def queue_package(session: Session, package_id: int, language: Language) -> Done[datetime]:
    """Let a package leave by mail, in this language, once the send delay is over; returns when (UTC, without zone).

    Raises UnknownRecord, StageForbidden (it was sent), InOutbox, SampleStays, MailAccountMissing, AddressMissing,
    AddressUnconfirmed, ApprovalMissing.
    """
    if session.is_sample:
        raise SampleStays
    with session.doing(UseCase.SEND) as deed:
        package = deed.work.packages.one(package_id)
        refuse_queued(deed.work, package_id)
        refuse_sent(deed.work, package_id)
        refuse_unapproved(deed.work, package)
        account = deed.work.mail_accounts.of(session.user_id)
        if account is None:
            raise MailAccountMissing
        address = confirmed_address(deed.work, package)
        due_at = deed.at + timedelta(seconds=deed.settings.send_delay)
        new_id = message_id(account.address)
        deed.work.outbox.add(
            OutboxItem(package_id, session.user_id, new_id, address, language, Posting.QUEUED, deed.at, due_at)
        )
        deed.details |= {"queued": package_id}
    return Done(due_at, CHANGED, deed.entry)


def cancel_posting(session: Session, package_id: int) -> Done[None]:
    """Take a package back out of the outbox: it lies among the packages as before. Raises UnknownRecord,
    PostingForbidden (it is leaving, has left or may have).
    """

    def cancel(deed: Deed, item: OutboxItem) -> None:
        deed.work.outbox.remove(item.package_id)
        deed.details |= {"unqueued": item.package_id}

    return _do(session, package_id, Way.CANCEL, cancel)


def try_now(session: Session, package_id: int) -> Done[None]:
    """Try at once what waits for another try or for a person, for the address that the partner's card has now.

    Raises UnknownRecord, PostingForbidden (it is leaving, has left or may have, was not tried yet, is a colleague's),
    AddressMissing, AddressUnconfirmed.
    """

    return _do(session, package_id, Way.RETRY, _queue_again)


def send_again(session: Session, package_id: int) -> Done[None]:
    """Send once more what may have gone: the partner may get it twice.

    Raises UnknownRecord, PostingForbidden (it is certain, a colleague's, or may not leave any more), AddressMissing,
    AddressUnconfirmed.
    """

    return _do(session, package_id, Way.AGAIN, _queue_again)


def count_as_sent(session: Session, package_id: int) -> Done[int]:
    """What may have gone has: its leads wait for an answer. Returns how many.

    Raises UnknownRecord, PostingForbidden.
    """
    leads = 0

    def count(deed: Deed, item: OutboxItem) -> None:
        nonlocal leads
        leads = offer_sent(deed, session.today(), package_id)
        deed.details |= {"sent": package_id}
        end_sent(deed, item)

    _do(session, package_id, Way.COUNT, count)
    return Done(leads, CHANGED)


def confirmed_address(work: UnitOfWork, package: StoredPackage) -> str:
    """Where a package is mailed to. Raises AddressMissing, AddressUnconfirmed."""
    known = work.partner_addresses.everything().get(package.company_id)
    if known is None:
        raise AddressMissing
    if known.confirmed_at is None:
        raise AddressUnconfirmed
    return known.address


def end_sent(deed: Deed, item: OutboxItem) -> None:
    """It is sent: out of the base, as if it had been saved."""
    deed.work.packages.mark_saved([item.package_id])
    deed.work.outbox.change(item, state=Posting.SENT, due_at=None, ended_at=deed.at)


def _queue_again(deed: Deed, item: OutboxItem) -> None:
    """The letter is the same, with its id."""
    package = deed.work.packages.one(item.package_id)
    refuse_unapproved(deed.work, package)
    address = confirmed_address(deed.work, package)
    deed.work.outbox.change(item, state=Posting.QUEUED, address=address, due_at=deed.at)
    deed.details |= {"queued_again": item.package_id}


def _do(session: Session, package_id: int, way: Way, act: Callable[[Deed, OutboxItem], Any]) -> Done[None]:
    """Raises UnknownRecord, PostingForbidden where this is not among the ways that stand open."""
    with session.doing(UseCase.SEND) as deed:
        deed.work.packages.one(package_id)
        item = deed.work.outbox.one(package_id)
        if item is None or way not in item.ways(session.user_id):
            raise PostingForbidden
        act(deed, item)
    return Done(None, CHANGED, deed.entry)


def _row(item: OutboxItem, package: StoredPackage, partner: str, session: Session) -> OutboxRow:
    return OutboxRow(
        package_id=item.package_id,
        partner=partner,
        file_name=package.file_name,
        leads=package.leads,
        address=item.address,
        state=item.state,
        due_at=item.due_at,
        outcome=item.outcome,
        code=item.code,
        doubtful=item.doubtful,
        password_due=not package.password_given,
        mine=item.user_id == session.user_id,
        ways=item.ways(session.user_id),
    )
