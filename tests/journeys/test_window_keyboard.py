"""Without a mouse, without eyes: every control of every page by Tab and arrows, each with a name to be heard."""

import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QTableView,
    QWidget,
)

from desktop.screens.imports.shown import Step
from desktop.tasks import Work
from tests.journeys.conftest import Tables
from tests.support.driver import CTRL, KEYS, SHIFT, Driver, FileDialogs, text_of

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

Inside = Callable[[str], Driver]
CONTROLS: Final = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
)
PARTS: Final = (QHeaderView, QScrollBar)
WHOLE: Final = (QAbstractItemView, QAbstractSpinBox, QComboBox, QPlainTextEdit)
MOST_STOPS: Final = 120


@pytest.fixture
def driver(start: Callable[[], Driver], home: Path, made_sample: Path) -> Driver:
    """Before the first pages, with a sample that is there already."""
    shutil.copytree(made_sample, home)
    return start()


def places(driver: Driver, dialogs: FileDialogs, tables: Tables) -> Iterator[str]:
    """Through every page and the states in which it has other controls."""
    yield "first-run"
    driver.click(driver.say("first_run", "create"))
    yield "first-run-new"
    driver.click(driver.say("first_run", "back"))
    driver.door.sample.click()
    driver.wait()
    for page in driver.frame.pages:
        driver.go(page)
        yield page
    driver.go("review")
    for name, key, held in (("details", KEYS.Key_Space, SHIFT & ~SHIFT), ("until", KEYS.Key_3, SHIFT)):
        driver.do(key, held=held)
        yield f"review-{name}"
        driver.do(KEYS.Key_Escape)
    driver.do(KEYS.Key_F2)
    assert driver.frame.page_name == "client"
    yield "client-card"
    driver.program.go("client", {"new": True})
    driver.wait()
    yield "client-new"
    driver.go("sending")
    for segment in driver.page.tabs.segments():
        segment.click()
        driver.wait()
        yield f"sending-{segment.value}"
    driver.go("imports")
    dialogs.file = tables.clients
    driver.do(KEYS.Key_O, held=CTRL)
    yield "import-known"
    driver.page.presenter.go(Step.FILE)
    for step in ("file", "matching", "check", "duplicates", "consent"):
        yield f"import-{step}"
        driver.do(KEYS.Key_Return, held=CTRL)
    driver.go("imports")
    driver.page.back.click()
    driver.page.presenter.change_paper(given=True, everybody=False)
    driver.wait()
    yield "import-paper"


def spelt(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName() or text_of(widget)!r}"


def controls(root: QWidget) -> list[QWidget]:
    """Everything that can be used now; the parts of a whole are no controls."""
    found = [one for one in root.findChildren(QWidget) if isinstance(one, CONTROLS) and not isinstance(one, PARTS)]
    used = [one for one in found if one.isVisible() and one.isEnabled()]
    return [one for one in used if not isinstance(one.parentWidget(), WHOLE) and one.focusPolicy()]


def stops(driver: Driver) -> list[QWidget]:
    """Where Tab stops, once round; a day has several parts and stays for each of them."""
    found: list[QWidget] = []
    for _ in range(MOST_STOPS):
        driver.press(KEYS.Key_Tab)
        if driver.focused in found[:1] and len(found) > 1:
            return found
        if driver.focused not in found:
            found.append(driver.focused)
    raise AssertionError(f"Tab does not come round: {[spelt(one) for one in found]}")


def beside(button: QWidget) -> list[QWidget]:
    """The others of a group of which only one can be chosen: arrows go through it."""
    parent = button.parentWidget()
    if not isinstance(button, QAbstractButton) or parent is None:
        return []
    group = button.group()
    if group is not None and group.exclusive():
        return list(group.buttons())
    if not button.autoExclusive():
        return []
    return [one for one in parent.findChildren(QAbstractButton) if one.autoExclusive()]


def scroll_of(widget: QWidget) -> QScrollArea | None:
    """What scrolls it, where something does."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def area(widget: QWidget, within: QWidget | None = None) -> QRect:
    """Where it lies within another widget; in the window as if nothing was scrolled, what lies below at the edge."""
    if within is not None:
        return QRect(widget.mapTo(within, QPoint(0, 0)), widget.size())
    laid, scroll = QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size()), scroll_of(widget)
    if scroll is None:
        return laid
    laid.translate(0, scroll.verticalScrollBar().value())
    edge = scroll.mapTo(scroll.window(), QPoint(0, scroll.height())).y()
    return laid.translated(0, min(0, edge - laid.bottom()))


def goes_back(one: QWidget, following: QWidget) -> bool:
    """Whether one has to look up again, and not to the right."""
    scroll = scroll_of(one)
    content = scroll.widget() if scroll is not None and scroll is scroll_of(following) else None
    before, after = area(one, content), area(following, content)
    return after.bottom() < before.top() and after.left() < before.right()


def test_tab_and_arrows_reach_every_control_in_the_order_of_reading(
    driver: Driver, dialogs: FileDialogs, tables: Tables
) -> None:
    seen = 0
    for place in places(driver, dialogs, tables):
        wanted, found = controls(driver.frame), stops(driver)
        reached = {*found, *(other for one in found for other in beside(one))}
        assert not [spelt(one) for one in wanted if one not in reached], place
        top = min(range(len(found)), key=lambda at: (area(found[at]).left() > 260, area(found[at]).top()))
        around = pairwise([*found[top:], *found[:top]])
        back = [(spelt(a), spelt(b)) for a, b in around if goes_back(a, b)]
        assert not back, place
        seen += 1
    assert seen >= 20


def test_arrows_go_through_pages_tabs_and_choices(driver: Driver) -> None:
    driver.door.sample.click()
    driver.wait()
    frame = driver.frame
    driver.do(KEYS.Key_F6, held=SHIFT)
    assert driver.focused is frame.nav.item("today")
    for page in frame.nav.pages[1:]:
        driver.do(KEYS.Key_Down)
        assert (frame.page_name, driver.focused) == (page, frame.nav.item(page))
    driver.go("sending")
    assert driver.page.isAncestorOf(driver.focused), "whoever goes by a key works in the page"
    tabs = driver.page.tabs.segments()
    driver.tab_to(tabs[0])
    for tab in tabs[1:]:
        driver.do(KEYS.Key_Right)
        assert tab.isChecked()
        assert driver.focused is tab
    driver.do(KEYS.Key_F6, held=SHIFT)
    driver.find(driver.say("window", "page_settings")[:6].lower())
    assert driver.page.isAncestorOf(driver.focused)
    looks = driver.page.scheme.segments()
    driver.tab_to(next(one for one in looks if one.isChecked()))
    for _ in looks:
        driver.do(KEYS.Key_Right)
        (chosen,) = (one for one in looks if one.isChecked())
        assert driver.program.scheme.value == chosen.value
        assert driver.focused is chosen


def test_f6_goes_from_pane_to_pane_and_back(inside: Inside) -> None:
    driver = inside("scored")
    driver.go("review")
    frame, page = driver.frame, driver.page
    work = Work("compute")
    frame.jobs.add(work)
    panes = [page.queue, frame.jobs.lines()[0].stop, frame.nav.item("review")]
    assert driver.focused is panes[0]
    for pane in [*panes[1:], *panes]:
        driver.do(KEYS.Key_F6)
        assert driver.focused is pane
    for pane in reversed(panes[:-1]):
        driver.do(KEYS.Key_F6, held=SHIFT)
        assert driver.focused is pane
    work.ended.emit()
    assert not frame.jobs.isVisible()


def test_numbers_letters_and_esc_lead_everywhere(inside: Inside) -> None:
    driver = inside("scored")
    frame = driver.frame
    for number, page in enumerate(frame.nav.pages[:9], start=1):
        driver.do(Qt.Key(int(KEYS.Key_0) + number), held=CTRL)
        assert frame.page_name == page
    for page in frame.pages:
        driver.find(driver.say("window", f"page_{page}")[:6].lower())
        assert frame.page_name == page
    driver.go("review")
    driver.press(KEYS.Key_K, held=CTRL)
    driver.type("ничего такого")
    assert frame.palette_.model.rowCount() == 0
    driver.press(KEYS.Key_Escape)
    assert not frame.palette_.isVisible()
    assert driver.focused is driver.page.queue
    driver.tab_to(frame.nav.notices)
    driver.do(KEYS.Key_Return)
    assert frame.notices.isVisible()
    driver.do(KEYS.Key_Escape)
    assert not frame.notices.isVisible()
    driver.press(KEYS.Key_F1)
    (help_,) = driver.program.windows.shown
    help_.activateWindow()
    QApplication.processEvents()
    driver.press(KEYS.Key_Escape)
    assert driver.program.windows.shown == []


def test_the_keyboard_stays_in_the_page_when_its_control_is_switched_off(
    inside: Inside, dialogs: FileDialogs, tables: Tables
) -> None:
    driver = inside("empty")
    driver.go("catalogue")
    assert driver.focused is driver.page.empty.button
    dialogs.file = tables.matrix
    driver.do(KEYS.Key_Return)
    assert driver.page.companies.isVisible()
    assert driver.page.isAncestorOf(driver.focused)
    driver.do(KEYS.Key_F6)
    driver.do(KEYS.Key_Up, KEYS.Key_Up, KEYS.Key_Up, KEYS.Key_Up)  # past pages that are empty
    assert driver.frame.page_name == "imports"
    dialogs.file = tables.clients
    driver.do(KEYS.Key_O, held=CTRL)  # with the keyboard in the navigation
    assert driver.page.file.isVisible()


def heard(root: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """What a screen reader meets from here on."""
    yield root
    for place in range(root.childCount()):
        inner = root.child(place)
        if inner is not None and inner.isValid() and not inner.state().invisible:
            yield from heard(inner)


def test_every_control_has_a_name_and_a_role_and_every_row_is_told(
    driver: Driver, dialogs: FileDialogs, tables: Tables
) -> None:
    nameless: set[str] = set()
    rows = 0
    for place in places(driver, dialogs, tables):
        for one in heard(QAccessible.queryAccessibleInterface(driver.frame)):
            state, name = one.state(), one.text(QAccessible.Text.Name)
            silent = state.focusable and not state.disabled and not name.strip()
            unknown = one.role() in {QAccessible.Role.NoRole, QAccessible.Role.Client}
            if silent or (state.focusable and unknown and not isinstance(one.object(), QScrollArea)):
                nameless.add(f"{place}: {one.role().name} {spelt_object(one)}")
        for view in driver.frame.findChildren(QAbstractItemView):
            if view.isVisible() and isinstance(view, QListView | QTableView):
                rows += len(told := told_rows(view))
                assert all(told), (place, spelt(view))
    assert not nameless
    assert rows > 100


def spelt_object(one: QAccessibleInterface) -> str:
    thing: Any = one.object()
    return spelt(thing) if isinstance(thing, QWidget) else repr(thing)


def told_rows(view: QAbstractItemView) -> list[str]:
    """What is said of each row that can be gone to."""
    model = view.model()
    rows = [model.index(row, 0) for row in range(min(20, model.rowCount()))]
    return [str(row.data(int(Qt.ItemDataRole.AccessibleTextRole)) or "") for row in rows if row.flags()]
