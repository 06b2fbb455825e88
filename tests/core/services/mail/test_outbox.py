"""Packages that go by mail: queued, sent, in error or unknown, and sent only where the server said so."""

import socket
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.domain.errors import StageForbidden
from core.domain.fallen import Fallen
from core.domain.lead import Stage
from core.domain.mailing import Letter, MailAccount, Sending, Tried
from core.domain.outbox import (
    AddressMissing,
    AddressUnconfirmed,
    InOutbox,
    MailAccountMissing,
    Posting,
    PostingForbidden,
    SampleStays,
    Way,
)
from core.domain.settings import Settings
from core.services.backups import make_backup
from core.services.client_erasing import erase_clients
from core.services.consents import withdraw_consent
from core.services.mail_account import remove_mail_account
from core.services.outbox import (
    cancel_posting,
    count_as_sent,
    queue_package,
    read_outbox,
    send_again,
    try_now,
)
from core.services.partner_addresses import confirm_partner_address, remove_partner_address, set_partner_address
from core.services.posting import next_posting, post_due, settle_interrupted
from core.services.sending import Package, mark_password_given, mark_sent, read_packages, read_password, save_package
from core.services.session import Session
from core.services.settings import change_settings
from tests.support.bases import all_recommendations, reopen
from tests.support.firm import brought_back
from tests.support.mailing import (
    DELAY,
    address_of,
    answering,
    give_account,
    open_with_packages,
    pass_time,
    post_and_be_killed,
    row,
    stages,
)
from tests.support.papers import let_run_out


def test_an_unreached_server_is_tried_after_1_5_15_60_minutes_and_then_every_hour(
    session: Session, packages: tuple[int, ...]
) -> None:
    queue_package(session, packages[0], "ru")
    pass_time(session, DELAY)
    pauses = []
    for _ in range(6):
        post_due(session, post=answering(Sending.UNREACHED))
        due = row(session, packages[0]).due_at
        assert due is not None
        pauses.append(due - session.now())
        pass_time(session, pauses[-1])
    assert [pause / timedelta(minutes=1) for pause in pauses] == [1, 5, 15, 60, 60, 60]
    assert row(session, packages[0]).state is Posting.OFFLINE


def test_one_bad_package_keeps_no_other_back(session: Session, packages: tuple[int, ...]) -> None:
    assert len(packages) > 2
    for package in packages:
        queue_package(session, package, "ru")
    pass_time(session, DELAY)
    server = answering(Sending.REFUSED, Sending.UNKNOWN, Sending.SENT)
    states = post_due(session, post=server).value.posted
    assert states == [Posting.ERROR, Posting.UNKNOWN, *[Posting.SENT] * (len(packages) - 2)]


def test_a_queued_package_can_be_taken_back_and_then_leaves_by_another_way(
    session: Session, packages: tuple[int, ...], tmp_path: Path
) -> None:
    queue_package(session, packages[0], "ru")
    for other_way in (
        lambda: save_package(session, packages[0], tmp_path / "out"),
        lambda: queue_package(session, packages[0], "ru"),
    ):
        with pytest.raises(InOutbox):
            other_way()
    cancel_posting(session, packages[0])
    pass_time(session, DELAY)
    assert post_due(session, post=answering(Sending.SENT)).value.posted == []
    assert isinstance(save_package(session, packages[0], tmp_path / "out").value, Package)


def test_what_is_sent_or_may_have_gone_is_not_taken_back_or_marked_by_hand(
    session: Session, packages: tuple[int, ...]
) -> None:
    for package in packages[:2]:
        queue_package(session, package, "ru")
    pass_time(session, DELAY)
    post_due(session, post=answering(Sending.SENT, Sending.UNKNOWN))
    for package in packages[:2]:
        with pytest.raises(PostingForbidden):
            cancel_posting(session, package)
        with pytest.raises(PostingForbidden):
            try_now(session, package)
    with pytest.raises(StageForbidden):
        queue_package(session, packages[0], "ru")
    with pytest.raises(InOutbox):
        mark_sent(session, packages[1])


def test_of_what_may_have_gone_a_person_says_what_becomes_of_it(session: Session, packages: tuple[int, ...]) -> None:
    for package in packages[:2]:
        queue_package(session, package, "ru")
    pass_time(session, DELAY)
    server = answering(Sending.UNKNOWN, Sending.UNKNOWN, Sending.SENT)
    post_due(session, post=server)
    assert count_as_sent(session, packages[0]).value == len(
        [one for one in all_recommendations(session) if one.package_id == packages[0]]
    )
    send_again(session, packages[1])
    post_due(session, post=server)
    assert stages(session, packages[0]) == stages(session, packages[1]) == {Stage.SENT}
    assert [one.message_id for one in server.letters[1:]] == [server.letters[1].message_id] * 2


def test_a_program_killed_while_it_hands_over_finds_it_unknown_and_asks(tmp_path: Path) -> None:
    session, packages = open_with_packages(tmp_path)
    give_account(session)
    queue_package(session, packages[0], "ru")
    pass_time(session, DELAY)
    post_and_be_killed(session)
    again = reopen(session.store.folder)
    pass_time(again, timedelta(days=1))
    assert settle_interrupted(again).value == 1
    assert row(again, packages[0]).state is Posting.UNKNOWN
    assert post_due(again, post=answering(Sending.SENT)).value.posted == []
    assert settle_interrupted(again).value == 0
    again.close()


def test_what_waited_when_a_backup_was_made_is_not_sent_unasked_by_what_is_restored(tmp_path: Path) -> None:
    session, packages = open_with_packages(tmp_path)
    give_account(session)
    for package in packages[:2]:
        queue_package(session, package, "ru")
    pass_time(session, DELAY)
    post_due(session, post=answering(Sending.REFUSED, Sending.UNREACHED))
    saved = make_backup(session, tmp_path / "copies").value.file
    try_now(session, packages[0])
    pass_time(session, timedelta(hours=1))
    post_due(session, post=answering(Sending.SENT))
    session.close()
    brought_back(saved, session.store.folder)
    again = reopen(session.store.folder)
    pass_time(again, timedelta(days=1))
    server = answering(Sending.SENT)
    assert post_due(again, post=server).value.posted == []
    assert {(one.state, one.outcome) for one in read_outbox(again)} == {(Posting.UNKNOWN, "restored")}
    send_again(again, packages[0])
    post_due(again, post=server)
    assert len(server.letters) == 1
    again.close()


def test_what_goes_from_a_colleagues_account_is_taken_out_or_vouched_for_but_not_sent(
    session: Session, packages: tuple[int, ...]
) -> None:
    for package in packages[:3]:
        queue_package(session, package, "ru")
    pass_time(session, DELAY)
    post_due(session, post=answering(Sending.UNKNOWN, Sending.REFUSED, Sending.LATER))
    session.user_id += 1
    for deed, package in ((send_again, packages[0]), (try_now, packages[1])):
        with pytest.raises(PostingForbidden):
            deed(session, package)
    assert [one.ways for one in read_outbox(session)] == [(Way.COUNT,), (Way.CANCEL,), (Way.CANCEL,)]


def test_what_may_have_gone_once_is_never_offered_to_be_taken_out(session: Session, packages: tuple[int, ...]) -> None:
    queue_package(session, packages[0], "ru")
    assert row(session, packages[0]).ways == (Way.CANCEL,)
    pass_time(session, DELAY)
    post_due(session, post=answering(Sending.UNKNOWN))
    assert row(session, packages[0]).ways == (Way.COUNT, Way.AGAIN)
    send_again(session, packages[0])
    post_due(session, post=answering(Sending.REFUSED))
    assert row(session, packages[0]).ways == (Way.RETRY, Way.COUNT)
    with pytest.raises(PostingForbidden):
        cancel_posting(session, packages[0])
    assert count_as_sent(session, packages[0]).value
    assert row(session, packages[0]).ways == ()


def test_a_server_that_breaks_our_code_leaves_the_package_unknown(session: Session, packages: tuple[int, ...]) -> None:
    def post(_account: MailAccount, _letter: Letter, _at: datetime) -> Tried:
        raise ZeroDivisionError

    queue_package(session, packages[0], "ru")
    pass_time(session, DELAY)
    with pytest.raises(ZeroDivisionError):
        post_due(session, post=post)
    assert row(session, packages[0]).state is Posting.UNKNOWN


def test_a_consent_withdrawn_while_it_waits_dissolves_the_package(session: Session, packages: tuple[int, ...]) -> None:
    queue_package(session, packages[0], "ru")
    clients = [one.client_id for one in all_recommendations(session) if one.package_id == packages[0]]
    withdraw_consent(session, clients[:1], "С-1")
    pass_time(session, DELAY)
    server = answering(Sending.SENT)
    post_due(session, post=server)
    assert server.letters == []
    assert packages[0] not in {one.package_id for one in read_outbox(session)}
    assert stages(session, packages[0]) == set()


def test_a_consent_that_ran_out_while_it_waited_is_found_right_before_it_leaves(
    session: Session, packages: tuple[int, ...]
) -> None:
    queue_package(session, packages[0], "ru")
    let_run_out(session)
    pass_time(session, DELAY)
    server = answering(Sending.SENT)
    assert post_due(session, post=server).value.posted == [Fallen.CONSENT]
    assert server.letters == []
    assert stages(session, packages[0]) == set()


def test_a_consent_withdrawn_from_what_may_have_gone_keeps_its_record_and_sends_nothing_again(
    session: Session, packages: tuple[int, ...]
) -> None:
    queue_package(session, packages[0], "ru")
    pass_time(session, DELAY)
    post_due(session, post=answering(Sending.UNKNOWN))
    clients = [one.client_id for one in all_recommendations(session) if one.package_id == packages[0]]
    withdraw_consent(session, clients[:1], "С-1")
    send_again(session, packages[0])
    server = answering(Sending.SENT)
    post_due(session, post=server)
    assert server.letters == []
    found = row(session, packages[0])
    assert (found.state, found.outcome) == (Posting.UNKNOWN, "consent")
    assert count_as_sent(session, packages[0]).value == len(clients)


def test_a_person_erased_from_what_may_have_gone_leaves_its_record(session: Session, packages: tuple[int, ...]) -> None:
    for package in packages[:2]:
        queue_package(session, package, "ru")
    pass_time(session, DELAY)
    post_due(session, post=answering(Sending.UNKNOWN, Sending.UNREACHED))
    for package in packages[:2]:
        client = next(one.client_id for one in all_recommendations(session) if one.package_id == package)
        erase_clients(session, [client])
    assert {one.id for one in read_packages(session)} >= {packages[0]}
    assert packages[1] not in {one.id for one in read_packages(session)}
    assert stages(session, packages[0]) == {Stage.SENT}
    assert count_as_sent(session, packages[0]).value > 0


def test_a_changed_address_is_not_mailed_to_until_somebody_confirmed_it_and_asked_for_it(
    session: Session, packages: tuple[int, ...]
) -> None:
    queue_package(session, packages[0], "ru")
    with session.store.reading() as work:
        company = work.packages.one(packages[0]).company_id
    set_partner_address(session, company, "other@mayak.example")
    pass_time(session, DELAY)
    server = answering(Sending.SENT)
    post_due(session, post=server)
    assert row(session, packages[0]).outcome == "address"
    with pytest.raises(AddressUnconfirmed):
        try_now(session, packages[0])
    with pytest.raises(AddressMissing):
        confirm_partner_address(session, company, address_of(company))
    confirm_partner_address(session, company, "other@mayak.example")
    try_now(session, packages[0])
    post_due(session, post=server)
    assert [one.recipient for one in server.letters] == ["other@mayak.example"]
    remove_partner_address(session, company)


def test_without_account_or_address_nothing_is_queued(session: Session, packages: tuple[int, ...]) -> None:
    with session.store.reading() as work:
        company = work.packages.one(packages[0]).company_id
    remove_partner_address(session, company)
    with pytest.raises(AddressMissing):
        queue_package(session, packages[0], "ru")
    remove_mail_account(session)
    with pytest.raises(MailAccountMissing):
        queue_package(session, packages[1], "ru")
    assert read_outbox(session) == []


def test_what_waits_for_an_account_or_its_password_goes_on_with_the_next_one(
    session: Session, packages: tuple[int, ...]
) -> None:
    for package in packages[:2]:
        queue_package(session, package, "ru")
    pass_time(session, DELAY)
    server = answering(Sending.LOGIN, Sending.REFUSED, Sending.SENT)
    post_due(session, post=server)
    assert [one.due_at for one in read_outbox(session)] == [None, None]
    give_account(session, password="another word")
    post_due(session, post=server)
    assert [one.state for one in read_outbox(session) if not one.password_due or one.state is not Posting.SENT] == [
        Posting.ERROR
    ]


def test_the_password_of_a_mailed_package_is_shown_once_like_any_other(
    session: Session, packages: tuple[int, ...]
) -> None:
    queue_package(session, packages[0], "ru")
    assert read_password(session, packages[0]).value
    pass_time(session, DELAY)
    post_due(session, post=answering(Sending.SENT))
    assert row(session, packages[0]).password_due
    mark_password_given(session, packages[0])
    assert read_outbox(session) == []


def test_the_delay_is_a_setting(session: Session, packages: tuple[int, ...]) -> None:
    change_settings(session, Settings(send_delay=10))
    assert queue_package(session, packages[0], "ru").value - session.now() == timedelta(seconds=10)


def test_the_sample_sends_nothing_and_opens_no_socket(
    session: Session, packages: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_socket(*_: object, **__: object) -> None:
        raise AssertionError

    queue_package(session, packages[0], "ru")
    pass_time(session, DELAY)
    monkeypatch.setattr(socket, "socket", no_socket)
    monkeypatch.setattr(socket, "getaddrinfo", no_socket)
    session.is_sample = True
    with pytest.raises(SampleStays):
        queue_package(session, packages[1], "ru")
    assert post_due(session).value.posted == []
    assert next_posting(session) is None
