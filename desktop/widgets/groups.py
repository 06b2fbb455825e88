"""Groups of digits, such as those of the recovery sheet: shown to be read, or typed one by one."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from desktop.theme import Type
from desktop.theme.tokens import BLOCK_RADIUS
from desktop.widgets.fields import Captioned
from desktop.widgets.frames import Block, column
from desktop.widgets.labels import Label

_DIGITS: Final = 6
_BESIDE: Final = 4


class ShownGroups(Block):
    """Groups to copy by hand, each under its number, four in a row."""

    def __init__(self, count: int) -> None:
        super().__init__("alt", "divider", BLOCK_RADIUS)
        self._captions = [Label(Type.CAPTION, "muted") for _ in range(count)]
        self.groups = [Label(Type.SECTION) for _ in range(count)]
        grid = QGridLayout()
        grid.setContentsMargins(20, 14, 20, 14)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(12)
        for place, (caption, group) in enumerate(zip(self._captions, self.groups, strict=True)):
            group.setTextInteractionFlags(
                Qt.TextInteractionFlag.NoTextInteraction
            )  # a copy would stay in the clipboard
            grid.addLayout(column(caption, 2, group), *divmod(place, _BESIDE))
        self.setLayout(grid)

    def show_groups(self, groups: Sequence[str], names: Sequence[str]) -> None:
        """The groups and what each is called."""
        for caption, label, name, group in zip(self._captions, self.groups, names, groups, strict=True):
            caption.setText(name)
            label.setText(group)
            label.setAccessibleName(f"{name}: {' '.join(group)}")  # digit by digit
        self.updateGeometry()


class TypedGroups(QWidget):
    """Fields for groups, four in a row. A full one hands on to the next; digits beyond it go there too, so that the
    whole can be pasted. `typed`: (place, digits).
    """

    typed = Signal(int, str)
    returned = Signal()

    def __init__(self, count: int) -> None:
        super().__init__()
        self.lines = [QLineEdit() for _ in range(count)]
        self.fields = [Captioned(line) for line in self.lines]
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for place, (line, field) in enumerate(zip(self.lines, self.fields, strict=True)):
            line.setMinimumHeight(34)
            line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            line.textEdited.connect(lambda text, place=place: self._edited(place, text))
            line.returnPressed.connect(self.returned)
            grid.addWidget(field, *divmod(place, _BESIDE), Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(place % _BESIDE, 1)
        self._said = Label(Type.CAPTION, "err", wrap=True)
        self._said.hide()
        self._wrong: dict[int, str] = {}
        self._mark = ""
        self.setLayout(column(grid, 2, self._said))

    def set_names(self, names: Sequence[str], wrong: str) -> None:
        """What each group is called, and the word at one with a slip; what was wrong is told anew by who knows it."""
        self._mark = wrong
        for place, (field, name) in enumerate(zip(self.fields, names, strict=True)):
            field.set_caption(name)
            self.note(place, "")

    @property
    def said(self) -> str:
        """The sentence that stands below."""
        return next(iter(dict(sorted(self._wrong.items())).values()), "")

    def texts(self) -> list[str]:
        """What was typed."""
        return [line.text() for line in self.lines]

    def clear(self) -> None:
        """Forget it."""
        for place, line in enumerate(self.lines):
            line.clear()
            self.note(place, "")

    def note(self, place: int, sentence: str) -> None:
        """What is wrong with a group, below all for the first one; "" takes it back."""
        self._wrong.pop(place, None)
        if sentence:
            self._wrong[place] = sentence
        self.fields[place].note(self._mark if sentence else "", "err")
        if sentence:
            self.lines[place].setAccessibleDescription(sentence)
        self._said.setText(self.said)
        self._said.setVisible(bool(self._wrong))

    def stand_at(self, place: int) -> None:
        """Put the keyboard into a group; typing replaces it."""
        self.lines[place].setFocus(Qt.FocusReason.TabFocusReason)
        self.lines[place].selectAll()

    def _edited(self, place: int, text: str) -> None:
        digits = "".join(sign for sign in text if sign in "0123456789")
        if len(digits) > _DIGITS and len(digits) >= _DIGITS * len(self.lines):
            place = 0  # the whole sheet
        while True:
            mine, digits = digits[:_DIGITS], digits[_DIGITS:]
            if self.lines[place].text() != mine:
                self.lines[place].setText(mine)
            self.typed.emit(place, mine)
            if len(mine) < _DIGITS or place + 1 == len(self.lines):
                return
            place += 1
            self.stand_at(place)
            if not digits:
                return
