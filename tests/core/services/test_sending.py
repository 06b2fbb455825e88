"""Leads leave only through the gate, sealed, and never twice."""

import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from core.domain.catalogue import Cell
from core.domain.consent import ConsentDocument
from core.domain.errors import FolderUnwritable, StageForbidden, UnknownRecord
from core.domain.lead import LeftOut, Stage
from core.domain.ownership import Ownership
from core.domain.package_errors import ConsentEnded
from core.services.catalogue import read_catalogue, set_cell, set_partner_fields
from core.services.consents import withdraw_consent
from core.services.decisions import accept_from, take_back
from core.services.recalls import read_recalls
from core.services.scoring import compute
from core.services.sending import (
    hand_out_passwords,
    make_packages,
    mark_sent,
    read_packages,
    read_password,
    save_packages,
)
from core.services.session import Session
from core.storage.people_tables import package_content
from tests.support.bases import (
    BANK,
    CAR,
    CASCO,
    LIABILITY,
    NOW,
    TODAY,
    all_recommendations,
    client_row,
    consent_to_all,
    open_filled,
)
from tests.support.imported import import_clients
from tests.support.papers import let_run_out
from tests.support.workbooks import leads_in


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened_base = open_filled(tmp_path)
    yield opened_base
    opened_base.close()


def accepted(session: Session, consent: ConsentDocument | None, *, count: int = 30, phone: bool = True) -> list[int]:
    """Clients with a car, scored, everything accepted."""
    rows = [client_row(number, CAR, phone=phone) for number in range(1, count + 1)]
    clients = list(import_clients(session, rows, consent).value.clients)
    compute(session)
    accept_from(session, 1, clients)
    return clients


def passwords(file: Path) -> Mapping[str, str]:
    lines = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return {name: password for name, _, password in lines}


def test_without_a_consent_nobody_leaves_and_everybody_is_counted(session: Session, tmp_path: Path) -> None:
    clients = accepted(session, None)
    made = make_packages(session, clients, "ru").value
    assert (made.packages, made.leads) == ((), 0)
    assert made.left_out == {
        LeftOut.NO_CONSENT: sum(one.stage is Stage.WAITING for one in all_recommendations(session))
    }
    assert save_packages(session, tmp_path / "out").value.packages == ()


@pytest.mark.parametrize(
    "change",
    [
        {"signed_on": TODAY + timedelta(days=1)},
        {"valid_until": TODAY - timedelta(days=1)},
        {"purpose": "newsletter"},
        {"recipients": frozenset()},
    ],
)
def test_a_consent_of_another_day_purpose_or_recipient_lets_nobody_through(
    session: Session, change: dict[str, object]
) -> None:
    clients = accepted(session, replace(consent_to_all(session), **change))  # type: ignore[arg-type]
    assert make_packages(session, clients, "ru").value.packages == ()


def test_a_consent_for_one_partner_opens_the_way_to_that_partner_alone(session: Session, tmp_path: Path) -> None:
    bank = next(one.id for one in read_catalogue(session).companies.values() if one.name == BANK)
    clients = accepted(session, ConsentDocument("С-1", date(2026, 1, 1), frozenset({bank})))
    make_packages(session, clients, "ru")
    assert {package.partner for package in save_packages(session, tmp_path).value.packages} == {BANK}


def test_a_package_holds_the_allowed_fields_of_its_leads_and_nothing_else(session: Session, tmp_path: Path) -> None:
    clients = accepted(session, consent_to_all(session))
    made = make_packages(session, clients, "ru").value
    packages = save_packages(session, tmp_path / "out").value.packages
    hand_out_passwords(session, tmp_path / "pw.txt")
    known = passwords(tmp_path / "pw.txt")
    rows = 0
    for package in packages:
        header, *leads = leads_in(package.file, known[package.file.name])
        assert header == ["Клиент", "Мобильный телефон", "Предлагаемая услуга"]
        assert len(leads) == package.leads
        assert all(name.startswith("Кактусов") and phone.startswith("7916") for name, phone, _ in leads)
        rows += len(leads)
    assert rows == made.leads > 0


def test_a_partner_s_card_decides_the_fields_and_their_order(session: Session, tmp_path: Path) -> None:
    bank = next(one.id for one in read_catalogue(session).companies.values() if one.name == BANK)
    set_partner_fields(session, bank, ["service", "full_name"])
    clients = accepted(session, ConsentDocument("С-1", date(2026, 1, 1), frozenset({bank})))
    make_packages(session, clients, "en")
    (package,) = save_packages(session, tmp_path / "out").value.packages
    hand_out_passwords(session, tmp_path / "pw.txt")
    header, *_ = leads_in(package.file, passwords(tmp_path / "pw.txt")[package.file.name])
    assert header == ["Offered service", "Client"]


def test_a_client_without_a_phone_stays_where_the_partner_would_call(session: Session) -> None:
    clients = accepted(session, consent_to_all(session), phone=False)
    made = make_packages(session, clients, "ru").value
    assert made.packages == ()
    assert set(made.left_out) == {LeftOut.NO_PHONE}


def test_a_lead_leaves_once_and_cannot_be_taken_back(session: Session) -> None:
    clients = accepted(session, consent_to_all(session))
    first = make_packages(session, clients, "ru").value
    assert first.leads > 0
    assert make_packages(session, clients, "ru").value.packages == ()
    packaged = next(one.id for one in all_recommendations(session) if one.stage is Stage.PACKAGED)
    with pytest.raises(StageForbidden):
        take_back(session, [packaged])


def test_a_package_interrupted_before_its_file_was_written_is_written_by_the_next_run(
    session: Session, tmp_path: Path
) -> None:
    clients = accepted(session, consent_to_all(session))
    made = make_packages(session, clients, "ru").value
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("")
    with pytest.raises(FolderUnwritable):
        save_packages(session, blocked)
    saved = save_packages(session, tmp_path / "out").value.packages
    assert len(saved) == len(made.packages)
    assert save_packages(session, tmp_path / "out").value.packages == ()


def test_passwords_go_to_a_file_for_its_owner_alone_each_once_and_old_ones_stay(
    session: Session, tmp_path: Path
) -> None:
    clients = accepted(session, consent_to_all(session))
    make_packages(session, clients, "ru")
    save_packages(session, tmp_path / "out")
    file = tmp_path / "pw.txt"
    file.write_text("opuntia-0123456789ab.xlsx\tБанк\tsecret", encoding="utf-8")
    given = hand_out_passwords(session, file).value
    lines = file.read_text(encoding="utf-8").splitlines()
    assert (lines[0], len(lines)) == ("opuntia-0123456789ab.xlsx\tБанк\tsecret", given + 1)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert hand_out_passwords(session, file).value == 0


def test_sent_packages_wait_for_an_answer(session: Session, tmp_path: Path) -> None:
    clients = accepted(session, consent_to_all(session))
    (package, *_) = make_packages(session, clients, "ru").value.packages
    save_packages(session, tmp_path / "out")
    leads = mark_sent(session, package).value
    assert leads == sum(one.stage is Stage.SENT for one in all_recommendations(session)) > 0


def test_a_package_is_sent_once_and_one_that_is_not_there_never(session: Session, tmp_path: Path) -> None:
    clients = accepted(session, consent_to_all(session))
    (package, *_) = make_packages(session, clients, "ru").value.packages
    with pytest.raises(UnknownRecord):
        mark_sent(session, package)
    save_packages(session, tmp_path / "out")
    mark_sent(session, package)
    with pytest.raises(StageForbidden):
        mark_sent(session, package)
    with pytest.raises(UnknownRecord):
        mark_sent(session, 999)


def test_a_consent_that_ends_before_the_package_leaves_dissolves_it(session: Session, tmp_path: Path) -> None:
    clients = accepted(session, replace(consent_to_all(session), valid_until=TODAY))
    made = make_packages(session, clients, "ru").value
    assert made.leads > 0
    session.clock = lambda: NOW + timedelta(days=1)
    saved = save_packages(session, tmp_path / "out").value
    assert (saved.packages, saved.dissolved) == ((), len(made.packages))
    assert not list((tmp_path / "out").glob("*"))
    assert sum(one.stage is Stage.WAITING for one in all_recommendations(session)) == made.leads
    assert make_packages(session, clients, "ru").value.left_out == {LeftOut.NO_CONSENT: made.leads}


def test_a_lead_stays_whose_client_has_come_to_own_the_kind_or_whose_service_was_forbidden(session: Session) -> None:
    clients = accepted(session, consent_to_all(session))
    waiting = [one for one in all_recommendations(session) if one.stage is Stage.WAITING]
    bought, other = waiting[0], next(one for one in waiting if one.client_id != waiting[0].client_id)
    with session.store.unit_of_work() as work:
        work.clients.put_ownerships([Ownership(bought.client_id, bought.kind_id)])
    owned = next(id_ for id_, one in read_catalogue(session).services.items() if one.name == CAR)
    set_cell(session, owned, other.service_id, Cell.FORBIDDEN)
    made = make_packages(session, clients, "ru").value
    assert made.left_out[LeftOut.NO_LONGER_FITS] > 1
    stayed = {one.id for one in all_recommendations(session) if one.stage is Stage.WAITING}
    assert {bought.id, other.id} <= stayed
    assert made.leads == len(waiting) - len(stayed)


def test_a_pair_forbidden_by_any_seller_of_a_kind_whose_seller_is_unknown_holds_the_lead(session: Session) -> None:
    clients = accepted(session, consent_to_all(session))
    casco = {one.id for one in read_catalogue(session).services.values() if one.name == CASCO}
    leads = [one for one in all_recommendations(session) if one.stage is Stage.WAITING]
    waiting = next(one for one in leads if one.service_id in casco)
    services = read_catalogue(session).services.values()
    liability = [one for one in services if one.name == LIABILITY and one.kind_id != waiting.kind_id]
    for one in liability:
        set_cell(session, one.id, waiting.service_id, Cell.FORBIDDEN)
    with session.store.unit_of_work() as work:
        work.clients.put_ownerships([Ownership(waiting.client_id, liability[0].kind_id)])
    make_packages(session, clients, "ru")
    assert next(one.stage for one in all_recommendations(session) if one.id == waiting.id) is Stage.WAITING


def test_a_consent_that_ran_out_stops_a_package_that_has_not_left(session: Session, tmp_path: Path) -> None:
    clients = accepted(session, consent_to_all(session))
    made = make_packages(session, clients, "ru").value
    let_run_out(session)
    assert save_packages(session, tmp_path / "out").value.dissolved == len(made.packages) > 0
    assert not list((tmp_path / "out").glob("*"))


def test_a_consent_taken_back_dissolves_a_package_that_has_not_left_at_once(session: Session) -> None:
    clients = accepted(session, consent_to_all(session))
    make_packages(session, clients, "ru")
    withdraw_consent(session, clients[:1], "С-1")
    theirs = {one.package_id for one in all_recommendations(session) if one.client_id == clients[0]}
    assert theirs == {None}
    assert {one.id for one in read_packages(session)} == {
        one.package_id for one in all_recommendations(session) if one.package_id is not None
    }
    with session.store.reading() as work:
        kept = work.consents._connection.execute(select(package_content.c.package_id)).scalars().all()
    assert sorted(kept) == sorted(one.id for one in read_packages(session))


@pytest.mark.parametrize("hand_out", [True, False])
def test_no_password_is_given_where_a_consent_holds_no_more(
    session: Session, tmp_path: Path, *, hand_out: bool
) -> None:
    clients = accepted(session, consent_to_all(session))
    make_packages(session, clients, "ru")
    (first, *_) = save_packages(session, tmp_path / "out").value.packages
    let_run_out(session)
    if hand_out:
        assert hand_out_passwords(session, tmp_path / "passwords.txt").value == 0
        assert not (tmp_path / "passwords.txt").exists()
        assert read_packages(session) == []
        return
    package = next(one for one in read_packages(session) if one.file_name == first.file.name)
    with pytest.raises(ConsentEnded):
        read_password(session, package.id)
    assert package.id not in {one.id for one in read_packages(session)}, "its leads wait again"
    assert any(one.file_name == package.file_name and not one.sent for one in read_recalls(session))


def test_a_withdrawn_paper_is_not_revived_by_entering_it_for_others(session: Session) -> None:
    clients = accepted(session, consent_to_all(session))
    withdraw_consent(session, clients, "С-1")
    again = replace(consent_to_all(session), recipients=consent_to_all(session).recipients | {999})
    import_clients(session, [client_row(number, CAR) for number in range(1, 31)], again)
    assert make_packages(session, clients, "ru").value.packages == ()
    import_clients(session, [client_row(number, CAR) for number in range(1, 31)], consent_to_all(session, "С-2"))
    assert make_packages(session, clients, "ru").value.leads > 0
