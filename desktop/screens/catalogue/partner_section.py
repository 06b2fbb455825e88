"""What a partner gets and how, on its card: columns, key, address."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.screens.catalogue.partner_part import ADDRESS, FIELDS, KEY, FieldLine, PartnerShown
from desktop.theme import Type
from desktop.theme.tokens import BLOCK_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.choices import Check
from desktop.widgets.feedback import announce
from desktop.widgets.fields import Captioned
from desktop.widgets.flow import flow
from desktop.widgets.frames import Block, column, holder, row, tab_within
from desktop.widgets.labels import Label
from desktop.words import Words

_UNDER: Final = 26
"""Under the words of a tick."""


class _FieldRow(QWidget):
    """A tick with the name of a column, the title that the partner wants, and its place."""

    ticked = Signal(bool)
    moved = Signal(int)
    entitled = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.tick, self.title = Check(), QLineEdit()
        self.up = Button("", Kind.GHOST, "chevron-up", height=28)
        self.down = Button("", Kind.GHOST, "chevron-down", height=28)
        self.tick.clicked.connect(lambda on: self.ticked.emit(bool(on)))
        self.title.editingFinished.connect(self._tell)
        self.up.clicked.connect(lambda _on: self.moved.emit(-1))
        self.down.clicked.connect(lambda _on: self.moved.emit(1))
        named = row(self.tick, None, self.up, self.down, gap=4)
        self.setLayout(column(named, row(_UNDER, self.title, gap=0)))

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """In the order of Tab."""
        return self.tick, self.title, self.up, self.down

    def show_line(self, one: FieldLine, words: Words, *, enabled: bool, fresh: bool) -> None:
        """Another column, or the same as it is now."""

        def say(key: str) -> str:
            return words.say("partner", key, name=one.name)

        self.tick.setText(one.name)
        self.tick.setAccessibleName(one.name)
        self.tick.setChecked(one.allowed)
        self.tick.setEnabled(enabled)
        self.tick.updateGeometry()
        if fresh or not self.title.hasFocus():
            self.title.setText(one.title)
        self.title.setPlaceholderText(one.usual)
        self.title.setAccessibleName(say("title_of"))
        self.title.setEnabled(enabled)
        self.title.setVisible(one.allowed)
        for button, key, on in ((self.up, "up", one.up), (self.down, "down", one.down)):
            button.setAccessibleName(say(key))
            button.setToolTip(say(key))
            button.setEnabled(enabled and on)

    def _tell(self) -> None:
        if self.title.isModified():
            self.title.setModified(False)
            self.entitled.emit(self.title.text())


class PartnerSection(QWidget):
    """Signals tell what was wanted of columns, key and address."""

    allowed = Signal(str, bool)
    moved = Signal(str, int)
    entitled = Signal(str, str)
    key_set = Signal(str)
    key_load = Signal()
    key_confirmed = Signal()
    key_remove = Signal()
    address_set = Signal(str)
    address_confirmed = Signal()
    address_removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.instead = Label(tone="muted", wrap=True)
        self.way = Label(wrap=True)
        self.fields: dict[str, _FieldRow] = {}
        self._heads = {part: Label(Type.TILE) for part in (FIELDS, KEY, ADDRESS)}
        self._about = {part: Label(Type.CAPTION, "muted", wrap=True) for part in (FIELDS, KEY, ADDRESS)}
        self._refusals = {part: Label(Type.CAPTION, "err", wrap=True) for part in (FIELDS, KEY, ADDRESS)}
        self._rows = column(gap=4)
        self._fields_place = holder(self._rows)
        parts = column(self._made_fields(), 18, self._made_key(), 18, self._made_address())
        self.body = holder(parts)
        self.setLayout(column(self.instead, self.body))

    def _made_fields(self) -> QWidget:
        part = (self._heads[FIELDS], 2, self._about[FIELDS], 8, self._fields_place, self._refusals[FIELDS])
        return holder(column(*part))

    def _made_key(self) -> QWidget:
        self.words = Label(Type.SECTION, wrap=True)
        self.spelt = Label(Type.CAPTION, "muted", wrap=True)
        self.key_state = Label(wrap=True)
        self.own = Label(Type.CAPTION, "muted", wrap=True)
        self.confirm_key = Button("", Kind.OUTLINE, "phone")
        self.remove_key = Button("", Kind.GHOST)
        self.key, self.set_key, self.load_key = QLineEdit(), Button(""), Button("", Kind.OUTLINE, "file-up")
        self._key_field = Captioned(self.key, wrap=True)
        self.confirm_key.clicked.connect(lambda _on: self.key_confirmed.emit())
        self.remove_key.clicked.connect(lambda _on: self.key_remove.emit())
        self.set_key.clicked.connect(lambda _on: self._set_key())
        self.load_key.clicked.connect(lambda _on: self.key_load.emit())
        self.key.returnPressed.connect(self._set_key)
        self.key.textEdited.connect(lambda _text: self.show_refused(KEY, ""))
        self._ground = Block("alt", "divider", BLOCK_RADIUS)
        acts = flow(self.confirm_key, self.remove_key)
        inside = (self.words, 4, self.spelt, 4, self.key_state, 8, acts)
        self._ground.setLayout(column(*inside, margins=(16, 12, 16, 12)))
        self._new_key = holder(column(self._key_field, 8, flow(self.set_key, self.load_key)))
        part = (self._heads[KEY], 2, self.way, 4, self.own, 8, self._ground, 8, self._about[KEY], 4, self._new_key)
        return holder(column(*part, self._refusals[KEY]))

    def _made_address(self) -> QWidget:
        self.address = QLineEdit()
        self._address_field = Captioned(self.address)
        self.address_state = Label(wrap=True)
        self.set_address, self.remove_address = Button(""), Button("", Kind.GHOST)
        self.confirm_address = Button("", Kind.OUTLINE, "phone")
        self.set_address.clicked.connect(lambda _on: self._set_address())
        self.confirm_address.clicked.connect(lambda _on: self.address_confirmed.emit())
        self.remove_address.clicked.connect(lambda _on: self.address_removed.emit())
        self.address.returnPressed.connect(self._set_address)
        self.address.textEdited.connect(lambda _text: self.show_refused(ADDRESS, ""))
        acts = flow(self.set_address, self.confirm_address, self.remove_address)
        part = (self._heads[ADDRESS], 2, self._about[ADDRESS], 8, self._address_field, 2, self.address_state)
        return holder(column(*part, 8, acts, self._refusals[ADDRESS]))

    def say(self, words: Words) -> None:
        """Static words."""

        def tell(key: str) -> str:
            return words.say("partner", key)

        for part in (FIELDS, KEY, ADDRESS):
            self._heads[part].setText(tell(part))
            self._about[part].setText(tell(f"{part}_about"))
        self._key_field.set_caption(tell("key_line"))
        self._address_field.set_caption(tell("address_line"))
        for button, key in (
            (self.confirm_key, "key_confirm"),
            (self.remove_key, "key_remove"),
            (self.set_key, "key_set"),
            (self.load_key, "key_load"),
            (self.set_address, "address_set"),
            (self.confirm_address, "address_confirm"),
            (self.remove_address, "address_remove"),
        ):
            button.setText(tell(key))
            button.updateGeometry()

    def show_partner(self, shown: PartnerShown | None, instead: str, words: Words, *, fresh: bool) -> None:
        """A partner, or what is said instead."""
        self.instead.setText(instead)
        self.instead.setVisible(bool(instead))
        self.body.setVisible(shown is not None)
        if fresh:
            for part in self._refusals:
                self.show_refused(part, "")
        if shown is None:
            return
        self.way.setText(shown.way)
        self._show_fields(shown.fields, words, enabled=shown.may_edit, fresh=fresh)
        self._ground.setVisible(bool(shown.key))
        self._ground.set_fill("warn_t" if shown.key_unsure else "alt", None if shown.key_unsure else "divider")
        self.words.setText(shown.words)
        self.spelt.setText(shown.key)
        self.key_state.setText(shown.key_state)
        self.own.setText(words.say("partner", "own", words=shown.own))
        self.confirm_key.setVisible(shown.key_unsure and shown.may_edit)
        self.remove_key.setVisible(bool(shown.key) and shown.may_edit)
        self._new_key.setVisible(shown.may_edit)
        if fresh:
            self.key.clear()
        if fresh or not self.address.hasFocus():
            self.address.setText(shown.address)
        self.address.setEnabled(shown.may_edit)
        self.address_state.setText(shown.address_state)
        self.address_state.set_tone("warn" if shown.address_unsure else "muted")
        self.set_address.setVisible(shown.may_edit)
        self.confirm_address.setVisible(shown.address_unsure and shown.may_edit)
        self.remove_address.setVisible(bool(shown.address) and shown.may_edit)

    def show_refused(self, part: str, sentence: str) -> None:
        """Why it stays as it was."""
        self._refusals[part].setText(sentence)
        self._refusals[part].setVisible(bool(sentence))
        if sentence:
            announce(self, sentence)

    def _show_fields(self, lines: Sequence[FieldLine], words: Words, *, enabled: bool, fresh: bool) -> None:
        for place, one in enumerate(lines):
            if one.code not in self.fields:
                self.fields[one.code] = self._made_row(one.code)
            line = self.fields[one.code]
            if self._rows.indexOf(line) != place:
                self._rows.removeWidget(line)
                self._rows.insertWidget(place, line)
            line.show_line(one, words, enabled=enabled, fresh=fresh)
        tab_within(self._fields_place, *(stop for one in lines for stop in self.fields[one.code].stops))

    def _made_row(self, code: str) -> _FieldRow:
        line = _FieldRow()
        line.ticked.connect(lambda on: self.allowed.emit(code, on))
        line.moved.connect(lambda by: self.moved.emit(code, by))
        line.entitled.connect(lambda title: self.entitled.emit(code, title))
        return line

    def _set_key(self) -> None:
        if self.key.text().strip():
            self.key_set.emit(self.key.text())

    def _set_address(self) -> None:
        self.address_set.emit(self.address.text())
