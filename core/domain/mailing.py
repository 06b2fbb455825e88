"""A mail account, the letter that carries one package, and what became of sending it."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from core.domain.errors import Refused


class BadAddress(Refused, code="bad_address"):
    """What was given is no mail address."""


class BadServer(Refused, code="bad_server"):
    """The name or the port of a mail server cannot be right."""


class Security(StrEnum):
    """How the connection is sealed. There is no third way: without TLS nothing is sent."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"


PORTS: Final = {Security.STARTTLS: 587, Security.IMPLICIT: 465}

_LABEL: Final = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~.-]{{1,64}}@(?:{_LABEL}\.)+{_LABEL}")
_HOST: Final = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}")
_LONGEST_ADDRESS: Final = 254


def mail_address(text: str) -> str:
    """The address as it is kept. Raises BadAddress: also for one with letters outside of ASCII, which many servers
    refuse.
    """
    found = text.strip()
    local = found.partition("@")[0]
    dotted = local.startswith(".") or local.endswith(".") or ".." in local
    if len(found) > _LONGEST_ADDRESS or dotted or not _ADDRESS.fullmatch(found):
        raise BadAddress
    return found


@dataclass(frozen=True, slots=True)
class MailAccount:
    """Where letters go out: `user` and `password` of the server, `address` of the sender."""

    host: str
    port: int
    security: Security
    user: str
    address: str
    password: str = field(repr=False)

    def __post_init__(self) -> None:
        """Raises BadServer, BadAddress."""
        if not _HOST.fullmatch(self.host) or not 0 < self.port < 2**16:
            raise BadServer
        mail_address(self.address)


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """One package for one partner. `message_id` without brackets, given once: sent again, the letter is the same."""

    message_id: str
    recipient: str
    subject: str
    text: str
    file_name: str
    content: bytes


class Sending(StrEnum):
    """What became of one try to send a letter."""

    SENT = "sent"
    """The server took it."""
    UNREACHED = "unreached"
    """Nothing left: no net, no server, no answer before the letter."""
    UNSAFE = "unsafe"
    """Nothing left: the server offers no TLS, or its certificate is not that of its name."""
    LOGIN = "login"
    """Nothing left: the server does not know the user or the password."""
    LATER = "later"
    """The server refuses for now."""
    REFUSED = "refused"
    """The server refuses for ever: the address, the letter or its length."""
    UNKNOWN = "unknown"
    """The letter was handed over and no answer came: it may have gone."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One try. `code` is what the server said by number, 0 where it said nothing; its words may name people, so they
    are not kept.
    """

    outcome: Sending
    code: int = 0
