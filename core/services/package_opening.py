"""Opening a sealed package where it arrives: by whoever has the secret key, without a base or an account."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from core.delivery.sealed_package import MANIFEST, MOST_BYTES, Forged, open_package
from core.domain.errors import FolderUnwritable
from core.domain.manifest import Manifest
from core.domain.package_errors import (
    BadIdentity,
    BadSenderKey,
    OpenedUnnoted,
    PackageExpired,
    PackageForAnother,
    PackageForged,
    PackageNotOpened,
    PackageOfAnother,
    PackageOpenedBefore,
    PackageUnreadable,
)
from core.services.wording import WORD_LISTS, Language, say, say_day
from core.vault.files import append_lines, read_plain, write_whole
from core.vault.fingerprint import fingerprint
from core.vault.sealing import NotOpened, public_key_of

SENDER_MARK: Final = "opuntia-sender:"
"""Begins the line with a sender's public key in the file that the sender gives to its partners."""

NOTED: Final = ".opened"
"""Behind the name of the file with the secret key: the register of what was opened with it."""

_KEY_BYTES: Final = 32
_LONGEST_KEY_FILE: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class OpenedPackage:
    """`sender_known`: it was signed by the key that had been given as the sender's."""

    manifest: Manifest
    sender_known: bool
    files: tuple[Path, ...]


def sender_line(public: bytes) -> str:
    """The line of a sender's key file for its public signing key, 32 bytes."""
    return f"{SENDER_MARK}{public.hex()}"


def sender_words(public: bytes, language: Language) -> tuple[str, ...]:
    """The words of a sender's public signing key, by which two people compare it by voice."""
    return fingerprint(sender_line(public), WORD_LISTS[language])


def read_reader_words(identity_file: Path, language: Language) -> tuple[str, ...]:
    """The words of the public half of the secret key in this file: a sender sees the same on its partner's card. Raises
    BadIdentity.
    """
    return fingerprint(public_key_of(_identity(identity_file)), WORD_LISTS[language])


def tell_opened(opened: OpenedPackage, language: Language) -> list[str]:
    """What was opened, in sentences, the most important one first."""
    manifest = opened.manifest
    words = " ".join(sender_words(manifest.sender_key, language))
    return [
        say(language, "opening", "package", sender=manifest.sender, recipient=manifest.recipient),
        say(language, "opening", "leads", n=manifest.leads),
        say(language, "opening", "until", day=say_day(language, manifest.expires_at.date())),
        say(language, "opening", "known" if opened.sender_known else "unknown", words=words),
        *(
            say(
                language, "opening", "consent", number=one.number, day=say_day(language, one.signed_on), leads=one.leads
            )
            for one in manifest.consents
        ),
        *(say(language, "opening", "wrote", file=file) for file in opened.files),
    ]


def open_sealed_package(  # noqa: PLR0913
    file: Path,
    identity_file: Path,
    out: Path,
    *,
    sender_file: Path | None = None,
    again: bool = False,
    now: datetime | None = None,
) -> OpenedPackage:
    """Verify a package and write its workbook, its JSON and its manifest to `out`, for the reader's eyes alone.

    `identity_file` as age-keygen writes it; `sender_file` holds the key of the sender one trusts. A package is opened
    once: `identity_file`.opened notes it, and `again` opens it all the same. Nothing is written unless everything
    holds.

    Raises BadIdentity, BadSenderKey, PackageUnreadable, PackageNotOpened, PackageForged, PackageForAnother,
    PackageOfAnother, PackageExpired, PackageOpenedBefore, OpenedUnnoted, FolderUnwritable.
    """
    now = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    identity = _identity(identity_file)
    trusted = None if sender_file is None else _sender(sender_file)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise PackageUnreadable
        blob = read_plain(file)
    except OSError:
        raise PackageUnreadable from None
    try:
        opened = open_package(blob, identity)
    except NotOpened:
        raise PackageNotOpened from None
    except Forged:
        raise PackageForged from None
    manifest = opened.manifest
    if manifest.recipient_key != public_key_of(identity):
        raise PackageForAnother
    if trusted is not None and manifest.sender_key != trusted:
        raise PackageOfAnother
    if now > manifest.expires_at:
        raise PackageExpired(day=manifest.expires_at.date())
    register = identity_file.with_name(identity_file.name + NOTED)
    before = _noted(register).get(manifest.id)
    if before is not None and not again:
        raise PackageOpenedBefore(day=before)
    told = {MANIFEST: json.dumps(manifest.content(), ensure_ascii=False, indent=1).encode()}
    named = {name.removeprefix("leads."): content for name, content in {**opened.files, **told}.items()}
    files = {out / f"opuntia-{manifest.id}.{name}": content for name, content in named.items()}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for place, content in files.items():
            write_whole(place, content)
    except OSError:
        raise FolderUnwritable from None
    if before is None:
        _note(register, manifest.id, now, tuple(files))
    return OpenedPackage(manifest, trusted is not None, tuple(files))


def _identity(file: Path) -> str:
    """The one secret key of a file as age-keygen writes it: comments, and a line with the key."""
    lines = [line for line in _lines(file, BadIdentity) if line and not line.startswith("#")]
    if len(lines) != 1:
        raise BadIdentity
    try:
        public_key_of(lines[0])
    except NotOpened:
        raise BadIdentity from None
    return lines[0]


def _sender(file: Path) -> bytes:
    keys = [line.removeprefix(SENDER_MARK) for line in _lines(file, BadSenderKey) if line.startswith(SENDER_MARK)]
    try:
        (key,) = (bytes.fromhex(one) for one in keys)
    except ValueError:
        raise BadSenderKey from None
    if len(key) != _KEY_BYTES:
        raise BadSenderKey
    return key


def _lines(file: Path, refusal: type[BadIdentity | BadSenderKey]) -> list[str]:
    try:
        if file.stat().st_size > _LONGEST_KEY_FILE:
            raise refusal
        return [line.strip() for line in read_plain(file).decode().splitlines()]
    except (OSError, UnicodeDecodeError):
        raise refusal from None


def _noted(register: Path) -> dict[str, date]:
    """Id of a package → the day on which it was opened."""
    try:
        lines = read_plain(register).decode().splitlines() if register.exists() else []
        return {name: date.fromisoformat(day) for name, day in (line.split("\t") for line in lines)}
    except (OSError, ValueError):
        raise OpenedUnnoted from None


def _note(register: Path, package: str, now: datetime, written: tuple[Path, ...]) -> None:
    try:
        append_lines(register, f"{package}\t{now.date().isoformat()}\n")
    except OSError:
        for file in written:
            file.unlink(missing_ok=True)
        raise OpenedUnnoted from None
