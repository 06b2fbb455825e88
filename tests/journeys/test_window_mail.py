"""A package by mail through the real window: the account, the partner's address, the outbox, a real server. Nothing of
a client is left anywhere by that, and nothing connects where nobody sends.
"""

import shutil
import socket
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from core.domain.outbox import Posting
from core.services import posting
from core.services.decisions import accept_from
from core.services.letters import save_draft_letter
from core.services.outbox import count_as_sent, queue_package, read_outbox, send_again, try_now
from core.services.outgoing import read_outgoing
from core.services.partner_addresses import confirm_partner_address, set_partner_address
from core.services.partners import read_partners
from core.services.sending import make_package, make_packages, read_packages, save_package
from core.services.session import Session
from desktop.places import PLACES
from desktop.screens.sending.how import HowDialog
from tests.journeys.conftest import Tables
from tests.support.canaries import SHORTEST, Search
from tests.support.driver import CTRL, KEYS, Driver
from tests.support.firm import content_of
from tests.support.mailing import by_mail, give_account, pass_time
from tests.support.post_office import HOST, PASSWORD, USER, PostOffice, open_post_office

pytestmark = [
    pytest.mark.qt_log_ignore("does not support raise", "does not support grabbing", extend=True),
    pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning"),
]

Inside = Callable[[str], Driver]
Start = Callable[[], Driver]
MINUTE = timedelta(minutes=1)


def set_up_account(driver: Driver, port: int) -> None:
    """In the settings."""
    driver.go("settings")
    driver.page.mail.enter.click()
    dialog = driver.page.account
    dialog.address.setText(USER)
    dialog.host.setText(HOST)
    dialog.port.setValue(port)
    driver.tab_to(dialog.password.line)
    driver.type(PASSWORD)
    driver.do(KEYS.Key_Return)
    driver.wait()
    assert driver.page.account is None


def write_address(driver: Driver, company: int, address: str) -> None:
    """On the page of partners, checked by phone."""
    driver.go("catalogue")
    page = driver.page
    page.companies.selectRow([one.id for one in page.presenter._companies].index(company))
    page.open_card.click()
    driver.wait()
    card = page.card.partner
    card.address.setText(address)
    card.set_address.click()
    driver.wait()
    card.confirm_address.click()
    driver.wait()


def queue_first(driver: Driver) -> None:
    """From the tab of packages into the outbox."""
    driver.go("sending")
    driver.page.presenter.pick_tab("packages")
    driver.page.doings["mail"].click()
    driver.wait()
    driver.page.dialog.buttons["yes"].click()
    driver.wait()


def state(driver: Driver) -> str:
    """What the outbox says of its first package."""
    return str(driver.page.outbox_model.shown.lines[0].cells[-1])


def knock(driver: Driver, later: timedelta) -> None:
    """So much time passes."""
    pass_time(driver.session, later)
    place = driver.program.workplace
    assert place is not None
    place.postman.look()
    driver.wait()


def test_a_package_is_queued_taken_out_waits_offline_and_is_sent(
    inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = posting.post_due
    driver = inside("scored")
    session = driver.session
    with session.store.reading() as work:
        clients = sorted({one.client_id for one in work.leads.everything()})
    accept_from(session, 1, clients)
    offer = next(one for one in read_outgoing(session) if one.leads)
    make_package(session, offer.partner_id, "ru")
    with open_post_office(PostOffice()) as office:
        pass
    monkeypatch.setattr(posting, "post_due", partial(real, post=by_mail(office)))
    set_up_account(driver, office.port)
    write_address(driver, offer.partner_id, "leads@partner.example")

    queue_first(driver)
    assert state(driver) in {"уйдёт через 1:00", "уйдёт через 0:59"}
    assert "Исходящие 1" in driver.frame.status.texts
    driver.page.postings["cancel"].click()
    driver.wait()
    knock(driver, MINUTE)
    assert [one.queued for one in read_packages(session)] == [False]

    queue_first(driver)
    knock(driver, MINUTE)
    assert state(driver).startswith("нет сети, отправим сами в")
    assert "Исходящие 1, нет сети" in driver.frame.status.texts
    with open_post_office(office):
        set_up_account(driver, office.port)
        driver.go("sending")
        knock(driver, MINUTE)
    (letter,) = office.letters
    assert (letter["To"], letter["From"]) == ("leads@partner.example", USER)
    assert [one.sent for one in read_packages(session)] == [True]


def packages_of(session: Session) -> tuple[int, ...]:
    """Packages for several partners, each with an address."""
    with session.store.reading() as work:
        clients = sorted({one.client_id for one in work.leads.everything()})
    accept_from(session, 1, clients)
    for partner in read_partners(session):
        set_partner_address(session, partner.id, f"leads@partner-{partner.id}.example")
        confirm_partner_address(session, partner.id, f"leads@partner-{partner.id}.example")
    return make_packages(session, clients, "ru").value.packages


def go_wrong_in_every_way(driver: Driver, office: PostOffice, packages: tuple[int, ...], named: str) -> set[Posting]:
    """The first is sent in the end, the second vouched for, the third stays unknown, the fourth has a wrong password.
    The server names somebody in all that it says. The states in which three of them stood.
    """
    session, (first, second, third, fourth) = driver.session, packages[:4]
    give_account(session, office.port)
    for package in (first, second, third):
        queue_package(session, package, "ru")
    knock(driver, MINUTE)
    met = {one.state for one in read_outbox(session)}
    with open_post_office(office):
        give_account(session, office.port)
        office.answers["RCPT"] = f"550 {named} is nobody here"
        knock(driver, MINUTE)
        met |= {one.state for one in read_outbox(session)}
        office.answers.clear()
        office.breaks = "LETTER"
        for package in (first, second, third):
            try_now(session, package)
        knock(driver, MINUTE)
        met |= {one.state for one in read_outbox(session)}
        office.breaks = ""
        send_again(session, first)
        count_as_sent(session, second)
        office.answers["LETTER"] = f"250 {named} is taken"
        knock(driver, MINUTE)
        office.answers["AUTH"] = f"535 {named} is not the password"
        queue_package(session, fourth, "en")
        knock(driver, MINUTE)
    return met


def test_a_whole_run_of_mail_leaves_no_word_about_a_client(
    inside: Inside,
    tables: Tables,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Queued, offline, refused, unknown, sent again, vouched for, a wrong password, a letter for the mail program, a
    file; the server names a client in all that it says.
    """
    words = {word for word in tables.secrets if len(word) >= SHORTEST}
    search, named = Search(words), max(word for word in words if word.isascii())
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    real, driver = posting.post_due, inside("scored")
    session, out = driver.session, tmp_path / "out"
    packages = packages_of(session)
    with open_post_office(PostOffice()) as office:
        pass
    monkeypatch.setattr(posting, "post_due", partial(real, post=by_mail(office)))
    met = go_wrong_in_every_way(driver, office, packages, named)
    assert met == {Posting.OFFLINE, Posting.ERROR, Posting.UNKNOWN}
    assert [one.outcome for one in read_outbox(session) if one.package_id == packages[3]] == ["login"]
    other = next(one.id for one in read_packages(session) if not one.sent and not one.queued)
    save_draft_letter(session, other, out, "ru")
    save_package(session, other, out)
    for page in ("sending", "journal", "today"):
        driver.go(page)
    assert {"mail_error", "mail_unknown"} <= {one.key for one in driver.program.bell.notices}

    tables_of = content_of(session.store)
    assert search.in_bytes(repr({name: rows for name, rows in tables_of.items() if "people" in name}).encode())
    work = {name: rows for name, rows in tables_of.items() if "people" not in name}
    assert work["outbox_item"]
    assert search.in_bytes(repr(work).encode()) == set()
    driver.close()
    assert len(office.letters) == 4
    for letter in office.letters:
        (attached,) = letter.iter_attachments()
        told = [letter.as_bytes(), repr(letter.items()).encode(), letter.get_body().get_content().encode()]  # type: ignore[union-attr]
        assert search.in_bytes(b"\n".join([*told, attached.get_content()])) == set()
    assert {file.suffix for file in out.iterdir()} == {".eml", ".xlsx", ".txt"}
    assert search.below(*(tmp_path / name for name in ("out", "tmp", "program", "person", "bases"))) == {}
    assert search.in_bytes("".join(capfd.readouterr()).encode()) == set()


def to_the_remedy(driver: Driver) -> None:
    """Out of the window that tells how it leaves."""
    driver.tab_to(driver.page.ready.how_button)
    driver.do(KEYS.Key_Space)
    how = QApplication.activeModalWidget()
    assert isinstance(how, HowDialog)
    driver.tab_to(how.how.remedy)
    driver.do(KEYS.Key_Space)
    driver.wait()


def test_by_the_keyboard_alone_what_is_missing_is_found_a_package_goes_and_is_taken_back(inside: Inside) -> None:
    driver = inside("scored")
    session = driver.session
    with session.store.reading() as work:
        clients = sorted({one.client_id for one in work.leads.everything()})
    accept_from(session, 1, clients)
    driver.go("sending")
    to_the_remedy(driver)
    assert driver.frame.page_name == "settings"
    assert driver.focused is driver.page.mail.enter
    give_account(session)
    driver.go("sending")
    to_the_remedy(driver)
    assert driver.frame.page_name == "catalogue"
    for partner in read_partners(session):
        set_partner_address(session, partner.id, f"leads@partner-{partner.id}.example")
        confirm_partner_address(session, partner.id, f"leads@partner-{partner.id}.example")
    driver.go("sending")
    driver.do(KEYS.Key_Return, held=CTRL)
    driver.do(KEYS.Key_Return)
    driver.wait()
    assert [one.state for one in read_outbox(session)] == [Posting.QUEUED]
    assert driver.focused is driver.page.outbox
    driver.do(KEYS.Key_Return, held=CTRL)
    driver.wait()
    assert read_outbox(session) == []


@cache
def overheard() -> list[str]:
    """What this process asks of the network from now on; Python takes no such hook off again."""
    found: list[str] = []
    sys.addaudithook(lambda event, _: found.append(event) if event.startswith("socket.") else None)
    return found


def test_neither_a_start_nor_a_round_through_the_sample_connects_to_anything(
    start: Start, home: Path, made_sample: Path
) -> None:
    shutil.copytree(made_sample, home)
    heard = overheard()
    heard.clear()
    driver = start()
    driver.do(KEYS.Key_Return)
    driver.wait()
    assert driver.session.is_sample
    for place in PLACES:
        driver.go(place.name)
        assert driver.frame.page_name == place.name
    assert heard == []
    socket.socket().close()
    assert heard == ["socket.__new__"]
