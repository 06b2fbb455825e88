"""A panel over the card: all reasons and the formula, or what cannot be undone any more."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.screens.review.panel_text import Item, PanelText, Section
from desktop.theme import Type
from desktop.theme.tokens import ICON
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Sign, announce
from desktop.widgets.frames import Divider, Scroll, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.words import Words


class Panel(QWidget):
    """Shows sections under a title. `closed`: Esc or the cross; `acted`: its button, where it has one."""

    closed = Signal()
    acted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = Line(Type.SECTION)
        self._close = Button("", Kind.GHOST, "x", key="Esc", height=28)
        self._close.clicked.connect(self.closed)
        self._head = row(self._title, self._close, gap=12)
        self._head.setStretch(0, 1)
        self.action = Button("", Kind.OUTLINE, "user")
        self.action.clicked.connect(lambda _on: self.acted.emit())
        self._foot = row(self.action, None)
        self._foot_place = holder(self._foot)
        self._side = 32
        self._place = column()
        self._inner: QWidget | None = None
        self._body: QVBoxLayout | None = None
        self.body = Scroll(holder(self._place))
        self.body.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        whole = column(self._head, Divider(), self.body, self._foot_place)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def retranslate(self, words: Words) -> None:
        """Captions."""
        self._close.setAccessibleName(words.say("review", "close"))
        self._close.setToolTip(words.say("review", "close"))

    def set_side(self, side: int) -> None:
        """The one left edge."""
        self._side = side
        self._head.setContentsMargins(side, 12, side - 8, 10)
        self._foot.setContentsMargins(side, 8, side, 12)
        if self._body is not None:
            self._body.setContentsMargins(side, 16, side, 24)

    def show_panel(self, panel: PanelText) -> None:
        """Say it."""
        self._title.setText(panel.title)
        self.setAccessibleName(panel.title)
        self.body.setAccessibleName(panel.title)
        if self._inner is not None:
            self._place.removeWidget(self._inner)
            self._inner.hide()
            self._inner.deleteLater()
        body = column(gap=0, margins=(self._side, 16, self._side, 24))
        if panel.text:
            body.addWidget(Label(tone="muted", text=panel.text, wrap=True))
            body.addSpacing(8)
        for section in panel.sections:
            body.addWidget(_section(section))
        body.addStretch(1)
        self._inner, self._body = holder(body), body
        self._place.addWidget(self._inner)
        self.action.setText(panel.action)
        self.action.setAccessibleName(panel.action)
        self._foot_place.setVisible(bool(panel.action))
        self.body.verticalScrollBar().setValue(0)
        announce(self, f"{panel.title}. {panel.text}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _section(section: Section) -> QWidget:
    body = column(gap=4, margins=(0, 0, 0, 20))
    if section.title:
        body.addWidget(Label(Type.STRONG, text=section.title, wrap=True))
    if section.text:
        body.addWidget(Label(tone="muted", text=section.text, wrap=True))
    for item in section.items:
        body.addWidget(_item(item, indented=any(one.icon for one in section.items)))
    return holder(body)


def _item(item: Item, *, indented: bool) -> QWidget:
    text = Label(text=item.text, wrap=True)
    line = row(text, gap=10, margins=(0, 2, 0, 2))
    if item.icon:
        line.insertWidget(0, Sign(item.icon, item.tone), alignment=Qt.AlignmentFlag.AlignTop)
    elif indented:
        line.insertSpacing(0, ICON + 10)
    line.setStretchFactor(text, 3)
    if item.aside:
        aside = Label(tone="muted", text=item.aside, wrap=True)
        aside.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        line.addWidget(aside, 2)
    return holder(line)
