"""One user: roles, password, the people key; or the form of a new one."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from core.domain.rights import Role
from desktop.screens.users.presenter import UserCard
from desktop.theme import Type
from desktop.theme.tokens import BLOCK_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.choices import Check
from desktop.widgets.feedback import announce
from desktop.widgets.fields import Captioned
from desktop.widgets.frames import Block, column, holder, row
from desktop.widgets.labels import Label
from desktop.words import Words

_WORDS: Final = 6


class _Roles(QWidget):
    """A tick for each role, with what it opens."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._head = Label(Type.LABEL, "muted")
        self.ticks = {role: Check() for role in Role}
        self._texts = {role: Label(Type.CAPTION, "muted", wrap=True) for role in Role}
        lines = column(self._head, 4)
        for role, tick in self.ticks.items():
            tick.clicked.connect(self.changed)
            lines.addLayout(column(tick, self._texts[role], 6))
        self.setLayout(lines)

    def retranslate(self, words: Words) -> None:
        self._head.setText(words.say("users", "roles"))
        for role, tick in self.ticks.items():
            tick.setText(words.say("window", f"role_{role.value}"))
            tick.setAccessibleDescription(words.say("users", f"about_{role.value}"))
            self._texts[role].setText(words.say("users", f"about_{role.value}"))
            tick.updateGeometry()

    @property
    def chosen(self) -> frozenset[Role]:
        return frozenset(role for role, tick in self.ticks.items() if tick.isChecked())

    def show_roles(self, roles: frozenset[Role], *, enabled: bool) -> None:
        for role, tick in self.ticks.items():
            tick.setChecked(role in roles)
            tick.setEnabled(enabled)


class UserPanel(QWidget):
    """Signals tell what was wanted; the roles are those ticked."""

    create_wanted = Signal(str, object)
    put_off = Signal()
    roles_wanted = Signal(object)
    reset_wanted = Signal()
    dismiss_wanted = Signal()
    grant_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._card: UserCard | None = None
        self._busy = False
        self.title, self.state = Label(Type.SECTION, wrap=True), Label(wrap=True)
        self.note = Label(tone="muted", wrap=True)
        self.refusal = Label(tone="err", wrap=True)
        self.login = QLineEdit()
        self.login_field = Captioned(self.login)
        self.roles = _Roles()
        self.key = self._make_key()
        self.make = Button("", Kind.FILLED, height=36)
        self.cancel = Button("", Kind.GHOST, height=36)
        self.save = Button("", Kind.OUTLINE, height=36)
        self.reset = Button("", Kind.OUTLINE, "key-round", height=36)
        self.dismiss = Button("", Kind.OUTLINE, "user-x", height=36)
        self.login.returnPressed.connect(self._create)
        self.make.clicked.connect(self._create)
        self.cancel.clicked.connect(self.put_off)
        self.save.clicked.connect(lambda: self.roles_wanted.emit(self.roles.chosen))
        self.reset.clicked.connect(self.reset_wanted)
        self.dismiss.clicked.connect(self.dismiss_wanted)
        self.roles.changed.connect(self._show_buttons)
        self._new = holder(row(self.make, self.cancel, None))
        self._save = holder(row(self.save, None))
        self._more = holder(column(row(self.reset, None), 8, row(self.dismiss, None)))
        self.setLayout(
            column(
                self.title,
                2,
                self.state,
                4,
                self.note,
                self.refusal,
                8,
                self.key,
                self.login_field,
                8,
                self.roles,
                8,
                self._new,
                self._save,
                14,
                self._more,
                None,
                margins=(20, 14, 20, 20),
            )
        )
        for one in (self.note, self.refusal, self.key, self.login_field, self._new):
            one.hide()

    def _make_key(self) -> QWidget:
        self.compare = Label(wrap=True)
        self.words = Label(Type.SECTION, wrap=True)
        self.same = Check()
        self.grant = Button("", Kind.FILLED, height=36)
        self.same.clicked.connect(self._show_buttons)
        self.grant.clicked.connect(self.grant_wanted)
        key = Block("warn_t", None, BLOCK_RADIUS)
        key.setLayout(
            column(self.compare, 8, self.words, 8, self.same, 8, row(self.grant, None), margins=(16, 12, 16, 14))
        )
        return key

    def retranslate(self, words: Words) -> None:
        """Say everything anew."""
        say = words.say
        self.login_field.set_caption(say("users", "login"))
        self.login_field.note(say("users", "login_hint"))
        self.roles.retranslate(words)
        self._compare = {True: say("users", "compare"), False: say("users", "compare_read")}
        self.same.setText(say("users", "same"))
        self._new_title = say("users", "new")
        for button, name in (
            (self.grant, "grant"),
            (self.make, "create"),
            (self.cancel, "cancel"),
            (self.save, "save_roles"),
            (self.reset, "reset"),
            (self.dismiss, "dismiss"),
        ):
            button.setText(say("users", name))
            button.updateGeometry()
        if self._card is None:
            self.title.setText(self._new_title)

    # ------------------------------------------------------------------ what is shown

    def show_card(self, card: UserCard) -> None:
        """One user; what was ticked for another one is gone."""
        before, self._card = self._card, card
        self.title.setText(card.login)
        self.state.set_tone(card.tone)
        self.state.setText(card.state)
        self.note.setText(card.note)
        if before is None or before.login != card.login or before.roles != card.roles:
            self.roles.show_roles(card.roles, enabled=card.may_change)
        if before is None or before.login != card.login or before.words != card.words:
            self.same.setChecked(False)
        self.compare.setText(self._compare[card.may_grant])
        self.words.setText(" · ".join(card.words))
        self._show_parts()

    def show_new(self) -> None:
        """The form of a new user."""
        self._card = None
        self.title.setText(self._new_title)
        self.login.clear()
        self.roles.show_roles(frozenset(), enabled=True)
        self._show_parts()
        self.login.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_refused(self, sentence: str) -> None:
        """Why not."""
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence)

    def show_busy(self, busy: bool) -> None:
        """Nothing more can be asked for meanwhile."""
        self._busy = busy
        self._show_buttons()

    def primary(self) -> Button | None:
        """The filled button that stands."""
        filled: Sequence[Button] = (self.make, self.grant)
        return next((one for one in filled if one.isVisibleTo(self) and one.isEnabled()), None)

    def _show_parts(self) -> None:
        card = self._card
        for part, shown in (
            (self.state, card is not None),
            (self.note, card is not None and bool(card.note)),
            (self.key, card is not None and bool(card.words)),
            (self.same, card is not None and card.may_grant),
            (self.grant, card is not None and card.may_grant),
            (self.login_field, card is None),
            (self._new, card is None),
            (self._save, card is not None and card.may_change),
            (self._more, card is not None and card.may_change),
            (self.dismiss, card is not None and card.may_dismiss),
        ):
            part.setVisible(shown)
        self._show_buttons()

    def _show_buttons(self) -> None:
        free, card = not self._busy, self._card
        self.grant.setEnabled(free and self.same.isChecked())
        self.save.setEnabled(free and card is not None and self.roles.chosen != card.roles)
        for button in (self.make, self.cancel, self.reset, self.dismiss):
            button.setEnabled(free)

    def _create(self) -> None:
        if self.make.isEnabled():
            self.create_wanted.emit(self.login.text(), self.roles.chosen)
