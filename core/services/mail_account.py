"""The account from which a user's letters go out. Its password lies in the base, under the key of people."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from core.delivery.mail import send
from core.domain.errors import MissingValue
from core.domain.mailing import Letter, MailAccount, Security, Tried
from core.domain.outbox import MailAccountMissing, SampleStays
from core.domain.rights import UseCase
from core.services.session import Done, Session
from core.services.wording import Language, say

Send = Callable[[MailAccount, Letter, datetime], Tried]
CHANGED: Final = frozenset({"mail"})
_ID_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class MailAccountCard:
    """An account without its password."""

    host: str
    port: int
    security: Security
    user: str
    address: str


def read_mail_account(session: Session) -> MailAccountCard | None:
    """The account of this user; None where there is none."""
    with session.reading(UseCase.KEEP_MAIL_ACCOUNT) as work:
        return _card(work.mail_accounts.of(session.user_id))


def set_mail_account(session: Session, card: MailAccountCard, password: str | None = None) -> Done[MailAccountCard]:
    """From now on the letters of this user go out from this account; `password` None keeps the one there is. What
    waited for an account or another password is tried again.

    Raises BadServer, BadAddress, MissingValue (a user or a password is missing: a kept one goes to no other server or
    user).
    """
    with session.doing(UseCase.KEEP_MAIL_ACCOUNT) as deed:
        before = deed.work.mail_accounts.of(session.user_id)
        kept = before.password if before is not None and _server(_card(before)) == _server(card) else ""
        account = MailAccount(
            card.host.strip(), card.port, card.security, card.user.strip(), card.address.strip(), password or kept
        )
        for field in ("user", "password"):
            if not getattr(account, field):
                raise MissingValue(field=f"mail_{field}")
        deed.work.mail_accounts.put(session.user_id, account)
        deed.work.outbox.retry(session.user_id, deed.at)
        names = ("host", "port", "security", "user", "address", "password")
        deed.details |= {"mail_fields": [one for one in names if before is None or _differs(before, account, one)]}
    return Done(card, CHANGED)


def remove_mail_account(session: Session) -> Done[MailAccount]:
    """This user has no account any more; returns what was there, for whoever takes that back. What is in the outbox
    waits for another one. Raises MailAccountMissing.
    """
    with session.doing(UseCase.KEEP_MAIL_ACCOUNT) as deed:
        account = deed.work.mail_accounts.of(session.user_id)
        if account is None:
            raise MailAccountMissing
        deed.work.mail_accounts.remove(session.user_id)
        deed.details |= {"mail_removed": True}
    return Done(account, CHANGED)


def try_mail_account(session: Session, language: Language, post: Send = send) -> Done[Tried]:
    """Send a letter that says nothing of clients to one's own address, and tell what became of it.

    Raises MailAccountMissing, SampleStays.
    """
    if session.is_sample:
        raise SampleStays
    with session.doing(UseCase.KEEP_MAIL_ACCOUNT) as deed:
        account = deed.work.mail_accounts.of(session.user_id)
        if account is None:
            raise MailAccountMissing
        deed.details |= {"mail_tried": True}
    return Done(post(account, _trial(account, language), session.now().replace(tzinfo=UTC)))


def message_id(address: str) -> str:
    """A new id for a letter from this address, without brackets; it tells neither the computer nor the time."""
    return f"{secrets.token_hex(_ID_BYTES)}@{address.rpartition('@')[2]}"


def _trial(account: MailAccount, language: Language) -> Letter:
    return Letter(
        message_id=message_id(account.address),
        recipient=account.address,
        subject=say(language, "letters", "trial_subject"),
        text=say(language, "letters", "trial_text"),
        file_name=say(language, "letters", "trial_file"),
        content=say(language, "letters", "trial_text").encode(),
    )


def _card(account: MailAccount | None) -> MailAccountCard | None:
    if account is None:
        return None
    return MailAccountCard(account.host, account.port, account.security, account.user, account.address)


def _server(card: MailAccountCard | None) -> tuple[object, ...] | None:
    return None if card is None else (card.host.strip(), card.port, card.security, card.user.strip())


def _differs(before: MailAccount, after: MailAccount, field: str) -> bool:
    return bool(getattr(before, field) != getattr(after, field))
