"""Letters with packages, over TLS or not at all. Nothing here listens, and nothing connects before it is asked to."""

import smtplib
import ssl
from contextlib import closing, suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as AS_SENT
from email.utils import format_datetime
from typing import Final

from core.domain.mailing import Letter, MailAccount, Security, Sending, Tried

PATIENCE_S: Final = 30
_GO_AHEAD: Final = 354
_TAKEN: Final = range(200, 300)
_TEMPORARY: Final = range(400, 500)
_FOR_EVER: Final = range(500, 600)
_TOO_LONG: Final = 552
_WAYS_IN: Final = ("PLAIN", "LOGIN", "CRAM-MD5")
"""The connection is sealed already, so the simplest comes first."""
_UNREACHED: Final = Tried(Sending.UNREACHED)
_NAMELESS: Final = "[127.0.0.1]"
"""What servers are told in place of this computer's name, which may be somebody's."""


def compose(letter: Letter, sender: str, at: datetime) -> EmailMessage:
    """The letter as it is sent; `at` an aware time. Its headers hold addresses, the subject as given, and nothing else
    of people.
    """
    message = _with_package(letter)
    message["From"] = sender
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{letter.message_id}>"
    return message


def draft(letter: Letter) -> bytes:
    """The letter as a file that mail programs open as one not sent yet; they give it sender, date and id. Without a
    `recipient` it has none.
    """
    message = _with_package(letter)
    message["X-Unsent"] = "1"
    return message.as_bytes()


def _with_package(letter: Letter) -> EmailMessage:
    message = EmailMessage(AS_SENT)
    if letter.recipient:
        message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message.set_content(letter.text, cte="base64")
    message.add_attachment(letter.content, maintype="application", subtype="octet-stream", filename=letter.file_name)
    return message


def send(
    account: MailAccount,
    letter: Letter,
    at: datetime,
    *,
    trust: ssl.SSLContext | None = None,
    patience_s: float = PATIENCE_S,
) -> Tried:
    """Try once. `trust` says whose certificates are believed: by default those the system believes, by name.

    The one moment of doubt is between the letter's first line and the server's answer to it: what breaks there is
    UNKNOWN. `at` is an aware time.
    """
    try:
        post = _connect(account, trust or ssl.create_default_context(), patience_s)
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
        return _UNREACHED
    except (ssl.SSLError, smtplib.SMTPNotSupportedError):
        return Tried(Sending.UNSAFE)
    except smtplib.SMTPResponseException as error:
        return _refused(error.smtp_code)
    except (OSError, smtplib.SMTPException):
        return _UNREACHED
    with closing(post):
        tried = _log_in(post, account) or _hand_over(post, account.address, letter, at)
        with suppress(OSError, smtplib.SMTPException):
            post.putcmd("quit")  # what it answers changes nothing, so nobody waits for it
        return tried


class _Watched:
    """Notes that the server said to go ahead with the letter: from then on it may have it."""

    handed_over = False

    def getreply(self) -> tuple[int, bytes]:
        reply: tuple[int, bytes] = super().getreply()  # type: ignore[misc]
        self.handed_over = self.handed_over or reply[0] == _GO_AHEAD
        return reply


class _Post(_Watched, smtplib.SMTP):
    """Begins in the open and is sealed before anything is said."""


class _SealedPost(_Watched, smtplib.SMTP_SSL):
    """Sealed from the first byte."""


def _connect(account: MailAccount, trust: ssl.SSLContext, patience_s: float) -> _Post | _SealedPost:
    """A connection under TLS, or an error and no connection."""
    if account.security is Security.IMPLICIT:
        return _SealedPost(account.host, account.port, _NAMELESS, timeout=patience_s, context=trust)
    post = _Post(account.host, account.port, _NAMELESS, timeout=patience_s)
    try:
        post.starttls(context=trust)
    except BaseException:
        post.close()
        raise
    return post


def _log_in(post: _Post | _SealedPost, account: MailAccount) -> Tried | None:
    """None once the server knows the user. The password is tried in one way alone: with each way that the server offers
    it would count a wrong one anew, and lock the account sooner.
    """
    try:
        post.ehlo_or_helo_if_needed()
        offered = post.esmtp_features.get("auth", "").upper().split()
        post.esmtp_features["auth"] = next((way for way in _WAYS_IN if way in offered), "")
        post.login(account.user, account.password)
    except smtplib.SMTPAuthenticationError as error:
        return Tried(Sending.LATER if error.smtp_code in _TEMPORARY else Sending.LOGIN, error.smtp_code)
    except smtplib.SMTPResponseException as error:
        return _refused(error.smtp_code)
    except (OSError, smtplib.SMTPServerDisconnected):
        return _UNREACHED
    except (smtplib.SMTPException, UnicodeEncodeError):  # it takes no passwords, or none with such letters
        return Tried(Sending.LOGIN)
    return None


def _hand_over(post: _Post | _SealedPost, sender: str, letter: Letter, at: datetime) -> Tried:
    content = compose(letter, sender, at).as_bytes()
    longest = post.esmtp_features.get("size", "")
    if longest.isdecimal() and 0 < int(longest) < len(content):
        return Tried(Sending.REFUSED, _TOO_LONG)
    try:
        code, _ = post.mail(sender)
        if code in _TAKEN:
            code, _ = post.rcpt(letter.recipient)
        if code not in _TAKEN:
            return _refused(code)
        code, _ = post.data(content)
    except (OSError, smtplib.SMTPException) as error:
        if post.handed_over:
            return Tried(Sending.UNKNOWN)
        return _refused(error.smtp_code) if isinstance(error, smtplib.SMTPResponseException) else _UNREACHED
    if code in _TAKEN:
        return Tried(Sending.SENT, code)
    return _refused(code) if code in _TEMPORARY or code in _FOR_EVER else Tried(Sending.UNKNOWN)


def _refused(code: int) -> Tried:
    """What a refusal by number means; a number that SMTP does not know says nothing."""
    if code in _TEMPORARY:
        return Tried(Sending.LATER, code)
    return Tried(Sending.REFUSED, code) if code in _FOR_EVER else _UNREACHED
