"""That something is under way: a line that runs, a bar that fills, the time that is left."""

from typing import Final

from PySide6.QtCore import QEasingCurve, QElapsedTimer, QRectF, QTimer, QVariantAnimation
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.widgets.painting import block, smooth

_WAIT_MS: Final = 200


class WaitingLine(QWidget):
    """Two pixels that run while something is read for longer than 200 ms."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(2)
        self._delay = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._delay.timeout.connect(self._run)
        self._run_on = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=1200)
        self._run_on.setLoopCount(-1)
        self._run_on.setEasingCurve(QEasingCurve.Type.InOutQuad)
        self._run_on.valueChanged.connect(self.update)
        self._running = False

    def show_waiting(self, waiting: bool) -> None:
        """Start or stop."""
        if waiting and not self._running and not self._delay.isActive():
            self._delay.start()
        elif not waiting:
            self._delay.stop()
            self._run_on.stop()
            self._running = False
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the runner."""
        if self._running:
            width = self.width() * 0.3
            left = (self.width() + width) * float(self._run_on.currentValue() or 0) - width
            block(smooth(self), QRectF(left, 0, width, 2), "accent", None, 1)

    def _run(self) -> None:
        self._running = True
        self._run_on.start()


class Bar(QWidget):
    """How much of a work is done, 0…1; None where that is not known."""

    def __init__(self, height: int = 6) -> None:
        super().__init__()
        self.setFixedHeight(height)
        self.setMinimumWidth(60)
        self._share: float | None = 0.0

    def show_share(self, share: float | None) -> None:
        """Fill it so far."""
        self._share = share
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = smooth(self)
        area, radius = QRectF(self.rect()), self.height() / 2
        block(painter, area, "sunken", None, radius)
        if self._share:
            block(painter, area.adjusted(0, 0, -area.width() * (1 - min(1.0, self._share)), 0), "accent", None, radius)


class Pace(QElapsedTimer):
    """How long a step of a work will still take, told once ten seconds of it are known."""

    _share = 0.0

    def left(self, share: float) -> float | None:
        """Seconds left, or None. A share that falls is the beginning of another step."""
        if share < self._share:
            self.restart()
        self._share = share
        passed = self.elapsed() / 1000
        return None if passed < 10 or share <= 0.02 else passed * (1 - share) / share
