"""Garbage is collected on the window's thread only, and never while long work is under way.

Left to itself Python collects on whichever thread makes the next object. A pass over the rows of a large table holds
every thread for a fifth of a second and more, and objects of Qt may only end on the thread of the window. So what much
work has left at once is laid aside unseen, and looked through when most of it is gone.
"""

import gc
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

EVERY_MS: Final = 1_000

MUCH: Final = 100_000
"""Objects, more than which a pass would be felt."""

_COUNT_EVERY: Final = 10
"""Turns of the timer: to count what was laid aside takes milliseconds."""


class Tidying(QObject):
    """Collects by Python's own measure, once a second, unless `busy` says to wait."""

    def __init__(self, busy: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._busy = busy
        self._aside = 0
        self._turn = 0
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.tidy)
        self._timer.start()
        gc.disable()

    def tidy(self) -> None:
        """Collect the oldest generation that is due."""
        if self._busy():
            return
        self._turn += 1
        made = gc.get_count()
        if made[0] > MUCH:
            self._lay_aside()
        elif self._aside and self._turn % _COUNT_EVERY == 0 and gc.get_freeze_count() < self._aside - MUCH:
            gc.unfreeze()
            gc.collect()
            self._lay_aside()
        elif due := [age for age, most in enumerate(gc.get_threshold()) if made[age] > most]:
            gc.collect(max(due))

    def _lay_aside(self) -> None:
        gc.freeze()
        self._aside = gc.get_freeze_count()

    def end(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
