"""The unlock card on its quiet ground."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from desktop.door import Door
from desktop.screens.unlock.presenter import UnlockPresenter
from desktop.theme import Type
from desktop.theme.tokens import CARD_RADIUS
from desktop.widgets.brand import Garden, Mark
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Sign, announce
from desktop.widgets.fields import Captioned, Secret
from desktop.widgets.frames import Block, Lifted, Scroll, column, holder, row
from desktop.widgets.labels import Label

_CARD: Final = 360
_INSIDE: Final = 302
_SECOND_MS: Final = 1_000


class UnlockScreen(Garden):
    """Who and the password; Enter goes in."""

    help_name = "unlock"

    def __init__(self, door: Door, base: Path) -> None:
        super().__init__()
        self._door = door
        self.presenter = UnlockPresenter(self, door, base)
        self.name = Label(Type.TITLE)
        self.state = Label(tone="muted")
        self.login = QLineEdit()
        self.login_field = Captioned(self.login)
        self.secret = Secret()
        self.secret_field = Captioned(self.secret)
        self.caps_word = Label(Type.CAPTION, "warn")
        self.caps = holder(row(Sign("arrow-big-up", "warn"), self.caps_word, None, gap=6))
        self.refusal = Label(Type.CAPTION, "err", wrap=True)
        self.go = Button("", Kind.FILLED, key="Enter", height=40)
        self.forgot = Button("", Kind.LINK)
        self.by_password = Button("", Kind.LINK)
        self.by_password.clicked.connect(self.presenter.ask_password)
        self._beside = holder(column(6, row(None, self.by_password, None)))
        self._beside.hide()
        self.other = Button("", Kind.LINK)
        self.new = Button("", Kind.LINK)
        self.restore, self.package = Button("", Kind.LINK), Button("", Kind.LINK)
        self.foot = Label(Type.CAPTION, "muted")
        for label in (self.name, self.state, self.foot):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for line in (self.login, self.secret.line):
            line.setMinimumHeight(38)
            line.returnPressed.connect(self._enter)
            line.installEventFilter(self)
        self.secret.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.go.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.go.clicked.connect(self._enter)
        self.forgot.clicked.connect(lambda: self.presenter.forgot(self.login.text()))
        self.other.clicked.connect(self.presenter.other_base)
        self.new.clicked.connect(self.presenter.new_base)
        self.restore.clicked.connect(self.presenter.restore)
        self.package.clicked.connect(lambda _on: self._door.show_opening())
        self.caps.hide()
        self.refusal.hide()
        card = Block("surface", "line", CARD_RADIUS)
        side = (_CARD - _INSIDE) // 2
        card.setLayout(
            column(
                self.login_field,
                12,
                self.secret_field,
                self.caps,
                self.refusal,
                12,
                self.go,
                self._beside,
                margins=(side, 24, side, 24),
            )
        )
        card.setFixedWidth(_CARD)
        mark = Mark()
        lifted = Lifted(card, CARD_RADIUS)
        links = row(None, self.forgot, self.other, self.new, self.restore, None, gap=28)
        inner = column(
            None,
            mark,
            12,
            self.name,
            4,
            self.state,
            10,
            lifted,
            4,
            links,
            row(None, self.package, None),
            None,
            self.foot,
            margins=(16, 16, 16, 16),
        )
        for item in (mark, lifted):
            inner.setAlignment(item, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(column(Scroll(holder(inner))))
        self.setTabOrder(self.login, self.secret.line)
        QGuiApplication.inputMethod().localeChanged.connect(self._show_layout)
        self.retranslate()
        self.presenter.begin()

    def retranslate(self) -> None:
        """Say everything anew."""
        say = self._door.words.say
        self.login_field.set_caption(say("unlock", "login"))
        secret, show = ("pin", "show_pin") if self.presenter.pin else ("password", "show_password")
        self.secret_field.set_caption(say("unlock", secret))
        self.secret.set_words(say("unlock", secret), say("unlock", show))
        self.by_password.setText(say("unlock", "by_password"))
        self.caps_word.setText(say("unlock", "caps"))
        self.go.setText(say("unlock", "enter"))
        self.forgot.setText(say("unlock", "forgot"))
        self.other.setText(say("unlock", "other"))
        self.new.setText(say("unlock", "new"))
        self.restore.setText(say("unlock", "restore"))
        self.package.setText(say("unlock", "open_package"))
        self.foot.setText(say("unlock", "foot"))
        self._show_layout()

    def first_focus(self) -> QWidget:
        """The first empty field."""
        return self.secret.line if self.login.text() else self.login

    def press_primary(self) -> None:
        """Ctrl+Enter."""
        self._enter()

    def show_base(self, name: str, login: str, state: str) -> None:
        """The base and who opened it last."""
        self.name.setText(name)
        self.state.setText(state)
        self.login.setText(login)
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_busy(self, busy: bool) -> None:
        """Wait for the answer."""
        for button in (self.go, self.by_password, self.forgot, self.other, self.new, self.restore, self.package):
            button.setEnabled(not busy)
        self.login.setReadOnly(busy or self.presenter.pin)
        self.secret.line.setReadOnly(busy)
        if busy:
            self.refusal.hide()

    def show_refused(self, sentence: str, *, password_wrong: bool) -> None:
        """Why not."""
        self.refusal.setText(sentence)
        self.refusal.show()
        announce(self, sentence)
        if password_wrong:
            self.secret.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self.secret.line.selectAll()
        elif not self.login.text():
            self.login.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_pin(self, pin: bool) -> None:
        """Another secret is asked for."""
        self.secret.clear()
        self.refusal.hide()
        self.caps.hide()
        self._beside.setVisible(pin)
        self.login.setReadOnly(pin)
        self.retranslate()
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_wait(self, sentence: str, seconds: int) -> None:
        """Count down; the keyboard stays in the field."""
        if seconds and self.go.isEnabled():
            announce(self, sentence)
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))
        self.go.setEnabled(not seconds)
        if seconds:
            QTimer.singleShot(_SECOND_MS, self, lambda: self.presenter.wait(seconds - 1))
        self.secret.line.selectAll()

    def sizeHint(self) -> QSize:
        """The whole window."""
        return QSize(1093, 574)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice Caps Lock by the letters it makes."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self.secret.line:
            letter = event.text()
            if letter.isalpha():
                shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.caps.setVisible(letter.isupper() != shifted)
        return False

    def _enter(self) -> None:
        if self.go.isEnabled():
            self.presenter.enter(self.login.text(), self.secret.text())

    def _show_layout(self) -> None:
        language = QGuiApplication.inputMethod().locale().name().split("_")[0]
        words, key = self._door.words, "" if self.presenter.pin else f"layout_{language}"
        self.secret.show_layout(words.say("unlock", key) if words.has("unlock", key) else "")
