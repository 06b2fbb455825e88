"""A package by mail through the real window: the account, the partner's address, the outbox, a real server."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from core.services import posting
from core.services.decisions import accept_from
from core.services.outgoing import read_outgoing
from core.services.sending import make_package, read_packages
from tests.support.driver import KEYS, Driver
from tests.support.mailing import by_mail, pass_time
from tests.support.post_office import HOST, PASSWORD, USER, PostOffice, open_post_office

pytestmark = [
    pytest.mark.qt_log_ignore("does not support raise", "does not support grabbing", extend=True),
    pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning"),
]

Inside = Callable[[str], Driver]
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
