"""How a file is read, shown and chosen otherwise; a file under a password."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.intake.wish import NO_HEADER
from core.services.drafts import read_drafts
from core.services.session import Session
from core.services.wording import Language
from core.vault.sealing import seal_workbook
from desktop.screens.imports.screen import ImportsScreen
from desktop.screens.imports.shown import Guess, Step
from desktop.theme import LOOK, Scheme
from desktop.words import Words
from tests.desktop.screens.imports.recorded import View, begin
from tests.support.desk import PlainDesk
from tests.support.ugly_files import OPENED_BY, PLAIN, UGLY, book, write
from tests.support.ugly_texts import HEADERS, PEOPLE, lines


def guess(view: View, name: str) -> Guess:
    """One of the guesses that the first step shows."""
    assert view.file is not None
    return next(one for one in view.file.guesses if one.name == name)


def text_file(folder: Path, encoding: str = "cp866") -> Path:
    path = folder / "clients.csv"
    path.write_bytes(("Клиенты;за май\n" + lines()).encode(encoding))
    return path


def test_the_guesses_of_a_text_are_shown_with_what_may_be_chosen_instead(desk: PlainDesk, tmp_path: Path) -> None:
    _, view = begin(desk, open=str(text_file(tmp_path)))
    assert view.file is not None
    assert [one.name for one in view.file.guesses] == ["encoding", "delimiter", "header"]
    assert guess(view, "encoding").chosen == "cp866"
    assert guess(view, "delimiter").chosen == ";"
    assert guess(view, "header").chosen == 2
    for one in view.file.guesses:
        assert one.chosen in [value for _, value in one.options]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_ugly_file_is_shown_in_both_languages(session: Session, tmp_path: Path, language: Language) -> None:
    for name in ("macros.xlsm", "passport.xlsx", "stated.csv", "no header.csv", "old page.xls", "utf-16-le.csv"):
        file = write(tmp_path, next(ugly for ugly in UGLY if ugly.name == name))
        _, view = begin(PlainDesk(session, Words(language)), open=str(file))
        assert view.file is not None, name
        assert all(one.chosen in [value for _, value in one.options] for one in view.file.guesses), name
        if name == "macros.xlsm":
            assert "1 " in view.file.note.partition(":")[2]


def test_another_header_row_is_read_again_and_the_draft_remembers_it(
    desk: PlainDesk, session: Session, tmp_path: Path
) -> None:
    presenter, view = begin(desk, open=str(text_file(tmp_path)))
    presenter.read_otherwise(header=NO_HEADER)
    assert presenter.table is not None and presenter.table.headers == ("A", "B", "C", "D")
    assert (presenter.step, guess(view, "header").chosen) == (Step.FILE, NO_HEADER)
    presenter.read_otherwise(encoding="koi8-r")
    presenter.read_otherwise(encoding="cp866")
    presenter.close()
    (draft,) = read_drafts(session)
    assert (draft.header, draft.encoding, draft.delimiter, draft.headers) == (NO_HEADER, "cp866", None, tuple("ABCD"))
    again, _ = begin(desk, draft=draft.id)
    assert again.table is not None and len(again.table.rows) == 5


def test_a_choice_that_gives_no_table_is_said_and_the_old_table_stays(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk, open=str(text_file(tmp_path)))
    before = presenter.table
    presenter.read_otherwise(header=20)
    assert view.message[1] == "err"
    assert presenter.table is before
    assert presenter.draft is not None and presenter.draft.header is None
    presenter.forward()
    assert presenter.step is Step.MATCHING


def test_hidden_sheets_are_offered_and_marked(desk: PlainDesk, tmp_path: Path) -> None:
    ugly = next(one for one in UGLY if one.name == "sheets.xlsx")
    presenter, view = begin(desk, open=str(write(tmp_path, ugly)))
    sheet = guess(view, "sheet")
    assert sheet.chosen == "Клиенты"
    assert ("Архив (скрыт) — на листе 2 строки", "Архив") in sheet.options
    assert ("Архив (скрыт) — на листе 2 строки", False) in [(one.text, one.ticked) for one in view.sheets]
    presenter.read_otherwise(sheet="Архив")
    assert presenter.table is not None and len(presenter.table.rows) == 1
    assert guess(view, "sheet").chosen == "Архив"
    assert guess(view, "sheet").options == sheet.options, "what is known of the sheets is not looked for again"
    assert "лист «Архив»" in view.wizards[-1].subtitle
    presenter.go(Step.RESULT)
    assert view.summary is not None
    assert view.summary.sentences[0] == "Взят только лист «Архив». Не взяты: О файле, Клиенты."


def locked(folder: Path) -> Path:
    path = folder / "locked.xlsx"
    path.write_bytes(seal_workbook(book(PLAIN, ("Ещё", (HEADERS, *PEOPLE[:1]))), OPENED_BY))
    return path


def test_a_file_under_a_password_asks_for_it_in_place_and_nothing_keeps_it(
    desk: PlainDesk, session: Session, tmp_path: Path
) -> None:
    presenter, view = begin(desk, open=str(locked(tmp_path)))
    assert "locked.xlsx" in view.lock[0] and not view.lock[1]
    presenter.reading.unlock("pads")
    assert view.lock[0] and view.lock[1]
    desk.words = Words("en")
    presenter.show()
    assert "protected" in view.lock[0] and "password" in view.lock[1]
    desk.words = Words("ru")
    presenter.reading.unlock(OPENED_BY)
    assert view.lock == ("", "")
    assert presenter.table is not None and presenter.table.rows == list(PEOPLE)
    presenter.read_otherwise(sheet="Ещё")
    assert presenter.table.headers == HEADERS and len(presenter.table.rows) == 1
    presenter.close()
    (draft,) = read_drafts(session)
    assert OPENED_BY not in repr(draft)
    again, second = begin(desk, draft=draft.id)
    assert second.lock[0] and again.table is None
    again.reading.unlock(OPENED_BY)
    assert again.table is not None


def test_the_field_of_the_password_has_the_keyboard_enter_opens_and_a_wrong_one_is_selected(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    LOOK.put_on(Scheme.LIGHT)
    page = ImportsScreen(PlainDesk(session))
    qtbot.addWidget(page)
    page.resize(1380, 864)
    page.retranslate()
    page.show()
    page.arrive({"open": str(locked(tmp_path))})
    line = page.start.lock.secret.line
    assert line.isVisible() and page.first_focus() is line
    QTest.keyClicks(line, "pads")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.selectedText() == "pads"
    QTest.keyClicks(line, OPENED_BY)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert not page.start.lock.isVisible()
    assert page.file.guesses["sheet"].isVisible() and not page.file.guesses["encoding"].isVisible()
    assert line.text() == ""
    page.file.guesses["sheet"].picked.emit("Ещё")
    assert len(page.file.model.rows) == 1


def three_sheets(folder: Path) -> Path:
    path = folder / "years.xlsx"
    heads, names = ["ФИО", "Телефон"], ("Кактусов Пётр", "Цереусов Глеб", "Опунцова Вера")
    sheets = [
        (year, [heads, [name, f"8 916 111-22-3{place}"]])
        for place, (year, name) in enumerate(zip(("2026", "2025", "2024"), names, strict=True))
    ]
    path.write_bytes(book(*sheets, hidden=["2024"]))
    return path


def test_other_sheets_are_listed_unticked_and_a_ticked_one_is_taken_after_this(
    desk: PlainDesk, session: Session, tmp_path: Path
) -> None:
    presenter, view = begin(desk, open=str(three_sheets(tmp_path)))
    assert [(one.name, one.ticked, one.open) for one in view.sheets] == [("2025", False, True), ("2024", False, True)]
    assert "скрыт" in view.sheets[1].text
    presenter.sheets.tick("2024", wanted=True)
    presenter.sheets.tick("2025", wanted=True)
    assert [one.ticked for one in view.sheets] == [True, True]
    presenter.sheets.tick("2025", wanted=False)
    assert [one.ticked for one in view.sheets] == [False, True]
    assert sorted(one.sheet or "" for one in read_drafts(session)) == ["", "2024"]
    for step in (Step.MATCHING, Step.CHECK, Step.RESULT):
        presenter.go(step)
    assert view.summary is not None and "Не взяты: 2025." in " ".join(view.summary.sentences)
    presenter.forward()
    assert view.wizards[-1].finished
    assert view.wizards[-1].second == "Следующий лист: 2024"
    presenter.another()
    assert presenter.draft is not None and presenter.draft.sheet == "2024"
    assert view.wizards[-1].step is Step.RESULT, "what its columns mean is known from the first"
    presenter.forward()
    assert view.wizards[-1].second == "Ещё одна таблица"
    with session.store.unit_of_work() as work:
        assert work.clients.count() == 2


def test_a_sheet_whose_draft_was_gone_on_with_cannot_be_unticked(
    desk: PlainDesk, session: Session, tmp_path: Path
) -> None:
    file = str(three_sheets(tmp_path))
    presenter, view = begin(desk, open=file)
    presenter.sheets.tick("2025", wanted=True)
    other = next(one for one in read_drafts(session) if one.sheet == "2025")
    presenter.continue_draft(other.id)
    presenter.close()
    assert "years.xlsx · 2025" in [line.cells[0] for line in view.lines]
    presenter, view = begin(desk, open=file)
    assert ("2025", True, False) in [(one.name, one.ticked, one.open) for one in view.sheets]
    presenter.sheets.tick("2025", wanted=False)
    assert "2025" in {one.sheet for one in read_drafts(session)}


def test_the_ticks_of_sheets_are_reached_by_tab_after_the_choices_and_ticked_by_space(
    desk: PlainDesk, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    page = ImportsScreen(desk)
    qtbot.addWidget(page)
    page.resize(1000, 560)
    page.show()
    page.arrive({"open": str(three_sheets(tmp_path))})
    page.activateWindow()
    QCoreApplication.processEvents()
    page.file.guesses["header"].setFocus()
    QTest.keyClick(page.file.guesses["header"], Qt.Key.Key_Tab)
    tick = page.file.sheets["2025"]
    assert tick.hasFocus()
    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert tick.isChecked() and tick.hasFocus()
    assert [one.sheet for one in read_drafts(session) if one.sheet] == ["2025"]
    QTest.keyClick(tick, Qt.Key.Key_Tab)
    assert page.file.sheets["2024"].hasFocus()
