"""Language, look and size of type: at once, everywhere, and nothing of what was typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from core.services.wording import LANGUAGES, Language, sentences
from desktop.theme import tokens
from desktop.theme.tokens import DARK, LIGHT
from desktop.widgets.labels import Label
from tests.journeys.conftest import Tables
from tests.support.driver import CTRL, KEYS, Driver, FileDialogs, text_of

Inside = Callable[[str], Driver]
Start = Callable[[], Driver]


@pytest.fixture
def half_filled(inside: Inside, dialogs: FileDialogs, tables: Tables) -> Driver:
    """A consent that lacks its number's end, and a card that somebody has gone to in the review."""
    driver = inside("scored")
    driver.go("review")
    driver.do(*[KEYS.Key_Down] * 5)
    driver.go("imports")
    dialogs.file = tables.clients
    driver.do(KEYS.Key_O, held=CTRL)
    driver.do(*[KEYS.Key_Return] * 3, held=CTRL)
    step = driver.page.consent
    driver.do(KEYS.Key_Down)
    driver.tab_to(step.number)
    driver.type("С-2")
    step.some.click()
    step.partners[1].click()
    driver.wait()
    return driver


def what_was_typed(driver: Driver) -> tuple[object, ...]:
    """Of the consent and of the review, wherever the window stands."""
    pages: dict[str, Any] = dict(driver.frame.pages)
    step, review = pages["imports"].consent, pages["review"]
    ticked = [check.isChecked() for check in (step.now, step.some, *step.partners)]
    entry = review.queue.model().entry(review.queue.currentIndex().row())
    return step.number.text(), step.day.date(), ticked, entry.id, review.presenter._card.id, review.strip.box.value()


def sentences_of(language: Language) -> set[str]:
    """Whole sentences without blanks, in this language only."""
    ours, theirs = (
        {
            said
            for section in ("window", "imports", "review", "sending", "compute", "catalogue", "today", "settings")
            for key, text in sentences(code, section).items()
            if key != "own_name"  # a language is called by its own name in every other
            for said in ([text] if isinstance(text, str) else text)
            if "{" not in said
        }
        for code in sorted(LANGUAGES, key=lambda code: code != language)
    )
    return ours - theirs


def test_another_language_is_spoken_everywhere_at_once_and_nothing_typed_is_lost(half_filled: Driver) -> None:
    driver, frame = half_filled, half_filled.frame
    typed = what_was_typed(driver)
    russian, english = sentences_of("ru"), sentences_of("en")
    assert russian & set(driver.texts().splitlines())
    driver.find("english")
    assert frame.page_name == "imports"
    assert what_was_typed(driver) == typed
    assert driver.page.consent.isVisible()
    assert frame.windowTitle().startswith(driver.say("window", "page_imports"))
    driver.go("review")
    assert what_was_typed(driver) == typed
    for page in frame.pages:
        driver.go(page)
        lines = set(driver.texts().splitlines())
        assert not russian & lines, page
        assert len(english & lines) > 5, page
    driver.go("imports")
    assert what_was_typed(driver) == typed
    driver.find("русский")
    assert what_was_typed(driver) == typed
    assert not english & set(driver.texts().splitlines())


def test_another_look_is_put_on_at_once_and_nothing_typed_is_lost(half_filled: Driver) -> None:
    driver = half_filled
    typed = what_was_typed(driver)
    driver.find("светлый")
    assert tokens() == LIGHT
    driver.find("тёмный")
    assert tokens() == DARK
    assert driver.frame.page_name == "imports"
    assert what_was_typed(driver) == typed


def labels(root: QWidget) -> list[Label]:
    return [one for one in root.findChildren(Label) if one.isVisible() and text_of(one)]


def test_a_company_typed_before_the_language_is_chosen_stays(start: Start) -> None:
    driver = start()
    door = driver.door
    door.fresh.click()
    driver.type("Ромашка")
    driver.click(driver.say("first_run", "back"))
    driver.click("English")
    assert door.greeting.text() == driver.say("first_run", "greeting")
    driver.click(driver.say("first_run", "create"))
    assert (driver.program.language, door.company.text()) == ("en", "Ромашка")


def test_menus_of_fields_speak_the_language_of_the_window_from_the_start(start: Start) -> None:
    driver = start()
    assert QCoreApplication.translate("QLineEdit", "&Copy") == "&Копировать"
    driver.program.set_language("en")
    assert QCoreApplication.translate("QLineEdit", "&Copy") == "&Copy"
