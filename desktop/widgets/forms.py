"""A form: fields one below the other, as `Asked` says. What somebody types is told at once and stays as it is typed."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.asked import Asked, Sort
from desktop.theme import Type
from desktop.widgets.choices import Check, Choice
from desktop.widgets.fields import Captioned
from desktop.widgets.frames import Scroll, column, holder, tab_within
from desktop.widgets.labels import Label

_SHORT: Final = 200
_LETTERS: Final = 12
_LIST: Final = 148
_MANY: Final = 5


class Ticked(QWidget):
    """A tick with a line below."""

    def __init__(self, tick: Check) -> None:
        super().__init__()
        self._tick = tick
        self._note = Label(Type.CAPTION, "muted", wrap=True)
        self.setLayout(column(tick, self._note))

    def note(self, text: str, tone: str = "muted") -> None:
        """Say something below; an empty text takes it back."""
        self._note.setText(text)
        self._note.set_tone(tone)
        self._note.setVisible(bool(text))
        self._tick.setAccessibleDescription(text)


class Ticks(QWidget):
    """Several of a list; a long one scrolls. `picked` tells all that are ticked then."""

    picked = Signal(object)

    def __init__(self, options: Sequence[tuple[str, object]]) -> None:
        super().__init__()
        self.ticks = {value: Check(text) for text, value in options}
        for tick in self.ticks.values():
            tick.clicked.connect(lambda _on: self.picked.emit(self.chosen))
        inner = holder(column(*self.ticks.values(), None))
        if len(options) > _MANY:
            scroll = Scroll(inner)
            scroll.setFixedHeight(_LIST)
            self.setLayout(column(scroll))
        else:
            self.setLayout(column(inner))
        if self.ticks:
            self.setFocusProxy(next(iter(self.ticks.values())))

    @property
    def chosen(self) -> tuple[object, ...]:
        """What is ticked."""
        return tuple(value for value, tick in self.ticks.items() if tick.isChecked())


class Form(QWidget):
    """`edited` tells the name of a field and what stands in it now."""

    edited = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._shape: list[tuple[str, Sort]] = []
        self.controls: dict[str, QWidget] = {}
        self._places: dict[str, QWidget] = {}
        self._column = column()
        self.setLayout(self._column)

    def show_fields(self, fields: Sequence[Asked], *, fresh: bool = False) -> None:
        """These fields. A line that is being typed in keeps its text, unless the form is a `fresh` one."""
        shape = [(one.name, one.sort) for one in fields]
        if shape != self._shape:
            self._build(fields)
            self._shape = shape
        for one in fields:
            self._show(one, fresh=fresh)

    def focus(self, name: str) -> None:
        """Put the keyboard into a field."""
        if name in self.controls:
            self.controls[name].setFocus()

    def _build(self, fields: Sequence[Asked]) -> None:
        while self._column.count():
            taken = self._column.takeAt(0)
            if taken is not None and (widget := taken.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.controls, self._places = {}, {}
        for one in fields:
            place = self._made(one)
            self._places[one.name] = place
            if one.sort is Sort.HEAD and self._column.count():
                self._column.addSpacing(12)
            self._column.addWidget(place)
            self._column.addSpacing(4 if one.sort is Sort.HEAD else 8)
        tab_within(self, *self.controls.values())

    def _made(self, one: Asked) -> QWidget:
        name = one.name
        if one.sort is Sort.HEAD:
            return Label(Type.TILE)
        if one.sort is Sort.TICK:
            tick = Check()
            tick.clicked.connect(lambda on: self.edited.emit(name, bool(on)))
            self.controls[name] = tick
            return Ticked(tick)
        if one.sort is Sort.CHOICE:
            choice = Choice()
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(_LETTERS)
            choice.picked.connect(lambda value: self.edited.emit(name, value))
            self.controls[name] = choice
            return Captioned(choice, wrap=True)
        if one.sort is Sort.SEVERAL:
            ticks = Ticks(one.options)
            ticks.picked.connect(lambda values: self.edited.emit(name, values))
            self.controls[name] = ticks
            return Captioned(ticks, wrap=True)
        line = QLineEdit()
        if one.short:
            line.setMaximumWidth(_SHORT)
        line.textEdited.connect(lambda text: self.edited.emit(name, text))
        self.controls[name] = line
        return Captioned(line, wrap=True)

    def _show(self, one: Asked, *, fresh: bool) -> None:
        place = self._places[one.name]
        place.setHidden(one.hidden)
        if isinstance(place, Label):
            place.setText(one.caption)
            return
        control = self.controls[one.name]
        control.setEnabled(one.enabled)
        if isinstance(place, Captioned):
            place.set_caption(one.caption)
        if isinstance(place, Captioned | Ticked):
            place.note(one.note, "err" if one.wrong else "accent" if one.changed else "muted")
        if isinstance(control, QLineEdit):
            if (fresh or not control.hasFocus()) and control.text() != str(one.value):
                control.setText(str(one.value))
                control.setCursorPosition(0)
        elif isinstance(control, Choice):
            control.offer(one.options, one.value)
        elif isinstance(control, Ticks):
            chosen = one.value if isinstance(one.value, tuple) else ()
            for value, tick in control.ticks.items():
                tick.setChecked(value in chosen)
        elif isinstance(control, Check):
            control.setText(one.caption)
            control.setAccessibleName(one.caption)
            control.setChecked(bool(one.value))
            control.updateGeometry()
