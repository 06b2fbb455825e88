"""The look and the size of letters, chosen in the settings, hold at once on every page."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

from desktop.screens.journal.screen import JournalScreen
from desktop.theme import Scheme
from desktop.theme.tokens import BY_SCHEME
from tests.journeys.conftest import LOGIN, PASSWORD
from tests.support.driver import Driver

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture
def driver(inside: Callable[[str], Driver]) -> Driver:
    """Every page was seen once."""
    made = inside("scored")
    for page in made.frame.pages:
        made.go(page)
    made.go("settings")
    return made


def test_another_look_is_drawn_at_once_on_every_page(driver: Driver) -> None:
    for scheme in (Scheme.DARK, Scheme.CONTRAST, Scheme.LIGHT):
        driver.go("settings")
        chosen = next(one for one in driver.page.scheme.segments() if one.value == scheme.value)
        chosen.click()
        driver.wait()
        for page in driver.frame.pages:
            driver.go(page)
            ground = driver.frame.grab().toImage().pixelColor(QPoint(3, 3))
            assert ground == QColor(BY_SCHEME[scheme].bg), (page, scheme)


def test_a_page_that_is_first_gone_to_later_wears_and_says_what_was_chosen_before(
    inside: Callable[[str], Driver],
) -> None:
    driver = inside("scored")
    driver.program.set_scheme(Scheme.DARK)
    driver.program.set_language("en")
    driver.wait()
    assert [type(one) for one in driver.frame.pages.made] == [type(driver.page)]
    for page in ("journal", "rules", "clients"):
        driver.go(page)
        assert driver.page.title.text() == driver.say(page, "title")
        assert driver.colour_at(3, 3) == BY_SCHEME[Scheme.DARK].bg.upper()
    driver.lock()
    driver.unlock(LOGIN, PASSWORD)
    driver.go("backups")
    assert driver.page.title.text() == driver.say("backups", "title")


def test_a_page_that_cannot_be_made_is_told_and_the_one_before_stays(
    inside: Callable[[str], Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = inside("scored")
    with monkeypatch.context() as broken:
        broken.setattr(JournalScreen, "retranslate", _fail)
        with pytest.raises(RuntimeError):
            driver.program.go("journal", {})
    assert driver.frame.page_name == "today"
    driver.go("journal")
    assert driver.page.title.text() == driver.say("journal", "title")


def _fail(_page: JournalScreen) -> None:
    raise RuntimeError


def test_larger_letters_are_larger_on_every_page(driver: Driver) -> None:
    at = {scale: _sizes(driver, scale) for scale in (100, 150)}
    assert len(at[100]) > 60
    assert not {what: (size, at[150].get(what)) for what, size in at[100].items() if at[150].get(what, 0) < 1.4 * size}
    assert _sizes(driver, 100) == at[100]


def _sizes(driver: Driver, scale: int) -> dict[tuple[str, str], float]:
    driver.go("settings")
    choice = driver.page.type_scale
    choice.activated.emit(choice.findData(scale))
    driver.wait()
    found: dict[tuple[str, str], float] = {}
    for page in driver.frame.pages:
        driver.go(page)
        labels = [one for one in driver.frame.findChildren(QLabel) if one.isVisible() and one.text()]
        found |= {(page, one.text()): one.fontInfo().pixelSize() for one in labels}
    return found
