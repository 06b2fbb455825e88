"""Opening a package where it arrives: whole and once, or nothing is written."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.domain.errors import FolderUnwritable, KnownError
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
from core.services.package_opening import OpenedPackage, open_sealed_package, sender_line
from core.vault.sealing import new_signing_key, open_sealed, seal_for
from tests.support.sealed import IDENTITY, MADE, PUBLIC, STRANGER, STRANGERS_KEY, package


class Desk:
    """A partner's table: a package, the secret key as age-keygen writes it, and a folder."""

    def __init__(self, folder: Path) -> None:
        self.file, self.key, self.sender, self.out = (folder / name for name in ("p.age", "key.txt", "vega.key", "out"))
        self.file.write_bytes(package())
        self.key.write_text(f"# created: 2026-01-01\n# public key: none of ours\n{IDENTITY}\n")
        self.sender.write_text(f"{sender_line(PUBLIC)}\n")

    def open(self, *, sender: bool = True, again: bool = False, now: datetime = MADE) -> OpenedPackage:
        known = self.sender if sender else None
        return open_sealed_package(self.file, self.key, self.out, sender_file=known, again=again, now=now)

    def refuses(self, error: type[KnownError], now: datetime = MADE) -> KnownError:
        with pytest.raises(error) as refused:
            self.open(now=now)
        assert not self.out.exists() or not list(self.out.iterdir())
        return refused.value


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_package_lies_in_the_folder_and_only_its_reader_may_see_it(desk: Desk) -> None:
    opened = desk.open()
    assert opened.sender_known
    assert sorted(file.suffix for file in opened.files) == [".json", ".json", ".xlsx"]
    assert all(file.stat().st_mode & 0o077 == 0 for file in opened.files)
    assert not any(person in file.name for file in opened.files for person in ("Соколова", "Ким"))


def test_without_the_senders_key_the_signature_holds_and_the_sender_is_still_to_be_compared(desk: Desk) -> None:
    assert not desk.open(sender=False).sender_known


def test_a_second_opening_is_refused_until_it_is_asked_for(desk: Desk) -> None:
    desk.open()
    with pytest.raises(PackageOpenedBefore) as refused:
        desk.open(now=MADE + timedelta(days=1))
    assert refused.value.facts == {"day": MADE.date()}
    desk.out = desk.out.with_name("elsewhere")
    desk.refuses(PackageOpenedBefore)
    assert desk.open(again=True).files[0].parent == desk.out


def test_a_package_that_is_out_of_date_is_refused(desk: Desk) -> None:
    refused = desk.refuses(PackageExpired, MADE + timedelta(days=31))
    assert refused.facts == {"day": (MADE + timedelta(days=30)).date()}
    desk.open(now=MADE + timedelta(days=29))


def test_a_package_sealed_anew_for_somebody_else_is_refused(desk: Desk) -> None:
    desk.file.write_bytes(seal_for(open_sealed(package(), IDENTITY), STRANGERS_KEY))
    desk.key.write_text(STRANGER)
    desk.refuses(PackageForAnother)


def test_a_package_signed_by_a_stranger_is_refused_where_the_sender_is_known(desk: Desk) -> None:
    private, public = new_signing_key()
    desk.file.write_bytes(package(private, sender_key=public))
    desk.refuses(PackageOfAnother)
    assert not desk.open(sender=False).sender_known


def test_what_does_not_open_or_is_forged_or_no_file_is_refused(desk: Desk) -> None:
    desk.file.write_bytes(b"no package")
    desk.refuses(PackageNotOpened)
    desk.file.write_bytes(package(new_signing_key()[0]))
    desk.refuses(PackageForged)
    desk.file.unlink()
    desk.refuses(PackageUnreadable)
    desk.file.mkdir()
    desk.refuses(PackageUnreadable)


@pytest.mark.parametrize("content", [b"", b"AGE-SECRET-KEY-1QQQ", b"\xff\xfe", b"# only words", b"x" * 70_000])
def test_a_file_without_a_key_is_said_so(desk: Desk, content: bytes) -> None:
    desk.sender.write_bytes(content)
    desk.refuses(BadSenderKey)
    desk.key.write_bytes(content)
    desk.refuses(BadIdentity)
    desk.key.unlink()
    desk.refuses(BadIdentity)


def test_where_nothing_can_be_written_or_noted_nothing_is_left(desk: Desk) -> None:
    desk.out.write_text("a file in the way")
    with pytest.raises(FolderUnwritable):
        desk.open()
    desk.out.unlink()
    register = desk.key.with_name("key.txt.opened")
    register.mkdir()
    desk.refuses(OpenedUnnoted)
    register.rmdir()
    register.write_text("nothing of ours")
    desk.refuses(OpenedUnnoted)
