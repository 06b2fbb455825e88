"""The parts of today's page: steps, first steps, the week, the model, the last actions."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.screens.today.actions import ActionLine
from desktop.screens.today.presenter import FirstStep, ModelTile, Number
from desktop.screens.today.steps import Step
from desktop.screens.today.weeks import WeeksShown
from desktop.theme import Type
from desktop.theme.tokens import FOOTER_BUTTON, TILE_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.curves import Curve, Curves
from desktop.widgets.feedback import IconTile, Sign
from desktop.widgets.frames import Block, Divider, column, holder, row, tab_within
from desktop.widgets.labels import Bold, Label, Line
from desktop.widgets.ticks import Ticks
from desktop.words import Words

_TILE: Final = 40
_STEP: Final = 80
_ACTION: Final = 40
_BUTTON: Final = 124


class StepRow(QWidget):
    """One thing to do. `pressed`: its button."""

    pressed = Signal()

    def __init__(self, *, first: bool) -> None:
        super().__init__()
        self._tones = ("soft", "accent") if first else ("sunken", "muted")
        self._tile = IconTile("check", _TILE, *self._tones)
        self._title, self._note = Line(Type.SECTION), Line(Type.BODY, "muted")
        self.button = Button("", Kind.FILLED if first else Kind.OUTLINE, height=FOOTER_BUTTON)
        self.button.clicked.connect(self.pressed)
        body = row(self._tile, 14, column(None, self._title, 4, self._note, None), 16, self.button, gap=0)
        body.setContentsMargins(20, 0, 20, 0)
        body.setStretch(2, 1)
        self.setLayout(body)
        self.setFixedHeight(_STEP)

    def show_step(self, step: Step) -> None:
        """Say it."""
        self._tile.show_icon(step.icon, *(("warn_t", "warn") if step.late else self._tones))
        self._title.setText(step.title)
        self._note.setText(step.note)
        self.button.setText(step.action)
        self.button.setAccessibleDescription(step.title)
        self.button.updateGeometry()


class StepCard(Block):
    """The steps in one card, their buttons of one width. `taken` tells the place of the step."""

    taken = Signal(int)

    def __init__(self) -> None:
        super().__init__("surface", "line", TILE_RADIUS)
        self.rows: list[StepRow] = []
        self._lines: list[QWidget] = []
        self._column = column(margins=(1, 1, 1, 1))
        self.setLayout(self._column)
        self._add(0)  # the keyboard starts on it, even before anything was read
        self.rows[0].hide()

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Other steps; rows that stay keep the focus."""
        while len(self.rows) < len(steps):
            self._add(len(self.rows))
        for place, (one, line) in enumerate(zip(self.rows, self._lines, strict=True)):
            shown = place < len(steps)
            if shown:
                one.show_step(steps[place])
            one.setVisible(shown)
            line.setVisible(shown and place > 0)
        buttons = [one.button for one in self.rows[: len(steps)]]
        width = max([_BUTTON, *(button.sizeHint().width() for button in buttons)])
        for button in buttons:
            button.setFixedWidth(width)

    def _add(self, place: int) -> None:
        made = StepRow(first=place == 0)
        made.pressed.connect(lambda: self.taken.emit(place))
        line = holder(column(Divider(), margins=(20 + _TILE + 14, 0, 0, 0)))
        self._column.addWidget(line)
        self._column.addWidget(made)
        self.rows.append(made)
        self._lines.append(line)
        tab_within(self, *(one.button for one in self.rows))


class FirstSteps(Block):
    """The checklist of a new base. `removed`: its cross."""

    removed = Signal()

    def __init__(self) -> None:
        super().__init__("alt", "divider", TILE_RADIUS)
        self._title = Bold()
        self.cross = Button("", Kind.GHOST, "x", height=28)
        self.cross.clicked.connect(self.removed)
        self._ticks = Ticks()
        self.setLayout(column(row(self._title, None, self.cross, gap=8), 8, self._ticks, margins=(20, 12, 12, 16)))

    def say(self, words: Words) -> None:
        """Say what never changes."""
        self._title.setText(words.say("today", "first"))
        self.cross.setAccessibleName(words.say("today", "first_hide"))
        self.cross.setToolTip(words.say("today", "first_hide"))

    def show_lines(self, lines: Sequence[FirstStep]) -> None:
        """Tick what is done."""
        self.setVisible(bool(lines))
        self._ticks.show_ticks([(one.text, one.heard, "done" if one.done else "open") for one in lines])


class Week(Block):
    """Three numbers, each over its word and its base; below them twelve weeks of answers."""

    def __init__(self) -> None:
        super().__init__("surface", "line", TILE_RADIUS)
        self._title, self._span = Bold(), Line(Type.CAPTION, "muted")
        self._span.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._numbers = [
            (Label(Type.GREETING), Line(Type.LABEL), Label(Type.CAPTION, "muted", wrap=True)) for _ in range(3)
        ]
        numbers = row(gap=12)
        for count, what, base in self._numbers:
            numbers.addLayout(column(count, 2, what, 2, base, None), 1)
        self._weeks, self.curves, self.none = Label(Type.CAPTION, "muted"), Curves(), Label(tone="muted", wrap=True)
        below = column(Divider(), 12, self._weeks, 6, self.curves, self.none)
        heading = row(self._title, None, self._span, gap=12)
        self.setLayout(column(heading, 12, numbers, 14, below, margins=(20, 16, 20, 18)))

    def say(self, words: Words) -> None:
        """Say what never changes."""
        self._title.setText(words.say("today", "week"))

    def show_weeks(self, shown: WeeksShown) -> None:
        """Other lines, or that there are none yet."""
        self._weeks.setText(shown.title)
        self.none.setText(shown.none)
        self.none.setVisible(bool(shown.none))
        self.curves.setVisible(not shown.none)
        answered = Curve(shown.answered, shown.answered_label)
        bought = Curve(shown.bought, shown.bought_label, main=True)
        self.curves.show_curves([] if shown.none else [answered, bought], shown.marks, shown.spoken)

    def show_week(self, span: str, numbers: Sequence[Number]) -> None:
        """Other numbers."""
        self._span.setText(span)
        for labels, number in zip(self._numbers, numbers, strict=True):
            for label, text in zip(labels, (number.count, number.what, number.base), strict=True):
                label.setText(text)
            labels[0].setAccessibleName(number.heard)


class Model(Block):
    """The model in use, and who waits for it. `compute`: its button."""

    compute = Signal()

    def __init__(self) -> None:
        super().__init__("soft", None, TILE_RADIUS)
        self._title = Label(Type.STRONG, wrap=True)
        self._note, self._pending = Label(wrap=True), Label(wrap=True)
        self.button = Button("", Kind.OUTLINE)
        self.button.clicked.connect(self.compute)
        self._waiting = holder(column(3, self._pending, 10, row(self.button, None)))
        words = column(self._title, 3, self._note, self._waiting)
        sign = Sign("graduation-cap", "accent", 20)
        body = row(holder(column(sign, None)), words, gap=12, margins=(20, 16, 20, 18))
        body.setStretch(1, 1)
        self.setLayout(body)

    def show_model(self, tile: ModelTile) -> None:
        """Another model."""
        self._title.setText(tile.title)
        self._note.setText(tile.note)
        self._pending.setText(tile.pending)
        self.button.setText(tile.action)
        self._waiting.setVisible(bool(tile.action))
        self.button.updateGeometry()


class ActionRow(QWidget):
    """One action with its undo. `pressed`: the undo."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sign, self._text, self._when = Sign("check"), Line(), Label(Type.CAPTION, "muted")
        self.undo = Button("", Kind.LINK)
        self.undo.clicked.connect(self.pressed)
        self._place = holder(row(None, self.undo))
        inner = row(self._sign, self._text, self._when, self._place, gap=14)
        inner.setStretch(1, 1)
        line = holder(column(Divider(), margins=(30, 0, 0, 0)))
        line.setFixedHeight(1)
        body = column(line)
        body.insertLayout(0, inner, 1)
        self.setLayout(body)
        self.setFixedHeight(_ACTION)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_action(self, line: ActionLine, words: Words) -> None:
        """Say it."""
        self._sign.show_icon(line.icon, "muted")
        self._text.setText(line.text)
        self._when.setText(line.when)
        self.setAccessibleName(line.heard)
        self.undo.setText(words.say("today", "undo"))
        self.undo.setAccessibleName(words.say("today", "undo_name", action=line.text))
        self.undo.setVisible(line.undo is not None)
        self._place.setFixedWidth(self.undo.sizeHint().width())


class Actions(QWidget):
    """The last actions. `undo_wanted` tells the entry."""

    undo_wanted = Signal(int)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._title, self._none = Bold(), Label(Type.BODY, "muted", wrap=True)
        self.rows: list[ActionRow] = []
        self._entries: list[int | None] = []
        self._column = column(self._title, 8, self._none)
        self.setLayout(self._column)

    def say(self) -> None:
        """Say what never changes."""
        self._title.setText(self._words.say("today", "actions"))
        self._none.setText(self._words.say("today", "no_actions"))

    def show_actions(self, lines: Sequence[ActionLine]) -> None:
        """Other actions."""
        while len(self.rows) < len(lines):
            self._add(len(self.rows))
        self._entries = [line.undo for line in lines]
        for place, one in enumerate(self.rows):
            one.setVisible(place < len(lines))
            if place < len(lines):
                one.show_action(lines[place], self._words)
        self._none.setVisible(not lines)

    def _add(self, place: int) -> None:
        made = ActionRow()
        made.pressed.connect(lambda: self._undo(place))
        self._column.addWidget(made)
        self.rows.append(made)
        tab_within(self, *(one.undo for one in self.rows))

    def _undo(self, place: int) -> None:
        entry = self._entries[place]
        if entry is not None:
            self.undo_wanted.emit(entry)
