"""The card with the sheet's groups and the new password, on the ground of the way in."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from core.vault.passwords import LEAST_CHARACTERS
from core.vault.recovery import GROUPS
from desktop.door import Door
from desktop.screens.recovery.presenter import RecoveryPresenter
from desktop.theme import Type
from desktop.theme.tokens import CARD_RADIUS
from desktop.widgets.brand import Garden
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import announce
from desktop.widgets.fields import Captioned, Secret
from desktop.widgets.frames import Block, Lifted, Scroll, column, holder, row
from desktop.widgets.groups import TypedGroups
from desktop.widgets.labels import Label

_WIDE: Final = 600


class RecoveryScreen(Garden):
    """Groups, who, a new password; Enter goes in."""

    help_name = "recovery"

    def __init__(self, door: Door, base: Path, login: str) -> None:
        super().__init__()
        self._door = door
        self.presenter = RecoveryPresenter(self, door, base)
        self.title, self.text = Label(Type.TITLE, wrap=True), Label(tone="muted", wrap=True)
        self.name = Label(Type.STRONG)
        self.groups = TypedGroups(GROUPS)
        self.groups.typed.connect(self._typed)
        self.groups.returned.connect(self._send)
        self.login = QLineEdit()
        self.login.returnPressed.connect(self._send)
        self.password, self.again = Secret(), Secret()
        self.fields = {
            "login": Captioned(self.login),
            "password": Captioned(self.password),
            "again": Captioned(self.again),
        }
        self.login.textEdited.connect(lambda: self.fields["login"].note(""))
        for name, secret in (("password", self.password), ("again", self.again)):
            secret.returned.connect(self._send)
            secret.edited.connect(lambda name=name: self.fields[name].note(self._hint(name)))
        self.refusal = Label(Type.CAPTION, "err", wrap=True)
        self.refusal.hide()
        self.back = Button("", Kind.GHOST, "arrow-left", height=36)
        self.go = Button("", Kind.FILLED, height=36)
        self.back.clicked.connect(self.presenter.back)
        self.go.clicked.connect(self._send)
        two = row(self.fields["password"], self.fields["again"], gap=16)
        for name in ("password", "again"):
            two.setAlignment(self.fields[name], Qt.AlignmentFlag.AlignTop)
        card = Block("surface", "line", CARD_RADIUS)
        card.setLayout(
            column(
                self.title,
                4,
                self.name,
                8,
                self.text,
                12,
                self.groups,
                8,
                self.fields["login"],
                8,
                two,
                self.refusal,
                14,
                row(self.back, None, self.go),
                margins=(28, 20, 28, 20),
            )
        )
        card.setFixedWidth(_WIDE)
        lifted = Lifted(card, CARD_RADIUS)
        inner = column(None, lifted, None, margins=(16, 8, 16, 8))
        inner.setAlignment(lifted, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(column(Scroll(holder(inner))))
        self.retranslate()
        self.presenter.begin(login)

    def retranslate(self) -> None:
        """Say everything anew."""
        say = self._door.words.say
        self.title.setText(say("recovery", "title"))
        self.text.setText(say("recovery", "text"))
        self.groups.set_names(
            [say("recovery", "group", number=number) for number in range(1, GROUPS + 1)], say("recovery", "slip")
        )
        for name, field in self.fields.items():
            field.set_caption(say("recovery", name))
            field.note(self._hint(name))
        for name, secret in (("password", self.password), ("again", self.again)):
            secret.set_words(say("recovery", name), say("unlock", "show_password"))
        self.back.setText(say("recovery", "back"))
        self.go.setText(say("recovery", "go"))
        self.presenter.begin(self.login.text())

    def first_focus(self) -> QWidget:
        """The first group."""
        return self.groups.lines[0]

    def press_primary(self) -> None:
        """Ctrl+Enter."""
        self._send()

    def show_base(self, name: str, login: str) -> None:
        """The base, and who wants in."""
        self.name.setText(name)
        self.login.setText(login)

    def show_group(self, place: int, sentence: str) -> None:
        """At the group."""
        self.groups.note(place, sentence)
        if sentence:
            announce(self, sentence)

    def stand_at(self, place: int) -> None:
        """The keyboard goes there."""
        self.groups.stand_at(place)

    def show_refused(self, field: str, sentence: str) -> None:
        """What is wrong."""
        announce(self, sentence)
        if field:
            self.fields[field].note(sentence, "err")
            self.fields[field].field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.refusal.setText(sentence)
        self.refusal.show()

    def show_busy(self, busy: bool) -> None:
        """Wait for the answer."""
        for button in (self.go, self.back):
            button.setEnabled(not busy)
        if busy:
            self.refusal.hide()

    def _typed(self, place: int, digits: str) -> None:
        self.refusal.hide()
        self.presenter.typed(place, digits)

    def _send(self) -> None:
        if self.go.isEnabled():
            groups = self.groups.texts()
            self.presenter.recover(groups, self.login.text(), self.password.text(), self.again.text())

    def _hint(self, name: str) -> str:
        return self._door.words.say("recovery", "least", n=LEAST_CHARACTERS) if name == "password" else ""
