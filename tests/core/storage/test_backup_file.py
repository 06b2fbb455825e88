"""The file of a backup is as it was written, or it is refused in one word."""

import hashlib
import io
import json
import random
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.domain.backup import Facts, Moment
from core.domain.errors import BackupDamaged, BaseNewer, KnownError
from core.storage.backup_file import PARTS, examine, read_manifest, unpack, write_backup

KEY = bytes(range(32))
FACTS = Facts("0a" * 16, datetime(2026, 11, 21, 6, 30), "by_hand", "0.1.0", Moment("0003", 7, 5, 2, 3, "ab" * 32))
CONTENT = {name: random.Random(name).randbytes(size) for name, size in zip(PARTS, (90_000, 60_000, 1_500), strict=True)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("parts")
    for name, content in CONTENT.items():
        (folder / name).write_bytes(content)
    write_backup(folder / "file", folder, FACTS, KEY)
    assert (folder / "file").stat().st_mode & 0o077 == 0
    return (folder / "file").read_bytes()


def _sound(content: bytes) -> bool:
    """Whether the file passes the look at every byte; any refusal but the known ones fails the test."""
    try:
        examine(io.BytesIO(content))
    except (BackupDamaged, BaseNewer):
        return False
    return True


def _unpacked(content: bytes, folder: Path) -> dict[str, bytes]:
    unpack(io.BytesIO(content), folder)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_backup_comes_back_as_it_was_written(whole: bytes, tmp_path: Path) -> None:
    assert _sound(whole)
    manifest = read_manifest(io.BytesIO(whole))
    assert manifest.facts == FACTS
    assert manifest.is_authentic(KEY)
    assert not manifest.is_authentic(bytes(32))
    assert _unpacked(whole, tmp_path) == CONTENT
    assert all(file.stat().st_mode & 0o077 == 0 for file in tmp_path.iterdir())


def test_it_is_a_zip_that_any_program_opens(whole: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [*PARTS, "manifest.json"]
        assert {name: archive.read(name) for name in PARTS} == CONTENT
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["made_at"] == "2026-11-21T06:30:00+00:00"
    assert set(manifest) == {
        *("format", "base", "made_at", "reason", "version", "schema", "commits", "clients", "leads", "audit", "parts"),
        "mac",
    }


def test_a_file_cut_off_anywhere_is_refused(whole: bytes) -> None:
    edge = 4096
    cuts = {*range(edge), *range(edge, len(whole) - edge, 512), *range(len(whole) - edge, len(whole))}
    view = memoryview(whole)
    assert not [cut for cut in sorted(cuts) if _sound(bytes(view[:cut]))]


def test_a_file_cut_off_lays_down_nothing_but_right_parts(whole: bytes, tmp_path: Path) -> None:
    for number, cut in enumerate(random.Random(1).sample(range(len(whole)), 40)):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(BackupDamaged):
            unpack(io.BytesIO(whole[:cut]), folder)


def test_every_flipped_bit_is_found(whole: bytes) -> None:
    draw = random.Random(7)
    frame = [*range(64), *range(len(whole) - 1_600, len(whole))]  # the zip's own words, where the library looks away
    places = [*draw.sample(range(len(whole)), 500), *draw.choices(frame, k=500)]
    missed = []
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1 << draw.randrange(8)
        if _sound(bytes(changed)):
            missed.append(place)
    assert not missed


@pytest.mark.parametrize("more", [b"\0", b"PK", bytes(70_000)])
def test_nothing_may_follow_or_precede(whole: bytes, more: bytes) -> None:
    assert not _sound(whole + more)
    assert not _sound(more + whole)


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"\0" * 5_000, "не копия".encode() * 999])
def test_what_is_no_backup_is_refused(content: bytes) -> None:
    with pytest.raises(BackupDamaged):
        read_manifest(io.BytesIO(content))


Members = list[tuple[str, bytes]]


def test_who_makes_the_zip_anew_meets_the_checks_behind_its_digest(whole: bytes) -> None:
    assert _sound(_zipped(whole, list))


def _zipped(whole: bytes, change: Callable[[Members], Members], compression: int = zipfile.ZIP_STORED) -> bytes:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in change(members):
            archive.writestr(name, content)
        archive.comment = bytes(64)
    made = out.getvalue()[:-64]
    return made + hashlib.sha256(made).hexdigest().encode()


def _twice(members: Members) -> Members:
    return [members[0], ("WORK.DB", b"x"), *members[1:]]


HOSTILE: dict[str, Callable[[Members], Members]] = {
    "one more": lambda members: [*members, ("more.txt", b"x")],
    "one more that climbs": lambda members: [*members, ("../climbed", b"x")],
    "one that climbs": lambda members: [("../work.db", members[0][1]), *members[1:]],
    "one from the root": lambda members: [("/work.db", members[0][1]), *members[1:]],
    "one by a Windows path": lambda members: [("..\\work.db", members[0][1]), *members[1:]],
    "one less": lambda members: members[1:],
    "without a manifest": lambda members: members[:-1],
    "another order": lambda members: members[::-1],
    "nearly twice": _twice,
    "exchanged": lambda members: [("work.db", members[1][1]), ("people.db", members[0][1]), *members[2:]],
    "shorter": lambda members: [("work.db", members[0][1][:-1]), *members[1:]],
    "other content": lambda members: [("work.db", bytes(len(members[0][1]))), *members[1:]],
}


@pytest.mark.parametrize("change", HOSTILE)
def test_a_zip_that_holds_anything_else_is_refused_and_lays_down_no_other_file(
    whole: bytes, change: str, tmp_path: Path
) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    with pytest.raises(BackupDamaged):
        unpack(io.BytesIO(_zipped(whole, HOSTILE[change])), folder)
    assert {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*")} <= {"inside", "inside/work.db"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused(whole: bytes) -> None:
    content = _zipped(whole, lambda members: [members[0], *members])
    with pytest.raises(BackupDamaged):
        read_manifest(io.BytesIO(content))


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_could_swell_is_refused(whole: bytes, compression: int) -> None:
    with pytest.raises(BackupDamaged):
        read_manifest(io.BytesIO(_zipped(whole, list, compression)))


def test_sizes_beyond_the_file_are_refused(whole: bytes) -> None:
    """The first entry of the zip's directory and its manifest both claim two gigabytes."""
    claimed = 2**31 - 1
    content = bytearray(_remade(whole, lambda record: record["parts"]["work.db"].update(size=claimed)))
    at = content.index(b"PK\x01\x02")
    content[at + 20 : at + 28] = struct.pack("<II", claimed, claimed)
    with pytest.raises(BackupDamaged):
        read_manifest(io.BytesIO(bytes(content)))


def _remade(whole: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The same with another manifest."""

    def changed(members: Members) -> Members:
        record = json.loads(members[-1][1])
        change(record)
        return [*members[:-1], (members[-1][0], json.dumps(record).encode())]

    return _zipped(whole, changed)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "1"},
        {"format": None},
        {"format": True},
        {"base": 5},
        {"base": "Кактусов"},
        {"base": "x" * 101},
        {"version": "\x1b[2J"},
        {"version": "1\n2"},
        {"schema": ["0003"]},
        {"made_at": "2026-11-21"},
        {"made_at": "2026-11-21T06:30:00"},
        {"made_at": "0001-01-01T00:00:00+14:00"},
        {"made_at": 7},
        {"made_at": None},
        {"clients": -1},
        {"clients": 1.5},
        {"leads": "2"},
        {"audit": []},
        {"audit": {"entry": 1}},
        {"parts": {}},
        {"parts": None},
        {"parts": {name: {"size": 1, "sha256": ""} for name in PARTS}},
        {"reason": {}},
    ],
)
def test_a_manifest_that_tells_nonsense_is_refused(whole: bytes, change: dict[str, object]) -> None:
    with pytest.raises(BackupDamaged):
        read_manifest(io.BytesIO(_remade(whole, lambda record: record.update(change))))


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "[" * 30_000, '"\\ud800"', "1" * 5_000, "x" * 70_000])
def test_a_manifest_that_is_none_is_refused(whole: bytes, text: str) -> None:
    content = _zipped(whole, lambda members: [*members[:-1], (members[-1][0], text.encode())])
    with pytest.raises(BackupDamaged):
        read_manifest(io.BytesIO(content))


def test_a_backup_of_a_newer_format_says_so(whole: bytes) -> None:
    with pytest.raises(BaseNewer):
        read_manifest(io.BytesIO(_remade(whole, lambda record: record.update(format=2))))


@pytest.mark.parametrize(
    "change", [{"clients": 6}, {"version": "9"}, {"mac": "0" * 64}, {"made_at": "2026-11-22T00:00Z"}]
)
def test_a_manifest_that_somebody_changed_is_no_longer_authentic(whole: bytes, change: dict[str, object]) -> None:
    manifest = read_manifest(io.BytesIO(_remade(whole, lambda record: record.update(change))))
    assert not manifest.is_authentic(KEY)


@pytest.mark.parametrize("code", [None, 5, "\ud800"])
def test_a_code_that_is_no_text_is_damage(whole: bytes, code: object) -> None:
    manifest = read_manifest(io.BytesIO(_remade(whole, lambda record: record.update(mac=code))))
    with pytest.raises(BackupDamaged):
        manifest.is_authentic(KEY)


def test_a_manifest_without_a_code_is_damage(whole: bytes) -> None:
    manifest = read_manifest(io.BytesIO(_remade(whole, lambda record: record.pop("mac"))))
    with pytest.raises(KnownError):
        manifest.is_authentic(KEY)


def test_a_name_that_is_taken_is_never_written_over(tmp_path: Path, whole: bytes) -> None:
    (tmp_path / "work.db").write_bytes(b"somebody's")
    with pytest.raises(FileExistsError):
        unpack(io.BytesIO(whole), tmp_path)
    assert (tmp_path / "work.db").read_bytes() == b"somebody's"


def test_facts_are_all_told(tmp_path: Path) -> None:
    for name in PARTS:
        (tmp_path / name).touch()
    other = replace(FACTS, base_id="ff" * 16, moment=replace(FACTS.moment, entry=0, chain=""))
    write_backup(tmp_path / "file", tmp_path, other, KEY)
    with (tmp_path / "file").open("rb") as opened:
        assert read_manifest(opened).facts == other
        examine(opened)
