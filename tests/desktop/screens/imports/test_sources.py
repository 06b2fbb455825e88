"""Pasted blocks, several files at once, and files of drafts that have changed or are gone."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.intake.choices import Corrections, RowCorrection
from core.intake.corrections import mark_of
from core.services.drafts import read_drafts, save_draft
from core.services.session import Session
from core.services.wording import Language
from core.vault.sealing import seal_workbook
from desktop.screens.imports.screen import ImportsScreen
from desktop.screens.imports.shown import Step
from desktop.screens.imports.versions import CHOOSE, LEAVE, READ_NEW
from desktop.theme import LOOK, Scheme
from desktop.words import Words
from tests.desktop.screens.imports.recorded import begin
from tests.desktop.screens.imports.tables import write_table
from tests.support.desk import PlainDesk
from tests.support.ugly_files import OPENED_BY, PLAIN, book

BLOCK = "Клиент\tтел.\nКактусов Пётр Ильич\t8 912 345-67-89\nОпунцина Вера\t345-67\n"


# ---------------------------------------------------------------------- pasting


def test_a_pasted_block_is_imported_like_a_file_and_its_draft_goes_on_without_one(
    desk: PlainDesk, tmp_path: Path
) -> None:
    presenter, view = begin(desk)
    presenter.paste(BLOCK)
    assert presenter.table is not None and len(presenter.table.rows) == 2
    assert view.wizards[-1].subtitle == "Вставленная таблица · 2 строки, 2 столбца"
    presenter.go(Step.CONSENT)
    presenter.close()
    assert view.lines[0].cells[0] == "Вставленная таблица"
    assert not [file for file in tmp_path.rglob("*") if ".opuntia" not in str(file)], "nothing lies on the disk"
    again, _ = begin(desk, draft=view.lines[0].id)
    assert again.step is Step.CONSENT
    again.read_otherwise(delimiter="\t", header=0)
    assert again.table is not None and len(again.table.rows) == 3


@pytest.mark.parametrize("text", ["", "просто слова"])
def test_a_clipboard_without_a_table_gets_a_sentence(desk: PlainDesk, text: str) -> None:
    presenter, view = begin(desk)
    presenter.paste(text)
    assert view.message[0].startswith("В буфере обмена нет таблицы") and view.message[1] == "err"
    assert (presenter.draft, view.reading[-1]) == (None, "")


def test_too_much_to_paste_gets_a_sentence(desk: PlainDesk) -> None:
    presenter, view = begin(desk)
    presenter.paste("x" * (20 * 1024**2 + 1))
    assert "20 МБ" in view.message[0]


def test_ctrl_v_takes_the_block_or_the_files_that_were_copied_in_both_layouts(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    LOOK.put_on(Scheme.LIGHT)
    page = ImportsScreen(PlainDesk(session))
    qtbot.addWidget(page)
    page.retranslate()
    page.show()
    page.arrive({})
    page.activateWindow()
    QCoreApplication.processEvents()
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(BLOCK)
    QTest.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert page.subtitle.text().startswith("Вставленная таблица")
    page.presenter.close()
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(write_table(tmp_path)))])
    clipboard.setMimeData(files)
    em = QKeyEvent(QKeyEvent.Type.KeyPress, 0x041C, Qt.KeyboardModifier.ControlModifier, "м")
    assert page.take_key(em)
    assert page.subtitle.text().startswith("clients.csv")
    assert not page.take_key(em), "within the steps nothing is pasted by this key"
    page.presenter.close()
    clipboard.setText(BLOCK)
    page.start.zone.paste.click()
    assert page.subtitle.text().startswith("Вставленная таблица")
    clipboard.clear()


# ---------------------------------------------------------------------- several files


def test_of_several_files_the_first_opens_and_the_others_are_drafts_in_the_list(
    desk: PlainDesk, session: Session, tmp_path: Path
) -> None:
    paths = [str(write_table(tmp_path, name=f"{number}.csv")) for number in range(3)]
    wrong = tmp_path / "data.csv"
    wrong.write_text('{"a": 1}')
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(seal_workbook(book(PLAIN), OPENED_BY))
    presenter, view = begin(desk)
    presenter.take_files([*paths, paths[0], str(wrong), str(locked), str(tmp_path / "none.csv")])
    assert presenter.draft is not None and presenter.draft.path == paths[0]
    assert view.message == (desk.words.say("imports", "not_queued", n=1, names="data.csv"), "warn")
    assert desk.told[-1][0] == "Ещё 3 таблицы ждут в списке черновиков"
    presenter.close()
    assert sorted(line.cells[0] for line in view.lines) == ["0.csv", "1.csv", "2.csv", "locked.xlsx"]
    waiting = next(one for one in read_drafts(session) if one.path == str(locked))
    presenter.continue_draft(waiting.id)
    presenter.reading.unlock(OPENED_BY)
    assert presenter.draft is not None
    assert presenter.draft.fields == {0: "surname", 1: "name", 2: "phone", 3: "city"}
    assert presenter.step is Step.FILE


# ---------------------------------------------------------------------- new versions


def corrected_draft(desk: PlainDesk, folder: Path) -> int:
    """A draft at the third step with a field chosen by hand and two corrections."""
    presenter, _ = begin(desk, open=str(write_table(folder)))
    presenter.forward()
    presenter.match(3, "position")
    presenter.go(Step.CHECK)
    assert presenter.draft is not None and presenter.table is not None
    rows = {3: RowCorrection({1: "8 912 345-67-00"}), 4: RowCorrection(skipped=True)}
    table = presenter.table
    marks = {row: mark_of(table.headers, row, table.rows[table.numbers.index(row)]) for row in rows}
    corrections = Corrections().changed(rows, marks)
    return save_draft(desk.session, replace(presenter.draft, corrections=corrections)).value.id


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_new_version_is_asked_about_and_read_with_the_mapping_but_without_corrections_of_rows(
    session: Session, tmp_path: Path, language: Language
) -> None:
    desk = PlainDesk(session, Words(language))
    draft = corrected_draft(desk, tmp_path)
    write_table(tmp_path, "я;Москва;8 912 000-00-00;Ким Вера", headers="Прим.;Город;тел.;Клиент")
    presenter, view = begin(desk, draft=draft)
    assert presenter.draft is None
    text, answers = view.question
    assert "clients.csv" in text and "2" in text and answers == [READ_NEW, CHOOSE, LEAVE]
    presenter.reading.answer(READ_NEW)
    assert view.question == ("", [])
    assert presenter.draft is not None and presenter.step is Step.CHECK
    assert presenter.draft.fields == {0: "position", 1: "city", 2: "phone", 3: "full_name"}
    assert desk.told[-1][0].endswith(desk.words.say("imports", "carried_dropped", n=2))
    (kept,) = read_drafts(session)
    assert (kept.headers, kept.corrections) == (("Прим.", "Город", "тел.", "Клиент"), Corrections())
    presenter.close()
    again, after = begin(desk, draft=draft)
    assert again.draft is not None and after.question == ("", []), "it is asked once"


def test_a_new_version_with_the_same_columns_is_asked_about_too(desk: PlainDesk, tmp_path: Path) -> None:
    draft = corrected_draft(desk, tmp_path)
    write_table(tmp_path, "Ким Вера;8 912 000-00-00;1;")
    presenter, view = begin(desk, draft=draft)
    assert presenter.draft is None and view.question[1][0] == READ_NEW
    presenter.reading.answer(LEAVE)
    assert view.question == ("", [])
    assert len(view.lines) == 1 and read_drafts(desk.session)[0].corrections != Corrections()


def test_a_file_that_did_not_change_goes_on_with_its_corrections_unasked(desk: PlainDesk, tmp_path: Path) -> None:
    draft = corrected_draft(desk, tmp_path)
    presenter, view = begin(desk, draft=draft)
    assert presenter.draft is not None and view.question == ("", [])
    assert presenter.draft.corrections.skipped == {4}


def test_a_file_that_is_gone_is_said_and_the_same_one_elsewhere_keeps_everything(
    desk: PlainDesk, tmp_path: Path
) -> None:
    draft = corrected_draft(desk, tmp_path)
    elsewhere = tmp_path / "moved" / "clients.csv"
    elsewhere.parent.mkdir()
    (tmp_path / "clients.csv").replace(elsewhere)
    presenter, view = begin(desk, draft=draft)
    assert presenter.draft is None
    assert "Черновик сохранён" in view.question[0] and view.question[1] == [CHOOSE, LEAVE]
    presenter.reading.answer(CHOOSE)
    assert view.question[0], "nothing was chosen"
    view.files_to_choose = [str(elsewhere)]
    presenter.reading.answer(CHOOSE)
    assert presenter.draft is not None
    assert (presenter.draft.path, presenter.draft.corrections.skipped) == (str(elsewhere), {4})
    assert presenter.draft.fields[3] == "position"


def test_a_draft_of_before_stamps_asks_only_where_its_columns_changed(desk: PlainDesk, tmp_path: Path) -> None:
    draft = corrected_draft(desk, tmp_path)
    (kept,) = read_drafts(desk.session)
    save_draft(desk.session, replace(kept, seen=None))
    presenter, view = begin(desk, draft=draft)
    assert presenter.draft is not None
    presenter.close()
    save_draft(desk.session, replace(kept, seen=None))
    write_table(tmp_path, headers="Клиент;тел.;Доход;Город")
    presenter, view = begin(desk, draft=draft)
    assert view.question[1][0] == READ_NEW
    presenter.reading.answer(READ_NEW)
    assert presenter.draft is not None and presenter.draft.fields[3] == "city"


def test_another_sheet_takes_no_corrections_with_it(desk: PlainDesk, tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    path.write_bytes(book(PLAIN, ("Ещё", PLAIN[1])))
    presenter, _ = begin(desk, open=str(path))
    assert presenter.draft is not None
    presenter.draft = replace(presenter.draft, corrections=Corrections(skipped=frozenset({2})))
    presenter.read_otherwise(sheet="Ещё")
    assert presenter.draft.corrections == Corrections()
