"""The parts that screens are made of: keys press them, focus is seen, a screen reader knows what they are."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import LOOK, Scheme, set_scale
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.chips import Chip
from desktop.widgets.choices import Check, Choice, Number
from desktop.widgets.fields import Captioned, Secret
from desktop.widgets.frames import Scroll, column, holder
from desktop.widgets.labels import Label, Line
from desktop.widgets.rows import Grid
from desktop.widgets.segments import Segments
from desktop.widgets.stepper import Stepper
from tests.support.pictures import shows

Role = QAccessible.Role


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:  # noqa: ARG001
    """In the contrast scheme a focus ring has a colour of its own."""
    LOOK.put_on(Scheme.CONTRAST)
    yield
    LOOK.put_on(Scheme.LIGHT)


def _shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    """In an active window, so that it can have the keyboard."""
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.addWidget(QLineEdit())
    layout.addWidget(widget)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def _segments() -> Segments:
    made = Segments()
    made.offer([("Готовы", "12", "ready"), ("Пакеты", "", "packages")], "ready")
    return made


def _stepper() -> Stepper:
    made = Stepper(3)
    made.set_words(["Файл", "Столбцы", "Проверка"])
    made.show_step(1, 2)
    return made


def _secret() -> Secret:
    made = Secret()
    made.set_words("Пароль", "Показать пароль")
    return made


def _button(kind: Kind) -> tuple[QWidget, QAbstractButton]:
    made = Button("Принять", kind, "check")
    return made, made


PRESSED: dict[str, Callable[[], tuple[QWidget, QAbstractButton]]] = {
    **{kind.value: partial(_button, kind) for kind in Kind},
    "check": lambda: (made := Check("Согласие есть"), made),
    "round check": lambda: (made := Check("Первый", round_=True), made),
    "segment": lambda: (made := _segments(), made.segments()[1]),
    "step": lambda: (made := _stepper(), made.findChildren(QAbstractButton)[0]),
    "eye": lambda: (made := _secret(), made.findChildren(QAbstractButton)[0]),
}


@pytest.mark.parametrize("name", PRESSED)
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_press(qtbot: QtBot, name: str, key: Qt.Key) -> None:
    whole, button = PRESSED[name]()
    window = _shown(qtbot, whole)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    button.setFocus()
    QTest.keyClick(button, key)
    assert pressed == [True]
    button.setEnabled(False)
    QTest.keyClick(button, key)
    assert pressed == [True], "what is switched off cannot be pressed"
    assert window.isVisible()


@pytest.mark.parametrize("name", PRESSED)
def test_the_keyboards_place_is_seen(qtbot: QtBot, name: str) -> None:
    whole, button = PRESSED[name]()
    window = _shown(qtbot, whole)
    assert not shows(button, LOOK.tokens.focus)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    assert shows(button, LOOK.tokens.focus)
    assert window.isVisible()


def test_enter_with_ctrl_is_left_to_the_page(qtbot: QtBot) -> None:
    button = Button("Принять")
    qtbot.addWidget(button)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    QTest.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not pressed


def _named(widget: QWidget, name: str) -> QWidget:
    widget.setAccessibleName(name)
    return widget


@pytest.mark.parametrize(
    ("make", "role", "name"),
    [
        (lambda: Button("Принять", Kind.FILLED, "check", key="1"), Role.Button, "Принять"),
        (lambda: _named(Button("", Kind.GHOST, "x"), "Закрыть"), Role.Button, "Закрыть"),
        (lambda: Check("Согласие есть"), Role.CheckBox, "Согласие есть"),
        (lambda: _named(Number(1, 99), "Порог"), Role.SpinBox, "Порог"),
        (lambda: Chip("Нет телефона", "warn", "phone"), Role.Client, "Нет телефона"),
        (lambda: Label(text="Сегодня"), Role.StaticText, "Сегодня"),
    ],
)
def test_a_screen_reader_hears_what_a_part_is(qtbot: QtBot, make: Callable[[], QWidget], role: Role, name: str) -> None:
    widget = make()
    qtbot.addWidget(widget)
    told = QAccessible.queryAccessibleInterface(widget)
    assert (told.role(), told.text(QAccessible.Text.Name)) == (role, name)


def test_a_screen_reader_hears_which_of_the_segments_is_chosen(qtbot: QtBot) -> None:
    segments = _segments()
    qtbot.addWidget(segments)
    told = [QAccessible.queryAccessibleInterface(one) for one in segments.segments()]
    assert [one.role() for one in told] == [Role.RadioButton] * 2
    assert [one.text(QAccessible.Text.Name) for one in told] == ["Готовы 12", "Пакеты"]
    assert [bool(one.state().checked) for one in told] == [True, False]


def test_a_screen_reader_hears_field_and_eye_of_a_password(qtbot: QtBot) -> None:
    secret = _secret()
    qtbot.addWidget(secret)
    [eye] = secret.findChildren(QAbstractButton)
    line, shown = (QAccessible.queryAccessibleInterface(one) for one in (secret.line, eye))
    assert (line.role(), line.text(QAccessible.Text.Name)) == (Role.EditableText, "Пароль")
    assert line.state().passwordEdit
    assert (shown.role(), shown.text(QAccessible.Text.Name)) == (Role.CheckBox, "Показать пароль")


def test_a_choice_has_its_caption_as_its_name(qtbot: QtBot) -> None:
    choice = Choice()
    choice.offer([("Банк", 1), ("Брокер", 2)], 2)
    field = Captioned(choice)
    field.set_caption("&Партнёр")
    qtbot.addWidget(field)
    assert QAccessible.queryAccessibleInterface(choice).role() == Role.ComboBox
    assert (choice.accessibleName(), choice.currentText()) == ("Партнёр", "Брокер")


def test_choosing_tells_the_value_and_offering_does_not(qtbot: QtBot) -> None:
    choice = Choice()
    qtbot.addWidget(choice)
    picked: list[object] = []
    choice.picked.connect(picked.append)
    choice.offer([("Банк", 1), ("Брокер", 2)], 1)
    choice.offer([("Банк", 1), ("Брокер", 2)], None)
    assert (choice.currentIndex(), picked) == (-1, [])
    choice.setCurrentIndex(0)
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert picked == [2]


def _wheel(widget: QWidget) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_a_wheel_over_a_choice_or_a_number_changes_nothing_unless_it_has_the_keyboard(qtbot: QtBot) -> None:
    choice, number = Choice(), Number(1, 99)
    choice.offer([("Банк", 1), ("Брокер", 2)], 1)
    number.setValue(50)
    window = _shown(qtbot, holder(column(choice, number)))
    _wheel(choice)
    _wheel(number)
    assert (choice.currentIndex(), number.value()) == (0, 50)
    number.setFocus()
    qtbot.waitUntil(number.hasFocus)
    _wheel(number)
    assert number.value() == 49
    assert window.isVisible()


def test_the_arrows_of_a_number_step(qtbot: QtBot) -> None:
    number = Number(1, 99)
    number.setValue(50)
    qtbot.addWidget(number)
    number.resize(90, 32)
    QTest.mouseClick(number, Qt.MouseButton.LeftButton, pos=QPoint(80, 6))
    assert number.value() == 51
    QTest.mouseClick(number, Qt.MouseButton.LeftButton, pos=QPoint(80, 26))
    QTest.mouseClick(number, Qt.MouseButton.LeftButton, pos=QPoint(80, 26))
    assert number.value() == 49


def test_arrows_go_from_one_segment_to_the_next_and_round(qtbot: QtBot) -> None:
    segments = _segments()
    window = _shown(qtbot, segments)
    picked: list[str] = []
    segments.picked.connect(picked.append)
    first, second = segments.segments()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    QTest.keyClick(second, Qt.Key.Key_Right)
    QTest.keyClick(first, Qt.Key.Key_Left)
    assert picked == ["packages", "ready", "packages"]
    assert [one.isChecked() for one in segments.segments()] == [False, True]
    assert second.hasFocus()
    assert window.isVisible()


def test_segments_that_are_offered_anew_keep_the_keyboard_where_the_values_are_the_same(qtbot: QtBot) -> None:
    segments = _segments()
    window = _shown(qtbot, segments)
    first = segments.segments()[0]
    first.setFocus()
    segments.offer([("Ready", "11", "ready"), ("Packages", "1", "packages")], "packages")
    assert first.hasFocus()
    assert [one.accessibleName() for one in segments.segments()] == ["Ready 11", "Packages 1"]
    segments.offer([("Все", "", "all")], "all")
    assert [one.value for one in segments.segments()] == ["all"]
    assert window.isVisible()


def test_steps_that_are_not_reached_cannot_be_gone_to(qtbot: QtBot) -> None:
    stepper = _stepper()
    stepper.show_step(0, 1)
    qtbot.addWidget(stepper)
    picked: list[int] = []
    stepper.picked.connect(picked.append)
    steps = stepper.findChildren(QAbstractButton)
    for step in steps:
        QTest.mouseClick(step, Qt.MouseButton.LeftButton)
    assert picked == [0, 1]
    assert steps[2].focusPolicy() == Qt.FocusPolicy.NoFocus


def test_the_eye_shows_a_password_and_hides_it_again(qtbot: QtBot) -> None:
    secret = _secret()
    qtbot.addWidget(secret)
    [eye] = secret.findChildren(QAbstractButton)
    assert secret.line.echoMode() == QLineEdit.EchoMode.Password
    eye.click()
    assert secret.line.echoMode() == QLineEdit.EchoMode.Normal
    secret.clear()
    assert (secret.line.echoMode(), secret.text()) == (QLineEdit.EchoMode.Password, "")


def test_a_password_that_lies_about_is_forgotten_and_cannot_be_copied_from_a_menu(qtbot: QtBot) -> None:
    secret = _secret()
    qtbot.addWidget(secret)
    QTest.keyClicks(secret.line, "cactus")
    assert secret._forget.isActive()
    assert secret._forget.interval() == 60_000
    secret._forget.timeout.emit()
    assert secret.text() == ""
    assert secret.line.contextMenuPolicy() == Qt.ContextMenuPolicy.NoContextMenu


@pytest.mark.parametrize("make", [QLineEdit, _secret])
def test_what_is_wrong_with_a_field_is_marked_where_one_types(qtbot: QtBot, make: Callable[[], QWidget]) -> None:
    field = Captioned(make())
    field.set_caption("Пароль")
    window = _shown(qtbot, field)
    line = field.findChildren(QLineEdit)[0]
    assert not shows(line, LOOK.tokens.err_t)
    field.note("Слишком короткий", "err")
    assert shows(line, LOOK.tokens.err_t)
    assert line.accessibleDescription() == "Слишком короткий"
    field.note("")
    assert not shows(line, LOOK.tokens.err_t)
    assert window.isVisible()


def test_a_line_that_does_not_fit_is_cut_and_told_whole_in_its_tooltip(qtbot: QtBot) -> None:
    line = Line(text="Кактусов Пётр Ильич, Новый автомобиль")
    qtbot.addWidget(line)
    line.resize(80, 20)
    line.grab()
    assert line.toolTip() == line.text()
    line.resize(600, 20)
    line.grab()
    assert line.toolTip() == ""


def test_a_wrapped_label_takes_the_height_it_needs_and_gives_it_back(qtbot: QtBot) -> None:
    label = Label(text="слово " * 40, wrap=True)
    window = _shown(qtbot, label)
    window.resize(300, 400)
    QApplication.processEvents()
    high = label.height()
    window.resize(900, 400)
    QApplication.processEvents()
    assert label.minimumHeight() < high


def test_a_text_is_never_taken_for_markup(qtbot: QtBot) -> None:
    label = Label(text="<b>ООО</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_letters_follow_the_size_of_type(qtbot: QtBot) -> None:
    label, button = Label(text="Сегодня"), Button("Принять")
    for widget in (label, button):
        qtbot.addWidget(widget)
    size, width = label.font().pixelSize(), button.sizeHint().width()
    try:
        set_scale(150)
        LOOK.put_on(Scheme.LIGHT)
        assert label.font().pixelSize() == pytest.approx(size * 1.5, abs=1)
        assert button.sizeHint().width() > width
    finally:
        set_scale(100)


def test_a_page_that_scrolls_never_needs_to_scroll_sideways(qtbot: QtBot) -> None:
    wide = Button("Очень длинное действие, которое не переносится", Kind.FILLED)
    inner = holder(column(wide, *(Label(text="строка") for _ in range(60))))
    scroll = Scroll(inner)
    qtbot.addWidget(scroll)
    assert scroll.minimumSizeHint().width() >= wide.sizeHint().width()
    scroll.resize(scroll.minimumSizeHint().width(), 200)
    scroll.show()
    assert inner.width() <= scroll.viewport().width()
    assert scroll.verticalScrollBar().maximum() > 0


def test_a_grid_shows_in_which_row_the_keyboard_is_and_only_while_it_is_there(qtbot: QtBot) -> None:
    grid, model = Grid(), QStandardItemModel()
    for line in ("first", "second"):
        model.appendRow([QStandardItem(line), QStandardItem("other")])
    grid.setModel(model)
    window = _shown(qtbot, grid)
    grid.setCurrentIndex(model.index(1, 0))
    field = window.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.setFocus()
    assert not shows(grid.viewport(), LOOK.tokens.accent)
    grid.setFocus()
    assert shows(grid.viewport(), LOOK.tokens.accent)
