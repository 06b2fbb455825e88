"""The pinned Qt binding itself: PySide6 6.12.0 took down every program on Python 3.11."""

import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_calls_into_qt_leave_the_references_to_none_alone(qtbot: QtBot, qapp: QApplication) -> None:
    """None is counted like any object here; a binding that drops references to it ends in a crash."""
    label = QLabel()
    qtbot.addWidget(label)
    timer = QTimer()
    timer.timeout.connect(lambda: label.setText(str(sys.getrefcount(label))))
    timer.start(0)

    before = sys.getrefcount(None)
    for _ in range(1000):
        qapp.processEvents()
    timer.stop()

    assert label.text(), "the timer ticked"
    assert abs(sys.getrefcount(None) - before) < 100
