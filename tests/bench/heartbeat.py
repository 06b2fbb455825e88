"""How long the window's thread stands still while a table comes in: a timer of 5 ms beside the work, its longest gap.

    python -m tests.bench.heartbeat TABLE FOLDER

prints one JSON object: what went on → the longest gap in milliseconds. FOLDER takes a new base.
"""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer

from core.domain.progress import Progress
from core.intake.apart import read_table_apart
from core.intake.cleaning import clean
from core.intake.mapping import suggest
from core.services import sample
from core.services.catalogue import load_catalogue, read_catalogue_file
from core.services.clients import import_clients
from core.services.session import create_base, sign_in
from desktop.tasks import Tasks

T = TypeVar("T")

BEAT_MS = 5
COUNT_TO = 30_000_000
"""A bare loop of Python for a second or two: what any work on another thread costs."""


class Heart:
    """Beats on the window's thread."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._beats: list[float] = []
        self._timer = QTimer(interval=BEAT_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self._beats.append(perf_counter()))
        self._timer.start()

    def during(self, name: str, work: Callable[[Progress], T]) -> tuple[float, T]:
        """(longest gap in ms, the work's value). The gap in which the answer arrives is one of them."""
        answers: list[T] = []
        self._beats = [perf_counter()]
        self._tasks.start(name, work, answers.append, _raise)
        self._tasks.settle()
        ended = len(self._beats)
        while len(self._beats) < ended + 2:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, BEAT_MS)
        return max(after - before for before, after in pairwise(self._beats)) * 1000, answers[0]


def figures(table_file: Path, folder: Path) -> dict[str, float]:
    """What went on → the longest gap in milliseconds."""
    base, today = folder / "Bench.opuntia", datetime.now(UTC).date()
    matrix = folder / "matrix.xlsx"
    sample.write_matrix(matrix)
    create_base(base, sample.read_plan()["own"], sample.LOGIN, sample.PASSWORD)
    session = sign_in(base, sample.LOGIN, sample.PASSWORD)
    load_catalogue(session, read_catalogue_file(matrix))
    tasks = Tasks()
    heart = Heart(tasks)
    gaps: dict[str, float] = {}
    gaps["counting"], _ = heart.during("counting", lambda _: sum(1 for _ in range(COUNT_TO)))
    gaps["reading"], table = heart.during(
        "read_table", lambda tell: read_table_apart(table_file, progress=partial(tell, "read"))
    )
    mapping = suggest(table.headers)
    gaps["checking"], cleaned = heart.during(
        "check_table", lambda tell: clean(table, mapping, today, partial(tell, "check"))
    )
    gaps["importing"], _ = heart.during(
        "import_table", lambda tell: import_clients(session, cleaned.rows, progress=tell)
    )
    tasks.close()
    session.close()
    return gaps


def _raise(error: Any) -> None:
    raise error


if __name__ == "__main__":
    application = QCoreApplication([])
    print(json.dumps(figures(Path(sys.argv[1]), Path(sys.argv[2]))))
