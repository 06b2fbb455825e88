"""The check of every page, once a week, a while after one has gone in; the bell tells what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.services.integrity import Checked
    from core.services.session import Done, Session

AFTER_MS: Final = 30_000
"""The first pages come first: while every page of the files is read, questions to the base wait."""


class WeeklyCheck(QObject):
    """`begin` when a base is gone into, `forget` when it is left; `noted` (key) tells the bell.

    `do` gives the base a command: the command, what to do then, what to do where it is refused.
    """

    noted = Signal(str)

    def __init__(self, do: Callable[..., object], parent: QObject) -> None:
        super().__init__(parent)
        self._do = do
        self._timer = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._timer.timeout.connect(self.check)

    def begin(self, session: Session) -> None:
        """Check in a while. A sample is not worth it."""
        if not session.is_sample:
            self._timer.start()

    def forget(self) -> None:
        """The base is being left."""
        self._timer.stop()

    def check(self) -> None:
        """Check now, if a week has passed. What the surroundings refuse is tried again the next time."""
        from core.services.integrity import check_if_due  # noqa: PLC0415 (needs the store)

        self._timer.stop()
        self._do(check_if_due, self._told, lambda _refusal: None)

    def _told(self, done: Done[Checked | None]) -> None:
        if done.value is not None:
            self.noted.emit("failed_check_base" if done.value.wrong else "ended_check_base")
