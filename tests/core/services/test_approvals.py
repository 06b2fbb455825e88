"""Where the base asks for approvals no package leaves before one by any way out, and nobody approves their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.domain.approval import (
    AnotherApproves,
    Approval,
    ApprovalMissing,
    ApprovedBefore,
    OwnPackage,
    WrongWord,
)
from core.domain.errors import NotAllowed, StageForbidden
from core.domain.outbox import Hitch, Posting
from core.domain.rights import Role
from core.domain.settings import Settings
from core.services.approvals import (
    approve_package,
    confirm_package,
    read_inside,
    read_word_wanted,
    return_package,
)
from core.services.decisions import accept_from
from core.services.letters import save_draft_letter
from core.services.mail_account import set_mail_account
from core.services.outbox import queue_package, read_outbox, try_now
from core.services.package_opening import sender_words
from core.services.partner_addresses import confirm_partner_address, set_partner_address
from core.services.partners import read_partners, read_sender_key, set_partner_key
from core.services.posting import post_due
from core.services.scoring import compute
from core.services.sending import (
    Package,
    hand_out_passwords,
    make_packages,
    mark_sent,
    read_packages,
    read_password,
    save_package,
    save_packages,
)
from core.services.session import Session, sign_in
from core.services.settings import change_settings
from core.services.users import key_words
from tests.support.bases import CAR, LOGIN, PASSWORD, client_row, consent_to_all, open_filled
from tests.support.colleagues import OTHER, join
from tests.support.imported import import_clients
from tests.support.mail_callers import ADDRESS, CARD, nobody
from tests.support.sealed import RECIPIENT

ASKS = Settings(exploration=0, approvals=True)
CLIENTS = range(1, 4)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Accepted leads wait, the base asks for approvals, and nobody else works in it."""
    opened = open_filled(tmp_path)
    import_clients(opened, [client_row(number, CAR) for number in CLIENTS], consent_to_all(opened))
    compute(opened)
    accept_from(opened, 1, CLIENTS)
    change_settings(opened, ASKS)
    yield opened
    opened.close()


@pytest.fixture
def two(session: Session) -> Iterator[Session]:
    """The first user, and a head of sales beside, each signed in once the other has gone."""
    base = join(session, frozenset({Role.MANAGER, Role.SUPERVISOR}))
    first = sign_in(base, LOGIN, PASSWORD)
    first.clock = session.clock
    yield first
    first.close()


def made(session: Session) -> int:
    make_packages(session, list(CLIENTS), "ru")
    return read_packages(session)[0].id


def as_other(session: Session) -> None:
    """The head of sales sits down at the same base."""
    with session.store.reading() as work:
        session.user_id = next(one.id for one in work.accounts.users() if one.login == OTHER)


def approval(session: Session, package: int) -> Approval:
    return next(one.approval for one in read_packages(session) if one.id == package)


def prepare_mail(session: Session) -> None:
    set_mail_account(session, CARD, "password")
    for one in read_partners(session):
        set_partner_address(session, one.id, ADDRESS)
        confirm_partner_address(session, one.id, ADDRESS)


WAYS_OUT: dict[str, Callable[[Session, int, Path], object]] = {
    "file": save_package,
    "letter": lambda s, id_, out: save_draft_letter(s, id_, out, "ru"),
    "mail": lambda s, id_, _: queue_package(s, id_, "ru"),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_way_out_is_open_before_somebody_has_approved(session: Session, tmp_path: Path, way: str) -> None:
    prepare_mail(session)
    package = made(session)
    with pytest.raises(ApprovalMissing):
        WAYS_OUT[way](session, package, tmp_path / "out")
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").glob("opuntia-*.xlsx"))
    assert read_outbox(session) == []
    place, _ = read_word_wanted(session, package)
    confirm_package(session, package, sender_words(read_sender_key(session), "ru")[place - 1], "ru")
    assert WAYS_OUT[way](session, package, tmp_path / "out")


def test_the_main_job_writes_what_was_approved_and_counts_what_waits(session: Session, tmp_path: Path) -> None:
    package = made(session)
    count = len(read_packages(session))
    assert save_packages(session, tmp_path / "out").value.held == count
    assert not (tmp_path / "out").exists()
    place, _ = read_word_wanted(session, package)
    confirm_package(session, package, sender_words(read_sender_key(session), "ru")[place - 1], "ru")
    saved = save_packages(session, tmp_path / "out").value
    assert (len(saved.packages), saved.held) == (1, count - 1)


def test_what_was_saved_or_queued_before_the_base_asked_goes_no_further(session: Session, tmp_path: Path) -> None:
    change_settings(session, Settings(exploration=0))
    prepare_mail(session)
    made(session)
    saved, queued, *_ = read_packages(session)
    save_package(session, saved.id, tmp_path / "out")
    queue_package(session, queued.id, "ru")
    change_settings(session, ASKS)
    with pytest.raises(ApprovalMissing):
        read_password(session, saved.id)
    assert hand_out_passwords(session, tmp_path / "passwords.txt").value == 0
    later = session.clock().replace(hour=23)
    session.clock = lambda: later
    post_due(session, post=nobody)
    (row,) = read_outbox(session)
    assert (row.state, row.outcome) == (Posting.ERROR, Hitch.APPROVAL)
    with pytest.raises(ApprovalMissing):
        try_now(session, queued.id)


def test_another_holder_approves_and_the_maker_does_not(two: Session, tmp_path: Path) -> None:
    session = two
    package = made(session)
    assert approval(session, package) is Approval.ANOTHER
    with pytest.raises(OwnPackage):
        approve_package(session, package)
    with pytest.raises(AnotherApproves):
        confirm_package(session, package, "слово", "ru")
    as_other(session)
    assert approval(session, package) is Approval.MINE
    inside = read_inside(session, package)
    assert inside.maker == LOGIN and inside.confirmed is None
    assert inside.rows and all("Кактусов" in who for who, _ in inside.rows)
    entry = approve_package(session, package).entry
    assert approval(session, package) is Approval.NONE
    assert isinstance(save_package(session, package, tmp_path / "out").value, Package)
    with session.store.reading() as work:
        told = next(one for one in work.audit.entries() if one.id == entry)
        assert (told.details, told.user_id) == ({"approved": package}, session.user_id)


def test_a_mere_manager_approves_nothing(two: Session) -> None:
    session = two
    package = made(session)
    as_other(session)
    session.roles = frozenset({Role.MANAGER})
    assert approval(session, package) is Approval.ANOTHER
    for act in (approve_package, return_package, read_inside):
        with pytest.raises(NotAllowed):
            act(session, package)


def test_a_package_that_is_returned_is_dissolved_and_its_leads_wait(two: Session) -> None:
    session = two
    package = made(session)
    leads = next(one.leads for one in read_packages(session) if one.id == package)
    as_other(session)
    return_package(session, package)
    assert package not in {one.id for one in read_packages(session)}
    assert make_packages(session, list(CLIENTS), "ru").value.leads == leads
    other = read_packages(session)[0].id
    session.user_id = 1
    approve_package(session, other)
    with pytest.raises(ApprovedBefore):
        return_package(session, other)


def test_who_made_a_package_of_before_is_not_known_and_so_nobody_approves_it(two: Session) -> None:
    session = two
    package = made(session)
    with session.store.unit_of_work() as work:
        work._connection.exec_driver_sql("UPDATE package SET made_by = NULL")
    as_other(session)
    assert approval(session, package) is Approval.ANOTHER
    with pytest.raises(OwnPackage):
        approve_package(session, package)
    return_package(session, package)


def test_alone_a_word_of_the_partners_key_stands_in_and_the_journal_says_so(session: Session) -> None:
    for one in read_partners(session):
        set_partner_key(session, one.id, RECIPIENT)
    package = made(session)
    assert approval(session, package) is Approval.WORD
    with pytest.raises(OwnPackage):
        approve_package(session, package)
    place, of_key = read_word_wanted(session, package)
    assert of_key
    words = key_words(RECIPIENT, "ru")
    for wrong in ("", "слово", words[place % len(words)]):
        with pytest.raises(WrongWord):
            confirm_package(session, package, wrong, "ru")
    entry = confirm_package(session, package, f" {words[place - 1].upper()} ", "ru").entry
    assert approval(session, package) is Approval.NONE
    with session.store.reading() as work:
        assert next(one for one in work.audit.entries() if one.id == entry).details == {
            "approved": package,
            "by_word": True,
        }


def test_what_has_left_is_not_approved_afterwards(session: Session, tmp_path: Path) -> None:
    change_settings(session, Settings(exploration=0))
    package = made(session)
    save_package(session, package, tmp_path / "out")
    mark_sent(session, package)
    change_settings(session, ASKS)
    assert approval(session, package) is Approval.NONE
    with pytest.raises(StageForbidden):
        confirm_package(session, package, "слово", "ru")


def test_a_base_that_asks_for_none_lets_packages_leave_as_before(session: Session, tmp_path: Path) -> None:
    change_settings(session, Settings(exploration=0))
    package = made(session)
    assert approval(session, package) is Approval.NONE
    assert isinstance(save_package(session, package, tmp_path / "out").value, Package)
