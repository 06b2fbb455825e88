"""The page of a base that does not open any more: what is wrong, and the ways out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop.door import Door, base_name
from desktop.screens.restore.presenter import told_at
from desktop.theme import Type
from desktop.theme.tokens import CARD_RADIUS
from desktop.widgets.brand import Garden
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import IconTile, announce
from desktop.widgets.frames import Block, Lifted, Scroll, column, holder, row
from desktop.widgets.labels import Label, Line

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from core.domain.backup import Backup
    from core.domain.errors import KnownError

_WIDE = 640


class BrokenScreen(Garden):
    """The newest whole backup is looked for while the page stands. `help_name` is the page whose help F1 shows."""

    help_name = "broken"

    def __init__(self, door: Door, base: Path, error: KnownError) -> None:
        super().__init__()
        self._door, self.base, self._error = door, base, error
        self._newest: Backup | None = None
        self._looked = False
        self.title, self.text = Label(Type.TITLE, wrap=True), Label(wrap=True)
        self.found = Label(tone="muted", wrap=True)
        self.place, self.copies = Line(tone="muted"), Line(tone="muted")
        self.newest = Button("", Kind.FILLED, "archive-restore", height=40)
        self.other, self.again, self.elsewhere = (Button("", Kind.OUTLINE, height=36) for _ in range(3))
        self.newest.clicked.connect(self._restore)
        self.other.clicked.connect(lambda: door.show_restore(base, None))
        self.again.clicked.connect(lambda: door.show_unlock(base))
        self.elsewhere.clicked.connect(self._open_other)
        ways = column(*(row(button, None) for button in (self.other, self.again, self.elsewhere)), gap=8)
        for label in (self.place, self.copies):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card = Block("surface", "line", CARD_RADIUS)
        inside = column(
            IconTile("database", 48, "err_t", "err"),
            14,
            self.title,
            8,
            self.text,
            16,
            self.found,
            self.newest,
            12,
            holder(ways),
            18,
            self.place,
            4,
            self.copies,
            margins=(28, 24, 28, 24),
        )
        inside.setAlignment(self.newest, Qt.AlignmentFlag.AlignLeft)
        card.setLayout(inside)
        card.setFixedWidth(_WIDE)
        lifted = Lifted(card, CARD_RADIUS)
        body = column(None, lifted, None, margins=(16, 8, 16, 8))
        body.setAlignment(lifted, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(column(Scroll(holder(body))))
        self.retranslate()
        door.find_backups(base, self._show_found)

    def retranslate(self) -> None:
        """Say everything anew."""
        words = self._door.words

        def say(key: str, **blanks: object) -> str:
            return words.say("restore", key, **blanks)

        self.title.setText(say("broken_title", name=base_name(self.base)))
        self.text.setText(words.error(self._error))
        self.other.setText(say("broken_other"))
        self.again.setText(say("broken_again"))
        self.elsewhere.setText(say("broken_base"))
        self.place.setText(say("broken_place", place=str(self.base)))
        self.copies.setText(say("broken_copies", place=str(self._door.backups_of(self.base))))
        newest = self._newest
        self.newest.setVisible(newest is not None)
        self.newest.setText("" if newest is None else say("broken_from", at=told_at(self._door, newest.made_at)))
        self.newest.updateGeometry()
        self.found.setText(say("broken_none" if self._looked else "broken_looking"))
        self.found.setVisible(newest is None)

    def first_focus(self) -> QWidget:
        """What helps most."""
        return self.other if self._newest is None else self.newest

    def press_primary(self) -> None:
        """Ctrl+Enter."""
        self._restore()

    def _show_found(self, found: list[Backup]) -> None:
        self._looked = True
        self._newest = next((one for one in found if not one.damaged and one.facts is not None), None)
        self.retranslate()
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.text.text())

    def _restore(self) -> None:
        if self._newest is not None:
            self._door.show_restore(self.base, self._newest.file)

    def _open_other(self) -> None:
        chosen = self._door.choose_base()
        if chosen is not None:
            self._door.show_unlock(chosen)
