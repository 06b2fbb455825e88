"""The bar of changes that are not made yet: how many, check, apply, reset; and what the check has found."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.theme import Type
from desktop.theme.tokens import BLOCK_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import announce
from desktop.widgets.frames import Block, column, row
from desktop.widgets.labels import Label, Line


class StagedBar(QWidget):
    """The foot of a page that edits in stages."""

    check_wanted = Signal()
    apply_wanted = Signal()
    reset_wanted = Signal()
    undo_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.count = Line(Type.STRONG)
        self.check, self.apply = (
            Button("", Kind.OUTLINE, "calculator"),
            Button("", Kind.FILLED, "check", key="Ctrl+Enter"),
        )
        self.reset, self.undo = Button("", Kind.GHOST, "rotate-ccw"), Button("", Kind.GHOST, "undo-2", key="Ctrl+Z")
        for button, signal in (
            (self.check, self.check_wanted),
            (self.apply, self.apply_wanted),
            (self.reset, self.reset_wanted),
            (self.undo, self.undo_wanted),
        ):
            button.clicked.connect(lambda _on, signal=signal: signal.emit())
        bar = row(self.count, self.undo, self.reset, self.check, self.apply, gap=8, margins=(24, 0, 24, 0))
        bar.setStretch(0, 1)
        self.setLayout(bar)

    def say(self, check: str, apply: str, reset: str, undo: str) -> None:
        """The words of the buttons."""
        for button, text in ((self.check, check), (self.apply, apply), (self.reset, reset), (self.undo, undo)):
            button.setText(text)
            button.updateGeometry()

    def show_state(self, text: str, *, changed: bool, sound: bool, busy: bool, undoable: bool) -> None:
        """`text` says how many changes there are; only `sound` ones are checked and applied; `undoable`: the step
        before can be taken back.
        """
        self.count.setText(text)
        for button in (self.check, self.apply):
            button.setEnabled(changed and sound and not busy)
            button.setVisible(changed)
        self.reset.setEnabled(not busy)
        self.reset.setVisible(changed)
        self.undo.setEnabled(not busy)
        self.undo.setVisible(undoable and not changed)


class EffectBlock(Block):
    """What a check has found, above the content."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__("info_t", None, BLOCK_RADIUS)
        self.title, self.text = Label(Type.STRONG), Label(wrap=True)
        self.close_button = Button("", Kind.GHOST, "x", height=28)
        self.close_button.clicked.connect(lambda _on: self.closed.emit())
        words = column(self.title, 2, self.text)
        layout = row(words, column(self.close_button, None), gap=10, margins=(16, 10, 8, 10))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.hide()

    def show_effect(self, title: str, lines: Sequence[str], close: str) -> None:
        """The lines; none takes them away."""
        self.setVisible(bool(lines))
        self.title.setText(title)
        self.text.setText("\n".join(lines))
        self.close_button.setAccessibleName(close)
        self.close_button.setToolTip(close)
        if lines:
            announce(self, " ".join((title, *lines)))
