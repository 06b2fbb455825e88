"""The help's window: it stays beside the work and follows the page."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop.screens.help.contents import LINES, WORDS, contents_of
from desktop.theme import Type
from desktop.widgets.feedback import Sign
from desktop.widgets.frames import Block, Divider, Scroll, column, holder, row
from desktop.widgets.key_table import KeyTable
from desktop.widgets.labels import Label
from desktop.words import Words

_WIDE: Final = 480
_HIGH: Final = 680
_EDGE: Final = 24


class HelpWindow(QDialog):
    """F1: five lines for the page, its keys, the words. Esc closes; arrows and Page keys scroll."""

    def __init__(self, words: Callable[[], Words]) -> None:
        super().__init__()
        self._words = words
        self._page = ""
        self.setModal(False)
        self.title = Label(Type.TITLE, wrap=True)
        self.lines = [Label(wrap=True) for _ in range(LINES)]
        self.keys = KeyTable()
        self.terms = [(Label(Type.STRONG, wrap=True), Label(tone="muted", wrap=True)) for _ in WORDS]
        self._keys_head, self._words_head = Label(Type.TILE), Label(Type.TILE)
        body = column(self.title, 12, self._lines_block(), 24, self._keys_head, 2, self.keys, 24, self._words_head)
        self._add_terms(body)
        body.setContentsMargins(_EDGE, 20, _EDGE, 24)
        body.addStretch(1)
        self.content = Scroll(holder(body))
        self.content.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayout(column(self.content))
        self.setMinimumSize(440, 320)
        self.resize(_WIDE, _HIGH)

    def _lines_block(self) -> QWidget:
        block = Block("alt", None)
        rows = column(gap=8, margins=(16, 14, 16, 14))
        for line in self.lines:
            mark = column(3, Sign("chevron-right", "accent", 14), None)
            place = row(mark, line, gap=8)
            place.setStretch(1, 1)
            rows.addLayout(place)
        block.setLayout(rows)
        return block

    def _add_terms(self, body: QVBoxLayout) -> None:
        body.addSpacing(4)
        for place, (name, text) in enumerate(self.terms):
            if place:
                body.addWidget(Divider())
            body.addLayout(column(name, 2, text, margins=(0, 8, 0, 8)))

    def show_page(self, page: str) -> None:
        """Speak of this page."""
        self._page = page
        self.retranslate()
        self.content.verticalScrollBar().setValue(0)

    def retranslate(self) -> None:
        """Say everything anew."""
        words = self._words()
        told = contents_of(self._page, words)
        self.setWindowTitle(words.say("help", "window"))
        self.title.setText(told.title)
        for label, line in zip(self.lines, told.lines, strict=True):
            label.setText(line)
        self._keys_head.setText(words.say("help", "keys"))
        self._words_head.setText(words.say("help", "words"))
        self.keys.show_keys(told.keys)
        for (name, text), (term, meaning) in zip(self.terms, told.words, strict=True):
            name.setText(term)
            text.setText(meaning)
        self.content.setAccessibleName(told.title)
        self.content.setAccessibleDescription(" ".join(told.lines))

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard scrolls at once."""
        super().showEvent(event)
        self.content.setFocus(Qt.FocusReason.OtherFocusReason)
