"""How a package leaves, and the text that goes with it."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QSizePolicy, QWidget

from desktop.screens.sending.shown import Offer
from desktop.theme import Type
from desktop.theme.tokens import BLOCK_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Sign
from desktop.widgets.frames import Block, Divider, Scroll, column, holder, row
from desktop.widgets.labels import Bold, Label
from desktop.words import Words

_ICONS: Final = ("file-lock", "key-round", "folder-down")
WIDTH: Final = 296


class How(QWidget):
    """Three facts and the cover text, which can be taken into the clipboard. `copied`: it was."""

    copied = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._facts = [(Bold(), Label(Type.CAPTION, "muted", wrap=True)) for _ in _ICONS]
        facts = column(gap=14)
        for (title, note), icon in zip(self._facts, _ICONS, strict=True):
            title.setWordWrap(True)
            facts.addLayout(row(_top(Sign(icon, "accent")), column(title, 2, note), gap=10))
        self._cover = Label(Type.CAPTION, "muted")
        self._subject = Bold()
        self._subject.setWordWrap(True)
        self._paragraphs = [Label(wrap=True) for _ in range(4)]
        self.copy = Button("", Kind.LINK, "copy")
        self.copy.clicked.connect(self._copy)
        sheet = self._sheet = Block("alt", "divider", BLOCK_RADIUS)
        body = column(self._subject, 10, Divider(), 10, gap=0, margins=(16, 14, 16, 14))
        for paragraph in self._paragraphs:
            body.addWidget(paragraph)
            body.addSpacing(8)
        sheet.setLayout(body)
        sheet.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setLayout(column(facts, 20, self._cover, 6, sheet, 8, row(self.copy, None), None))

    def say(self, words: Words) -> None:
        """Say what never changes."""
        self._cover.setText(words.say("sending", "cover"))
        self.copy.setText(words.say("sending", "cover_copy"))

    def show_offer(self, offer: Offer) -> None:
        """The facts and the text for this package."""
        for (title, note), (fact, told) in zip(self._facts, offer.how, strict=True):
            title.setText(fact)
            note.setText(told)
        subject, *paragraphs = offer.cover
        self._subject.setText(subject)
        for label, text in zip(self._paragraphs, paragraphs, strict=True):
            label.setText(text)
        for widget in (self._cover, self._sheet, self.copy):
            widget.setVisible(offer.ready)

    def _copy(self) -> None:
        texts = (self._subject.text(), *(label.text() for label in self._paragraphs))
        QGuiApplication.clipboard().setText("\n\n".join(texts))
        self.copied.emit()


class HowDialog(QDialog):
    """The same above the page, where it is too narrow for a panel."""

    def __init__(self, parent: QWidget | None, words: Words, offer: Offer) -> None:
        super().__init__(parent)
        title = words.say("sending", "how")
        self.setWindowTitle(title)
        self.setModal(True)
        self.how = How()
        self.how.say(words)
        self.how.show_offer(offer)
        self.close_ = Button(words.say("sending", "close"), Kind.FILLED, height=36)
        self.close_.clicked.connect(self.accept)
        scroll = Scroll(holder(column(self.how, margins=(0, 0, 12, 0))))
        scroll.setMinimumHeight(400)
        body = column(Label(Type.SECTION, text=title), 16, scroll, 16, row(None, self.close_), margins=(24, 24, 24, 20))
        self.setLayout(body)
        self.setMinimumWidth(440)
        self.close_.setFocus()
        self.finished.connect(self.deleteLater)


def _top(sign: Sign) -> QWidget:
    """The sign beside the first of several lines."""
    top = holder(column(2, sign, None))
    top.setFixedWidth(sign.width())
    return top
