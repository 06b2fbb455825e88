"""Quick unlock through the window: a PIN in place of the password, until it is used up."""

from collections.abc import Callable

import pytest

from core.domain.errors import QuickUnlockOver
from tests.journeys.conftest import LOGIN, PASSWORD
from tests.support.driver import CTRL, KEYS, Driver
from tests.support.memory_keyring import memory_keyring

Inside = Callable[[str], Driver]


def lock(driver: Driver) -> None:
    driver.do(KEYS.Key_L, held=CTRL)
    assert driver.frame.page is None


def test_a_pin_set_in_the_settings_opens_the_lock_and_ten_wrong_ones_leave_the_password(
    inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    with memory_keyring(monkeypatch):
        driver = inside("scored")
        driver.go("settings")
        box = driver.page.quick_unlock
        driver.tab_to(box)
        driver.press(KEYS.Key_Space)
        pin = driver.page.pin
        for secret, text in ((pin.password, PASSWORD), (pin.pin, "407163"), (pin.again, "407163")):
            secret.line.setText(text)
        driver.program.lock()  # the dialog comes back with what was typed
        driver.wait()
        assert not pin.isVisible()
        driver.unlock(LOGIN, PASSWORD)
        assert pin.isVisible()
        assert pin.password.text() == PASSWORD
        pin.set_.click()
        driver.wait()
        assert box.isChecked()

        lock(driver)
        door = driver.door
        assert driver.button(driver.say("unlock", "by_password")).isVisible()
        driver.unlock(LOGIN, "407164")
        assert driver.frame.page is None
        driver.unlock(LOGIN, "407163")
        assert driver.frame.page_name == "settings"

        lock(driver)
        door = driver.door
        driver.click(driver.say("unlock", "by_password"))
        assert not door.presenter.pin
        driver.unlock(LOGIN, PASSWORD)
        assert driver.frame.page_name == "settings"

        lock(driver)
        door = driver.door
        for _ in range(10):
            driver.unlock(LOGIN, "407164")
        assert not door.presenter.pin
        assert door.refusal.text() == driver.program.words.error(QuickUnlockOver())
        driver.unlock(LOGIN, PASSWORD)
        assert driver.frame.page_name == "settings"
