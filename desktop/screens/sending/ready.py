"""The package that would be made: for whom, who stays, which fields, and the very cells."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.screens.sending.chip_line import ChipLine
from desktop.screens.sending.delegate import FittedGrid, PartnerDelegate
from desktop.screens.sending.how import WIDTH, How, HowDialog
from desktop.screens.sending.shown import Offer, PartnerLine, Shown
from desktop.screens.sending.table_model import PartnerModel, TableModel
from desktop.theme import Type
from desktop.theme.tokens import BLOCK_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import MessageBar, Sign
from desktop.widgets.frames import Block, Divider, Scroll, column, holder, row
from desktop.widgets.labels import Bold, Label, Line
from desktop.widgets.rows import RowList
from desktop.words import Words

LIST: Final = 216
_SIDE: Final = 24
_NARROW: Final = 1120
"""Below this width the panel gives its place to the table and opens above the page."""


class Ready(QWidget):
    """`partner_picked` tells its id; `excluded_wanted`, `held_wanted`: the lists; `copied`: the cover text;
    `remedy_wanted`: where it is mended that the partner cannot be reached by mail.
    """

    partner_picked = Signal(int)
    excluded_wanted = Signal()
    held_wanted = Signal()
    copied = Signal()
    remedy_wanted = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._offer: Offer | None = None
        self.partner_model, self.preview_model = PartnerModel(self), TableModel(self)
        self.partners = RowList(PartnerDelegate())
        self.partners.setModel(self.partner_model)
        self.partners.selectionModel().currentRowChanged.connect(self._picked)
        self._foot = Label(Type.CAPTION, "muted", wrap=True)
        foot = holder(column(self._foot, margins=(12, 8, 4, 14)))
        left = holder(column(self.partners, foot, margins=(8, 8, 8, 0)))
        left.setFixedWidth(LIST)
        self.how = How()
        self.how.copied.connect(self.copied)
        self.how.remedy_wanted.connect(self.remedy_wanted)
        self._panel = Scroll(holder(column(self.how, margins=(0, 24, _SIDE, 16))))
        self._panel.setFixedWidth(WIDTH + _SIDE)
        self._middle = self._made_middle()
        body = row(left, Divider(down=True), gap=0)
        body.addLayout(self._middle, 1)
        body.addWidget(self._panel)
        self.setLayout(body)

    def _made_middle(self) -> QVBoxLayout:
        self._title = Line(Type.TITLE)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._share = Label(Type.BODY, "muted")
        self.how_button = Button("", Kind.GHOST, "file-lock")
        self.how_button.clicked.connect(self._open_how)
        head = row(self._title, self._share, None, self.how_button, gap=12)
        self.bar = MessageBar()
        self.bar.pressed.connect(self.excluded_wanted)
        self._exactly, self._logged = Bold(), Label(Type.CAPTION, "muted")
        self._eye = Sign("eye", "muted", 14)
        caption = row(self._exactly, None, self._eye, self._logged, gap=6)
        self.preview = FittedGrid(self.preview_model)
        self._nothing = Label(Type.BODY, "muted", wrap=True)
        self._nothing.setContentsMargins(17, 14, 17, 14)
        frame = Block("surface", "line", BLOCK_RADIUS)
        inside = column(self.preview, self._nothing, margins=(3, 3, 3, 3))
        inside.setAlignment(self._nothing, Qt.AlignmentFlag.AlignTop)
        frame.setLayout(inside)
        self._gaps = [QWidget() for _ in range(3)]
        for gap in self._gaps:
            gap.setFixedHeight(14)
        above, between, below = self._gaps
        middle = column(head, above, self.bar, between, self._made_fields(), below, caption, 8)
        middle.addWidget(frame, 1)
        middle.setContentsMargins(_SIDE, 18, _SIDE, 16)
        return middle

    def _made_fields(self) -> QGridLayout:
        self._sent_title, self._held_title = Bold(), Bold()
        self.sent, self.held = ChipLine("soft", "check"), ChipLine("plain", "lock")
        self.held.more.connect(self.held_wanted)
        self._held_none = Label(Type.BODY, "muted")
        fields = QGridLayout()
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setHorizontalSpacing(16)
        fields.setVerticalSpacing(8)
        fields.setColumnStretch(1, 1)
        for line, (title, chips) in enumerate(((self._sent_title, self.sent), (self._held_title, self.held))):
            fields.addWidget(title, line, 0)
            fields.addWidget(chips, line, 1)
        fields.addWidget(self._held_none, 1, 1)
        return fields

    def say(self) -> None:
        """Say what never changes."""
        say = self._words.say
        self.partners.setAccessibleName(say("sending", "partners"))
        self.how_button.setText(say("sending", "how"))
        self._exactly.setText(say("sending", "exactly"))
        self._logged.setText(say("sending", "logged"))
        self._held_none.setText(say("sending", "held_none"))
        self._nothing.setText(say("sending", "nothing_in_file"))
        self.preview.setAccessibleName(say("sending", "exactly"))
        self.how.say(self._words)

    def show_partners(self, lines: Sequence[PartnerLine], chosen: int, foot: str) -> None:
        """The list on the left."""
        blocked = self.partners.selectionModel().blockSignals(True)
        self.partner_model.show_lines(lines)
        self.partners.setCurrentIndex(self.partner_model.index(chosen))
        self.partners.selectionModel().blockSignals(blocked)
        self._foot.setText(foot)

    def show_offer(self, offer: Offer) -> None:
        """The middle and the panel."""
        self._offer = offer
        self._title.setText(offer.title)
        self._share.setText(offer.share)
        self._share.setVisible(bool(offer.share))
        self._gaps[1].setVisible(bool(offer.excluded))
        if offer.excluded:
            self.bar.show_message(offer.excluded, "warn", self._words.say("sending", "show"), closable=False)
        else:
            self.bar.hide()
        for title, chips, text, fields in (
            (self._sent_title, self.sent, offer.sent_title, offer.sent),
            (self._held_title, self.held, offer.held_title, offer.held),
        ):
            title.setText(text)
            chips.show_texts(fields, lambda n: self._words.say("sending", "more", n=n))
            chips.setAccessibleName(f"{text}: {', '.join(fields)}")
            chips.setToolTip(", ".join(fields))
        self.held.setVisible(bool(offer.held))
        self._held_none.setVisible(not offer.held)
        self.how.show_offer(offer)

    def show_preview(self, table: Shown | None) -> None:
        """The cells; nothing while they are fetched."""
        empty = table is not None and not table.lines
        self.preview_model.show_table(table or Shown((), (), wide=0))
        self.preview.setVisible(not empty)
        self._nothing.setVisible(empty)
        for widget in (self._eye, self._logged):
            widget.setVisible(not empty)

    def minimumSizeHint(self) -> QSize:
        """What the folded layout needs: the page must be able to become narrow while another tab is shown."""
        needed = super().minimumSizeHint()
        return needed if self._panel.isHidden() else QSize(needed.width() - self._panel.width(), needed.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the panel."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        self._panel.setVisible(not narrow)
        self.how_button.setVisible(narrow)

    def set_compact(self, compact: bool) -> None:
        """Tighter edges."""
        self._middle.setContentsMargins(_SIDE, 10 if compact else 18, _SIDE, 10 if compact else 16)
        for gap in self._gaps:
            gap.setFixedHeight(8 if compact else 14)

    def _picked(self, *_: object) -> None:
        place = self.partners.currentIndex().row()
        if 0 <= place < len(self.partner_model.lines):
            self.partner_picked.emit(self.partner_model.lines[place].partner_id)

    def _open_how(self) -> None:
        if self._offer is not None:
            dialog = HowDialog(self, self._words, self._offer)
            dialog.how.copied.connect(self.copied)
            dialog.how.remedy_wanted.connect(dialog.accept)
            dialog.how.remedy_wanted.connect(self.remedy_wanted)
            dialog.open()
