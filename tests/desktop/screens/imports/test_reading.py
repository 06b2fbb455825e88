"""How a file is read, shown and chosen otherwise; a file under a password."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
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
    assert view.file is not None and "в списке: Архив." in view.file.note
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
