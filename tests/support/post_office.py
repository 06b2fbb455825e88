"""A real SMTP server on the loopback interface, which may fail at any stage, and the certificates it shows."""

import socket
import ssl
from asyncio import Event as Never
from asyncio import Transport
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "localhost"
USER, PASSWORD = "manager@vega.example", "password of the mail"


@dataclass(frozen=True)
class Authority:
    """A certificate, its key, and what believes in it."""

    served: ssl.SSLContext
    trust: ssl.SSLContext


@cache
def authority(name: str) -> Authority:
    """A self-made authority for a server of this name."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        pair = Path(folder, "pair.pem")
        pair.write_bytes(made + secret)
        served.load_cert_chain(pair)
    return Authority(served, ssl.create_default_context(cadata=made.decode()))


@dataclass
class PostOffice:
    """`answers`: what to say at a stage in place of going on: «MAIL», «RCPT», «DATA» (before the letter), «LETTER»
    (after it), «AUTH», «GREETING». `breaks`: the stage at which the connection is cut without a word; «SILENCE»: it
    stands, and no answer to the letter comes. `left` is set once somebody took leave.
    """

    port: int = 0
    starttls: bool = True
    auth: bool = True
    answers: dict[str, str] = field(default_factory=dict)
    breaks: str = ""
    letters: list[EmailMessage] = field(default_factory=list)
    tried: int = 0
    passwords: int = 0
    left: Event = field(default_factory=Event)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Where a letter begins."""
        self.tried += 1
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self._say(server, "MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Whom it is for."""
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return self._say(server, "RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        """The letter is here whole."""
        if self.breaks == "SILENCE":
            await Never().wait()
        answer = self._say(server, "LETTER", "250 taken")
        if answer.startswith("2") or self.breaks == "LETTER":
            content = envelope.original_content or b""
            letter = message_from_bytes(content, policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
        return answer

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        """The one user there is."""
        self.passwords += 1
        fits = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=fits, handled=False)

    def _say(self, server: SMTP, stage: str, answer: str) -> str:
        if self.breaks == stage:
            _cut(server)
        return self.answers.get(stage, answer)


class _Clerk(SMTP):
    """The server with its stages."""

    office: PostOffice

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if "AUTH" in self.office.answers:
            await self.push(self.office.answers["AUTH"])
        elif self.office.breaks == "AUTH":
            _cut(self)
        else:
            await super().smtp_AUTH(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if "DATA" in self.office.answers:
            await self.push(self.office.answers["DATA"])
        elif self.office.breaks == "DATA":
            _cut(self)
        else:
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802
        self.office.left.set()
        await super().smtp_QUIT(arg)

    async def _handle_client(self) -> None:
        if "GREETING" in self.office.answers:
            await self.push(self.office.answers["GREETING"])
            _cut(self, gently=True)
        elif self.office.breaks == "GREETING":
            _cut(self)
        else:
            await super()._handle_client()


class _Hall(Controller):
    def __init__(self, office: PostOffice, **options: Any) -> None:
        self.office = office
        super().__init__(office, hostname=HOST, port=office.port, **options)

    def factory(self) -> SMTP:
        clerk = _Clerk(self.handler, **self.SMTP_kwargs)
        clerk.office = self.office
        return clerk


@contextmanager
def open_post_office(office: PostOffice, *, implicit: bool = False, name: str = HOST) -> Iterator[PostOffice]:
    """Let it stand at a free port, with a certificate for a server of this `name`."""
    office.port = _free_port()
    served = authority(name).served
    options: dict[str, Any] = {"decode_data": False}
    if office.auth:
        options |= {"authenticator": office.authenticate, "auth_required": True, "auth_require_tls": not implicit}
    if implicit:
        hall = _Hall(office, ssl_context=served, **options)
    else:
        hall = _Hall(office, tls_context=served if office.starttls else None, **options)
    hall.start()
    try:
        yield office
    finally:
        hall.stop()


def _cut(server: SMTP, *, gently: bool = False) -> None:
    """End the connection, `gently` after what was said."""
    transport = server.transport
    assert isinstance(transport, Transport)
    transport.close() if gently else transport.abort()


def _free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])
