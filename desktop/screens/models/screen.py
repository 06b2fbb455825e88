"""The page of models: the versions at the left, the chosen one at the right, the way to train at the foot."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.desk import Desk
from desktop.screens.models.panel import ModelPanel
from desktop.screens.models.presenter import ModelsPresenter
from desktop.screens.models.shown import COLUMNS, Card, Foot, Line
from desktop.screens.models.table_model import VersionTable
from desktop.theme.tokens import FOOTER_BUTTON
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Empty, announce
from desktop.widgets.frames import Divider, Scroll, holder, row
from desktop.widgets.labels import Line as OneLine
from desktop.widgets.page import Page
from desktop.widgets.rows import Grid

_PANEL: Final = 380
_WIDTHS: Final = (168, 92, 86, 122, 184)
_SECOND_MS: Final = 1_000


class ModelsScreen(Page):
    """S13, models."""

    listens = frozenset({"models", "recommendations", "outcomes", "catalogue", "settings"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = ModelsPresenter(self, desk)
        self.table = VersionTable()
        self.grid = Grid()
        self.grid.setModel(self.table)
        self.grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.set_widths(list(_WIDTHS), len(_WIDTHS) - 1)
        self.grid.selectionModel().currentRowChanged.connect(self._choose)
        self.panel = ModelPanel()
        self.panel.acted.connect(self.presenter.act)
        self.panel.compared.connect(self.presenter.compare)
        self.panel.picked.connect(self.presenter.compare_with)
        self._right = Scroll(self.panel)
        self._right.setFixedWidth(_PANEL)
        lists = row(self.grid, Divider(down=True), self._right, gap=0)
        lists.setStretch(0, 1)
        self.empty = Empty("graduation-cap")
        self.empty.pressed.connect(self.presenter.train)
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(lists))
        self._stack.addWidget(self.empty)
        self.set_content(self._stack)
        self.foot = OneLine(tone="muted")
        self.train = Button("", Kind.FILLED, "graduation-cap", key="Ctrl Enter", height=FOOTER_BUTTON)
        self.train.clicked.connect(lambda _on: self.presenter.train())
        foot = row(self.foot, self.train, gap=12, margins=(24, 0, 24, 0))
        foot.setStretch(0, 1)
        self.set_footer(holder(foot))
        self._second = QTimer(self, interval=_SECOND_MS)
        self._second.timeout.connect(self._count_down)

    # ------------------------------------------------------------------ the page

    def retranslate(self) -> None:
        """Static words."""
        say = self._desk.words.say
        self.title.setText(say("models", "title"))
        self.grid.setAccessibleName(say("models", "title"))
        self.table.set_heads([say("models", f"head_{name}") for name in COLUMNS])
        self.panel.retranslate(self._desk.words)

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """Read, and `train` where somebody has asked for it on another page."""
        self.presenter.read()
        if facts.get("train"):
            self.presenter.train()

    def first_focus(self) -> QWidget | None:
        """The rows, or the way to the first one."""
        if self._stack.currentWidget() is self.empty:
            return self.empty.button if self.empty.button.isVisibleTo(self) else None
        return self.grid

    def panes(self) -> Sequence[QWidget]:
        """The rows, what may be done with the chosen one, the way to train."""
        if self._stack.currentWidget() is self.empty:
            return ()
        doings = [one for one in self.panel.buttons.values() if one.isVisibleTo(self)]
        first = next(iter(doings), self.panel.more.head)
        return (self.grid, first, self.train)

    def press_primary(self) -> None:
        """Train."""
        if self.train.isVisibleTo(self) or self.empty.button.isVisibleTo(self):
            self.presenter.train()

    def undo(self) -> bool:
        """Ctrl+Z: a version that waits to come into use does not."""
        return self.presenter.withdraw()

    # ------------------------------------------------------------------ what the presenter shows

    def show_versions(self, lines: Sequence[Line], chosen: int, subtitle: str, *, counting: bool) -> None:
        """The rows."""
        self.subtitle.setText(subtitle)
        self._stack.setCurrentIndex(0)
        selection = self.grid.selectionModel()
        selection.blockSignals(True)
        self.table.show_lines(lines)
        self.grid.selectRow(chosen)
        selection.blockSignals(False)
        self.grid.viewport().update()
        if counting:
            self._second.start()
        else:
            self._second.stop()

    def renew(self, lines: Sequence[Line]) -> None:
        """A second later."""
        self.table.renew(lines)

    def show_card(self, card: Card) -> None:
        """One version; the keyboard stays near a button that has gone."""
        focused = self.focusWidget()
        self.panel.show_card(card)
        if focused is not None and self.panel.isAncestorOf(focused) and not focused.isVisibleTo(self):
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_none(self, title: str, text: str, action: str) -> None:
        """No version."""
        self._second.stop()
        self.subtitle.setText("")
        self.table.show_lines(())
        self.empty.show_words(title, text, action)
        self._stack.setCurrentWidget(self.empty)

    def show_foot(self, foot: Foot) -> None:
        """The sentence and the button."""
        self.foot.setText(foot.text)
        self.train.setText(foot.train)
        self.train.setVisible(bool(foot.train))
        self.train.setEnabled(not foot.running)
        self.empty.button.setVisible(self.empty.button.isVisibleTo(self.empty) and not foot.running)
        self.train.updateGeometry()

    def show_refused(self, sentence: str) -> None:
        """The message bar."""
        self.show_message(sentence, "err")

    def announce(self, sentence: str) -> None:
        """Aloud."""
        announce(self, sentence)

    def is_seen(self) -> bool:
        """Whether the page is in front."""
        return self.isVisible()

    def _choose(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.presenter.choose(now.row())

    def _count_down(self) -> None:
        if self.isVisible():
            self.presenter.count_down()
        else:
            self._second.stop()
