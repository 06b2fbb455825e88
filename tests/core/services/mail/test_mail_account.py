"""A user's own mail account: kept in the base, tried without a word about clients, taken away."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.errors import MissingValue
from core.domain.mailing import BadAddress, BadServer, Security, Sending
from core.domain.outbox import MailAccountMissing, SampleStays
from core.services.mail_account import (
    MailAccountCard,
    read_mail_account,
    remove_mail_account,
    set_mail_account,
    try_mail_account,
)
from core.services.session import Session
from tests.support.bases import open_new_base, reopen
from tests.support.mailing import by_mail
from tests.support.post_office import HOST, PASSWORD, USER, PostOffice, open_post_office

CARD = MailAccountCard(HOST, 587, Security.STARTTLS, USER, USER)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = open_new_base(tmp_path)
    yield session
    session.close()


def test_an_account_stays_with_its_user_and_its_password_is_never_read_back(session: Session) -> None:
    assert read_mail_account(session) is None
    set_mail_account(session, CARD, PASSWORD)
    again = reopen_after(session)
    assert read_mail_account(again) == CARD
    again.user_id += 1
    assert read_mail_account(again) is None
    again.close()


def reopen_after(session: Session) -> Session:
    session.close()
    return reopen(session.store.folder)


def test_the_password_is_in_people_alone_and_the_journal_names_fields_only(session: Session) -> None:
    set_mail_account(session, CARD, PASSWORD)
    with session.store.reading() as work:
        details = [one.details for one in work.audit.entries()][-1]
    assert details == {"mail_fields": ["host", "port", "security", "user", "address", "password"]}
    set_mail_account(session, replace(CARD, address="other@vega.example"))
    with session.store.reading() as work:
        assert [one.details for one in work.audit.entries()][-1] == {"mail_fields": ["address"]}


def test_a_kept_password_goes_to_no_other_server_or_user(session: Session) -> None:
    set_mail_account(session, CARD, PASSWORD)
    for other in (replace(CARD, host="mail.elsewhere.example"), replace(CARD, user="other")):
        with pytest.raises(MissingValue):
            set_mail_account(session, other)
    assert read_mail_account(session) == CARD


def test_what_cannot_be_an_account_is_refused(session: Session) -> None:
    for wrong, refusal in (
        (replace(CARD, host="mail server"), BadServer),
        (replace(CARD, port=0), BadServer),
        (replace(CARD, address="manager"), BadAddress),
        (replace(CARD, user=" "), MissingValue),
    ):
        with pytest.raises(refusal):
            set_mail_account(session, wrong, PASSWORD)
    assert read_mail_account(session) is None


def test_an_account_is_tried_with_a_letter_to_oneself_that_says_nothing_of_clients(session: Session) -> None:
    with open_post_office(PostOffice()) as office:
        set_mail_account(session, replace(CARD, port=office.port), PASSWORD)
        assert try_mail_account(session, "ru", by_mail(office)).value.outcome is Sending.SENT
        set_mail_account(session, replace(CARD, port=office.port), "another word")
        assert try_mail_account(session, "ru", by_mail(office)).value.outcome is Sending.LOGIN
    (letter,) = office.letters
    assert (letter["To"], letter["Subject"]) == (USER, "Проверка почты Opuntia")


def test_a_removed_account_can_be_given_back(session: Session) -> None:
    set_mail_account(session, CARD, PASSWORD)
    removed = remove_mail_account(session).value
    assert read_mail_account(session) is None
    with pytest.raises(MailAccountMissing):
        try_mail_account(session, "ru")
    set_mail_account(session, CARD, removed.password)
    assert read_mail_account(session) == CARD


def test_the_sample_tries_nothing(session: Session) -> None:
    set_mail_account(session, CARD, PASSWORD)
    session.is_sample = True
    with pytest.raises(SampleStays):
        try_mail_account(session, "ru")
