"""How long the window's thread stands still while a table is brought in through the real window: a timer of 5 ms beside
the work, its longest gap.

    python -m tests.bench.heartbeat TABLE FOLDER

prints one JSON object: what went on → the longest gap in milliseconds. FOLDER takes a new base.
"""

import json
import sys
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from core.services import sample
from core.services.catalogue import load_catalogue, read_catalogue_file
from core.services.session import create_base, sign_in
from desktop.preferences import Preferences
from desktop.screens.imports.shown import Step
from tests.support.driver import CTRL, KEYS, Driver

BEAT_MS = 5
COUNT_TO = 30_000_000
"""A bare loop of Python for a second or two: what any work on another thread costs."""


class Heart:
    """Beats on the window's thread."""

    def __init__(self) -> None:
        self._beats: list[float] = []
        self._timer = QTimer(interval=BEAT_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self._beats.append(perf_counter()))
        self._timer.start()

    def begin(self) -> None:
        """Listen from now on."""
        self._beats = [perf_counter()]

    def longest(self) -> float:
        """The longest gap in ms since `begin`."""
        return max(after - before for before, after in pairwise([*self._beats, perf_counter()])) * 1000

    def during(self, begin: Callable[[], object], over: Callable[[], bool]) -> float:
        """The longest gap in ms from `begin` until it is `over` and shown."""
        self.begin()
        begin()
        while not over():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, BEAT_MS)
        ended = len(self._beats)
        while len(self._beats) < ended + 20:  # what is shown at the end is a part of it
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, BEAT_MS)
        return self.longest()


def figures(table: Path, folder: Path) -> dict[str, float]:
    """What went on → the longest gap in milliseconds."""
    base = folder / "Bench.opuntia"
    _make_base(base, folder)
    preferences = Preferences(folder / "program")
    preferences.opened(base, sample.LOGIN)
    preferences.save()
    driver = Driver(folder / "program")
    driver.unlock(sample.LOGIN, sample.PASSWORD)
    driver.go("imports")
    page, tasks, heart = driver.page.presenter, driver.program.tasks, Heart()

    def rest() -> bool:
        return not tasks.busy

    def at(*steps: Step) -> Callable[[], bool]:
        return lambda: rest() and page.step in steps

    onward = partial(driver.press, KEYS.Key_Return, held=CTRL)
    gaps: dict[str, float] = {}
    counted: list[int] = []
    count = partial(tasks.start, "check_table", lambda _: sum(1 for _ in range(COUNT_TO)), counted.append, _raise)
    gaps["counting"] = heart.during(count, rest)
    gaps["reading"] = heart.during(lambda: page.take_files([str(table)]), lambda: rest() and page.table is not None)
    gaps["columns"] = heart.during(onward, at(Step.MATCHING))
    gaps["checking"] = heart.during(onward, at(Step.CHECK))
    gaps["matching"] = heart.during(onward, at(Step.DUPLICATES, Step.CONSENT))
    if page.step is Step.DUPLICATES:
        gaps["matching"] = max(gaps["matching"], heart.during(onward, at(Step.CONSENT)))
    gaps["summary"] = heart.during(onward, at(Step.RESULT))
    gaps["importing"] = heart.during(onward, lambda: rest() and page.report is not None)
    driver.close()
    return gaps


def _make_base(base: Path, folder: Path) -> None:
    matrix = folder / "matrix.xlsx"
    sample.write_matrix(matrix)
    create_base(base, sample.read_plan()["own"], sample.LOGIN, sample.PASSWORD)
    session = sign_in(base, sample.LOGIN, sample.PASSWORD)
    load_catalogue(session, read_catalogue_file(matrix))
    session.close()


def _raise(error: Exception) -> None:
    raise error


if __name__ == "__main__":
    application = QApplication([])
    print(json.dumps(figures(Path(sys.argv[1]), Path(sys.argv[2]))))
