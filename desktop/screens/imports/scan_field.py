"""The scan of a document as a field: choosing one, what is chosen, taking it away again."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.frames import column, row
from desktop.widgets.labels import Label, Line
from desktop.words import Words


class ScanField(QWidget):
    """`wanted`: a file is to be chosen; `removed`: what is chosen is not meant any more."""

    wanted = Signal()
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.caption = Label(Type.LABEL, "muted")
        self.name = Line()
        self.attach = Button("", Kind.OUTLINE, "paperclip")
        self.remove = Button("", Kind.GHOST, "x")
        self.note = Label(Type.CAPTION, "muted", wrap=True)
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        line = row(self.name, self.attach, self.remove, None, gap=12)
        self.setLayout(column(self.caption, 4, line, 4, self.note))
        self.attach.clicked.connect(lambda _on: self.wanted.emit())
        self.remove.clicked.connect(lambda _on: self._remove())

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        self.caption.setText(words.say("imports", "scan"))
        self.remove.setText(words.say("imports", "scan_remove"))

    def show_scan(self, words: Words, name: str, gone: str) -> None:
        """The file that is chosen, "" for none, and what is wrong with it."""
        self.name.setText(name)
        self.name.updateGeometry()
        self.name.setVisible(bool(name))
        self.attach.setText(words.say("imports", "scan_other" if name else "scan_attach"))
        self.attach.setAccessibleDescription(name)
        self.remove.setVisible(bool(name))
        self.note.setText(gone or words.say("imports", "scan_text"))
        self.note.set_tone("warn" if gone else "muted")

    def _remove(self) -> None:
        self.attach.setFocus(Qt.FocusReason.OtherFocusReason)
        self.removed.emit()
