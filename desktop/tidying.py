"""Garbage is collected on the window's thread only, and never while long work is under way.

Left to itself Python collects on whichever thread makes the next object. A pass over the rows of a large table holds
every thread for a fifth of a second and more, and objects of Qt may only end on the thread of the window.
"""

import gc
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

EVERY_MS: Final = 1_000


class Tidying(QObject):
    """Collects by Python's own measure, once a second, unless `busy` says to wait."""

    def __init__(self, busy: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._busy = busy
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.tidy)
        self._timer.start()
        gc.disable()

    def tidy(self) -> None:
        """Collect the oldest generation that is due."""
        if self._busy():
            return
        due = [
            age for age, (made, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if made > most
        ]
        if due:
            gc.collect(max(due))

    def end(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()
