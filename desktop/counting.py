"""The counts in the frame: read again soon after something changed, once for many changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from desktop.places import SALES
from desktop.window.speech import Speech, Standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.services.today import Today
    from desktop.workplace import Workplace

_COUNT_AFTER_MS: Final = 300


class Counting(QObject):
    """`place` gives the desk of the open base."""

    def __init__(self, parent: QObject, place: Callable[[], Workplace | None], speech: Speech) -> None:
        super().__init__(parent)
        self._place = place
        self._speech = speech
        self._soon = QTimer(self, singleShot=True, interval=_COUNT_AFTER_MS)
        self._soon.timeout.connect(self.count)

    def count_soon(self) -> None:
        """While decisions follow each other fast, once is enough."""
        self._soon.start()

    def settle(self) -> None:
        """What is put off is done now."""
        if self._soon.isActive():
            self._soon.stop()
            self.count()

    def count(self) -> None:
        """Read them."""
        place = self._place()
        if place is None or not SALES & place.session.roles:
            return
        from core.services.today import read_today  # noqa: PLC0415 (needs the store)

        place.ask("counts", read_today, self._show, lambda _busy: None)

    def _show(self, today: Today) -> None:
        counts = {"review": today.undecided_from, "sending": today.waiting_partners + today.unsent}
        made = today.model.made_at if today.model is not None else None
        self._speech.say_standing(Standing(today.pending, today.clients, made, counts))
