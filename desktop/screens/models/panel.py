"""The chosen version: how it did, what it learned from, what it is made of, what may be done with it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.screens.models.promised import PromisedPart
from desktop.screens.models.shown import Card, Member, Told
from desktop.theme import Type
from desktop.theme.tokens import TILE_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.chips import Chip
from desktop.widgets.choices import Choice
from desktop.widgets.feedback import Sign
from desktop.widgets.folding import Fold
from desktop.widgets.frames import Block, column, holder, row
from desktop.widgets.labels import Bold, Label
from desktop.widgets.waiting import Bar
from desktop.words import Words

DEEDS: Final = ("publish", "withdraw", "return", "previous", "compute")
_ICONS: Final = {
    "publish": "circle-check",
    "withdraw": "undo-2",
    "return": "rotate-ccw",
    "previous": "rotate-ccw",
    "compute": "calculator",
}
_EDGE: Final = 20
_BAR: Final = 88


class _MemberLine(QWidget):
    """A part of the model with its share."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.percent = Label(wrap=True), Label(tone="muted")
        self.percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.percent.setMinimumWidth(44)
        self.bar = Bar()
        self.bar.setFixedWidth(_BAR)
        layout = row(self.name, self.bar, self.percent, gap=10)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def show_member(self, member: Member) -> None:
        """Say it."""
        self.name.setText(member.name)
        self.percent.setText(member.percent)
        self.bar.show_share(member.share)
        self.bar.setAccessibleName(member.name)
        self.bar.setAccessibleDescription(member.percent)


class ModelPanel(QWidget):
    """Shows a card. `acted` tells the name of a deed; `compared`: the other version was asked for; `picked` it."""

    acted = Signal(str)
    compared = Signal()
    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.title = Label(Type.SECTION, wrap=True)
        self.state = Chip()
        self.verdict_block = Block("ok_t", None, TILE_RADIUS)
        self._verdict_sign = Sign("circle-check", "ok")
        self.verdict, self.told = Bold(), Label(wrap=True)
        above = row(self._verdict_sign, self.verdict, None, gap=8)
        self.verdict_block.setLayout(column(above, 6, self.told, margins=(14, 12, 14, 12)))
        self._verdict_part = holder(column(self.verdict_block, margins=(0, 14, 0, 0)))
        self.facts = Label(tone="muted", wrap=True)
        self.buttons = {name: Button("", Kind.OUTLINE, _ICONS[name]) for name in DEEDS}
        for name in DEEDS:
            self._connect(name)
        self.note = Label(wrap=True)
        self._note_part = holder(column(self.note, margins=(0, 12, 0, 0)))
        self._deeds = holder(
            column(*(row(button, None) for button in self.buttons.values()), gap=8, margins=(0, 12, 0, 0))
        )
        self.members_head = Bold()
        self._members: list[_MemberLine] = []
        self._member_rows = column(gap=8)
        self._members_part = holder(column(self.members_head, 10, self._member_rows))
        self.promised = PromisedPart()
        self._promised_part = holder(column(self.promised, margins=(0, 0, 0, 20)))
        self.others = Choice()
        self.others.picked.connect(self.picked)
        self.compare = Button("", Kind.OUTLINE, "arrow-left-right")
        self.compare.clicked.connect(lambda _on: self.compared.emit())
        self._compare_head = Bold()
        self.shift = Label(wrap=True)
        beside = column(row(self.others, None), row(self.compare, None), gap=8)
        self._compare_part = holder(column(self._compare_head, 10, beside, 8, self.shift))
        self.details = Label(Type.CAPTION, "muted", wrap=True)
        self.more = Fold(self.details)
        state = row(self.state, None)
        self.setLayout(
            column(
                self.title,
                8,
                state,
                self._verdict_part,
                self._note_part,
                self._deeds,
                14,
                self.facts,
                20,
                self._members_part,
                20,
                self._promised_part,
                self._compare_part,
                12,
                self.more,
                None,
                margins=(_EDGE, 16, _EDGE, 20),
            )
        )

    def retranslate(self, words: Words) -> None:
        """Static words."""
        self.compare.setText(words.say("models", "compare"))
        self._compare_head.setText(words.say("models", "compare_head"))
        self.others.setAccessibleName(words.say("models", "compare_with"))
        self.others.setToolTip(words.say("models", "compare_with"))

    def show_card(self, card: Card) -> None:
        """Another version, or the same one a moment later."""
        self.title.setText(card.title)
        self.state.show_text(card.state, card.tone, card.icon)
        self._show_told(card.told)
        self.note.setText(card.note)
        self._note_part.setVisible(bool(card.note))
        words = dict(card.deeds)
        for name, button in self.buttons.items():
            button.setText(words.get(name, ""))
            button.setVisible(name in words)
            button.updateGeometry()
        self._deeds.setVisible(bool(words))
        self.facts.setText("\n".join(card.facts))
        self._show_members(card.members)
        self.members_head.setText(card.heads[0])
        self.promised.show_promised(card.promised)
        self._promised_part.setVisible(card.promised is not None)
        self._compare_part.setVisible(bool(card.others))
        if [(self.others.itemText(at), self.others.itemData(at)) for at in range(self.others.count())] != list(
            card.others
        ) or self.others.currentData() != card.with_:
            self.others.offer(card.others, card.with_)
        self.shift.setText(card.compared)
        self.shift.setVisible(bool(card.compared))
        self.more.head.set_words(card.heads[1], "")
        self.details.setText("\n".join(card.details))
        self.more.setVisible(bool(card.details))

    def texts(self) -> str:
        """All that stands there, for tests and those who read aloud."""
        parts = [self.title, self.verdict, self.told, self.note, self.facts, self.shift]
        return "\n".join([self.state.text, *(part.text() for part in parts if part.isVisibleTo(self))])

    def _connect(self, name: str) -> None:
        self.buttons[name].clicked.connect(lambda _on: self.acted.emit(name))

    def _show_told(self, told: Told | None) -> None:
        self._verdict_part.setVisible(told is not None)
        if told is not None:
            self.verdict_block.set_fill(f"{told.tone}_t")
            self._verdict_sign.show_icon(told.icon, told.tone)
            self.verdict.setText(told.verdict)
            self.told.setText("\n".join(told.lines))

    def _show_members(self, members: Sequence[Member]) -> None:
        self._members_part.setVisible(bool(members))
        while len(self._members) < len(members):
            line = _MemberLine()
            self._members.append(line)
            self._member_rows.addWidget(line)
        for place, line in enumerate(self._members):
            line.setVisible(place < len(members))
            if place < len(members):
                line.show_member(members[place])
