"""The navigation at the left: the base, search, pages with their counts, notices, the account."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.theme import Type, paint_mark
from desktop.theme.tokens import CONTROL_RADIUS, NAV_NARROW, NAV_WIDE
from desktop.widgets.frames import Divider, column, holder, tab_within
from desktop.widgets.painting import CENTER, RIGHT, block, focus_ring, key_cap, sign, smooth, write
from desktop.widgets.pressable import Pressable
from desktop.widgets.tips import as_tip

_SIDE: Final = 8
_TEXT: Final = 38


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the navigation. `group` separates by a line."""

    name: str
    icon: str
    group: int = 0


class _Item(Pressable):
    """What all lines of the navigation share: ground, icon, word, count; folded just the icon."""

    HEIGHT = 34

    def __init__(self, name: str, icon: str) -> None:
        super().__init__()
        self.name = name
        self._icon = icon
        self.count = ""
        self.folded = False
        self._key = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, text: str, count: str = "", key: str = "") -> None:
        """Word, count and key."""
        self.setText(text)
        self.count = count
        self.setAccessibleName(f"{text} {count}".strip())
        self._key = key
        self.fold(self.folded)

    def fold(self, folded: bool) -> None:
        """Icon only, with the word in the tooltip, or icon with its word."""
        self.folded = folded
        tip = self.accessibleName() if folded else ""
        self.setToolTip(as_tip(f"{tip} ({self._key})" if tip and self._key else tip or self._key))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(NAV_NARROW - 2 * _SIDE if self.folded else NAV_WIDE - 2 * _SIDE, self.HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(NAV_NARROW - 2 * _SIDE, self.HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(self)
        area = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        now = self.isChecked()
        if now or self.underMouse():
            block(painter, area, "nav_sel" if now else "hover", None, CONTROL_RADIUS)
        if now:
            block(painter, QRectF(area.left(), area.center().y() - 8, 3, 16), "accent", None, 1.5)
        middle = area.center().y()
        left = area.center().x() - 8 if self.folded else area.left() + 12
        sign(painter, left, middle, self._icon, "accent" if now else "muted")
        if self.folded:
            if self.count:
                block(painter, QRectF(left + 12, middle - 10, 7, 7), "accent", None, 3.5)
        else:
            face = Type.STRONG if now else Type.LABEL
            room = area.adjusted(_TEXT - 2, 0, -10, 0)
            count = write(painter, room, self.count, font_=Type.LABEL, ink="text" if now else "muted", align=RIGHT)
            write(painter, room.adjusted(0, 0, -count - 4, 0), self.text(), font_=face)
        if self.hasFocus():
            focus_ring(painter, area)


class _PageItem(_Item):
    def __init__(self, name: str, icon: str) -> None:
        super().__init__(name, icon)
        self.setCheckable(True)
        self.setAutoExclusive(True)  # a screen reader says that it is one of several


class _SearchItem(_Item):
    """Looks like a field and opens the palette."""

    HEIGHT = 32

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.folded:
            super().paintEvent(event)
            return
        painter = smooth(self)
        area = QRectF(self.rect()).adjusted(4, 0, -4, 0)
        block(painter, area, "surface", "outline" if self.underMouse() else "line", CONTROL_RADIUS)
        middle = area.center().y()
        sign(painter, area.left() + 10, middle, "search", "muted")
        cap = key_cap(painter, area.right() - 7, middle, "Ctrl K", ink="muted", edge="line")
        room = QRectF(area.left() + 33, area.top(), cap - area.left() - 40, area.height())
        write(painter, room, self.text(), ink="muted")
        if self.hasFocus():
            focus_ring(painter, area)


class _BaseItem(_Item):
    """Whose base it is."""

    HEIGHT = 44

    def __init__(self) -> None:
        super().__init__("base", "")
        self.base = ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(self)
        area = QRectF(self.rect())
        if self.underMouse():
            block(painter, area, "hover", None, CONTROL_RADIUS)
        left = area.center().x() - 14 if self.folded else area.left() + 6
        paint_mark(painter, QRectF(left, area.center().y() - 14, 28, 28))
        if not self.folded:
            room = area.adjusted(42, 3, -26, 0)
            write(painter, QRectF(room.left(), area.top() + 4, room.width(), 18), "Opuntia", font_=Type.STRONG)
            line = QRectF(room.left(), area.top() + 22, room.width(), 18)
            write(painter, line, self.base, font_=Type.CAPTION, ink="muted")
            sign(painter, area.right() - 22, area.center().y(), "chevrons-up-down", "muted", size=14)
        if self.hasFocus():
            focus_ring(painter, area)


class _AccountItem(_Item):
    """Who works here."""

    HEIGHT = 48

    def __init__(self) -> None:
        super().__init__("account", "")
        self.login = ""
        self.role = ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(self)
        area = QRectF(self.rect())
        if self.underMouse():
            block(painter, area, "hover", None, CONTROL_RADIUS)
        side = 28
        left = area.center().x() - side / 2 if self.folded else area.left() + 8
        face = QRectF(left, area.center().y() - side / 2, side, side)
        block(painter, face, "soft2", None, side / 2)
        write(painter, face, self.login[:2].upper(), font_=Type.CAPTION, align=CENTER, medium=True, elide=False)
        if not self.folded:
            room = area.adjusted(46, 0, -24, 0)
            write(painter, QRectF(room.left(), area.top() + 5, room.width(), 19), self.login, font_=Type.STRONG)
            second = QRectF(room.left(), area.top() + 24, room.width(), 18)
            write(painter, second, self.role, font_=Type.CAPTION, ink="muted")
            sign(painter, area.right() - 20, area.center().y(), "chevron-down", "muted", size=14)
        if self.hasFocus():
            focus_ring(painter, area)


class Nav(QWidget):
    """`picked` tells the page; the others tell what was pressed."""

    picked = Signal(str)
    search_pressed = Signal()
    notices_pressed = Signal()
    account_pressed = Signal()
    base_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.base = _BaseItem()
        self.search = _SearchItem("search", "search")
        self.notices = _Item("notices", "bell")
        self.account = _AccountItem()
        self._pages: dict[str, _PageItem] = {}
        self._list: QVBoxLayout = column()
        self._rest = holder(self._list)
        self.setLayout(
            column(
                self.base,
                8,
                self.search,
                12,
                self._rest,
                None,
                Divider(),
                6,
                self.notices,
                self.account,
                margins=(_SIDE, 8, _SIDE, 8),
            )
        )
        self.base.clicked.connect(self.base_pressed)
        self.search.clicked.connect(self.search_pressed)
        self.notices.clicked.connect(self.notices_pressed)
        self.account.clicked.connect(self.account_pressed)
        self.setFixedWidth(NAV_WIDE)

    def offer(self, entries: Sequence[Entry]) -> None:
        """The pages of this user, in their order; what a role may not do is absent."""
        while (taken := self._list.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.deleteLater()
        self._pages = {}
        for place, entry in enumerate(entries):
            if place and entries[place - 1].group != entry.group:
                self._list.addSpacing(8)
                self._list.addWidget(Divider())
                self._list.addSpacing(8)
            item = _PageItem(entry.name, entry.icon)
            item.folded = self.base.folded
            item.clicked.connect(lambda _checked=False, name=entry.name: self.picked.emit(name))
            self._list.addWidget(item)
            self._pages[entry.name] = item
        tab_within(self._rest, *self._pages.values())

    @property
    def pages(self) -> list[str]:
        """Names of the pages in their order."""
        return list(self._pages)

    def item(self, page: str) -> _Item | None:
        """The line of a page."""
        return self._pages.get(page)

    def show_page(self, name: str) -> None:
        """Mark the current one; a page that is not here marks none. Tab stops at the mark, arrows go on from it."""
        for page, item in self._pages.items():
            item.setAutoExclusive(False)  # else the one that is marked could not lose its mark
            item.setChecked(page == name)
        for page, item in self._pages.items():
            item.setAutoExclusive(True)
            stop = page == name or name not in self._pages
            item.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)

    def fold(self, folded: bool) -> None:
        """Icons only, or icons with words."""
        if folded == self.base.folded:
            return
        for item in (self.base, self.search, self.notices, self.account, *self._pages.values()):
            item.fold(folded)
        self.setFixedWidth(NAV_NARROW if folded else NAV_WIDE)
