"""A sealed package whose partner is not to open it any more leaves by no way: it is dissolved, and its leads wait."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.fallen import Fallen
from core.domain.lead import Stage
from core.domain.mailing import Sending
from core.domain.manifest import DAYS_VALID
from core.domain.outbox import Posting
from core.services.catalogue import read_catalogue
from core.services.letters import save_draft_letter
from core.services.outbox import count_as_sent, queue_package, send_again
from core.services.partners import read_partners, remove_partner_key, set_partner_key
from core.services.posting import post_due
from core.services.recalls import read_recalls
from core.services.sending import Package, make_packages, mark_sent, read_packages, save_package, save_packages
from core.services.session import Session
from core.vault.sealing import new_identity
from tests.support.bases import all_recommendations
from tests.support.mailing import DELAY, answering, give_account, open_with_packages, pass_time, row
from tests.support.sealed import RECIPIENT


def replace_keys(session: Session) -> None:
    for one in read_partners(session):
        set_partner_key(session, one.id, new_identity()[1])


def remove_keys(session: Session) -> None:
    for one in read_partners(session):
        remove_partner_key(session, one.id)


def let_expire(session: Session) -> None:
    pass_time(session, timedelta(days=DAYS_VALID, seconds=1))


CHANGES = {
    "replaced": (replace_keys, Fallen.KEY),
    "removed": (remove_keys, Fallen.KEY),
    "expired": (let_expire, Fallen.EXPIRED),
}
changed = pytest.mark.parametrize(("change", "why"), CHANGES.values(), ids=CHANGES)
Change = Callable[[Session], None]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Every package of this base is sealed for its partner's key."""
    opened, packages = open_with_packages(tmp_path)
    with opened.store.unit_of_work() as work:
        for package in packages:
            work.packages.dissolve(package, opened.now())
    for one in read_catalogue(opened).companies.values():
        if not one.own:
            set_partner_key(opened, one.id, RECIPIENT)
    make_packages(opened, list(range(1, 31)), "ru")
    give_account(opened)
    yield opened
    opened.close()


@pytest.fixture
def package(session: Session) -> int:
    return read_packages(session)[0].id


def leads_of(session: Session, package: int) -> list[int]:
    return [one.id for one in all_recommendations(session) if one.package_id == package]


def stages(session: Session, leads: list[int]) -> set[Stage]:
    return {one.stage for one in all_recommendations(session) if one.id in leads}


@changed
def test_it_is_written_to_no_folder_and_an_earlier_file_is_taken_away(
    session: Session, package: int, tmp_path: Path, change: Change, why: Fallen
) -> None:
    leads = leads_of(session, package)
    first = save_package(session, package, tmp_path / "out").value
    assert isinstance(first, Package)
    change(session)
    assert save_package(session, package, tmp_path / "out").value is why
    assert not first.file.exists()
    assert package not in {one.id for one in read_packages(session)}
    assert stages(session, leads) == {Stage.WAITING}
    assert read_recalls(session) == [], "its clients still consent"


@changed
def test_it_is_no_letter_for_a_mail_program(
    session: Session, package: int, tmp_path: Path, change: Change, why: Fallen
) -> None:
    leads = leads_of(session, package)
    change(session)
    assert save_draft_letter(session, package, tmp_path / "out", "ru").value is why
    assert not (tmp_path / "out").exists()
    assert stages(session, leads) == {Stage.WAITING}


@changed
def test_it_is_handed_to_no_mail_server(session: Session, package: int, change: Change, why: Fallen) -> None:
    leads = leads_of(session, package)
    queue_package(session, package, "ru")
    change(session)
    pass_time(session, DELAY)
    server = answering(Sending.SENT)
    assert post_due(session, post=server).value.posted == [why]
    assert server.letters == []
    assert stages(session, leads) == {Stage.WAITING}


@changed
def test_what_was_handed_over_counts_as_sent_whatever_became_of_its_key(
    session: Session, package: int, tmp_path: Path, change: Change, why: Fallen
) -> None:
    leads = leads_of(session, package)
    save_packages(session, tmp_path / "out")
    change(session)
    assert mark_sent(session, package).value == len(leads), why
    assert stages(session, leads) == {Stage.SENT}


@changed
def test_what_may_have_gone_keeps_its_record_and_is_not_sent_again(
    session: Session, package: int, change: Change, why: Fallen
) -> None:
    leads = leads_of(session, package)
    queue_package(session, package, "ru")
    pass_time(session, DELAY)
    post_due(session, post=answering(Sending.UNKNOWN))
    change(session)
    send_again(session, package)
    server = answering(Sending.SENT)
    assert post_due(session, post=server).value.posted == [Posting.UNKNOWN], why
    assert server.letters == []
    assert row(session, package).outcome == "outdated"
    assert count_as_sent(session, package).value == len(leads)


def test_on_the_last_day_with_the_same_key_it_leaves(session: Session, package: int, tmp_path: Path) -> None:
    pass_time(session, timedelta(days=DAYS_VALID))
    for one in read_partners(session):
        set_partner_key(session, one.id, RECIPIENT)
    assert isinstance(save_package(session, package, tmp_path / "out").value, Package)


def test_a_workbook_under_a_password_leaves_also_where_its_partner_has_a_key_by_now(tmp_path: Path) -> None:
    session, packages = open_with_packages(tmp_path)
    replace_keys(session)
    let_expire(session)
    assert isinstance(save_package(session, packages[0], tmp_path / "out").value, Package)
    session.close()
