"""A sealed package: one age file that only its partner opens. Inside lies a ZIP archive of the workbook, the same leads
as JSON, the form for answers as both, the manifest and the sender's signature under it. Any age tool opens it, any
archiver unpacks it.
"""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from core.domain.manifest import Manifest, NotAManifest
from core.vault.sealing import NotOpened, open_sealed, seal_for, sign, verify

WORKBOOK: Final = "leads.xlsx"
LEADS: Final = "leads.json"
ANSWERS_FORM: Final = "answers.xlsx"
ANSWERS: Final = "answers.json"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"

MOST_BYTES: Final = 256 * 1024 * 1024
"""More is no package of ours, unpacked or not."""

_PURPOSE: Final = "opuntia package"
_LONGEST_MANIFEST: Final = 1024 * 1024
_PACKED: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class Forged(Exception):
    """The package opens with the key, but what lies in it is not what its sender signed."""


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """What lay in a package whose signature holds. Who the signer is, and for whom it was, is for the reader to ask.

    `files` name → content, without the manifest.
    """

    manifest: Manifest
    files: Mapping[str, bytes]


def leads_json(fields: Sequence[str], titles: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The leads for a program: `fields` with the titles of their columns, and each row as field → text."""
    content = {
        "fields": [{"name": field, "title": title} for field, title in zip(fields, titles, strict=True)],
        "leads": [dict(zip(fields, row, strict=True)) for row in rows],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def answers_json(codes: Sequence[str], services: Sequence[str]) -> bytes:
    """The form for answers for a program: a code with its service, and what is to be filled in, line by line."""
    blank = {"answer": "", "on": "", "amount": None, "reason": "", "comment": ""}
    lines = [{"code": code, "service": service, **blank} for code, service in zip(codes, services, strict=True)]
    return json.dumps({"answers": lines}, ensure_ascii=False, indent=1).encode()


def seal_package(manifest: Manifest, content: Mapping[str, bytes], private: bytes) -> bytes:
    """Sign and seal these files, name → content, for the manifest's recipient, in memory alone; `files` of the manifest
    are filled in here.

    `private` is the signing key to the manifest's `sender_key`, 32 bytes.
    """
    whole = replace(manifest, files={name: hashlib.sha256(part).hexdigest() for name, part in content.items()})
    told = json.dumps(whole.content(), ensure_ascii=False, indent=1).encode()
    signed = {**content, MANIFEST: told, SIGNATURE: sign(told, private, _PURPOSE)}
    return seal_for(_pack(signed), manifest.recipient_key)


def open_package(blob: bytes, identity: str) -> Opened:
    """Open with the partner's identity and verify the signature. Raises NotOpened (another key, or a changed byte),
    Forged.
    """
    parts = _unpack(open_sealed(blob, identity))
    told, signature = parts.pop(MANIFEST), parts.pop(SIGNATURE)
    try:
        manifest = Manifest.of(json.loads(told))
        verify(signature, told, manifest.sender_key, _PURPOSE)
    except (NotAManifest, NotOpened, RecursionError, ValueError):
        raise Forged from None
    if manifest.files != {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()}:
        raise Forged
    return Opened(manifest, parts)


def _pack(content: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _unpack(packed: bytes) -> dict[str, bytes]:
    """Just our parts. Nothing in it is trusted yet, so each is only as long as a package of ours could be."""
    most = {WORKBOOK: MOST_BYTES, LEADS: MOST_BYTES, MANIFEST: _LONGEST_MANIFEST, SIGNATURE: 64}
    answers = {ANSWERS_FORM: MOST_BYTES, ANSWERS: MOST_BYTES}
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            entries = archive.infolist()
            names = sorted(entry.filename for entry in entries)
            if names == sorted(most | answers):
                most |= answers
            elif names != sorted(most):  # packages of before had no form for answers
                raise Forged
            if any(entry.compress_type not in _PACKED for entry in entries):
                raise Forged
            found = {}
            for entry in entries:
                with archive.open(entry) as part:
                    found[entry.filename] = part.read(most[entry.filename] + 1)
                if len(found[entry.filename]) > most[entry.filename]:
                    raise Forged
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, OverflowError, ValueError):
        raise Forged from None
    return found
