"""The sheet beside packages: how they are opened, for people who have never heard of this program."""

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services.cover import COVER, cover_text
from core.services.decisions import accept_from
from core.services.partners import read_partners, read_sender_key, read_sender_line, set_partner_key
from core.services.scoring import compute
from core.services.sending import make_packages, read_packages, read_password, save_packages
from core.services.session import Session
from core.vault.sealing import open_sealed
from tests.support.bases import CAR, client_row, consent_to_all, open_filled
from tests.support.imported import import_clients
from tests.support.sealed import IDENTITY, RECIPIENT


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    import_clients(opened, [client_row(number, CAR) for number in range(1, 4)], consent_to_all(opened))
    compute(opened)
    accept_from(opened, 1, [1, 2, 3])
    yield opened
    opened.close()


def test_one_sheet_lies_beside_all_packages_of_a_folder(session: Session, tmp_path: Path) -> None:
    make_packages(session, [1, 2, 3], "ru")
    saved = save_packages(session, tmp_path / "out").value.packages
    assert {file.name for file in (tmp_path / "out").iterdir()} == {COVER, *(one.file.name for one in saved)}
    assert (tmp_path / "out" / COVER).read_text("utf-8") == cover_text(read_sender_key(session))


def test_a_sheet_that_lies_there_is_left_alone_and_another_one_is_put_right(session: Session, tmp_path: Path) -> None:
    sheet = tmp_path / "out" / COVER
    sheet.parent.mkdir()
    sheet.write_bytes(cover_text(read_sender_key(session)).encode())
    os.utime(sheet, ns=(1, 1))
    make_packages(session, [1], "ru")
    save_packages(session, sheet.parent)
    assert sheet.stat().st_mtime_ns == 1
    sheet.write_text("of another base")
    make_packages(session, [2], "ru")
    save_packages(session, sheet.parent)
    assert sheet.read_text("utf-8") == cover_text(read_sender_key(session))


def test_the_sheet_tells_the_way_of_the_age_tool_and_our_key_in_both_languages(session: Session) -> None:
    text = cover_text(read_sender_key(session))
    assert text.count("age --decrypt --identity key.txt --output package.zip") == 2
    assert text.count("unzip package.zip") == 2
    assert text.count(read_sender_line(session)) == 2
    assert "КАК ОТКРЫТЬ" in text and "HOW TO OPEN" in text


def test_the_sheet_names_no_client_no_partner_and_no_password(session: Session, tmp_path: Path) -> None:
    make_packages(session, [1, 2, 3], "ru")
    save_packages(session, tmp_path / "out")
    text = (tmp_path / "out" / COVER).read_text("utf-8")
    told = [read_password(session, one.id).value for one in read_packages(session)]
    for word in ("Кактусов", "7916", *(one.name for one in read_partners(session)), *told):
        assert word not in text


def test_what_the_sheet_promises_to_lie_in_a_sealed_package_lies_there(session: Session, tmp_path: Path) -> None:
    for one in read_partners(session):
        set_partner_key(session, one.id, RECIPIENT)
    make_packages(session, [1, 2, 3], "ru")
    (first, *_) = save_packages(session, tmp_path / "out").value.packages
    inside = zipfile.ZipFile(io.BytesIO(open_sealed(first.file.read_bytes(), IDENTITY))).namelist()
    text = cover_text(read_sender_key(session))
    assert inside and all(name in text for name in inside)
