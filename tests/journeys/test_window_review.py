"""Two hundred cards by keyboard alone, and every one undone again: counters are what the base holds, each time."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from core.domain.decision import DeclineReason
from core.domain.lead import Stage
from core.domain.settings import Settings
from core.services.decisions import count_reasons
from core.services.overriding import read_overrides
from core.services.resolving import replay
from core.services.scoring_ground import Ground
from core.services.scoring_run import Portion
from core.services.session import Session, sign_in
from core.services.settings import change_settings
from tests.journeys.conftest import LOGIN, PASSWORD
from tests.support.bases import all_recommendations
from tests.support.driver import ALT, BARE, CTRL, KEYS, SHIFT, Driver

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

CARDS = 200
Start = Callable[[], Driver]


@pytest.fixture
def driver(start: Start, base_of: Callable[[str], Path]) -> Driver:
    """On the review, with every recommendation of the base shown."""
    base = base_of("scored")
    session = sign_in(base, LOGIN, PASSWORD)
    change_settings(session, Settings(review_floor=1, accept_from=1))
    session.close()
    driver = start()
    driver.unlock(LOGIN, PASSWORD)
    driver.go("review")
    assert driver.page.strip.box.value() == 1
    return driver


def stages(session: Session) -> dict[int, tuple[Stage, int]]:
    """Recommendation → its stage, and the service that gets the client."""
    return {one.id: (one.stage, one.service_id) for one in all_recommendations(session)}


def undecided(session: Session) -> int:
    """Counted anew."""
    with session.store.reading() as work:
        return work.leads.queue_counts(session.today(), 1)[1]


def counters_are_right(driver: Driver) -> None:
    """On the page, in the list, in the navigation."""
    n, say, page = undecided(driver.session), driver.say, driver.page
    assert page.subtitle.text() == say("review", "to_decide", n=n)
    written = driver.texts(page.strip).split("\n")
    assert {say("review", "shown", shown=n), say("review", "shown_of", total=n)} <= set(written)
    assert page.strip.slider.accessibleDescription() == say("review", "recount", score=1, shown=n, total=n)
    assert page.queue.model().entry(0).count == n
    line = driver.frame.nav.item("review")
    assert line is not None and line.count == str(n)


def card(driver: Driver) -> int:
    """The recommendation whose card is shown, which is the selected row's."""
    queue = driver.page.queue
    return int(queue.model().entry(queue.currentIndex().row()).id)


def blocked(driver: Driver) -> bool:
    """Whether the page leads to what mends the card instead of accepting it."""
    return bool(driver.page.footer_bar.accept.text() == driver.say("review", "mend"))


def press(driver: Driver, key: Qt.Key, held: Qt.KeyboardModifier = BARE) -> None:
    """One key, and the moment until the window rests; shorter than what waits for other windows too."""
    driver.press(key, held=held)
    driver.until(driver._still)


def decide(driver: Driver, number: int) -> str:
    """One card by its keys; what was done."""
    turn, place = divmod(number, 5)
    way = ("accept", "decline", "reason", "postpone", "partner")[place]
    if way == "partner" and not blocked(driver):
        press(driver, KEYS.Key_4)
        choices = driver.page.choices
        places = [place for place, one in enumerate(choices.partners) if one.isVisible() and one.isEnabled()]
        if places:
            driver.press(KEYS(KEYS.Key_1 + places[0]))
            driver.press(KEYS(KEYS.Key_1 + turn % 5), held=ALT)
            press(driver, KEYS.Key_Return)
            return way
        if choices.isVisible():
            press(driver, KEYS.Key_Escape)
    if way in {"accept", "partner"} and not blocked(driver):
        press(driver, KEYS.Key_1)
        return "accept"
    if way == "postpone":
        press(driver, KEYS.Key_3)
        return way
    if way != "reason":
        press(driver, KEYS.Key_2)
        return "decline"
    driver.press(KEYS.Key_2)
    press(driver, KEYS(KEYS.Key_1 + turn % 5), held=ALT)
    return way


def test_two_hundred_cards_are_decided_by_keys_alone_and_every_one_is_undone(driver: Driver) -> None:
    session = driver.session
    before = stages(session)
    assert len(before) >= CARDS
    seen, ways = [], []
    for number in range(CARDS):
        seen.append(card(driver))
        ways.append(decide(driver, number))
        counters_are_right(driver)
    assert len(set(seen)) == CARDS
    assert len(read_overrides(session)) == ways.count("partner") > 0
    reasons = count_reasons(session)
    assert sum(count for reason, count in reasons.items() if reason) == ways.count("reason")
    assert set(reasons) == {None, *DeclineReason}
    assert replay(session).different == ()
    for one in reversed(seen):
        press(driver, KEYS.Key_Z, held=CTRL)
        assert card(driver) == one
        counters_are_right(driver)
    assert stages(session) == before
    assert (read_overrides(session), count_reasons(session)) == ([], {})
    assert replay(session).different == ()


def test_what_is_declined_by_key_never_teaches_a_refusal(driver: Driver) -> None:
    def learned() -> list[list[int]]:
        with driver.session.store.reading() as work:
            run = Portion.read(work, Ground.read(work, driver.session.today()))
            assert (work.leads.refusals(), work.leads.answers(driver.session.today())) == (refusals, answers)
        rows: list[list[int]] = run.clients.owned.astype(int).toarray().tolist()
        return rows

    with driver.session.store.reading() as work:
        refusals, answers = work.leads.refusals(), work.leads.answers(driver.session.today())
    before = learned()
    for place in range(len(DeclineReason)):
        driver.do(KEYS.Key_2)
        driver.do(KEYS(KEYS.Key_1 + place), held=ALT)
    driver.do(KEYS.Key_A, held=CTRL)
    driver.do(KEYS.Key_2)
    assert count_reasons(driver.session).keys() == {None, *DeclineReason}
    assert learned() == before


def test_with_russian_letters_under_the_fingers_the_keys_mean_the_same(driver: Driver) -> None:
    def press_russian(key: int, text: str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(driver.focused, QKeyEvent(kind, key, held, text))
        driver.wait()

    before = stages(driver.session)
    first = card(driver)
    press_russian(ord("О"), "о")  # J
    assert card(driver) != first
    press_russian(ord("Л"), "л")  # K
    assert card(driver) == first
    press_russian(0x2116, "№", SHIFT)  # Shift+3
    assert driver.page.day_bar.isVisible()
    driver.do(KEYS.Key_Escape)
    press_russian(ord("Ф"), "ф", CTRL)  # Ctrl+A
    assert driver.page.footer_bar.decline.text() == driver.say("review", "decline_many", n=len(before))
    driver.do(KEYS.Key_Escape)
    press_russian(KEYS.Key_2, "2")
    press_russian(KEYS.Key_1, "1", ALT)
    assert count_reasons(driver.session) == {DeclineReason.HAS_IT: 1}
    press_russian(ord("Я"), "я", CTRL)  # Ctrl+Z
    assert stages(driver.session) == before


def test_keys_neither_fire_in_fields_nor_by_repeating_themselves(driver: Driver) -> None:
    before = stages(driver.session)
    driver.press(KEYS.Key_K, held=CTRL)
    driver.do(*[KEYS.Key_1, KEYS.Key_2, KEYS.Key_3, KEYS.Key_4])
    driver.do(KEYS.Key_Escape)
    page = driver.page
    for field in (page.strip.box, page.strip.slider):
        field.setFocus()
        driver.do(*[KEYS.Key_1, KEYS.Key_2, KEYS.Key_3, KEYS.Key_4])
        driver.do(KEYS.Key_1, held=ALT)
    assert stages(driver.session) == before
    page.presenter.move_threshold(1)
    page.queue.setFocus()
    for key in (KEYS.Key_1, KEYS.Key_2, KEYS.Key_3, KEYS.Key_4):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "x", True, 1)
        QApplication.sendEvent(driver.focused, event)
    driver.wait()
    assert stages(driver.session) == before
    assert not page.choices.isVisible()
