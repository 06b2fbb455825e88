"""The mail account is entered: server, how the connection is sealed, user, address, password."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from core.domain.mailing import PORTS, Security
from core.services.mail_account import MailAccountCard
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.choices import Choice, Number
from desktop.widgets.feedback import announce
from desktop.widgets.fields import Captioned, Secret
from desktop.widgets.frames import column, row
from desktop.widgets.labels import Label
from desktop.words import Words

_INSIDE: Final = 400
_PORTS: Final = (1, 2**16 - 1)


class MailDialog(QDialog):
    """`wanted` (account, password) is told; it closes once that was taken. An empty password keeps the one there is."""

    def __init__(
        self,
        parent: QWidget,
        words: Words,
        card: MailAccountCard | None,
        wanted: Callable[[MailAccountCard, str], None],
    ) -> None:
        super().__init__(parent)
        self._wanted = wanted
        title = words.say("settings", "mail_title")
        self.setWindowTitle(title)
        self.setModal(True)
        self.host, self.user, self.address = QLineEdit(), QLineEdit(), QLineEdit()
        self.security, self.port, self.password = Choice(), Number(*_PORTS), Secret()
        fields: dict[str, QWidget] = {
            "address": self.address,
            "host": self.host,
            "security": self.security,
            "port": self.port,
            "user": self.user,
            "password": self.password,
        }
        self.fields = {name: Captioned(field) for name, field in fields.items()}
        for name, field in self.fields.items():
            field.set_caption(words.say("settings", f"mail_{name}"))
        self.password.set_words(words.say("settings", "mail_password"), words.say("unlock", "show_password"))
        if card is not None:
            self.password.line.setPlaceholderText(words.say("settings", "mail_password_kept"))
        self._fill(words, card)
        self._wrong = Label(tone="err", wrap=True)
        self._wrong.hide()
        self.save = Button(words.say("settings", "mail_save"), Kind.FILLED, height=36)
        self.save.clicked.connect(lambda _checked: self._press())
        self.cancel = Button(words.say("settings", "pin_cancel"), Kind.OUTLINE, height=36)
        self.cancel.clicked.connect(lambda _checked: self.reject())
        for line in (self.host, self.user, self.address):
            line.returnPressed.connect(self._press)
        self.password.returned.connect(self._press)
        beside = row(self.fields["security"], self.fields["port"], gap=12)
        beside.setStretch(0, 1)
        body = column(
            Label(Type.SECTION, text=title, wrap=True),
            8,
            Label(text=words.say("settings", "mail_about"), wrap=True),
            *(12, self.fields["address"], 4, self.fields["host"], 4, beside),
            *(4, self.fields["user"], 4, self.fields["password"]),
            4,
            self._wrong,
            20,
            row(None, self.cancel, self.save, gap=8),
            margins=(24, 24, 24, 20),
        )
        body.addStrut(_INSIDE)
        self.setLayout(body)
        self.address.setFocus()
        self.finished.connect(self.deleteLater)

    def show_refused(self, sentence: str) -> None:
        """Why not; what was typed stays."""
        self._wrong.setText(sentence)
        self._wrong.show()
        self.save.setEnabled(True)
        announce(self, sentence)

    def _fill(self, words: Words, card: MailAccountCard | None) -> None:
        chosen = Security.STARTTLS if card is None else card.security
        self.security.offer([(words.say("settings", f"mail_{one.value}"), one) for one in Security], chosen)
        self.port.setValue(PORTS[chosen] if card is None else card.port)
        self.security.picked.connect(lambda security: self.port.setValue(PORTS[Security(str(security))]))
        if card is not None:
            self.host.setText(card.host)
            self.user.setText(card.user)
            self.address.setText(card.address)

    def _press(self) -> None:
        if not self.save.isEnabled():
            return
        self.save.setEnabled(False)
        address = self.address.text().strip()
        card = MailAccountCard(
            self.host.text(),
            self.port.value(),
            Security(self.security.currentData()),
            self.user.text() or address,
            address,
        )
        self._wanted(card, self.password.text())
