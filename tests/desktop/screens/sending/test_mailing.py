"""What the page of sending does by mail, without Qt."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.lead import Stage
from core.domain.mailing import Sending
from core.domain.outbox import Posting
from core.services.mail_account import remove_mail_account
from core.services.outbox import read_outbox
from core.services.partner_addresses import remove_partner_address
from core.services.partners import read_partners
from core.services.posting import post_due
from core.services.session import Session
from tests.desktop.screens.sending.page import Page
from tests.support.mailing import DELAY, answering, give_account, open_with_packages, pass_time, stages


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
        (Sending.LOGIN, "сервер не узнал пароль", {"retry", "cancel", "reveal"}),
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
    assert can(page) == {"retry", "count", "reveal"}
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
    assert page.view.problems[-1][0].startswith("В карточке партнёра нет такого адреса")


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
