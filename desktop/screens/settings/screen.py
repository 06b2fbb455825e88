"""The page of settings: one line a setting, words at the left, the control at the right."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from core.services.mail_account import MailAccountCard
from core.services.wording import LANGUAGES, Language
from desktop.desk import Desk
from desktop.screens.settings.folder_choice import FolderChoice
from desktop.screens.settings.mail_choice import MailChoice
from desktop.screens.settings.mail_dialog import MailDialog
from desktop.screens.settings.pin_dialog import PinDialog
from desktop.screens.settings.presenter import SCALES, Program, SettingsPresenter
from desktop.theme import Scheme, Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.choices import Check, Choice, Number
from desktop.widgets.frames import Block, Divider, Scroll, column, holder, row
from desktop.widgets.key_table import KeyTable
from desktop.widgets.labels import Label
from desktop.widgets.page import Page
from desktop.widgets.segments import Segments
from desktop.words import Words

_WIDE: Final = 820
_EDGE: Final = 24


class SettingLine(QWidget):
    """One setting: what it is, what it does, what is wrong with it, its control."""

    def __init__(self, control: QWidget) -> None:
        super().__init__()
        self.control = control
        self._name = Label(Type.LABEL, wrap=True)
        self._text = Label(tone="muted", wrap=True)
        self._note = Label(tone="err", wrap=True)
        self._note.hide()
        words = column(None, self._name, 2, self._text, self._note, None)
        layout = row(words, control, gap=24, margins=(20, 12, 20, 12))
        layout.setStretch(0, 1)
        layout.setAlignment(control, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(layout)

    def say(self, name: str, text: str) -> None:
        """What it is and does; also aloud."""
        self._name.setText(name)
        self._text.setText(text)
        self.control.setAccessibleName(name)
        self.control.setAccessibleDescription(text)

    def show_wrong(self, sentence: str) -> None:
        """What is wrong; "" takes it back."""
        self._note.setText(sentence)
        self._note.setVisible(bool(sentence))
        self.control.setAccessibleDescription(sentence or self._text.text())


class SettingsScreen(Page):
    """S14."""

    def __init__(self, desk: Desk, program: Program) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = SettingsPresenter(self, desk, program)
        self.language, self.scheme, self.type_scale = Segments(), Segments(), Choice()
        self.language.picked.connect(self._pick_language)
        self.scheme.picked.connect(lambda value: self.presenter.pick_scheme(Scheme(value)))
        self.type_scale.picked.connect(self.presenter.pick_type_scale)
        self.lock_after, self.quick_unlock = Number(1, 60), Check()
        self.lock_after.setFixedWidth(88)
        self.lock_after.valueChanged.connect(self.presenter.pick_lock_after)
        self.quick_unlock.clicked.connect(lambda on: self.presenter.quick.switch(bool(on)))
        self.pin: PinDialog | None = None
        self.lines = {
            "language": SettingLine(self.language),
            "scheme": SettingLine(self.scheme),
            "type_scale": SettingLine(self.type_scale),
            "lock_after": SettingLine(self.lock_after),
            "quick_unlock": SettingLine(self.quick_unlock),
        }
        self._make_ways()
        self.account: MailDialog | None = None
        self._due, self._wanted = False, ""
        self.keys = KeyTable()
        self._program_head, self._lock_head, self._keys_head = (Label(Type.TILE) for _ in range(3))
        program_card = self._card(["language", "scheme", "type_scale"])
        access_card = self._card(["access"])
        self._watched_card = holder(column(12, self._card(["watched"])))
        self._mail_card = holder(column(12, self._card(["mail"])))
        keys_card = Block()
        keys_card.setLayout(column(self.keys, margins=(20, 10, 20, 14)))
        here = column(self._program_head, 8, program_card, self._watched_card, self._mail_card, 12, access_card)
        lock = column(self._lock_head, 8, self._card(["lock_after", "quick_unlock"]))
        body = holder(column(here, lock, column(self._keys_head, 8, keys_card), gap=28))
        body.setMaximumWidth(_WIDE)
        beside = row(body, margins=(_EDGE, 8, _EDGE, 24))
        beside.addStretch(0)
        beside.setStretch(0, 1)
        self.content = Scroll(holder(column(beside, None)))
        self.set_content(self.content)

    def _make_ways(self) -> None:
        """What leads elsewhere or has a window of its own."""
        self.access = Button("", Kind.OUTLINE)
        self.access.clicked.connect(self.presenter.open_access)
        self.lines["access"] = SettingLine(self.access)
        self.watched = FolderChoice()
        self.watched.wanted.connect(self.presenter.watched.choose)
        self.watched.unwanted.connect(self.presenter.watched.stop)
        self.lines["watched"] = SettingLine(self.watched)
        self.mail = MailChoice()
        self.mail.enter.clicked.connect(lambda _on: self.presenter.mail.enter())
        self.mail.try_.clicked.connect(lambda _on: self.presenter.mail.try_out())
        self.mail.remove.clicked.connect(lambda _on: self.presenter.mail.remove())
        self.lines["mail"] = SettingLine(self.mail)

    def _card(self, names: Sequence[str]) -> QWidget:
        card = Block()
        items: list[QWidget] = []
        for place, name in enumerate(names):
            if place:
                items.append(holder(row(Divider(), margins=(20, 0, 0, 0))))
            items.append(self.lines[name])
        card.setLayout(column(*items, margins=(1, 1, 1, 1)))
        return card

    # ------------------------------------------------------------------ the page

    def retranslate(self) -> None:
        """Static words."""
        say = self._desk.words.say
        self.title.setText(say("settings", "title"))
        self._program_head.setText(say("settings", "program"))
        self._lock_head.setText(say("settings", "lock"))
        self.quick_unlock.setText(say("settings", "quick_unlock_check"))
        self._keys_head.setText(say("settings", "keys"))
        for name, line in self.lines.items():
            line.say(say("settings", name), say("settings", f"{name}_text"))
        self.watched.say(say("settings", "watched_choose"), say("settings", "watched_stop"))
        self.mail.say(*(say("settings", f"mail_{name}") for name in ("remove", "try", "enter")))
        self.access.setText(say("settings", "access_open"))
        self.access.updateGeometry()
        self.show_access(self._due)

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """Show everything as it stands; `facts` may name the `line` that is wanted."""
        self._wanted = facts.get("line", "")
        self.presenter.read()

    def undo_entry(self, entry: int) -> bool:
        """The Undo of the toast."""
        return self.presenter.mail.undo(entry)

    def first_focus(self) -> QWidget | None:
        """The language that stands."""
        return next((one for one in self.language.segments() if one.isChecked()), None)

    # ------------------------------------------------------------------ what the presenter shows

    def show_program(self, language: Language, scheme: Scheme, type_scale: int) -> None:
        """The program's preferences."""
        say = self._desk.words.say
        self.language.offer([(Words(one).say("settings", "own_name"), "", one) for one in LANGUAGES], language)
        schemes = [(say("settings", f"scheme_{one.value}"), "", one.value) for one in Scheme]
        self.scheme.offer(schemes, scheme.value)
        scales = sorted({*SCALES, type_scale})
        self.type_scale.offer([(self._desk.words.percent(one / 100), one) for one in scales], type_scale)

    def show_access(self, due: bool) -> None:
        """Password and recovery sheet."""
        self._due = due
        self.lines["access"].show_wrong(self._desk.words.say("settings", "access_due") if due else "")

    def show_watched(self, note: str, *, seen: bool, enabled: bool, on: bool) -> None:
        """The folder whose new tables become drafts."""
        self._watched_card.setVisible(seen)
        self.watched.show_state(enabled=enabled, on=on)
        self.lines["watched"].say(self._desk.words.say("settings", "watched"), note)

    def show_mail(self, note: str, *, seen: bool, enabled: bool, on: bool) -> None:
        """The own mail account."""
        self._mail_card.setVisible(seen)
        self.mail.show_state(enabled=enabled, on=on)
        self.lines["mail"].say(self._desk.words.say("settings", "mail"), note)
        if self._wanted == "mail" and enabled:
            self.content.ensureWidgetVisible(self.lines["mail"])
            self.mail.enter.setFocus(Qt.FocusReason.OtherFocusReason)
        self._wanted = ""

    def ask_mail(self, card: MailAccountCard | None) -> None:
        """In a window of its own."""
        self.account = MailDialog(self.window(), self._desk.words, card, self.presenter.mail.save)
        self.account.finished.connect(self._forget_account)
        self.account.open()

    def show_mail_refused(self, sentence: str) -> None:
        """Why not."""
        if self.account is not None:
            self.account.show_refused(sentence)

    def close_mail(self) -> None:
        """It was taken."""
        if self.account is not None:
            self.account.accept()

    def _forget_account(self) -> None:
        self.account = None

    def ask_folder(self, title: str) -> str:
        """The system's own window."""
        return QFileDialog.getExistingDirectory(self, title)

    def show_lock_after(self, minutes: int) -> None:
        """After so many idle minutes."""
        self.lock_after.blockSignals(True)
        self.lock_after.setValue(minutes)
        self.lock_after.blockSignals(False)

    def show_quick(self, *, enabled: bool, on: bool, note: str) -> None:
        """Quick unlock as it stands."""
        self.quick_unlock.setEnabled(enabled)
        self.quick_unlock.setChecked(on)
        say = self._desk.words.say
        self.lines["quick_unlock"].say(say("settings", "quick_unlock"), note or say("settings", "quick_unlock_text"))

    def ask_pin(self) -> None:
        """Above the page; cancelled, the tick is as before."""
        self.pin = PinDialog(self.window(), self._desk.words, self.presenter.quick.set_pin)
        self.pin.rejected.connect(self.presenter.quick.read)
        self.pin.finished.connect(self._forget_pin)
        self.pin.open()

    def _forget_pin(self) -> None:
        self.pin = None

    def show_pin_refused(self, sentence: str, field: str) -> None:
        """Why not."""
        if self.pin is not None:
            self.pin.show_refused(sentence, field)

    def close_pin(self) -> None:
        """It was taken."""
        if self.pin is not None:
            self.pin.accept()

    def show_keys(self, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> None:
        """The table of keys."""
        self.keys.show_keys(groups)

    # ------------------------------------------------------------------

    def _pick_language(self, value: str) -> None:
        self.presenter.pick_language(next(one for one in LANGUAGES if one == value))
