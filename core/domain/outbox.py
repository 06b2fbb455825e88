"""The outbox: packages on their way by mail. What is not certain is never told as sent, and nothing leaves twice
unasked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from core.domain.errors import Refused
from core.domain.mailing import Sending, Tried


class Posting(StrEnum):
    """Where a package in the outbox stands."""

    QUEUED = "queued"
    """It leaves at `due_at`, and can be taken back until then."""
    OFFLINE = "offline"
    """The server could not be reached; it is tried again by itself."""
    SENDING = "sending"
    """It is being handed over now. Found at a start, the program ended in the middle: it may have gone."""
    ERROR = "error"
    """It has not gone: the server or the program says why."""
    UNKNOWN = "unknown"
    """It was handed over and no answer came: only a person says what becomes of it."""
    SENT = "sent"
    """The server took it, or a person says so."""


WAITING: Final = frozenset({Posting.QUEUED, Posting.OFFLINE, Posting.ERROR})
"""States of what has not left, as far as its last try tells."""


class Way(StrEnum):
    """What a person may do with a package in the outbox."""

    CANCEL = "cancel"
    """Take it out."""
    RETRY = "retry"
    """Try it at once."""
    COUNT = "count"
    """Say that it has gone."""
    AGAIN = "again"
    """Send it once more, though it may have gone."""


class Hitch(StrEnum):
    """Why a package stays before anybody asks the server; all of them wait for a person."""

    ADDRESS = "address"
    """The address on the partner's card is another one now, or is not confirmed."""
    ACCOUNT = "account"
    """Who sends it has no mail account any more."""
    APPROVAL = "approval"
    """The base asks for approvals by now, and nobody has approved it."""
    CONSENT = "consent"
    """A consent fell after the package may have gone: it is not sent again."""
    OUTDATED = "outdated"
    """The partner's key changed, or the package expired, after it may have gone: it is not sent again."""
    RESTORED = "restored"
    """The base was restored from a backup: what waited when that was made may have gone since."""


FINAL: Final = frozenset({Hitch.CONSENT, Hitch.OUTDATED})
"""What may have gone and never goes again."""

_PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
_STATES: Final = {
    Sending.SENT: Posting.SENT,
    Sending.UNREACHED: Posting.OFFLINE,
    Sending.UNKNOWN: Posting.UNKNOWN,
}
_BY_ITSELF: Final = frozenset({Sending.UNREACHED, Sending.UNSAFE, Sending.LATER})
"""What another time may mend. A wrong password is not tried again: servers lock accounts for that."""


def state_after(tried: Tried) -> Posting:
    """What one try makes of a package."""
    return _STATES.get(tried.outcome, Posting.ERROR)


def next_try(tried: Tried, tries: int, at: datetime) -> datetime | None:
    """When it is tried again by itself after so many `tries`: in 1, 5, 15, 60 minutes, then every hour; None: never."""
    if tried.outcome not in _BY_ITSELF:
        return None
    return at + _PAUSES[min(max(tries, 1), len(_PAUSES)) - 1]


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """A package in the outbox. `address`: where it goes, of the partner's card when it was queued; `outcome`: a code of
    `Sending` or `Hitch`, "" before the first try, and `code` what the server said by number. `doubtful`: it may have
    gone once. `due_at` is None where nothing happens by itself; moments in UTC without zone.
    """

    package_id: int
    user_id: int
    message_id: str
    address: str
    language: str
    state: Posting
    queued_at: datetime
    due_at: datetime | None
    tries: int = 0
    outcome: str = ""
    code: int = 0
    doubtful: bool = False
    ended_at: datetime | None = None

    def ways(self, user_id: int) -> tuple[Way, ...]:
        """What this user may do with it, the likeliest first: what goes from a colleague's account the colleague alone
        sends; what may have gone once is not taken out any more, and not sent again past the gate.
        """
        ways: tuple[Way, ...] = ()
        if self.state is Posting.UNKNOWN:
            ways = (Way.COUNT,) if self.outcome in FINAL else (Way.COUNT, Way.AGAIN)
        elif self.state in WAITING and self.doubtful:
            ways = (Way.RETRY, Way.COUNT)
        elif self.state in WAITING:
            ways = (Way.CANCEL,) if self.state is Posting.QUEUED else (Way.RETRY, Way.CANCEL)
        return tuple(one for one in ways if self.user_id == user_id or one not in {Way.RETRY, Way.AGAIN})


class MailAccountMissing(Refused, code="mail_account_missing"):
    """The user has not told from which account letters go out."""


class AddressMissing(Refused, code="address_missing"):
    """The partner has no such address on its card, or has been given another one meanwhile."""


class AddressUnconfirmed(Refused, code="address_unconfirmed"):
    """Nobody has compared the partner's address with the partner yet."""


class InOutbox(Refused, code="in_outbox"):
    """The package is on its way by mail already."""


class PostingForbidden(Refused, code="posting_forbidden"):
    """What stands like this in the outbox cannot be treated so: it left meanwhile, or may have."""


class SampleStays(Refused, code="sample_stays"):
    """The sample sends nothing."""
