"""The list of clients through the real window: first paint, jumps, search, and how long the window stands still.

    python -m tests.bench.clients_window BASE HOME LOGIN PASSWORD

prints one JSON object: figure → milliseconds. Drawn offscreen; each figure ends when the rows in sight are painted.
"""

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication

from core.services.client_list import SortKey
from desktop import reading_ahead
from desktop.preferences import Preferences
from tests.bench.heartbeat import Heart
from tests.support import driver as driving
from tests.support.driver import Driver

TIMES = 20
_PATIENCE_S = 300.0
TYPED = ("а", "ан", "анна", "соколова", "cjrjkjdf", "8 (916) 004-56", "нет такого")


def figures(base: Path, home: Path, login: str, password: str) -> dict[str, float]:
    """What was done → milliseconds until it is painted; 95 of 100 where it was done often."""
    preferences = Preferences(home)
    preferences.opened(base, login)
    preferences.save()
    driving.PATIENCE_S = _PATIENCE_S
    setattr(reading_ahead, "AFTER_MS", round(_PATIENCE_S * 1000))  # noqa: B010 (it is begun below)
    driver = Driver(home)
    heart = Heart()  # which also wakes the loops below
    found: dict[str, float] = {}

    def rest() -> bool:
        return not driver.program.tasks.busy

    driver.program.frame.resize(1280, 800)
    driver.unlock(login, password)
    place = driver.program.workplace
    began = perf_counter()
    found["longest gap of the window while the list is read ahead"] = heart.during(
        lambda: place.reading_ahead.read_on() if place is not None else None, rest
    )
    found["the whole list read ahead"] = (perf_counter() - began) * 1000
    page: Any = driver.program.frame.pages["clients"]

    def painted() -> bool:
        listed = page.isVisible() and not page.presenter._finding
        ready = listed and not (page.table.rowCount() and page.grid._lacks_rows())
        if ready:
            driver.frame.repaint()
        return bool(ready)

    def timed(act: Callable[[], object]) -> float:
        begun = perf_counter()
        act()
        while not painted():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # a busy loop would slow it
        return (perf_counter() - begun) * 1000

    found["first paint of the page"] = timed(lambda: driver.program.go("clients", {}))
    driver.wait()
    draw = random.Random(1)
    bar = page.grid.verticalScrollBar()
    jumps = [timed(lambda: bar.setValue(draw.randrange(bar.maximum()))) for _ in range(TIMES * 5)]
    found["jump to anywhere"] = quantiles(jumps, n=20)[-1]
    for text in TYPED:
        driver.wait()
        times = []
        for _ in range(TIMES):
            times.append(timed(lambda text=text: page.filter.search.setText(text)))  # type: ignore[misc]
            timed(page.filter.search.clear)
        found[f"search «{text}»"] = quantiles(times, n=20)[-1]
    for sort in (SortKey.SCORE, SortKey.CITY):
        found[f"sorted by {sort} the first time"] = timed(lambda sort=sort: page.presenter.sort_by(sort))  # type: ignore[misc]
    times = []
    for _ in range(TIMES):
        times.append(timed(lambda: page.filter.search.setText("ан")))
        timed(page.filter.search.clear)
    found["search «ан» while sorted by city"] = quantiles(times, n=20)[-1]

    def type_on() -> None:
        page.filter.search.setText("с")
        page.filter.search.setText("со")
        page.filter.search.clear()

    found["longest gap of the window while one types"] = heart.during(type_on, painted)
    found["longest gap of the window while everybody is selected"] = heart.during(page.grid.selectAll, rest)
    driver.close()
    return found


if __name__ == "__main__":
    application = QApplication([])
    print(json.dumps(figures(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:5])))
