"""The page of one's own keys: a password, a recovery sheet."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from desktop.desk import Desk
from desktop.screens.access.parts import PasswordForm, SheetSteps
from desktop.screens.access.presenter import AccessPresenter
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.frames import Block, Scroll, column, holder, row
from desktop.widgets.labels import Label
from desktop.widgets.page import Page

_WIDE: Final = 640
_EDGE: Final = 24


class AccessScreen(Page):
    """«Ключи и пароль», gone to from the settings and from today."""

    listens = frozenset({"users"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = AccessPresenter(self, desk)
        self._sheet_head, self._password_head = Label(Type.TILE), Label(Type.TILE)
        self.standing = Label(wrap=True)
        self.make = Button("", Kind.FILLED, "key-round", height=36)
        self.make.clicked.connect(self._begin)
        self.now = holder(column(self.standing, 14, row(self.make, None)))
        self.steps = SheetSteps(desk, self._made)
        self.steps.later.connect(self._put_off)
        self.steps.hide()
        self.form = PasswordForm(desk, self._changed)
        self.form.change.set_kind(Kind.OUTLINE)
        sheet, password = Block(), Block()
        sheet.setLayout(column(self.now, self.steps, margins=(20, 16, 20, 16)))
        password.setLayout(column(self.form, margins=(20, 16, 20, 16)))
        body = holder(column(self._sheet_head, 8, sheet, 28, self._password_head, 8, password))
        body.setMaximumWidth(_WIDE)
        beside = row(body, margins=(_EDGE, 8, _EDGE, 24))
        beside.addStretch(0)
        beside.setStretch(0, 1)
        self.set_content(Scroll(holder(column(beside, None))))

    def retranslate(self) -> None:
        """Static words."""
        say = self._desk.words.say
        self.title.setText(say("access", "title"))
        self._sheet_head.setText(say("access", "sheet"))
        self._password_head.setText(say("access", "password"))
        self.steps.retranslate()
        self.form.retranslate()

    def arrive(self, _facts: Mapping[str, Any]) -> None:
        """Read how things stand; a sheet that is being made stays."""
        self.presenter.read()

    def first_focus(self) -> QWidget | None:
        """Making a sheet, or what is under way."""
        if not self.steps.isHidden():
            return self.steps.first_focus()
        return self.make if not self.make.isHidden() else self.form.secrets["old"].line

    def press_primary(self) -> None:
        """The filled button."""
        if not self.steps.isHidden():
            self.steps.press_primary()
        elif not self.make.isHidden():
            self.make.click()
        else:
            self.form.send()

    def show_standing(self, sentence: str, action: str) -> None:
        """How the recovery sheet stands."""
        self.standing.setText(sentence)
        self.make.setText(action)
        self.make.setVisible(bool(action))
        self.make.updateGeometry()
        self.form.change.set_kind(Kind.OUTLINE if action else Kind.FILLED)

    def _begin(self) -> None:
        self.now.hide()
        self.steps.show()
        self.steps.presenter.begin()

    def _put_off(self) -> None:
        self.steps.forget()
        self.steps.hide()
        self.now.show()
        self.make.setFocus()

    def _made(self) -> None:
        self._put_off()
        self._desk.tell(self._desk.words.say("access", "sheet_made"))

    def _changed(self) -> None:
        self._desk.tell(self._desk.words.say("access", "changed"))
