"""Qt draws without a screen where there is none, however the tests were started; nothing is collected meanwhile."""

import gc
import os
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _tidied_between_tests() -> Iterator[None]:
    """Garbage is collected as in the program (`desktop/tidying.py`): a pass in the midst of a paint event ends widgets
    of earlier tests under Qt's hands, and the process with them. What a test has closed goes with the test: without an
    event loop of its own nothing would end it, and every change of the look would go over all windows of the file.
    """
    gc.disable()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.enable()
