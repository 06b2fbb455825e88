"""How erasing people is asked for everywhere: what goes, what stays, what cannot return; then the name is typed."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from core.domain.text import fold
from core.services.client_erasing import Erasure
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.fields import Captioned
from desktop.widgets.frames import column, holder, row
from desktop.widgets.labels import Label
from desktop.words import Words

_INSIDE: Final = 432
_COUNTED: Final = ("removed", "kept", "dissolved", "waiting", "consents", "joined", "drafts", "lines")
_FILES: Final = 5


def erasure_lines(words: Words, erasure: Erasure) -> list[str]:
    """What erasing does, a sentence for each thing that there is, and at the end that nothing brings it back."""
    lines = [words.say("erasing", name, n=getattr(erasure, name)) for name in _COUNTED if getattr(erasure, name)]
    if erasure.files:
        lines.append(words.say("erasing", "files", n=len(erasure.files), files=", ".join(erasure.files[:_FILES])))
    if erasure.saved:  # all of them: nobody is told again
        lines.append(words.say("erasing", "saved", n=len(erasure.saved), files=", ".join(erasure.saved)))
    return [*lines, words.say("erasing", "for_ever")]


def wanted_text(words: Words, erasure: Erasure) -> str:
    """What has to be typed: the name of the one, or how many there are."""
    return erasure.names[0] if len(erasure.names) == 1 else words.number(len(erasure.names))


class EraseDialog(QDialog):
    """Accepted once the name was typed; leaving has the focus."""

    def __init__(self, parent: QWidget | None, words: Words, erasure: Erasure) -> None:
        super().__init__(parent)
        n = len(erasure.names)
        self._wanted = fold(wanted_text(words, erasure))
        title = words.say("erasing", "title", n=n)
        self.setWindowTitle(title)
        self.setModal(True)
        who = words.say("erasing", "who", names=", ".join(erasure.names[:_FILES]))
        more = n - len(erasure.names[:_FILES])
        texts = [who, *([words.say("erasing", "and_more", n=more)] if more else []), *erasure_lines(words, erasure)]
        self.typed = QLineEdit()
        self.field = Captioned(self.typed)
        self.field.set_caption(words.say("erasing", "type", wanted=wanted_text(words, erasure)))
        self.erase = Button(title, Kind.OUTLINE, "eraser", height=36)
        self.cancel = Button(words.say("erasing", "cancel"), Kind.FILLED, height=36)
        self.erase.setEnabled(False)
        self.erase.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        self.typed.textChanged.connect(lambda text: self.erase.setEnabled(fold(text) == self._wanted))
        body = column(
            Label(Type.SECTION, text=title, wrap=True),
            8,
            holder(column(*(Label(text=text, wrap=True) for text in texts), gap=6)),
            16,
            self.field,
            None,
            20,
            row(None, self.erase, self.cancel, gap=8),
            margins=(24, 24, 24, 20),
        )
        body.addStrut(_INSIDE)
        self.setLayout(body)
        for _ in range(2):  # wrapped labels know their height once they have their width
            self.adjustSize()
        self.cancel.setFocus(Qt.FocusReason.TabFocusReason)
        self.finished.connect(self.deleteLater)
