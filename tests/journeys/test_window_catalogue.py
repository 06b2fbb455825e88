"""An administrator edits partners, services and rules by hand, by keys alone: changes, check, apply, undo."""

from collections.abc import Callable

import pytest

from core.domain.rights import UseCase
from core.services.catalogue import read_catalogue
from core.services.settings import read_settings
from tests.support.driver import CTRL, KEYS, Driver, text_of

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture
def driver(inside: Callable[[str], Driver]) -> Driver:
    return inside("scored")


def effect(driver: Driver) -> str:
    block = driver.page.effect
    return str(block.text.text()) if block.isVisible() else ""


def test_a_partner_is_edited_checked_applied_and_undone_without_a_mouse(driver: Driver) -> None:
    driver.go("catalogue")
    page, before = driver.page, read_catalogue(driver.session)
    assert driver.focused is page.companies
    driver.do(KEYS.Key_Down, KEYS.Key_Return)
    controls = page.card.form.controls
    assert driver.focused is controls["name"]
    driver.tab_to(controls["lead_cap"])
    driver.type("25")
    driver.do(KEYS.Key_Escape)
    assert driver.focused is page.companies
    driver.tab_to(page.services)
    driver.do(KEYS.Key_Return)
    controls = page.card.form.controls
    driver.tab_to(controls["least_age"])
    driver.type("99")
    driver.tab_to(controls["conversion"])
    driver.type("6о")
    assert not page.bar.apply.isEnabled(), "a letter is no number"
    driver.do(KEYS.Key_Backspace)
    driver.type("0")
    assert driver.say("staged", "changes", n=3) in driver.texts()
    assert read_catalogue(driver.session) == before
    driver.tab_to(page.bar.check)
    driver.do(KEYS.Key_Space)
    assert "→" not in effect(driver).splitlines()[0]
    assert effect(driver)
    assert read_catalogue(driver.session) == before, "looking changes nothing"
    driver.do(KEYS.Key_Return, held=CTRL)
    after = read_catalogue(driver.session)
    company = next(one for one in after.companies.values() if one.lead_cap == 25)
    (service,) = [one for one in after.services.values() if one.eligibility.least_age == 99]
    assert (service.company_id, service.indicators.conversion) == (company.id, 0.6)
    assert effect(driver) == ""
    driver.press(KEYS.Key_Escape)
    driver.do(KEYS.Key_Z, held=CTRL)
    undone = read_catalogue(driver.session)
    assert (undone.companies, undone.services) == (before.companies, before.services)
    last = driver.session.store
    with last.reading() as work:
        steps = [one.use_case for one in work.audit.latest_of(driver.session.user_id, 2)]
    assert steps == [UseCase.EDIT_CATALOGUE] * 2


def test_rules_are_changed_checked_applied_and_undone_by_the_toast_without_a_mouse(driver: Driver) -> None:
    driver.go("rules")
    page, before = driver.page, read_settings(driver.session)
    controls = page.form.controls
    assert driver.focused is controls["accept_from"]
    driver.do(KEYS.Key_A, held=CTRL)
    driver.type("50")
    driver.tab_to(controls["open_recommendations"])
    driver.do(KEYS.Key_A, held=CTRL)
    driver.type("1")
    driver.tab_to(page.bar.check)
    driver.do(KEYS.Key_Space)
    assert effect(driver)
    assert read_settings(driver.session) == before
    driver.do(KEYS.Key_Return, held=CTRL)
    now = read_settings(driver.session)
    assert (now.accept_from, now.open_recommendations) == (50, 1)
    driver.tab_to(page.bar.undo)
    driver.do(KEYS.Key_Space)
    assert read_settings(driver.session) == before
    assert text_of(controls["accept_from"]) == str(before.accept_from)


def test_what_was_typed_survives_leaving_the_page_and_is_reset_by_a_button(driver: Driver) -> None:
    driver.go("catalogue")
    before = read_catalogue(driver.session)
    driver.do(KEYS.Key_Down, KEYS.Key_Return)
    driver.tab_to(driver.page.card.form.controls["lead_cap"])
    driver.type("7")
    driver.go("today")
    driver.go("catalogue")
    assert driver.say("staged", "changes", n=1) in driver.texts()
    assert driver.page.card.form.controls["lead_cap"].text() == "7"
    driver.click(driver.say("staged", "reset"))
    assert driver.page.card.form.controls["lead_cap"].text() == ""
    assert driver.say("staged", "none") in driver.texts()
    assert read_catalogue(driver.session) == before
