"""The way of restoring: three steps on one card."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from core.domain.backup import Backup, Moment
from core.vault.passwords import LEAST_CHARACTERS
from desktop.backup_rows import row_of
from desktop.door import Door
from desktop.screens.restore.presenter import Confirmation, Preview, RestorePresenter
from desktop.theme import Type
from desktop.theme.tokens import CARD_RADIUS
from desktop.widgets.backup_table import COLUMNS, BackupTable
from desktop.widgets.brand import Garden
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.choices import Check
from desktop.widgets.feedback import announce
from desktop.widgets.fields import Captioned, Secret
from desktop.widgets.frames import Block, Lifted, Scroll, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.questions import Question
from desktop.widgets.rows import Grid

_WIDE: Final = 780
_LIST: Final = 236
_WIDTHS: Final = (170, 150, 90, 100, 90, 120)


class RestoreScreen(Garden):
    """Choose, look and open, report. `help_name` is the page whose help F1 shows."""

    help_name = "restore"

    def __init__(
        self,
        door: Door,
        base: Path | None,
        standing: Moment | None,
        close: Callable[[Callable[[], object]], None],
    ) -> None:
        super().__init__()
        self._door = door
        self.presenter = RestorePresenter(self, door, base, standing, close)
        self._found: Sequence[Backup] = ()
        self._preview: Preview | None = None
        self.title = Label(Type.TITLE, wrap=True)
        self.text = Label(tone="muted", wrap=True)
        self.refusal = Label(tone="err", wrap=True)
        self.doing = Label(tone="muted", wrap=True)
        self.refusal.hide()
        self.doing.hide()
        self._parts = (self._make_choose(), self._make_open(base), self._make_report())
        self._step = 0
        self.cancel = Button("", Kind.LINK)
        self.back = Button("", Kind.OUTLINE, height=36)
        self.next = Button("", Kind.FILLED, height=36)
        self.cancel.clicked.connect(self.presenter.leave)
        self.back.clicked.connect(self.presenter.back)
        self.next.clicked.connect(self._go_on)
        buttons = row(self.cancel, None, self.back, self.next, gap=8)
        card = Block("surface", "line", CARD_RADIUS)
        card.setLayout(
            column(
                self.title,
                6,
                self.text,
                12,
                *self._parts,
                8,
                self.doing,
                self.refusal,
                12,
                buttons,
                margins=(28, 22, 28, 20),
            )
        )
        card.setFixedWidth(_WIDE)
        lifted = Lifted(card, CARD_RADIUS)
        body = column(None, lifted, None, margins=(16, 4, 16, 4))
        body.setAlignment(lifted, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(column(Scroll(holder(body))))
        self.retranslate()

    def _make_choose(self) -> QWidget:
        self.table = BackupTable()
        self.grid = Grid()
        self.grid.setModel(self.table)
        self.grid.setFixedHeight(_LIST)
        self.grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.set_widths(list(_WIDTHS), 1)
        self.grid.opened.connect(lambda _row: self._go_on())
        self.other = Button("", Kind.OUTLINE, "file-search", height=36)
        self.other.clicked.connect(self.presenter.choose_file)
        return holder(column(self.grid, 10, holder(row(self.other, None))))

    def _make_open(self, base: Path | None) -> QWidget:
        self.lines = Label(wrap=True)
        self.what = Label(tone="muted", wrap=True)
        self._place_word, self.place, self.change = Label(tone="muted"), Line(), Button("", Kind.LINK)
        self.change.clicked.connect(self.presenter.choose_place)
        place = row(self._place_word, self.place, self.change, gap=8)
        place.setStretch(1, 1)
        self._place_line = holder(place)
        self.login, self.secret, self.sheet = QLineEdit(), Secret(), QLineEdit()
        self.login.setText("" if base is None else self._door.login(base))
        self.fields = {
            "login": Captioned(self.login),
            "password": Captioned(self.secret),
            "sheet": Captioned(self.sheet),
        }
        self.by_sheet = Check()
        self.by_sheet.clicked.connect(lambda _on: self._show_fields())
        two = row(self.fields["login"], self.fields["password"], gap=16)
        for name in ("login", "password"):
            two.setAlignment(self.fields[name], Qt.AlignmentFlag.AlignTop)
        for line in (self.login, self.sheet, self.secret.line):
            line.returnPressed.connect(self._go_on)
        self._entry = holder(column(two, 4, self.fields["sheet"], self.by_sheet))
        return holder(column(self.lines, 8, self._place_line, self.what, 12, self._entry, None))

    def _make_report(self) -> QWidget:
        self.report = Label(wrap=True)
        self.report.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return holder(column(self.report, None))

    def retranslate(self) -> None:
        """Say everything anew."""

        def say(key: str) -> str:
            return self._door.words.say("restore", key)

        self.cancel.setText(say("cancel"))
        self.back.setText(say("back"))
        self.other.setText(say("other_file"))
        self.change.setText(say("change_place"))
        self._place_word.setText(say("place"))
        self.by_sheet.setText(say("by_sheet"))
        self.grid.setAccessibleName(say("choose"))
        heads = [self._door.words.say("backups", f"head_{name}") for name in COLUMNS]
        self.table.set_heads(heads)
        self.fields["login"].set_caption(say("login"))
        self.fields["sheet"].set_caption(say("sheet"))
        self._show_fields()
        self.presenter.retell()

    def first_focus(self) -> QWidget:
        """Where the step begins."""
        step = self._step
        if step == 0:
            return self.grid if self.table.rowCount() else self.other
        return self.next if step == 2 or not self._entry.isVisibleTo(self) else self._unfilled()

    def press_primary(self) -> None:
        """Ctrl+Enter."""
        if self.next.isVisibleTo(self):
            self._go_on()

    # ------------------------------------------------------------------ what the presenter shows

    def show_choose(self, text: str, found: Sequence[Backup]) -> None:
        """The first step."""
        self._found = [one for one in found if one.facts is not None]
        now = datetime.now().astimezone()
        self.table.show_rows([row_of(self._door.words, one, now) for one in self._found])
        self.grid.setVisible(bool(self._found))
        if self._found:
            self.grid.selectRow(0)
        self.text.setText(text)
        self._show_step(0)
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_preview(self, preview: Preview) -> None:
        """The second."""
        self._preview = preview
        self.text.setText(preview.lines[0])
        self.lines.setText("\n".join(preview.lines[1:]))
        self.place.setText(preview.place)
        self._place_line.setVisible(bool(preview.place))
        self.what.setText("\n".join(preview.what))
        self.what.setVisible(bool(preview.what))
        self._entry.setVisible(preview.whole)
        self._show_step(1)
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_report(self, title: str, lines: Sequence[str]) -> None:
        """The last."""
        self.text.setText(lines[0])
        self.report.setText("\n".join(lines[1:]))
        self.secret.clear()
        self.sheet.clear()
        self._show_step(2)
        self.title.setText(title)
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, " ".join((title, *lines)))

    def show_busy(self, sentence: str) -> None:
        """Something is under way."""
        self.doing.setText(sentence)
        self.doing.setVisible(bool(sentence))
        for control in (self.next, self.back, self.cancel, self.other, self.change, self.grid):
            control.setEnabled(not sentence)
        if sentence:
            announce(self, sentence)

    def show_refused(self, sentence: str) -> None:
        """Why not."""
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence)
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def confirm(self, asked: Confirmation) -> bool:
        """Class C: the name is typed, the focus is on what does nothing."""
        line = QLineEdit()
        field = Captioned(line)
        field.set_caption(asked.ask)
        answers = [(asked.restore, "restore"), (asked.keep, "keep")]
        question = Question(self.window(), asked.title, asked.text, answers, careful=True, inner=field)
        yes = question.buttons["restore"]
        yes.setEnabled(False)
        line.textChanged.connect(lambda text: yes.setEnabled(text.strip() == asked.name))
        question.exec()
        question.deleteLater()
        return question.chosen == "restore"

    # ------------------------------------------------------------------

    def _show_step(self, step: int) -> None:
        say = self._door.words.say
        self._step = step
        for place, part in enumerate(self._parts):
            part.setVisible(place == step)
        titles = ("choose", "title", "done")
        self.title.setText(say("restore", titles[step]))
        self.next.setText(say("restore", ("next", "restore", "enter")[step]))
        self.next.updateGeometry()
        self.back.setVisible(step == 1)
        self.cancel.setVisible(step != 2)
        whole = self._preview is not None and self._preview.whole
        self.next.setVisible((step == 0 and bool(self._found)) or (step == 1 and whole) or step == 2)

    def _show_fields(self) -> None:
        say, sheet = self._door.words.say, self.by_sheet.isChecked()
        caption = say("restore", "new_password" if sheet else "password")
        self.fields["password"].set_caption(caption)
        self.secret.set_words(caption, say("restore", "show_password"))
        self.fields["password"].note(say("recovery", "least", n=LEAST_CHARACTERS) if sheet else "")
        self.fields["sheet"].setVisible(sheet)

    def _unfilled(self) -> QLineEdit:
        """The first field that is empty; of full ones the password."""
        lines = (self.login, self.secret.line, self.sheet) if self.by_sheet.isChecked() else (self.login,)
        return next((line for line in lines if not line.text()), self.secret.line)

    def _go_on(self) -> None:
        if not self.next.isEnabled():
            return
        step = self._step
        if step == 0:
            place = self.grid.currentIndex().row()
            if 0 <= place < len(self._found):
                self.presenter.look_at(self._found[place].file)
        elif step == 1:
            self.presenter.restore(
                self.login.text(), self.secret.text(), self.sheet.text(), by_sheet=self.by_sheet.isChecked()
            )
        else:
            self.presenter.enter()
