"""The bell keeps what ended while one looked elsewhere: ninety days, in whichever language is spoken, without names."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.services.wording import LANGUAGES, Language, sentences
from desktop.widgets.rows import ROW
from desktop.window.notices import KEPT_DAYS, MOST, Notice, NoticeModel, NoticePanel, fresh
from desktop.words import Words

NOW = datetime(2026, 11, 20, 14, 5)
COMPUTED = Notice(NOW - timedelta(hours=1), "ended_compute")


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0)),
    st.sampled_from(sorted(sentences("ru", "notices"))),
    st.dictionaries(st.text("abcn", min_size=1), st.integers(0, 10**9)),
)
def test_a_notice_is_read_back_as_it_was_kept(at: datetime, key: str, counts: dict[str, int]) -> None:
    notice = Notice(at, key, tuple(counts.items()))
    assert Notice.read(notice.kept()) == notice


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "{}", "null", '["a", "b", "c"]', '["2026-11-20", "k", [1]]', "[1,2,3]"]
)
def test_anything_else_is_no_notice(text: str) -> None:
    assert Notice.read(text) is None


@given(st.text())
def test_nonsense_never_fails(text: str) -> None:
    assert Notice.read(text) is None or Notice.read(text)


def test_notices_are_kept_for_ninety_days_the_newest_first() -> None:
    ages = [3, 91, 0, KEPT_DAYS, 500]
    kept = fresh([Notice(NOW - timedelta(days=age), "ended_compute") for age in ages], NOW)
    assert [(NOW - one.at).days for one in kept] == [0, 3, KEPT_DAYS]


def test_no_more_are_kept_than_anybody_reads() -> None:
    many = [Notice(NOW - timedelta(minutes=age), "ended_compute") for age in range(MOST + 50)]
    kept = fresh(many, NOW)
    assert len(kept) == MOST
    assert kept[0] == many[0]


def test_the_model_is_sound_while_notices_come_and_go(qtbot: QtBot) -> None:  # noqa: ARG001
    model = NoticeModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for notices in ([COMPUTED] * 3, [], [COMPUTED]):
        model.show_notices(notices, Words("ru"), NOW)
        assert model.rowCount() == len(notices)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_is_told_in_the_language_of_the_window(qtbot: QtBot, language: Language) -> None:  # noqa: ARG001
    model, words = NoticeModel(), Words(language)
    model.show_notices([COMPUTED], words, NOW)
    sentence = words.say("notices", "ended_compute")
    assert model.index(0).data(ROW) == (sentence, "13:05")
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == f"{sentence}, 13:05"


def test_a_notice_of_another_version_that_has_no_sentence_is_left_out(qtbot: QtBot) -> None:  # noqa: ARG001
    model = NoticeModel()
    model.show_notices([Notice(NOW, "no such key"), COMPUTED], Words("ru"), NOW)
    assert model.rowCount() == 1


def _opened(qtbot: QtBot, notices: list[Notice]) -> tuple[QWidget, QPushButton, NoticePanel]:
    window = QWidget()
    window.resize(1024, 700)
    button = QPushButton("x", window)
    button.move(900, 10)
    panel = NoticePanel(window)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    panel.model.show_notices(notices, Words("ru"), NOW)
    panel.open(QPoint(60, 690), "Уведомления", "Пока пусто.")
    return window, button, panel


def test_without_notices_the_panel_says_so(qtbot: QtBot) -> None:
    window, _, panel = _opened(qtbot, [])
    assert window.isVisible()
    assert panel.empty.isVisible()
    assert not panel.list.isVisible()


def test_escape_closes_the_panel_with_and_without_notices(qtbot: QtBot) -> None:
    for notices in ([], [COMPUTED]):
        window, _, panel = _opened(qtbot, notices)
        focused = window.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Escape)
        assert not panel.isVisible()


def test_a_click_beside_the_panel_closes_it_and_one_inside_does_not(qtbot: QtBot) -> None:
    window, button, panel = _opened(qtbot, [COMPUTED])
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton)
    assert panel.isVisible()
    clicked: list[bool] = []
    button.clicked.connect(lambda: clicked.append(True))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not panel.isVisible()
    assert clicked == [True], "the click did what it was meant for"
    assert window.isVisible()
