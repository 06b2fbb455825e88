"""The control of a folder: choose one, let it go."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.widgets.buttons import Button, Kind
from desktop.widgets.frames import row


class FolderChoice(QWidget):
    """`wanted`: another folder; `unwanted`: none."""

    wanted = Signal()
    unwanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choose = Button("", Kind.OUTLINE, "folder-open")
        self.stop = Button("", Kind.GHOST)
        self.choose.clicked.connect(self.wanted)
        self.stop.clicked.connect(self.unwanted)
        self.setLayout(row(self.stop, self.choose, gap=8))
        self.setFocusProxy(self.choose)

    def say(self, choose: str, stop: str) -> None:
        """Its words."""
        for button, word in ((self.choose, choose), (self.stop, stop)):
            button.setText(word)
            button.updateGeometry()

    def show_state(self, *, enabled: bool, on: bool) -> None:
        """Whether one may be chosen, and whether one is."""
        self.choose.setEnabled(enabled)
        self.stop.setVisible(on)
