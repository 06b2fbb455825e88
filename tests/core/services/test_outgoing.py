"""What people see before they send is what leaves, field for field."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.domain.client import Document, DocumentKind
from core.domain.consent import ConsentDocument
from core.domain.errors import FolderUnwritable, NotAllowed, PasswordGiven, StageForbidden, UnknownRecord
from core.domain.fallen import Fallen
from core.domain.lead import LeftOut, Stage
from core.domain.rights import Role, UseCase
from core.services.catalogue import read_catalogue, set_partner_fields
from core.services.decisions import accept_from
from core.services.outgoing import preview, read_outgoing
from core.services.scoring import compute
from core.services.sending import (
    Package,
    hand_out_passwords,
    make_package,
    mark_password_given,
    mark_sent,
    read_packages,
    read_password,
    save_package,
    save_packages,
)
from core.services.session import Session
from core.services.wording import Language
from tests.support.bases import (
    BANK,
    BROKER,
    CAR,
    HOTEL,
    INSURER,
    NOW,
    OWN,
    TODAY,
    all_recommendations,
    client_row,
    consent_to_all,
    open_filled,
)
from tests.support.imported import import_clients
from tests.support.papers import let_run_out
from tests.support.workbooks import leads_in

CLIENTS = list(range(1, 25))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened_base = open_filled(tmp_path)
    yield opened_base
    opened_base.close()


def partner(session: Session, name: str) -> int:
    return next(one.id for one in read_catalogue(session).companies.values() if one.name == name)


def accepted(session: Session, consent: ConsentDocument | None, *, without_phone: int = 0) -> None:
    """Clients with a car, everything accepted; so many of them have no phone."""
    rows = [client_row(number, CAR, phone=number > without_phone) for number in CLIENTS]
    import_clients(session, rows, consent)
    compute(session)
    accept_from(session, 1, CLIENTS)


def waiting(session: Session, company: str) -> list[int]:
    services = read_catalogue(session).services
    of = {id_ for id_, one in services.items() if one.company_id == partner(session, company)}
    return [one.id for one in all_recommendations(session) if one.stage is Stage.WAITING and one.service_id in of]


# ---------------------------------------------------------------------- before


def test_every_partner_with_waiting_leads_is_listed_with_what_would_leave(session: Session) -> None:
    accepted(session, consent_to_all(session))
    listed = read_outgoing(session)
    names = [one.partner for one in listed]
    assert names == sorted(names)
    assert set(names) == {name for name in (BANK, INSURER, BROKER, HOTEL) if waiting(session, name)}
    for one in listed:
        assert one.partner_id == partner(session, one.partner)
        assert one.leads == len(waiting(session, one.partner)) == sum(count for _, count in one.kinds)
        assert [count for _, count in one.kinds] == sorted((count for _, count in one.kinds), reverse=True)
        assert (one.excluded, one.fields) == ((), ("full_name", "phone", "service"))


def test_nothing_is_listed_while_nothing_waits(session: Session) -> None:
    assert read_outgoing(session) == []


def test_those_who_would_stay_are_named_with_their_first_reason(session: Session) -> None:
    some = frozenset({partner(session, INSURER)})
    accepted(session, ConsentDocument("С-1", date(2026, 1, 1), some), without_phone=6)
    clients = {one.id: one.client_id for one in all_recommendations(session)}
    for one in read_outgoing(session):
        mine = waiting(session, one.partner)
        reasons = {met.recommendation: met.reason for met in one.excluded}
        if one.partner != INSURER:
            assert (one.leads, set(reasons), set(reasons.values())) == (0, set(mine), {LeftOut.NO_CONSENT})
        else:
            assert set(reasons) == {lead for lead in mine if clients[lead] <= 6}
            assert set(reasons.values()) == {LeftOut.NO_PHONE}
        assert all(met.who == f"Кактусов{clients[met.recommendation]} П. И." for met in one.excluded)
        made = make_package(session, one.partner_id, "ru").value
        assert (made.leads, sum(made.left_out.values())) == (one.leads, len(one.excluded))


def test_what_these_clients_have_and_the_partner_does_not_get_is_held(session: Session) -> None:
    row = client_row(1, CAR)
    paper = Document(DocumentKind.PASSPORT, series="1234", number="567890")
    full = replace(row.identity, documents=(paper,), inn="7701234567", details={"salon": "Север", "tariff": ""})
    import_clients(
        session,
        [replace(row, identity=full, portrait=replace(row.portrait, income=90_000.0))],
        consent_to_all(session),
    )
    compute(session)
    accept_from(session, 1, [1])
    (one, *_) = read_outgoing(session)
    assert one.fields == ("full_name", "phone", "service")
    assert one.held == ("birth_date", "inn", "products", "passport_series", "passport_number", "salon", "income")
    set_partner_fields(session, one.partner_id, ["birth_date", "service"])
    again = next(other for other in read_outgoing(session) if other.partner_id == one.partner_id)
    assert again.held == (
        "full_name",
        "phone",
        "inn",
        "products",
        "passport_series",
        "passport_number",
        "salon",
        "income",
    )


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_preview_is_the_decrypted_package_field_for_field(
    session: Session, tmp_path: Path, language: Language
) -> None:
    set_partner_fields(session, partner(session, INSURER), ["service", "birth_date", "phone", "full_name", "email"])
    some = frozenset({partner(session, INSURER), partner(session, BANK)})
    accepted(session, ConsentDocument("С-1", date(2026, 1, 1), some), without_phone=5)
    for company in (INSURER, BANK):
        shown = preview(session, partner(session, company), language).value
        (package,) = make_package(session, partner(session, company), language).value.packages
        file = save_package(session, package, tmp_path / "out").value
        assert isinstance(file, Package)
        header, *rows = leads_in(file.file, read_password(session, package).value)
        assert header == list(shown.titles)
        assert rows == [list(row) for row in shown.rows]
        assert len(rows) == file.leads > 0


def test_looking_into_a_package_to_come_is_audited_and_moves_nothing(session: Session) -> None:
    accepted(session, consent_to_all(session))
    before = all_recommendations(session)
    done = preview(session, partner(session, INSURER), "ru")
    assert all_recommendations(session) == before
    with session.reading(UseCase.REPLAY) as work:
        last = work.audit.entries()[-1]
    assert (last.id, last.use_case, last.details) == (
        done.entry,
        UseCase.SEND,
        {"preview": partner(session, INSURER)},
    )


@pytest.mark.parametrize("company", [OWN, None])
def test_a_package_is_for_a_partner_and_nobody_else(session: Session, company: str | None) -> None:
    accepted(session, consent_to_all(session))
    wrong = 999 if company is None else partner(session, company)
    with pytest.raises(UnknownRecord):
        preview(session, wrong, "ru")
    with pytest.raises(UnknownRecord):
        make_package(session, wrong, "ru")


def test_who_does_not_see_people_sees_nothing_of_what_leaves(session: Session) -> None:
    accepted(session, consent_to_all(session))
    session.roles = frozenset({Role.ANALYST, Role.ADMINISTRATOR})
    for look in (read_outgoing, read_packages, lambda one: preview(one, partner(session, BANK), "ru")):
        with pytest.raises(NotAllowed):
            look(session)


# ---------------------------------------------------------------------- packages


def test_one_partner_s_package_leaves_the_others_waiting(session: Session) -> None:
    accepted(session, consent_to_all(session))
    others = waiting(session, BROKER)
    made = make_package(session, partner(session, INSURER), "ru").value
    assert (len(made.packages), waiting(session, INSURER), waiting(session, BROKER)) == (1, [], others)
    assert make_package(session, partner(session, INSURER), "ru").value.packages == ()


def test_packages_are_listed_with_all_that_happened_to_them(session: Session, tmp_path: Path) -> None:
    accepted(session, consent_to_all(session))
    ids = [make_package(session, partner(session, name), "ru").value.packages[0] for name in (INSURER, BROKER)]
    assert [(one.id, one.partner) for one in read_packages(session)] == [(ids[1], BROKER), (ids[0], INSURER)]

    def state() -> tuple[bool, bool, bool]:
        one = next(one for one in read_packages(session) if one.id == ids[0])
        return one.saved, one.password_given, one.sent

    seen = [state()]
    save_package(session, ids[0], tmp_path)
    seen.append(state())
    mark_password_given(session, ids[0])
    seen.append(state())
    mark_sent(session, ids[0])
    seen.append(state())
    assert seen == [(False, False, False), (True, False, False), (True, True, False), (True, True, True)]
    row = read_packages(session)[-1]
    assert (row.leads, row.made_at) == (
        sum(one.stage is Stage.SENT for one in all_recommendations(session)),
        session.now(),
    )


def test_a_saved_package_is_written_again_as_it_was_until_it_is_sent(session: Session, tmp_path: Path) -> None:
    accepted(session, consent_to_all(session))
    (package,) = make_package(session, partner(session, INSURER), "ru").value.packages
    first = save_package(session, package, tmp_path / "one").value
    assert isinstance(first, Package)
    content = first.file.read_bytes()
    first.file.write_bytes(b"broken")
    again = save_package(session, package, tmp_path / "one").value
    assert again == first
    assert first.file.read_bytes() == content
    mark_sent(session, package)
    with pytest.raises(StageForbidden):
        save_package(session, package, tmp_path / "one")


def test_a_package_that_is_not_there_or_cannot_be_written_is_refused(session: Session, tmp_path: Path) -> None:
    accepted(session, consent_to_all(session))
    (package,) = make_package(session, partner(session, INSURER), "ru").value.packages
    with pytest.raises(UnknownRecord):
        save_package(session, 999, tmp_path)
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("")
    with pytest.raises(FolderUnwritable):
        save_package(session, package, blocked)
    assert [one.saved for one in read_packages(session)] == [False]
    assert isinstance(save_package(session, package, tmp_path / "out").value, Package)


def test_a_consent_that_ran_out_dissolves_a_package_and_takes_its_unsent_file_away(
    session: Session, tmp_path: Path
) -> None:
    accepted(session, consent_to_all(session))
    (package,) = make_package(session, partner(session, INSURER), "ru").value.packages
    file = save_package(session, package, tmp_path / "out").value
    assert isinstance(file, Package)
    let_run_out(session)
    assert save_package(session, package, tmp_path / "out").value is Fallen.CONSENT
    assert not file.file.exists()
    assert read_packages(session) == []
    assert len(waiting(session, INSURER)) == file.leads
    assert next(one for one in read_outgoing(session) if one.partner == INSURER).leads == 0


def test_a_consent_that_ran_out_dissolves_an_unsaved_package(session: Session, tmp_path: Path) -> None:
    accepted(session, replace(consent_to_all(session), valid_until=TODAY))
    (package,) = make_package(session, partner(session, INSURER), "ru").value.packages
    session.clock = lambda: NOW + timedelta(days=1)
    assert save_package(session, package, tmp_path / "out").value is Fallen.CONSENT
    assert not (tmp_path / "out").exists()


def test_a_password_is_shown_until_it_was_passed_on_and_only_for_what_lies_in_a_folder(
    session: Session, tmp_path: Path
) -> None:
    accepted(session, consent_to_all(session))
    one, two = (make_package(session, partner(session, name), "ru").value.packages[0] for name in (INSURER, BROKER))
    for ask in (read_password, mark_password_given):
        for package in (one, 999):
            with pytest.raises(UnknownRecord):
                ask(session, package)
    save_packages(session, tmp_path / "out")
    password = read_password(session, one).value
    file = next(row.file_name for row in read_packages(session) if row.id == one)
    assert leads_in(tmp_path / "out" / file, password)
    assert not any(row.password_given for row in read_packages(session)), "nobody has said that they have seen it"
    assert read_password(session, one).value == password
    mark_password_given(session, one)
    assert {row.id: row.password_given for row in read_packages(session)} == {one: True, two: False}
    for ask in (read_password, mark_password_given):
        with pytest.raises(PasswordGiven):
            ask(session, one)
    assert hand_out_passwords(session, tmp_path / "pw.txt").value == 1
    with pytest.raises(PasswordGiven):
        read_password(session, two)


def test_every_look_at_a_password_is_audited(session: Session, tmp_path: Path) -> None:
    accepted(session, consent_to_all(session))
    (package,) = make_package(session, partner(session, INSURER), "ru").value.packages
    save_package(session, package, tmp_path)
    looked = read_password(session, package).entry
    mark_password_given(session, package)
    with session.reading(UseCase.REPLAY) as work:
        *_, look, passed = work.audit.entries()
    assert (look.id, look.details) == (looked, {"password_shown": package})
    assert passed.details == {"passwords_given": [package]}


def test_a_password_never_reaches_the_audit(session: Session, tmp_path: Path) -> None:
    accepted(session, consent_to_all(session))
    (package,) = make_package(session, partner(session, INSURER), "ru").value.packages
    save_package(session, package, tmp_path)
    password = read_password(session, package).value
    with session.reading(UseCase.REPLAY) as work:
        assert password not in str(work.audit.entries())
