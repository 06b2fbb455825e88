"""A sealed package opens for its partner as it was sealed, or not at all."""

import io
import json
import zipfile
from random import Random

import pytest

from core.delivery.sealed_package import LEADS, MANIFEST, SIGNATURE, WORKBOOK, Forged, open_package
from core.vault.sealing import NotOpened, new_signing_key, open_sealed, seal_for, sign
from tests.support.sealed import IDENTITY, PRIVATE, RECIPIENT, ROWS, STRANGER, manifest, package


def test_the_partner_gets_what_was_sealed() -> None:
    opened = open_package(package(), IDENTITY)
    assert {**opened.manifest.content(), "files": {}} == manifest().content()
    told = json.loads(opened.files[LEADS])
    assert [tuple(lead.values()) for lead in told["leads"]] == list(ROWS)
    assert zipfile.is_zipfile(io.BytesIO(opened.files[WORKBOOK]))


def test_nobody_else_opens_it() -> None:
    with pytest.raises(NotOpened):
        open_package(package(), STRANGER)


def test_a_thousand_flipped_bytes_and_every_cut_are_refused() -> None:
    blob, draw = package(), Random(28)
    for _ in range(1000):
        place = draw.randrange(len(blob))
        changed = blob[:place] + bytes([blob[place] ^ draw.randint(1, 255)]) + blob[place + 1 :]
        with pytest.raises(NotOpened):
            open_package(changed, IDENTITY)
    for place in range(0, len(blob), 97):
        with pytest.raises(NotOpened):
            open_package(blob[:place], IDENTITY)


def test_a_signature_by_another_key_than_the_manifest_names_is_forged() -> None:
    another, _ = new_signing_key()
    with pytest.raises(Forged):
        open_package(package(another), IDENTITY)


def repacked(**parts: bytes | None) -> bytes:
    """A package whose parts somebody changed who can seal for the partner, as anybody can."""
    with zipfile.ZipFile(io.BytesIO(open_sealed(package(), IDENTITY))) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    changed = {
        {"workbook": WORKBOOK, "leads": LEADS, "manifest": MANIFEST, "signature": SIGNATURE}.get(name, name): part
        for name, part in parts.items()
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in (content | changed).items():
            if part is not None:
                archive.writestr(name, part)
    return seal_for(packed.getvalue(), RECIPIENT)


@pytest.mark.parametrize(
    "parts",
    [
        {"workbook": b"another"},
        {"leads": b"{}"},
        {"manifest": b"{}"},
        {"manifest": b"\xff"},
        {"manifest": b"[" * 200_000},
        {"signature": bytes(64)},
        {"signature": b"short"},
        {"signature": bytes(65)},
        {"leads": None},
        {"beside": b"one more"},
        {"answers.json": b"{}"},
        {"answers.json": b"{}", "answers.xlsx": b"unsigned"},
    ],
)
def test_a_part_that_was_changed_left_out_or_added_is_forged(parts: dict[str, bytes | None]) -> None:
    with pytest.raises(Forged):
        open_package(repacked(**parts), IDENTITY)


@pytest.mark.parametrize("packed", [b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_archive_of_ours_is_forged(packed: bytes) -> None:
    with pytest.raises(Forged):
        open_package(seal_for(packed, RECIPIENT), IDENTITY)


def test_an_archive_packed_in_another_way_than_ours_is_forged() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        for name in (WORKBOOK, LEADS, MANIFEST, SIGNATURE):
            archive.writestr(name, b"x" * 64)
    damaged = packed.getvalue().replace(b"\x5d\x00\x00", b"\xff\xff\xff")
    with pytest.raises(Forged):
        open_package(seal_for(damaged, RECIPIENT), IDENTITY)


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_at": "2026-12-20T09:00:00+00:00"},
        {"made_at": "yesterday"},
        {"leads": float("inf")},
        {"leads": "2"},
        {"leads": -1},
        {"id": ["0"] * 16},
        {"fields": 7},
        {"consents": [{"number": 7, "signed_on": "2026-11-01", "leads": 2}]},
    ],
    ids=["zone", "day", "endless", "text", "below", "id", "fields", "number"],
)
def test_a_manifest_of_other_stuff_is_forged_whoever_signed_it(changes: dict[str, object]) -> None:
    told = json.dumps(manifest().content() | changes).encode()
    with pytest.raises(Forged):
        open_package(repacked(manifest=told, signature=sign(told, PRIVATE, "opuntia package")), IDENTITY)


def test_what_a_manifest_says_of_its_sender_is_one_line_without_signs_for_a_terminal() -> None:
    content = manifest().content()
    content["sender"]["company"] = "Вега\n\x1b[2J  Signed by\ud800 Полис\u202e"
    content["files"] = open_package(package(), IDENTITY).manifest.files
    told = json.dumps(content).encode()
    opened = open_package(repacked(manifest=told, signature=sign(told, PRIVATE, "opuntia package")), IDENTITY)
    assert opened.manifest.sender == "Вега [2J Signed by Полис"


def test_a_part_that_unpacks_to_more_than_it_may_is_forged() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (WORKBOOK, LEADS, MANIFEST, SIGNATURE):
            archive.writestr(name, bytes(2_000_000))
    with pytest.raises(Forged):
        open_package(seal_for(packed.getvalue(), RECIPIENT), IDENTITY)
