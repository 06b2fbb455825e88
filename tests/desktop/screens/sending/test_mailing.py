"""What the page of sending does by mail, without Qt."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.lead import Stage
from core.domain.mailing import Sending
from core.domain.outbox import Posting
from core.domain.rights import Role
from core.services.decisions import accept_from
from core.services.mail_account import remove_mail_account
from core.services.outbox import read_outbox
from core.services.outgoing import Outgoing, read_outgoing
from core.services.partner_addresses import remove_partner_address, set_partner_address
from core.services.partners import read_partners
from core.services.posting import post_due
from core.services.scoring import compute
from core.services.sending import read_packages
from core.services.session import Session
from tests.desktop.screens.sending.page import Page
from tests.support.bases import CAR, client_row, consent_to_all
from tests.support.imported import import_clients
from tests.support.mailing import (
    DELAY,
    address_of,
    answering,
    give_account,
    open_with_packages,
    pass_time,
    stages,
)
from tests.support.papers import let_run_out


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session, _ = open_with_packages(tmp_path)
    give_account(session)
    yield session
    session.close()


def at_packages(session: Session, folder: Path | None = None) -> Page:
    page = Page(session, folder)
    page.arrive(tab="packages")
    return page


def bring_leads(session: Session) -> Outgoing:
    """More leads are accepted; what waits for one partner."""
    rows = [client_row(number, CAR) for number in range(31, 41)]
    clients = list(import_clients(session, rows, consent_to_all(session, "С-2")).value.clients)
    compute(session)
    accept_from(session, 1, clients)
    return next(one for one in read_outgoing(session) if one.leads)


def queued(session: Session) -> tuple[Page, int]:
    """A page on which the first package was sent by mail and agreed to; that package."""
    page = at_packages(session)
    page.presenter.mail()
    page.presenter.mailing.agree()
    (row,) = read_outbox(session)
    return page, row.package_id


def state(page: Page) -> str:
    page.arrive(tab="outbox")
    assert page.view.outbox is not None
    return page.view.outbox.lines[0].cells[-1]


def can(page: Page) -> set[str]:
    assert page.view.doing is not None
    return set(page.view.doing.can)


def test_a_package_is_shown_where_it_goes_and_counts_down_in_the_outbox(session: Session) -> None:
    page = at_packages(session)
    assert {"mail", "save"} <= can(page)
    page.presenter.mail()
    (asked,) = page.view.questions
    assert "leads@partner-" in asked
    assert read_outbox(session) == []
    page.presenter.mailing.agree()
    assert page.view.chosen == "outbox"
    assert state(page) == "уйдёт через 1:00"
    assert (page.view.counting, page.view.tabs["outbox"]) == (True, "1")
    pass_time(session, DELAY / 2)
    page.presenter.mailing.count_down()
    assert page.view.outbox is not None
    assert page.view.outbox.lines[0].cells[-1] == "уйдёт через 0:30"


def test_a_queued_package_is_among_the_packages_no_more_and_is_taken_out_with_the_first_button(
    session: Session,
) -> None:
    page, package = queued(session)
    page.arrive(tab="packages")
    assert page.view.packages is not None
    before = len(page.view.packages.lines)
    page.arrive(tab="outbox")
    page.presenter.primary()
    assert read_outbox(session) == []
    page.arrive(tab="packages")
    assert len(page.view.packages.lines) == before + 1
    assert stages(session, package) == {Stage.PACKAGED}


@pytest.mark.parametrize(
    ("outcome", "told", "deeds"),
    [
        (Sending.UNREACHED, "нет сети, отправим сами в", {"retry", "cancel", "reveal"}),
        (Sending.LOGIN, "сервер не узнал пароль", {"to_settings", "retry", "cancel", "reveal"}),
        (Sending.LATER, "сервер просит подождать, снова в", {"retry", "cancel", "reveal"}),
        (Sending.UNKNOWN, "сервер не ответил, могло уйти", {"count", "again", "reveal"}),
        (Sending.SENT, "отправлено, пароль не передан", {"reveal"}),
    ],
)
def test_each_state_says_what_it_is_and_what_may_be_done(
    session: Session, outcome: Sending, told: str, deeds: set[str]
) -> None:
    page, _ = queued(session)
    pass_time(session, DELAY)
    post_due(session, post=answering(outcome))
    assert state(page).startswith(told)
    assert can(page) == deeds


def test_what_a_restored_base_held_says_so(session: Session) -> None:
    page, package = queued(session)
    with session.store.unit_of_work() as work:
        item = work.outbox.one(package)
        assert item is not None
        work.outbox.doubt(item, outcome="restored")
    assert state(page) == "база восстановлена из копии, могло уйти"
    assert can(page) == {"count", "again", "reveal"}


def test_what_may_have_gone_is_counted_or_sent_again_only_after_a_question(session: Session) -> None:
    page, package = queued(session)
    pass_time(session, DELAY)
    post_due(session, post=answering(Sending.UNKNOWN))
    page.arrive(tab="outbox")
    page.presenter.mailing.act("again")
    assert read_outbox(session)[0].state is Posting.UNKNOWN
    page.presenter.mailing.agree()
    assert read_outbox(session)[0].state is Posting.QUEUED
    post_due(session, post=answering(Sending.UNKNOWN))
    page.arrive(tab="outbox")
    page.presenter.primary()
    page.presenter.mailing.agree()
    assert stages(session, package) == {Stage.SENT}
    page.presenter.mailing.agree()  # nothing was asked any more


def test_of_what_may_have_gone_before_the_page_offers_only_what_the_base_takes(session: Session) -> None:
    page, package = queued(session)
    pass_time(session, DELAY)
    server = answering(Sending.UNKNOWN, Sending.REFUSED)
    post_due(session, post=server)
    page.arrive(tab="outbox")
    page.presenter.mailing.act("again")
    page.presenter.mailing.agree()
    post_due(session, post=server)
    assert state(page).startswith("сервер отказал, код")
    assert can(page) == {"to_card", "retry", "count", "reveal"}
    assert page.view.doing is not None
    assert page.view.doing.hint.startswith("Раньше пакет уже мог уйти")
    page.presenter.mailing.act("cancel")
    assert page.view.problems == []
    page.presenter.mailing.act("count")
    page.presenter.mailing.agree()
    assert stages(session, package) == {Stage.SENT}


def test_the_password_of_what_is_in_the_outbox_is_shown_from_there(session: Session) -> None:
    page, _ = queued(session)
    page.presenter.reveal()
    assert len(page.view.passwords) == 1


def test_without_an_address_the_page_says_what_is_missing(session: Session) -> None:
    for partner in read_partners(session):
        remove_partner_address(session, partner.id)
    page = at_packages(session)
    page.presenter.mail()
    assert page.view.questions == []
    text, _, action = page.view.problems[-1]
    assert text.startswith("В карточке партнёра нет такого адреса")
    assert action == "К карточке партнёра"
    page.presenter.mend()
    page_name, facts = page.desk.went[-1]
    assert (page_name, facts["company"] in {one.id for one in read_partners(session)}) == ("catalogue", True)


def test_who_keeps_no_partners_is_told_and_not_led_to_their_cards(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for partner in read_partners(session):
        remove_partner_address(session, partner.id)
    monkeypatch.setattr(session, "roles", frozenset({Role.MANAGER}))
    page = at_packages(session)
    page.presenter.mail()
    assert page.view.problems[-1][2] == ""


@pytest.mark.parametrize(
    ("outcome", "remedy", "went"),
    [(Sending.LOGIN, "to_settings", ("settings", {"line": "mail"})), (Sending.REFUSED, "to_card", ("catalogue", None))],
)
def test_what_did_not_go_leads_to_the_page_that_mends_it_first(
    session: Session, outcome: Sending, remedy: str, went: tuple[str, dict[str, object] | None]
) -> None:
    page, package = queued(session)
    pass_time(session, DELAY)
    post_due(session, post=answering(outcome))
    page.arrive(tab="outbox")
    assert page.view.doing is not None
    assert page.view.doing.first == remedy
    page.presenter.primary()
    with session.store.reading() as work:
        company = work.packages.one(package).company_id
    assert page.desk.went == [(went[0], went[1] or {"company": company})]


def test_what_is_ready_is_sent_in_one_step_once_it_was_agreed_to(session: Session) -> None:
    offer = bring_leads(session)
    page = Page(session, None)
    page.arrive()
    page.presenter.pick_partner(offer.partner_id)
    assert page.view.offer is not None
    assert (page.view.offer.action, page.view.offer.other) == (f"Отправить почтой {offer.leads}", "В папку…")
    icon, address, _ = page.view.offer.how[2]
    assert (icon, address.replace("\N{ZERO WIDTH SPACE}", "")) == ("mail", address_of(offer.partner_id))
    assert page.view.offer.cover[2].startswith("Во вложении пакет от компании")
    before = len(read_packages(session))
    page.presenter.primary()
    assert len(read_packages(session)) == before
    page.presenter.mailing.agree()
    assert page.view.chosen == "outbox"
    (row,) = read_outbox(session)
    assert (row.partner, row.leads, row.state) == (offer.partner, offer.leads, Posting.QUEUED)
    assert len(read_packages(session)) == before + 1


@pytest.mark.parametrize(
    ("missing", "told", "went"),
    [
        ("account", "укажите свой почтовый ящик в настройках", "settings"),
        ("address", "в карточке партнёра нет адреса", "catalogue"),
        ("check", "ещё не сверен", "catalogue"),
        ("sample", "Почтой, на флешке", ""),
    ],
)
def test_where_it_cannot_go_by_mail_a_file_is_made_and_the_way_to_what_is_missing_stands_beside(
    session: Session, tmp_path: Path, missing: str, told: str, went: str
) -> None:
    offer = bring_leads(session)
    if missing == "account":
        remove_mail_account(session)
    elif missing == "address":
        remove_partner_address(session, offer.partner_id)
    elif missing == "check":
        set_partner_address(session, offer.partner_id, "other@partner.example")
    else:
        session.is_sample = True
    page = Page(session, tmp_path / "files")
    page.arrive()
    page.presenter.pick_partner(offer.partner_id)
    shown = page.view.offer
    assert shown is not None
    assert (shown.action, shown.other) == (f"Собрать пакет на {offer.leads}", "")
    assert told in shown.how[2][2]
    page.presenter.open_remedy()
    assert [name for name, _ in page.desk.went] == ([went] if went else [])
    page.presenter.primary()
    assert page.view.questions == []
    assert len(page.view.saved) == 1


def test_a_file_saved_before_its_consent_fell_is_told_of_with_the_way_to_call_it_back(
    session: Session, tmp_path: Path
) -> None:
    page = at_packages(session, tmp_path / "first")
    page.presenter.save()
    page.arrive(tab="packages")
    page.view.folder = tmp_path / "second"
    let_run_out(session)
    page.presenter.save()
    text, tone, action = page.view.problems[-1]
    assert "остался в своей папке" in text
    assert (tone, action) == ("warn", "Отозвать данные")
    page.presenter.mend()
    assert page.desk.went == [("recalls", {})]


@pytest.mark.parametrize("sample", [False, True])
def test_without_an_account_and_in_the_sample_a_letter_for_the_mail_program_is_saved(
    session: Session, tmp_path: Path, sample: bool
) -> None:
    if sample:
        session.is_sample = True
    else:
        remove_mail_account(session)
    page = at_packages(session, tmp_path / "letters")
    assert "draft" in can(page)
    assert "mail" not in can(page)
    page.presenter.draft()
    (file,) = (tmp_path / "letters").iterdir()
    assert file.suffix == ".eml"
    assert file.name in page.desk.told[-1][0]
