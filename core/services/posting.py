"""Handing packages of the outbox over to a mail server, one after the other.

Before a socket opens it is written and committed that a package is being handed over: wherever the program ends after
that, the next start finds it and says that it may have gone. It is sent only once the server said so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from core.delivery.mail import send
from core.domain.errors import BeyondReach, UnknownRecord
from core.domain.fallen import Fallen
from core.domain.mailing import Letter, MailAccount, Sending, Tried
from core.domain.outbox import (
    FINAL,
    WAITING,
    AddressMissing,
    AddressUnconfirmed,
    Hitch,
    OutboxItem,
    Posting,
    next_try,
    state_after,
)
from core.domain.rights import UseCase
from core.services.approving import is_held
from core.services.gate import Gate
from core.services.leaving import cleared, offer_sent, outdated_by
from core.services.letters import package_letter
from core.services.mail_account import Send
from core.services.outbox import CHANGED, confirmed_address, end_sent
from core.services.session import Deed, Done, Progress, Session, no_progress
from core.services.wording import LANGUAGES, Language
from core.storage.packages import StoredPackage

_STEP: Final = "post"


@dataclass(frozen=True, slots=True)
class _Handing:
    """A package about to be handed over."""

    account: MailAccount
    letter: Letter


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of the outbox made of each package: its state there, or what dissolved it; and when the next is
    due (UTC, without zone; None: nothing waits).
    """

    posted: Sequence[Posting | Fallen]
    next_due: datetime | None


def next_posting(session: Session) -> datetime | None:
    """When the next package of this user is to be tried, in UTC without zone; the sample sends nothing."""
    with session.reading(UseCase.SEND) as work:
        return None if session.is_sample else work.outbox.next_due(session.user_id)


def settle_interrupted(session: Session) -> Done[int]:
    """What was being handed over when the program ended may have gone. Only one program has a base open, so this comes
    before anything is handed over. Returns how many there were.
    """
    with session.reading(UseCase.SEND) as work:
        found = work.outbox.interrupted()
    if not found:
        return Done(0)
    with session.doing(UseCase.SEND) as deed:
        for item in found:
            deed.work.outbox.doubt(item)
        deed.details |= {"doubtful": [item.package_id for item in found]}
    return Done(len(found), CHANGED)


def post_due(session: Session, progress: Progress = no_progress, post: Send = send) -> Done[Round]:
    """Try each package of this user that is due, the longest due first; one that fails keeps no other back.

    Right before it leaves the gate is asked again: a package that may not leave any more is dissolved.
    """
    with session.reading(UseCase.SEND) as work:
        due = [] if session.is_sample else work.outbox.due(session.user_id, session.now())
    found: list[Posting | Fallen] = []
    for done, package_id in enumerate(due):
        progress(_STEP, done, len(due))
        try:
            begun = _begin(session, package_id)
        except (UnknownRecord, BeyondReach):  # taken back meanwhile, or its clients went to another manager
            continue
        found.append(_hand_over(session, package_id, begun, post) if isinstance(begun, _Handing) else begun)
    progress(_STEP, len(due), len(due))
    return Done(Round(found, next_posting(session)), CHANGED if found else frozenset())


def _hand_over(session: Session, package_id: int, handing: _Handing, post: Send) -> Posting:
    tried = Tried(Sending.UNKNOWN)
    try:
        tried = post(handing.account, handing.letter, session.now().replace(tzinfo=UTC))
    finally:
        state = _end(session, package_id, tried)
    return state


def _begin(session: Session, package_id: int) -> _Handing | Posting | Fallen:
    """Look once more whether it may leave, and write down that it is leaving; else how it stands now, or what
    dissolved it. Raises UnknownRecord, BeyondReach.
    """
    with session.doing(UseCase.SEND) as deed:
        item, package = deed.work.outbox.one(package_id), deed.work.packages.one(package_id)
        if item is None or item.state not in WAITING or item.due_at is None or item.due_at > deed.at:
            raise UnknownRecord
        account = deed.work.mail_accounts.of(session.user_id)
        if account is None:
            return _stay(deed, item, Hitch.ACCOUNT)
        hitch = _hitch(deed, session, item, package)
        if hitch is not None:
            return _stay(deed, item, hitch)
        allowed = cleared(deed, session.today(), package)
        if isinstance(allowed, Fallen):
            return allowed
        deed.work.outbox.change(item, state=Posting.SENDING, due_at=None, tries=item.tries + 1)
        language: Language = next(one for one in LANGUAGES if one == item.language)
        letter = package_letter(package, allowed[1], item.address, item.message_id, session.company, language)
    return _Handing(account, letter)


def _stay(deed: Deed, item: OutboxItem, hitch: Hitch) -> Posting:
    """It waits for a person."""
    state = Posting.UNKNOWN if hitch in FINAL else Posting.ERROR
    deed.work.outbox.change(item, state=state, outcome=hitch.value, code=0, due_at=None)
    deed.details |= {"unmailed": item.package_id}
    return state


def _hitch(deed: Deed, session: Session, item: OutboxItem, package: StoredPackage) -> Hitch | None:
    """What keeps it here before a server is asked."""
    try:
        address = confirmed_address(deed.work, package)
    except (AddressMissing, AddressUnconfirmed):
        return Hitch.ADDRESS
    if address != item.address:
        return Hitch.ADDRESS
    if is_held(deed.work, package):
        return Hitch.APPROVAL
    if item.doubtful:  # dissolving it would forget that it may have gone
        gate = Gate(deed.work, session.today())
        if not gate.consented(package.company_id, deed.work.leads.of_package(package.id)):
            return Hitch.CONSENT
        if outdated_by(deed, package) is not None:
            return Hitch.OUTDATED
    return None


def _end(session: Session, package_id: int, tried: Tried) -> Posting:
    """Write down what became of it."""
    state = state_after(tried)
    with session.doing(UseCase.SEND) as deed:
        deed.work.keep_within(None)  # what has left has left, also where a client went to another manager meanwhile
        item = deed.work.outbox.one(package_id)
        if item is None:
            return state
        item = deed.work.outbox.change(
            item,
            state=state,
            outcome=tried.outcome.value,
            code=tried.code,
            due_at=next_try(tried, item.tries, deed.at),
            doubtful=item.doubtful or state is Posting.UNKNOWN,
        )
        if state is Posting.SENT:
            deed.details |= {"mailed": package_id}
            offer_sent(deed, session.today(), package_id)
            end_sent(deed, item)
        elif state is Posting.UNKNOWN:
            deed.details |= {"doubtful": [package_id]}
        else:
            deed.details |= {"unmailed": package_id}
    return state
