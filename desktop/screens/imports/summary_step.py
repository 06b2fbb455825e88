"""Step 6 of the import before it is done: its numbers, and what it may do to fields of known clients."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.screens.imports.settling_shown import PolicyLine, SummaryShown
from desktop.theme import Type
from desktop.widgets.choices import Choice
from desktop.widgets.feedback import IconTile
from desktop.widgets.frames import Scroll, column, holder, row, tab_within
from desktop.widgets.labels import Bold, Label
from desktop.words import Words

_WIDE: Final = 760
_NUMBERS_ACROSS: Final = 4


class Number(QWidget):
    """A number above its word."""

    def __init__(self) -> None:
        super().__init__()
        self.number, self.word = Label(Type.SECTION), Label(Type.CAPTION, "muted", wrap=True)
        self.setLayout(column(self.number, 2, self.word, None))

    def show_number(self, word: str, number: str) -> None:
        """Another one."""
        self.number.setText(number)
        self.word.setText(word)
        self.setAccessibleName(f"{word}: {number}")


class Numbers(QWidget):
    """Numbers in a grid, four in a line."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Number] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(12)
        for place in range(_NUMBERS_ACROSS):
            self._grid.setColumnStretch(place, 1)
        self.setLayout(self._grid)

    def show_numbers(self, numbers: tuple[tuple[str, str], ...]) -> None:
        """Other numbers."""
        while len(self.shown) < len(numbers):
            made = Number()
            self._grid.addWidget(made, len(self.shown) // _NUMBERS_ACROSS, len(self.shown) % _NUMBERS_ACROSS)
            self.shown.append(made)
        for place, one in enumerate(self.shown):
            one.setVisible(place < len(numbers))
            if place < len(numbers):
                one.show_number(*numbers[place])


class SummaryStep(QWidget):
    """`ruled` tells the code of a field and the policy that was chosen for it."""

    ruled = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._tile = IconTile("file-input", 48)
        self.title = Label(Type.TITLE, wrap=True)
        self.sentences = Label(wrap=True)
        self.numbers = Numbers()
        self.rules_title, self.rules_text = Bold(), Label(Type.BODY, "muted", wrap=True)
        self._heads = [Label(Type.CAPTION, "muted") for _ in range(4)]
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        for place, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, place)
        self.choices: list[Choice] = []
        self._cells: list[tuple[Label, Label, Label]] = []
        self._lines: tuple[PolicyLine, ...] = ()
        self._rules = holder(column(self.rules_title, 2, self.rules_text, 8, self._grid))
        top = row(self._tile, self.title, gap=16)
        top.setStretch(1, 1)
        inner = holder(
            column(top, 16, self.numbers, 14, self.sentences, 20, self._rules, None, margins=(24, 16, 24, 16))
        )
        inner.setMaximumWidth(_WIDE + 48)
        line = row(inner, None, gap=0)
        line.setStretch(0, 100)
        self.setLayout(column(Scroll(holder(line))))

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        self.rules_title.setText(words.say("settling", "fields_rule"))
        self.rules_text.setText(words.say("settling", "fields_rule_text"))
        for head, key in zip(self._heads, ("rule_field", "rule_blank", "rule_other", ""), strict=True):
            head.setText(words.say("settling", key) if key else "")

    def show_summary(self, shown: SummaryShown) -> None:
        """Say it."""
        self._tile.show_icon(shown.icon, "soft", "accent")
        self.title.setText(shown.title)
        self.numbers.show_numbers(shown.numbers)
        self.sentences.setText("\n".join(shown.sentences))
        self._rules.setVisible(bool(shown.policies))
        self._lines = shown.policies
        self._make(len(shown.policies))
        for place, (cells, choice) in enumerate(zip(self._cells, self.choices, strict=True)):
            there = place < len(shown.policies)
            for widget in (*cells, choice):
                widget.setVisible(there)
            if there:
                line = shown.policies[place]
                for cell, text in zip(cells, (line.name, line.blank, line.other), strict=True):
                    cell.setText(text)
                choice.offer(shown.rules, line.chosen)
                choice.setAccessibleName(line.spoken)

    def first_focus(self) -> QWidget | None:
        """None: the one way on."""
        return None

    def _make(self, count: int) -> None:
        before = len(self.choices)
        while len(self.choices) < count:
            place = len(self.choices)
            choice = Choice()
            choice.picked.connect(lambda rule, place=place: self._rule(place, rule))
            cells = (Label(wrap=True), Label(), Label())
            for cell in cells[1:]:
                cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column_, widget in enumerate((*cells, choice)):
                self._grid.addWidget(widget, place + 1, column_)
            self.choices.append(choice)
            self._cells.append(cells)
        if len(self.choices) > before:
            tab_within(self._rules, *self.choices)

    def _rule(self, place: int, rule: object) -> None:
        if place < len(self._lines):
            self.ruled.emit(self._lines[place].code, rule)
