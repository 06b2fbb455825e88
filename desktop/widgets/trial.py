"""The trial of the model as a block: what it is, how it stands, a form for a new one, one button."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from desktop.asked import Asked
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.forms import Form
from desktop.widgets.frames import Block, column, holder, row
from desktop.widgets.labels import Label


class TrialBlock(Block):
    """`edited` tells a field and what stands in it, `pressed` that the trial is to begin or to stop."""

    edited = Signal(str, object)
    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = Label(Type.TILE, wrap=True)
        self._lines: list[Label] = []
        self._told = column(gap=6)
        self.form = Form()
        self.form.edited.connect(self.edited.emit)
        self._refused = Label(Type.CAPTION, "err", wrap=True)
        self.button = Button("", Kind.OUTLINE)
        self.button.clicked.connect(lambda _on: self.pressed.emit())
        self.setLayout(
            column(
                self._title,
                8,
                holder(self._told),
                12,
                self.form,
                self._refused,
                4,
                row(self.button, None),
                margins=(28, 16, 28, 16),
            )
        )

    def show_lines(self, title: str, lines: Sequence[str]) -> None:
        """What it is and how it stands, the first line muted."""
        self._title.setText(title)
        while len(self._lines) < len(lines):
            label = Label(tone="" if self._lines else "muted", wrap=True)
            self._lines.append(label)
            self._told.addWidget(label)
        for place, label in enumerate(self._lines):
            label.setText(lines[place] if place < len(lines) else "")
            label.setVisible(place < len(lines))

    def show_form(self, fields: Sequence[Asked], button: str, icon: str, *, enabled: bool, refused: str) -> None:
        """The fields of a new one, and what can be pressed."""
        self.form.show_fields(fields)
        self.form.setVisible(bool(fields))
        self.button.setText(button)
        self.button.set_icon(icon)
        self.button.setEnabled(enabled)
        self.button.updateGeometry()
        self._refused.setText(refused)
        self._refused.setVisible(bool(refused))
