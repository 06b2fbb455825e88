"""How the matrix of rights calls what goes by mail, and what approves it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from core.domain.mailing import Letter, MailAccount, Security, Sending, Tried
from core.domain.outbox import OutboxItem, Posting
from core.domain.rights import UseCase
from core.services import letters, mail_account, outbox, partner_addresses, posting
from core.services.catalogue import read_catalogue
from core.services.session import Session
from core.storage.store import Store
from tests.support import approval_callers
from tests.support.bases import NOW
from tests.support.ranks import NOWHERE, Ranks, Spot

ADDRESS = "leads@mayak.example"
CARD = mail_account.MailAccountCard(
    "smtp.vega.example", 587, Security.STARTTLS, "manager@vega.example", "manager@vega.example"
)
_AT = NOW.replace(tzinfo=None)


def nobody(_account: MailAccount, _letter: Letter, _at: datetime) -> Tried:
    """A server that nobody reaches."""
    return Tried(Sending.UNREACHED)


@contextmanager
def _ready(session: Session, spots: list[Spot], state: Posting | None) -> Iterator[None]:
    """Within the block these packages stand in the outbox, or (None) could be put there."""
    packed = [spot.package for spot in spots if spot.package != NOWHERE]
    with Store.unit_of_work(session.store) as work:
        if session.store.sees_people:
            account = MailAccount(CARD.host, CARD.port, CARD.security, CARD.user, CARD.address, "password")
            work.mail_accounts.put(session.user_id, account)
        for company in work.catalogue.read().companies:
            work.partner_addresses.put(company, ADDRESS, _AT)
            work.partner_addresses.confirm(company, _AT)
        item = OutboxItem(0, session.user_id, "", ADDRESS, "ru", state or Posting.QUEUED, _AT, None)
        for one in packed if state is not None else ():
            work.outbox.add(replace(item, package_id=one, message_id=f"{one}@vega.example"))
    try:
        yield
    finally:
        with Store.unit_of_work(session.store) as work:
            for one in packed:
                work.outbox.remove(one)


def _in(state: Posting | None, act: Callable[[Session, int], object]) -> Callable[[Session, Spot, Path], bool]:
    def do(session: Session, spot: Spot, _: Path) -> bool:
        with _ready(session, [spot], state):
            return act(session, spot.package) is not None

    return do


def _draft(session: Session, spot: Spot, folder: Path) -> bool:
    return isinstance(letters.save_draft_letter(session, spot.package, folder, "ru").value, Path)


def _listed(session: Session, ranks: Ranks) -> set[int]:
    with _ready(session, list(ranks.spots), Posting.QUEUED):
        shown = {one.package_id for one in outbox.read_outbox(session)}
    return {spot.client for spot in ranks.spots if spot.package in shown}


ACTS: Mapping[str, Callable[[Session, Spot, Path], bool]] = {
    "outbox.queue_package": _in(None, lambda s, id_: outbox.queue_package(s, id_, "ru")),
    "outbox.cancel_posting": _in(Posting.QUEUED, outbox.cancel_posting),
    "outbox.try_now": _in(Posting.ERROR, outbox.try_now),
    "outbox.send_again": _in(Posting.UNKNOWN, outbox.send_again),
    "outbox.count_as_sent": _in(Posting.UNKNOWN, outbox.count_as_sent),
    "letters.save_draft_letter": _draft,
    **approval_callers.ACTS[UseCase.SEND],
}
APPROVING = approval_callers.ACTS[UseCase.APPROVE]
LOOKS: Mapping[str, Callable[[Session, Ranks], set[int]]] = {"outbox.read_outbox": _listed}


def _partner(session: Session) -> int:
    return max(read_catalogue(session).companies)


def _confirm(session: Session) -> object:
    partner_addresses.set_partner_address(session, _partner(session), ADDRESS)
    return partner_addresses.confirm_partner_address(session, _partner(session), ADDRESS)


def _with_account(session: Session, do: Callable[[], object]) -> object:
    mail_account.set_mail_account(session, CARD, "password")
    return do()


PLAIN: Mapping[UseCase, Mapping[str, Callable[[Session, Ranks, Path], object]]] = {
    UseCase.EDIT_PARTNERS: {
        "partner_addresses.set_partner_address": lambda s, *_: partner_addresses.set_partner_address(
            s, _partner(s), ADDRESS
        ),
        "partner_addresses.confirm_partner_address": lambda s, *_: _confirm(s),
        "partner_addresses.remove_partner_address": lambda s, *_: partner_addresses.remove_partner_address(
            s, _partner(s)
        ),
    },
    UseCase.KEEP_MAIL_ACCOUNT: {
        "mail_account.read_mail_account": lambda s, *_: mail_account.read_mail_account(s),
        "mail_account.set_mail_account": lambda s, *_: mail_account.set_mail_account(s, CARD, "password"),
        "mail_account.remove_mail_account": lambda s, *_: _with_account(s, lambda: mail_account.remove_mail_account(s)),
        "mail_account.try_mail_account": lambda s, *_: _with_account(
            s, lambda: mail_account.try_mail_account(s, "ru", nobody)
        ),
    },
    UseCase.SEND: {
        "posting.next_posting": lambda s, *_: posting.next_posting(s),
        "posting.settle_interrupted": lambda s, *_: posting.settle_interrupted(s),
        "posting.post_due": lambda s, *_: posting.post_due(s, post=nobody),
    },
}
