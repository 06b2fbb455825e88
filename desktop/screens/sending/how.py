"""How a package leaves, and the text that goes with it."""

from itertools import chain, repeat
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

_FACTS: Final = 3
_PARAGRAPHS: Final = 4
WIDTH: Final = 296


class How(QWidget):
    """Three facts and the text that goes with it, which can be taken into the clipboard where nothing sends it.
    `copied`: it was; `remedy_wanted`: the way to where the last fact is mended.
    """

    copied = Signal()
    remedy_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words: Words | None = None
        self._facts = [
            (Sign("file-lock", "accent"), Bold(), Label(Type.CAPTION, "muted", wrap=True)) for _ in range(_FACTS)
        ]
        self.remedy = Button("", Kind.LINK)
        self.remedy.clicked.connect(lambda _on: self.remedy_wanted.emit())
        facts = column(gap=14)
        for icon, title, note in self._facts:
            title.setWordWrap(True)
            facts.addLayout(row(_top(icon), column(title, 2, note), gap=10))
        facts.addLayout(row(self.remedy, None, margins=(26, 0, 0, 0)))
        self._cover = Label(Type.CAPTION, "muted")
        self._subject = Bold()
        self._subject.setWordWrap(True)
        self._paragraphs = [Label(wrap=True) for _ in range(_PARAGRAPHS)]
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
        self._words = words
        self.copy.setText(words.say("sending", "cover_copy"))

    def show_offer(self, offer: Offer) -> None:
        """The facts and the text for this package."""
        if self._words is None:
            raise RuntimeError
        for (sign, title, note), (icon, fact, told) in zip(self._facts, offer.how, strict=True):
            sign.show_icon(icon, "accent")
            title.setText(fact)
            note.setText(told)
        self.remedy.setVisible(bool(offer.remedy))
        if offer.remedy:
            self.remedy.setText(self._words.say("sending", offer.remedy))
        subject, *paragraphs = offer.cover
        self._cover.setText(self._words.say("sending", "letter" if offer.letter else "cover"))
        self._subject.setText(subject)
        for label, text in zip(self._paragraphs, chain(paragraphs, repeat("")), strict=False):
            label.setText(text)
            label.setVisible(bool(text))
        for widget in (self._cover, self._sheet):
            widget.setVisible(offer.ready)
        self.copy.setVisible(offer.ready and not offer.letter)

    def _copy(self) -> None:
        texts = (self._subject.text(), *(label.text() for label in self._paragraphs if label.text()))
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
