"""The window: a quiet frame with one sheet, and the ways in before a base is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.keys import LATIN_OF
from desktop.theme.tokens import BLOCK_RADIUS, COMPACT_BELOW, NAV_FOLDS_BELOW, SMALLEST
from desktop.widgets.feedback import MessageBar, Toast, announce
from desktop.widgets.frames import Block, column, holder, row
from desktop.widgets.painting import block, smooth
from desktop.window.pages import Pages
from desktop.words import Words

if TYPE_CHECKING:
    from PySide6.QtGui import QShortcut

    from desktop.widgets.page import Page
    from desktop.window.curtain import Curtain
    from desktop.window.nav import Nav
    from desktop.window.notices import NoticePanel
    from desktop.window.palette import Palette
    from desktop.window.status import JobStrip, StatusBar

_DEMO_FRAME: Final = 3
_TOAST_WIDTH: Final = 420


class Frame(QWidget):
    """The window. It shows what it is given and tells what was wanted.

    `key_pressed`: a combination such as "Ctrl+K", or "page:…"; `may_close` is asked before it closes, `closing` told.
    """

    key_pressed = Signal(str)
    undo_pressed = Signal(object)

    def __init__(self, words: Callable[[], Words]) -> None:
        super().__init__()
        self.words = words
        self.may_close: Callable[[], bool] = lambda: True
        self.closing: Callable[[], None] = lambda: None
        self.demo = False
        self.pages = Pages()
        self._page = ""
        self._doors = QStackedLayout(self)
        self._doors.setContentsMargins(0, 0, 0, 0)
        self._door: QWidget | None = None
        self._palette: Palette | None = None
        self._notices: NoticePanel | None = None
        self.setMinimumSize(*SMALLEST)
        self._shortcuts: dict[str, QShortcut] = {}
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    # ------------------------------------------------------------------ the hall, made when the first base is open

    @cached_property
    def nav(self) -> Nav:
        """The navigation; what is pressed there is told like a key."""
        from desktop.window.nav import Nav  # noqa: PLC0415 (the way in stands before the hall is loaded)

        nav = Nav()
        nav.picked.connect(lambda page: self.key_pressed.emit(f"page:{page}"))
        for pressed, name in (
            (nav.search_pressed, "Ctrl+K"),
            (nav.notices_pressed, "notices"),
            (nav.account_pressed, "account"),
            (nav.base_pressed, "base"),
        ):
            pressed.connect(partial(self.key_pressed.emit, name))
        return nav

    @cached_property
    def status(self) -> StatusBar:
        """The status bar."""
        from desktop.window.status import StatusBar  # noqa: PLC0415 (see above)

        return StatusBar()

    @cached_property
    def jobs(self) -> JobStrip:
        """Long work under way."""
        from desktop.window.status import JobStrip  # noqa: PLC0415 (see above)

        return JobStrip(self.words)

    @cached_property
    def toast(self) -> Toast:
        """The result of the last action."""
        toast = Toast(self._sheet)
        toast.undo.connect(self.undo_pressed)
        return toast

    @cached_property
    def news(self) -> MessageBar:
        """What stays above every page until somebody closes it."""
        return MessageBar()

    @cached_property
    def curtain(self) -> Curtain:
        """Over the windows above this one, while the workplace is locked."""
        from desktop.window.curtain import Curtain  # noqa: PLC0415 (see above)

        return Curtain(self)

    @cached_property
    def _stack(self) -> QStackedWidget:
        return QStackedWidget()

    @cached_property
    def _sheet(self) -> Block:
        sheet = Block("surface", "divider", BLOCK_RADIUS)
        sheet.setLayout(column(self.news, self._stack, self.jobs, margins=(1, 1, 1, 1)))
        return sheet

    @cached_property
    def _right(self) -> QVBoxLayout:
        return column(self._sheet, self.status, margins=(0, 8, 8, 0))

    @cached_property
    def _hall(self) -> QWidget:
        hall = holder(row(self.nav, holder(self._right), gap=0))
        self._doors.addWidget(hall)
        return hall

    @property
    def furnished(self) -> bool:
        """Whether the hall has been made."""
        return "_hall" in self.__dict__

    @property
    def palette_(self) -> Palette:
        """What Ctrl+K opens. Like the notices it is made at first use: the way in does without lists."""
        from desktop.window.palette import Palette  # noqa: PLC0415 (see above)

        if self._palette is None:
            self._palette = Palette(self)
        return self._palette

    @property
    def notices(self) -> NoticePanel:
        """What the bell opens."""
        from desktop.window.notices import NoticePanel  # noqa: PLC0415 (see above)

        if self._notices is None:
            self._notices = NoticePanel(self)
        return self._notices

    @property
    def overlay_open(self) -> bool:
        """Whether something lies over the page and has its keys."""
        return any(overlay is not None and overlay.isVisible() for overlay in (self._palette, self._notices))

    def _hide_overlays(self) -> None:
        for overlay in (self._palette, self._notices):
            if overlay is not None:
                overlay.hide()

    # ------------------------------------------------------------------ keys

    def listen_to(self, combinations: Sequence[str]) -> None:
        """Tell when one of these is pressed anywhere in the window."""
        from PySide6.QtGui import QKeySequence, QShortcut  # noqa: PLC0415 (the way in stands before)

        for keys in combinations:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda keys=keys: self.key_pressed.emit(keys))
            self._shortcuts[keys] = shortcut

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no field and no page's widget has taken: bare keys are the page's; Esc closes what lies above."""
        if event.key() == Qt.Key.Key_Escape and self._close_overlay():
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in LATIN_OF:
            keys = f"Ctrl+{chr(LATIN_OF[event.key()])}"
            if keys in self._shortcuts:
                self.key_pressed.emit(keys)
                return
        page = None if self._door is not None or self.overlay_open else self.page
        if page is not None and page.take_key(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def next_pane(self, step: int) -> None:
        """F6: navigation, page, long work, in turn."""
        inside = (self.page.panes() if self.page is not None else ()) or (self._stack,)
        panes: list[QWidget] = [self.nav, *([self.news] if self.news.isVisible() else []), *inside]
        if self.jobs.isVisible():
            panes.append(self.jobs)
        focused = self.focusWidget()
        at = next((i for i, pane in enumerate(panes) if focused is not None and pane.isAncestorOf(focused)), 0)
        self.focus_pane(panes[(at + step) % len(panes)])

    def focus_pane(self, pane: QWidget) -> None:
        """Put the keyboard into a pane."""
        page = self.page
        first = page.first_focus() if page is not None and pane in {page, self._stack} else None
        if pane is self.nav:
            first = self.nav.item(self._page) or self.nav.search
        if first is None or not first.isVisible():
            first = next((one for one in pane.findChildren(QWidget) if _takes_tab(one)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        """Where a control of the page is switched off or hidden while it has the keyboard, Qt goes on to the next one,
        be it in the navigation: the keyboard stays in the page instead.
        """
        if not self.furnished or before is None or not self._stack.isAncestorOf(before):
            return
        if not self._stack.isAncestorOf(now or self):
            QTimer.singleShot(0, self, lambda: self._keep_in_page(before))

    def _keep_in_page(self, before: QWidget) -> None:
        page, focused = self.page, QApplication.focusWidget()
        if isValid(before) and before.isVisible() and before.isEnabled():
            return  # somebody has left it
        if page is None or not self.isActiveWindow() or (focused is not None and not self.nav.isAncestorOf(focused)):
            return
        self.focus_pane(self._stack)
        if not self._stack.isAncestorOf(QApplication.focusWidget() or self):
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def find_focus(self) -> None:
        """A page that was empty when it got the keyboard gives it to its first control."""
        page = self.page
        if page is not None and page.hasFocus():
            self.focus_pane(self._stack)

    # ------------------------------------------------------------------ pages

    @property
    def page(self) -> Page | None:
        """The page that is shown; none while a way in stands before it."""
        return self.pages.get(self.page_name)

    @property
    def page_name(self) -> str:
        """Its name."""
        return self._page if self._door is None else ""

    def offer_pages(self, names: Sequence[str], make: Callable[[str], Page]) -> None:
        """Make pages known; each is made when it is first gone to."""
        _ = self._hall  # stands first: put around the pages later, each of its parts would dress them all again
        self.pages = Pages(names, make, self._stack.addWidget)

    def remove_pages(self) -> None:
        """Forget all pages: the base is closed. The toast stays, wherever a page had put it."""
        self.toast.hide()
        self.toast.setParent(self._sheet)
        self.news.hide()
        for page in self.pages.made:
            self._stack.removeWidget(page)
            page.deleteLater()
        self.pages = Pages()
        self._page = ""

    def show_page(self, name: str, facts: Mapping[str, Any]) -> None:
        """Show a page and let it read."""
        page, before = self.pages[name], self._page
        self._page = name
        if self._stack.currentWidget() is not page:
            page.came_from = before
            page.put_message_away()
            self.toast.leave_page()
        self._stack.setCurrentWidget(page)
        self.nav.show_page(name)
        self.place_toast()
        page.arrive(facts)
        first = page.first_focus()
        if first is not None and not self.nav.isAncestorOf(self.focusWidget() or self):
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_hall(self) -> None:
        """Show the pages: a base is open."""
        self._doors.setCurrentWidget(self._hall)
        self._fit()
        if self._door is not None:
            self._doors.removeWidget(self._door)
            self._door.deleteLater()
            self._door = None
        focused = self.focusWidget()
        if focused is not None:  # as the door was hidden Qt went on into the navigation; the page is to have it
            focused.clearFocus()

    def show_door(self, door: QWidget) -> None:
        """Show a way in, in place of everything."""
        self._hide_overlays()
        if self.furnished:
            self.toast.hide()
        old, self._door = self._door, door
        self._doors.addWidget(door)
        self._doors.setCurrentWidget(door)
        if old is not None:
            self._doors.removeWidget(old)
            old.deleteLater()

    @property
    def door(self) -> QWidget | None:
        """The way in that is shown."""
        return self._door

    # ------------------------------------------------------------------ speaking

    def show_toast(self, text: str, icon: str, undo: str, entry: object) -> None:
        """Tell the result of an action."""
        if isinstance(entry, int) and self.page is not None and self.page.tells_itself:
            self.toast.hide()
            announce(self, text)
            return
        self.toast.show_result(text, icon, undo, entry)
        self.place_toast()

    def place_toast(self) -> None:
        """Where the page has a place for it; else at the foot of the sheet."""
        place = self.page.toast_place() if self.page is not None else None
        if place is not None:
            layout = place.layout()
            if self.toast.parentWidget() is not place and layout is not None:
                shown = not self.toast.isHidden()
                layout.addWidget(self.toast)
                self.toast.setVisible(shown)
            return
        if self.toast.parentWidget() is not self._sheet:
            shown = not self.toast.isHidden()
            self.toast.setParent(self._sheet)
            self.toast.setVisible(shown)
        foot = self.page.foot_height if self.page is not None else 0
        width = min(max(_TOAST_WIDTH, self.toast.whole_width), self._sheet.width() - 48)
        self.toast.setGeometry(24, self._sheet.height() - foot - 12 - 48, width, 48)

    def open_notices(self, title: str, empty: str) -> None:
        """Show the bell's list above its line."""
        corner = self.nav.notices.mapTo(self, QPoint(self.nav.notices.width() + 4, self.nav.notices.height() + 14))
        self.notices.open(corner, title, empty)

    # ------------------------------------------------------------------ Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the navigation, lose the margins of the sheet."""
        super().resizeEvent(event)
        if self.furnished:
            self._fit()

    def _fit(self) -> None:
        self.nav.fold(self.width() < NAV_FOLDS_BELOW)
        low = self.height() < COMPACT_BELOW
        edge = 0 if low or self.width() < NAV_FOLDS_BELOW else 8
        self._right.setContentsMargins(0, edge, edge, 0)
        self.status.setFixedHeight(24 if low else 28)
        if self._palette is not None:
            self._palette.setGeometry(self.rect())
        if self._notices is not None:
            self._notices.hide()
        self.place_toast()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame; that of the sample is amber."""
        painter, area = smooth(self), QRectF(self.rect())
        block(painter, area, "warn" if self.demo else "bg", None, 0)
        if self.demo:
            edge = _DEMO_FRAME
            block(painter, area.adjusted(edge, edge, -edge, -edge), "bg", None, 0)

    def mark_demo(self, demo: bool) -> None:
        """Frame the window in amber."""
        self.demo = demo
        edge = _DEMO_FRAME if demo else 0
        self._doors.setContentsMargins(edge, edge, edge, edge)
        self.update()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask whether closing is all right."""
        if self.may_close():
            self.closing()
            event.accept()
        else:
            event.ignore()

    def _close_overlay(self) -> bool:
        if self._notices is not None and self._notices.isVisible():
            self._notices.hide()
            return True
        return False


def _takes_tab(widget: QWidget) -> bool:
    return bool(widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
