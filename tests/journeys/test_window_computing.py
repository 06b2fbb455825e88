"""From a table to the queue: imported, computed, stopped in the middle, gone on with, reviewed; by keyboard alone."""

from collections.abc import Callable
from functools import partial

import pytest

from core.services import scoring_run
from core.services.today import read_today
from ml.hybrid import blocks
from tests.journeys.conftest import ROWS, Tables, to_the_import
from tests.support.driver import CTRL, KEYS, Driver, FileDialogs, Gate
from tests.support.reading import found, pending

Inside = Callable[[str], Driver]

BLOCK = 20


def test_an_import_is_computed_stopped_gone_on_with_and_reviewed(
    inside: Inside, dialogs: FileDialogs, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring_run, "blocks", partial(blocks, size=BLOCK))
    driver = inside("catalogue")
    to_the_import(driver, dialogs, tables)
    driver.do(KEYS.Key_Return, held=CTRL)
    driver.do(KEYS.Key_Return, held=CTRL)
    assert driver.frame.page_name == "compute"
    assert driver.say("compute", "imported", file=tables.clients.name) in [
        one.text() for one in driver.page.crowds.segments()
    ]
    assert driver.say("compute", "no_model") in driver.texts()
    gate = Gate(monkeypatch, "compute", "score", 2 * BLOCK)
    driver.press(KEYS.Key_Return, held=CTRL)
    driver.until(gate.reached)
    driver.tab_to(driver.page.stop)
    driver.do(KEYS.Key_Return)

    left = ROWS - 2 * BLOCK
    assert pending(driver.session) == left
    assert driver.say("compute", "stopped", done=2 * BLOCK, left=left) in driver.texts()
    kept = found(driver.session)
    assert {one.client_id for one in kept} != set()

    driver.do(KEYS.Key_Return, held=CTRL)
    assert pending(driver.session) == 0
    after = found(driver.session)
    scored = {one.client_id for one in kept}
    assert [one for one in after if one.client_id in scored] == kept, "what a stop kept was final"
    stages = read_today(driver.session).stages
    assert driver.page.stages.texts()[1][0] == driver.program.words.number(stages.processed)
    driver.do(KEYS.Key_Return, held=CTRL)
    assert driver.frame.page_name == "review"
