"""The file of a backup: written, read, examined, unpacked. It is a zip without compression.

    work.db, people.db   encrypted as in the base
    slots.json           core/vault/slots.py
    manifest.json        format 1, authenticated by the work key (core/vault/records.py):

    {"format": 1, "base": hex, "made_at": UTC, "reason", "version", "schema", "commits", "clients", "leads",
     "audit": {"entry", "chain"}, "parts": {name: {"size": bytes, "sha256": hex}}, "mac": hex}

The comment of the zip is the SHA-256 of all bytes before it: no flipped bit goes unnoticed, without any key.
"""

import hashlib
import json
import os
import re
import struct
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from core.domain.backup import Facts, Moment
from core.domain.errors import BackupDamaged, BaseNewer
from core.storage.connection import PEOPLE_FILE, WORK_FILE
from core.vault.records import CODE, code_of, is_authentic
from core.vault.slots import SLOTS_FILE

FORMAT: Final = 1
PARTS: Final = (WORK_FILE, PEOPLE_FILE, SLOTS_FILE)
_MANIFEST: Final = "manifest.json"
_LARGEST_MANIFEST: Final = 64 * 1024
_PURPOSE: Final = "backup"
_DIGEST_SIGNS: Final = 64
_PIECE: Final = 1024 * 1024
_WORD: Final = re.compile(r"[\w.+-]{0,100}", re.ASCII)
_NEW: Final = os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_NONSENSE: Final = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, struct.error, EOFError, OSError, RuntimeError),
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
)
"""What comes of bytes that nobody has written so: from the library, and from what we make of its answers."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside: its bytes, and the hexadecimal SHA-256 of its content."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup tells of itself and its parts; `record` is all of it, as it is written."""

    facts: Facts
    parts: Mapping[str, Part]
    record: Mapping[str, Any]

    def is_authentic(self, work_key: bytes) -> bool:
        """Whether a holder of the base's work key wrote it just so. Raises BackupDamaged where it has no code."""
        with _understood():
            return is_authentic(self.record, work_key, _PURPOSE)


def write_backup(file: Path, folder: Path, facts: Facts, work_key: bytes) -> None:
    """Put the parts that lie in `folder` into a new file, forced to the disk. Raises OSError."""
    with os.fdopen(os.open(file, os.O_RDWR | _NEW, 0o600), "w+b") as opened:
        with zipfile.ZipFile(opened, "w") as archive:
            parts = {name: _put(archive, folder / name) for name in PARTS}
            record = _record(facts, parts)
            record[CODE] = code_of(record, work_key, _PURPOSE)
            archive.writestr(zipfile.ZipInfo(_MANIFEST), json.dumps(record, indent=1))
            archive.comment = bytes(_DIGEST_SIGNS)
        digest = _digest(opened)
        opened.seek(-_DIGEST_SIGNS, os.SEEK_END)
        opened.write(digest)
        opened.flush()
        os.fsync(opened.fileno())


def read_manifest(opened: BinaryIO) -> Manifest:
    """What a backup tells of itself; of its parts the sizes alone are looked at. Raises BackupDamaged, BaseNewer."""
    with _understood(), zipfile.ZipFile(opened) as archive:
        return _read(archive, opened.seek(0, os.SEEK_END))


def examine(opened: BinaryIO) -> None:
    """Look at every byte, without any key: at each part and at the whole file. Raises BackupDamaged, BaseNewer."""
    manifest = read_manifest(opened)
    with _understood():
        for name, part in manifest.parts.items():
            for _ in _pieces(opened, name, part):
                pass
        digest = _digest(opened)
        opened.seek(-_DIGEST_SIGNS, os.SEEK_END)
        if opened.read() != digest:
            raise BackupDamaged


def unpack(opened: BinaryIO, folder: Path) -> Manifest:
    """Lay the parts into `folder`, forced to the disk: these and nothing else, there and nowhere else.

    Raises BackupDamaged, BaseNewer, OSError where the folder does not take them.
    """
    manifest = read_manifest(opened)
    for name, part in manifest.parts.items():
        with os.fdopen(os.open(folder / name, os.O_WRONLY | _NEW, 0o600), "wb") as out:
            for piece in _pieces(opened, name, part):
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
    return manifest


def _put(archive: zipfile.ZipFile, file: Path) -> Part:
    inside = zipfile.ZipInfo(file.name)
    inside.file_size = file.stat().st_size  # tells the library beforehand whether it takes the long form
    found, size = hashlib.sha256(), 0
    with file.open("rb") as source, archive.open(inside, "w") as target:
        while piece := source.read(_PIECE):
            found.update(piece)
            size += len(piece)
            target.write(piece)
    return Part(size, found.hexdigest())


def _pieces(opened: BinaryIO, name: str, part: Part) -> Iterator[bytes]:
    found, size = hashlib.sha256(), 0
    with _understood(), zipfile.ZipFile(opened) as archive, archive.open(name) as source:
        while piece := source.read(_PIECE):
            found.update(piece)
            size += len(piece)
            yield piece
        if Part(size, found.hexdigest()) != part:
            raise BackupDamaged


def _digest(opened: BinaryIO) -> bytes:
    """Of all before the place where it stands."""
    left, found = opened.seek(0, os.SEEK_END) - _DIGEST_SIGNS, hashlib.sha256()
    opened.seek(0)
    while left > 0 and (piece := opened.read(min(_PIECE, left))):
        found.update(piece)
        left -= len(piece)
    return found.hexdigest().encode()


def _record(facts: Facts, parts: Mapping[str, Part]) -> dict[str, Any]:
    moment = facts.moment
    return {
        "format": FORMAT,
        "base": facts.base_id,
        "made_at": facts.made_at.replace(tzinfo=UTC).isoformat(),
        "reason": facts.reason,
        "version": facts.version,
        "schema": moment.schema,
        "commits": moment.commits,
        "clients": moment.clients,
        "leads": moment.leads,
        "audit": {"entry": moment.entry, "chain": moment.chain},
        "parts": {name: {"size": part.size, "sha256": part.sha256} for name, part in parts.items()},
    }


def _read(archive: zipfile.ZipFile, size: int) -> Manifest:
    inside = archive.infolist()
    stored = all(one.compress_type == zipfile.ZIP_STORED and one.file_size == one.compress_size for one in inside)
    if [one.filename for one in inside] != [*PARTS, _MANIFEST] or not stored or len(archive.comment) != _DIGEST_SIGNS:
        raise BackupDamaged
    if sum(one.file_size for one in inside) > size or inside[-1].file_size > _LARGEST_MANIFEST:
        raise BackupDamaged
    record = json.loads(archive.read(_MANIFEST))
    if _count(record["format"]) > FORMAT:
        raise BaseNewer
    parts = {name: Part(_count(part["size"]), _word(part["sha256"])) for name, part in record["parts"].items()}
    if {name: part.size for name, part in parts.items()} != {one.filename: one.file_size for one in inside[:-1]}:
        raise BackupDamaged
    moment = Moment(
        schema=_word(record["schema"]),
        commits=_count(record["commits"]),
        clients=_count(record["clients"]),
        leads=_count(record["leads"]),
        entry=_count(record["audit"]["entry"]),
        chain=_word(record["audit"]["chain"]),
    )
    made_at = datetime.fromisoformat(record["made_at"])
    if made_at.utcoffset() is None:
        raise BackupDamaged
    facts = Facts(
        base_id=_word(record["base"]),
        made_at=made_at.astimezone(UTC).replace(tzinfo=None),
        reason=_word(record["reason"]),
        version=_word(record["version"]),
        moment=moment,
    )
    return Manifest(facts, parts, record)


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BackupDamaged
    return value


def _word(value: object) -> str:
    """Text that may be shown: no sign of it moves a cursor or speaks of people."""
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        raise BackupDamaged
    return value


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except _NONSENSE:
        raise BackupDamaged from None
