"""The review in a window that hands bare keys to it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.domain.lead import Stage
from core.services.review import QueueEntry
from core.services.session import Session
from desktop.screens.review.queue_model import QueueModel
from desktop.screens.review.screen import ReviewScreen
from desktop.theme import LOOK, Scheme
from desktop.widgets.frames import column
from desktop.words import Words
from tests.support.bases import all_recommendations
from tests.support.desk import PlainDesk

LARGE = (1218, 864)
SMALL = (1041, 550)
SMALLEST = (972, 524)
KEYS = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Host(QWidget):
    """A window that hands bare keys to its page, as the frame does."""

    def __init__(self, page: ReviewScreen) -> None:
        super().__init__()
        self.page = page
        self.setLayout(column(page))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's own name)
        if not self.page.take_key(event):
            super().keyPressEvent(event)


class Opened:
    """A page in its window."""

    def __init__(self, qtbot: QtBot, session: Session, size: tuple[int, int], words: Words, threshold: int) -> None:
        LOOK.put_on(Scheme.LIGHT)
        self.session = session
        self.desk = PlainDesk(session, words)
        self.desk.kept["threshold"] = threshold
        self.page = ReviewScreen(self.desk)
        self.host = Host(self.page)
        qtbot.addWidget(self.host)
        self.host.resize(*size)
        self.page.retranslate()
        self.host.show()
        self.page.arrive({})
        first = self.page.first_focus()
        assert first is not None
        first.setFocus()
        QApplication.processEvents()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.host.focusWidget() or self.host, key, held)

    @property
    def model(self) -> QueueModel:
        model = self.page.queue.model()
        assert isinstance(model, QueueModel)
        return model

    @property
    def card(self) -> int:
        """The recommendation whose card is shown, which is the selected row's."""
        row = self.model.entry(self.page.queue.currentIndex().row())
        assert isinstance(row, QueueEntry)
        return row.id

    def stage(self, id_: int) -> Stage:
        return next(one.stage for one in all_recommendations(self.session) if one.id == id_)

    def down_to(self, score: int) -> int:
        return sum(one.score >= score for one in all_recommendations(self.session))

    @property
    def entries(self) -> int:
        return sum(not self.model.is_heading(row) for row in range(self.model.rowCount()))
