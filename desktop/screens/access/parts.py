"""The form for another password, and the steps of a recovery sheet."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from core.vault.passwords import LEAST_CHARACTERS
from core.vault.recovery import GROUPS
from desktop.desk import Desk
from desktop.screens.access.paper import print_sheet
from desktop.screens.access.presenter import ASKED, PasswordPresenter, SheetPresenter
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import announce
from desktop.widgets.fields import Captioned, Secret
from desktop.widgets.frames import column, holder, row
from desktop.widgets.groups import ShownGroups, TypedGroups
from desktop.widgets.labels import Label

_FIELDS: Final = ("old", "new", "again")


class PasswordForm(QWidget):
    """The old password, the new one twice. `old_name` is the key of the first field's caption."""

    def __init__(self, desk: Desk, done: Callable[[], None], old_name: str = "old") -> None:
        super().__init__()
        self._desk = desk
        self._old_name = old_name
        self._done = done
        self.presenter = PasswordPresenter(self, desk, self._changed)
        self.secrets = {name: Secret() for name in _FIELDS}
        self.fields = {name: Captioned(secret) for name, secret in self.secrets.items()}
        for name, secret in self.secrets.items():
            secret.returned.connect(self.send)
            secret.edited.connect(lambda name=name: self.fields[name].note(self._hint(name)))
        two = row(self.fields["new"], self.fields["again"], gap=16)
        for name in ("new", "again"):
            two.setAlignment(self.fields[name], Qt.AlignmentFlag.AlignTop)
        self.change = Button("", Kind.FILLED, height=36)
        self.change.clicked.connect(self.send)
        self.buttons = row(None, self.change)
        self.setLayout(column(self.fields["old"], 8, two, 14, self.buttons))

    def retranslate(self) -> None:
        """Say everything anew."""
        say = self._desk.words.say
        for name, field in self.fields.items():
            caption = say("access", self._old_name if name == "old" else name)
            field.set_caption(caption)
            self.secrets[name].set_words(caption, say("access", "show_password"))
            field.note(self._hint(name))
        self.change.setText(say("access", "change"))
        self.change.updateGeometry()

    def send(self) -> None:
        """Try it."""
        if self.change.isEnabled():
            self.presenter.change(*(self.secrets[name].text() for name in _FIELDS))

    def show_wrong(self, field: str, sentence: str) -> None:
        """At its field."""
        self.fields[field].note(sentence, "err")
        self.secrets[field].line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.secrets[field].line.selectAll()
        announce(self, sentence)

    def show_busy(self, busy: bool) -> None:
        """Wait for the answer."""
        self.change.setEnabled(not busy)

    def _changed(self) -> None:
        for name, secret in self.secrets.items():
            secret.clear()
            self.fields[name].note(self._hint(name))
        self._done()

    def _hint(self, name: str) -> str:
        return self._desk.words.say("access", "least", n=LEAST_CHARACTERS) if name == "new" else ""


class SheetSteps(QWidget):
    """The sheet, then some of its groups typed back. `later`: it is put off."""

    later = Signal()

    def __init__(self, desk: Desk, done: Callable[[], None]) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = SheetPresenter(self, desk, done)
        self._steps = (self._make_shown(), self._make_typed())
        self._steps[1].hide()
        self._note = Label(wrap=True)
        self._note.hide()
        self.setLayout(column(*self._steps, self._note))
        self._numbers: list[int] = list(range(1, ASKED + 1))
        self._groups: list[str] = [""] * GROUPS

    def _make_shown(self) -> QWidget:
        self.text, self.warning = Label(wrap=True), Label(tone="warn", wrap=True)
        self.sheet = ShownGroups(GROUPS)
        self.print_ = Button("", Kind.OUTLINE, "printer")
        self.save = Button("", Kind.OUTLINE, "download")
        self.later_ = Button("", Kind.GHOST, height=36)
        self.on = Button("", Kind.FILLED, height=36)
        self.print_.clicked.connect(self._print)
        self.save.clicked.connect(self._save)
        self.later_.clicked.connect(self.later)
        self.on.clicked.connect(self.presenter.go_on)
        take = row(self.print_, self.save, None)
        ways = row(self.later_, None, self.on)
        return holder(column(self.text, 12, self.sheet, 12, take, 10, self.warning, 14, ways, None))

    def _make_typed(self) -> QWidget:
        self.ask = Label(wrap=True)
        self.typed = TypedGroups(ASKED)
        self.typed.typed.connect(self.presenter.typed)
        self.typed.returned.connect(self._finish)
        self.back = Button("", Kind.GHOST, "arrow-left", height=36)
        self.finish = Button("", Kind.FILLED, height=36)
        self.back.clicked.connect(self.presenter.back)
        self.finish.clicked.connect(self._finish)
        return holder(column(self.ask, 12, self.typed, 16, row(self.back, None, self.finish), None))

    def retranslate(self) -> None:
        """Say everything anew."""
        say = self._desk.words.say
        for label, key in ((self.text, "sheet_text"), (self.warning, "opens"), (self.ask, "ask_text")):
            label.setText(say("access", key))
        for button, key in (
            (self.print_, "print"),
            (self.save, "save"),
            (self.later_, "later"),
            (self.on, "on"),
            (self.back, "to_sheet"),
            (self.finish, "finish"),
        ):
            button.setText(say("access", key))
            button.updateGeometry()
        self._name_groups()

    def first_focus(self) -> QWidget:
        """Printing, or the first group."""
        return self.print_ if self._steps[1].isHidden() else self.typed.lines[0]

    def press_primary(self) -> None:
        """The filled button of the step."""
        (self.on if self._steps[1].isHidden() else self.finish).click()

    def forget(self) -> None:
        """Nothing of the sheet stays in the window."""
        self.presenter.forget()
        self._groups = [""] * GROUPS
        self._name_groups()
        self.typed.clear()
        self.show_note("", "")

    # ------------------------------------------------------------------ what the presenter shows

    def show_sheet(self, groups: Sequence[str]) -> None:
        """The first step."""
        self._groups = list(groups)
        self._name_groups()
        self.show_note("", "")
        self._show(0)

    def ask_groups(self, numbers: Sequence[int]) -> None:
        """The second step."""
        self._numbers = list(numbers)
        self._name_groups()
        self.typed.clear()
        self.show_note("", "")
        self._show(1)

    def show_group(self, place: int, sentence: str) -> None:
        """At the group."""
        self.typed.note(place, sentence)
        if sentence:
            announce(self, sentence)

    def stand_at(self, place: int) -> None:
        """The keyboard goes there."""
        self.typed.stand_at(place)

    def show_note(self, sentence: str, tone: str) -> None:
        """Below."""
        self._note.set_tone(tone)
        self._note.setText(sentence)
        self._note.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence)

    # ------------------------------------------------------------------

    def _show(self, step: int) -> None:
        for place, one in enumerate(self._steps):
            one.setVisible(place == step)
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _name_groups(self) -> None:
        say = self._desk.words.say
        self.sheet.show_groups(self._groups, [say("access", "group", number=at) for at in range(1, GROUPS + 1)])
        self.typed.set_names([say("access", "group", number=number) for number in self._numbers], say("access", "slip"))

    def _finish(self) -> None:
        self.presenter.finish(dict(enumerate(self.typed.texts())))

    def _print(self) -> None:
        self.presenter.printed(print_sheet(self, self.presenter.text()))

    def _save(self) -> None:
        say = self._desk.words.say
        name, kind = say("access", "file_name"), say("access", "file_kind")
        path, _ = QFileDialog.getSaveFileName(self, say("access", "save"), f"{name}.txt", f"{kind} (*.txt)")
        self.presenter.save(path)
