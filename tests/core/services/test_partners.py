"""Keys of partners, and packages that only their holders open."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.delivery.sealed_package import ANSWERS, ANSWERS_FORM, LEADS, WORKBOOK, open_package
from core.domain.errors import BadValue, OwnCompany, PasswordGiven, UnknownCompany
from core.domain.package_errors import BadRecipient, KeyMissing, TitleTaken
from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.services.catalogue import set_partner_fields
from core.services.decisions import accept_from
from core.services.gate import Gate
from core.services.package_opening import open_sealed_package
from core.services.partners import (
    confirm_partner_key,
    read_partners,
    read_recipient,
    read_sender_key,
    read_sender_line,
    remove_partner_key,
    set_partner_key,
)
from core.services.scoring import compute
from core.services.sending import hand_out_passwords, make_packages, read_packages, read_password, save_packages
from core.services.session import Session
from core.services.settings import change_settings
from tests.support.bases import BANK, CAR, client_row, consent_to_all, open_filled
from tests.support.imported import import_clients
from tests.support.sealed import IDENTITY, RECIPIENT, STRANGERS_KEY
from tests.support.workbooks import rows_of


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened_base = open_filled(tmp_path)
    change_settings(opened_base, Settings(exploration=0))
    yield opened_base
    opened_base.close()


def accepted(session: Session) -> list[int]:
    rows = [client_row(number, CAR) for number in range(1, 31)]
    clients = list(import_clients(session, rows, consent_to_all(session)).value.clients)
    compute(session)
    accept_from(session, 1, clients)
    return clients


def test_a_key_is_set_compared_replaced_and_removed(session: Session) -> None:
    assert all(one.key is None for one in read_partners(session))
    assert session.company not in {one.name for one in read_partners(session)}
    key = set_partner_key(session, BANK, RECIPIENT).value.key
    assert key is not None
    assert (key.recipient, key.confirmed_at) == (RECIPIENT, None)
    confirmed = confirm_partner_key(session, BANK, RECIPIENT).value.key
    assert confirmed is not None
    assert confirmed.confirmed_at is not None
    another = set_partner_key(session, BANK, STRANGERS_KEY).value.key
    assert another is not None
    assert another.confirmed_at is None, "a new key was compared by nobody"
    with pytest.raises(KeyMissing):
        confirm_partner_key(session, BANK, RECIPIENT)
    assert remove_partner_key(session, BANK).value.key is None
    with pytest.raises(KeyMissing):
        confirm_partner_key(session, BANK, STRANGERS_KEY)


def test_the_same_key_again_stays_confirmed_however_it_is_written(session: Session, tmp_path: Path) -> None:
    clients = accepted(session)
    set_partner_key(session, BANK, RECIPIENT.upper())
    confirm_partner_key(session, BANK, RECIPIENT)
    key = set_partner_key(session, BANK, RECIPIENT).value.key
    assert key is not None and key.confirmed_at is not None
    set_partner_key(session, BANK, RECIPIENT.upper())
    make_packages(session, clients, "ru")
    (file,) = (one.file for one in save_packages(session, tmp_path / "out").value.packages if one.partner == BANK)
    (tmp_path / "key.txt").write_text(IDENTITY)
    assert open_sealed_package(file, tmp_path / "key.txt", tmp_path / "opened", now=session.clock()).files


@pytest.mark.parametrize("name", ["", "Никто", BANK.lower(), f"{BANK} "])
def test_a_partner_is_named_exactly(session: Session, name: str) -> None:
    with pytest.raises(UnknownCompany):
        set_partner_key(session, name, RECIPIENT)


@pytest.mark.parametrize(
    "key",
    ["", "age1", IDENTITY, RECIPIENT[:-1], f"{RECIPIENT}\n", "ssh-ed25519 AAAA"],
    ids=["none", "begun", "secret", "cut", "line", "ssh"],
)
def test_what_is_no_public_key_is_refused(session: Session, key: str) -> None:
    with pytest.raises(BadRecipient):
        set_partner_key(session, BANK, key)
    assert all(one.key is None for one in read_partners(session))


def test_ones_own_company_gets_no_packages_and_no_key(session: Session) -> None:
    with pytest.raises(OwnCompany):
        set_partner_key(session, session.company, RECIPIENT)


def test_a_partner_with_a_key_gets_a_sealed_package_and_the_others_workbooks(session: Session, tmp_path: Path) -> None:
    clients = accepted(session)
    bank = next(one for one in read_partners(session) if one.name == BANK)
    set_partner_fields(session, bank.id, ["full_name", "service", "email"])
    set_partner_key(session, BANK, RECIPIENT)
    make_packages(session, clients, "ru")
    saved = save_packages(session, tmp_path / "out").value.packages
    sealed = [one for one in saved if one.partner == BANK]
    assert [one.file.suffix for one in sealed] == [".age"]
    assert {one.file.suffix for one in saved if one.partner != BANK} == {".xlsx"}
    (one,) = sealed
    assert stat.S_IMODE(one.file.stat().st_mode) == 0o600
    opened = open_package(one.file.read_bytes(), IDENTITY)
    manifest = opened.manifest
    assert (manifest.sender, manifest.recipient, manifest.leads) == (session.company, BANK, one.leads)
    assert manifest.sender_key == read_sender_key(session)
    assert manifest.fields == ("full_name", "service", "email")
    assert sum(paper.leads for paper in manifest.consents) == one.leads
    assert (manifest.expires_at - manifest.made_at).days == 30
    leads = json.loads(opened.files[LEADS])["leads"]
    assert all(tuple(lead) == (*manifest.fields, "reply_code") for lead in leads)
    sheet = rows_of(opened.files[WORKBOOK])
    assert sheet[1:] == [list(lead.values()) for lead in leads]
    form = [row[:2] for row in rows_of(opened.files[ANSWERS_FORM])[1:]]
    assert form == [[lead["reply_code"], lead["service"]] for lead in leads]
    blank = json.loads(opened.files[ANSWERS])["answers"]
    assert [[line["code"], line["service"]] for line in blank] == form
    assert manifest.reply_key.startswith("age1")


def test_the_partner_opens_it_knowing_our_key(session: Session, tmp_path: Path) -> None:
    clients = accepted(session)
    set_partner_key(session, BANK, RECIPIENT)
    make_packages(session, clients, "ru")
    (file,) = (one.file for one in save_packages(session, tmp_path / "out").value.packages if one.partner == BANK)
    key, sender = tmp_path / "key.txt", tmp_path / "sender.key"
    key.write_text(IDENTITY)
    sender.write_text(read_sender_line(session))
    opened = open_sealed_package(file, key, tmp_path / "opened", sender_file=sender, now=session.clock())
    assert opened.sender_known


def test_a_sealed_package_has_no_password_to_give(session: Session, tmp_path: Path) -> None:
    clients = accepted(session)
    for one in read_partners(session):
        set_partner_key(session, one.id, RECIPIENT)
    make_packages(session, clients, "ru")
    save_packages(session, tmp_path / "out")
    rows = read_packages(session)
    assert rows
    assert all(row.sealed and row.password_given for row in rows)
    assert hand_out_passwords(session, tmp_path / "passwords.txt").value == 0
    with pytest.raises(PasswordGiven):
        read_password(session, rows[0].id)


def test_a_partner_gets_its_columns_in_its_order_under_its_titles(session: Session) -> None:
    (bank, *_) = read_partners(session)
    set_partner_fields(session, bank.id, ["service", "phone", "full_name"], {"phone": " Тел.  моб. ", "full_name": ""})
    (bank, *_) = read_partners(session)
    assert (bank.fields, bank.titles) == (("service", "phone", "full_name"), {"phone": "Тел. моб."})
    with session.store.reading() as work:
        gate = Gate(work, session.today())
        assert gate.sheet(bank.id, [], "ru").titles == ("Предлагаемая услуга", "Тел. моб.", "Клиент")
        assert work.audit.entries()[-1].use_case == UseCase.EDIT_PARTNERS
        assert "Тел" not in str(work.audit.entries()[-1].details)
    set_partner_fields(session, bank.id, ["phone"])
    assert read_partners(session)[0].titles == {}


@pytest.mark.parametrize(
    ("fields", "titles"),
    [
        (["full_name", "passport"], {}),
        (["phone", "phone"], {}),
        (["phone"], {"phone": "т" * 61}),
    ],
)
def test_unknown_and_repeated_columns_and_titles_alike_are_refused(
    session: Session, fields: list[str], titles: dict[str, str]
) -> None:
    (bank, *_) = read_partners(session)
    with pytest.raises(BadValue):
        set_partner_fields(session, bank.id, fields, titles)
    assert read_partners(session)[0] == bank


@pytest.mark.parametrize(
    "titles", [{"phone": "Связь", "email": "связь"}, {"phone": "E-mail"}, {"email": "Mobile phone"}]
)
def test_no_two_columns_are_called_the_same_in_either_language(session: Session, titles: dict[str, str]) -> None:
    (bank, *_) = read_partners(session)
    with pytest.raises(TitleTaken):
        set_partner_fields(session, bank.id, ["phone", "email"], titles)
    assert read_partners(session)[0] == bank
    set_partner_fields(session, bank.id, ["phone"], {"phone": "E-mail"})


@pytest.mark.parametrize(
    "content", [RECIPIENT, f"# public key\n\n {RECIPIENT.upper()} \r\n"], ids=["bare", "with words"]
)
def test_a_key_is_read_from_the_file_that_a_partner_sent(tmp_path: Path, content: str) -> None:
    file = tmp_path / "key.txt"
    file.write_text(content)
    assert read_recipient(file) == RECIPIENT


@pytest.mark.parametrize(
    "content",
    [b"", IDENTITY.encode(), f"{RECIPIENT}\n{STRANGERS_KEY}".encode(), b"\xff", b" " * 70_000],
    ids=["empty", "secret", "two", "no text", "long"],
)
def test_a_file_with_a_secret_key_or_none_or_two_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key.txt"
    file.write_bytes(content)
    with pytest.raises(BadRecipient):
        read_recipient(file)
    file.unlink()
    with pytest.raises(BadRecipient):
        read_recipient(file)
