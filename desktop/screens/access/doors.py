"""What stands before the pages once a base is open: a password of one's own, the sheet of a new base."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.desk import Desk
from desktop.screens.access.parts import PasswordForm, SheetSteps
from desktop.theme import Type
from desktop.theme.tokens import CARD_RADIUS
from desktop.widgets.brand import Garden
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.frames import Block, Lifted, Scroll, column, holder
from desktop.widgets.labels import Label

_WIDE = 600


class _Door(Garden):
    """A card on the quiet ground. `help_name` is the page whose help F1 shows."""

    help_name = "access"

    def __init__(self, title: QWidget, *items: QWidget | int) -> None:
        super().__init__()
        card = Block("surface", "line", CARD_RADIUS)
        card.setLayout(column(title, 8, *items, margins=(28, 22, 28, 22)))
        card.setFixedWidth(_WIDE)
        lifted = Lifted(card, CARD_RADIUS)
        inner = column(None, lifted, None, margins=(16, 8, 16, 8))
        inner.setAlignment(lifted, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(column(Scroll(holder(inner))))


class OneTimeDoor(_Door):
    """A password that somebody else gave is changed before anything else. `leave`: back to the way in."""

    def __init__(self, desk: Desk, done: Callable[[], None], leave: Callable[[], None]) -> None:
        self._desk = desk
        self.title, self.text = Label(Type.TITLE, wrap=True), Label(tone="muted", wrap=True)
        self.form = PasswordForm(desk, done, "one_time")
        self.leave = Button("", Kind.GHOST, "arrow-left", height=36)
        self.leave.clicked.connect(leave)
        self.form.buttons.insertWidget(0, self.leave)
        super().__init__(self.title, self.text, 14, self.form)
        self.retranslate()

    def first_focus(self) -> QWidget:
        """The password that was given."""
        return self.form.secrets["old"].line

    def press_primary(self) -> None:
        """Ctrl+Enter."""
        self.form.send()

    def retranslate(self) -> None:
        """Say everything anew."""
        say = self._desk.words.say
        self.title.setText(say("access", "one_time_title"))
        self.text.setText(say("access", "one_time_text"))
        self.leave.setText(say("access", "leave"))
        self.leave.updateGeometry()
        self.form.retranslate()


class SheetDoor(_Door):
    """The third page of the first run."""

    def __init__(self, desk: Desk, done: Callable[[], None], later: Callable[[], None]) -> None:
        self._desk = desk
        self.title = Label(Type.TITLE, wrap=True)
        self.steps = SheetSteps(desk, done)
        self.steps.later.connect(later)
        super().__init__(self.title, self.steps)
        self.retranslate()
        self.steps.presenter.begin()

    def first_focus(self) -> QWidget:
        """Printing."""
        return self.steps.first_focus()

    def press_primary(self) -> None:
        """Ctrl+Enter."""
        self.steps.press_primary()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.title.setText(self._desk.words.say("access", "sheet"))
        self.steps.retranslate()
