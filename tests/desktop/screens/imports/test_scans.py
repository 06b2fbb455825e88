"""The scan of the consent of a whole file: chosen at its step, kept by the draft, told at the summary and the end."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core.domain.rights import UseCase
from core.services.consent_papers import MOST_BYTES, read_papers
from core.services.drafts import read_drafts
from core.services.session import Session
from core.services.wording import LANGUAGES, Language
from desktop.screens.imports.presenter import ImportsPresenter
from desktop.screens.imports.screen import ImportsScreen
from desktop.screens.imports.shown import ConsentShown, Step
from desktop.words import Words
from tests.desktop.screens.imports.recorded import View, begin
from tests.desktop.screens.imports.tables import write_table
from tests.support.clipping import clipped
from tests.support.desk import PlainDesk


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    file = tmp_path / "Согласие.pdf"
    file.write_bytes(b"%PDF-1.7 signed")
    return file


def at_consent(desk: PlainDesk, folder: Path) -> tuple[ImportsPresenter, View]:
    """A document with a number, of today, for all partners."""
    presenter, view = begin(desk, open=str(write_table(folder)))
    presenter.go(Step.CONSENT)
    presenter.change_paper(given=True, number="С-7")
    return presenter, view


def attach(presenter: ImportsPresenter, view: View, file: Path) -> ConsentShown:
    view.scan_to_choose = str(file)
    presenter.attaching.choose()
    assert view.consent is not None
    return view.consent


def papers(session: Session) -> list[str]:
    """Of each client."""
    with session.reading(UseCase.READ_CLIENTS) as work:
        clients = list(work.clients.recognised_by())
    return [paper.name for client in clients for paper in read_papers(session, client)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chosen_scan_is_told_at_the_summary_and_kept_with_the_import(
    session: Session, tmp_path: Path, scan: Path, language: Language
) -> None:
    words = Words(language)
    presenter, view = at_consent(PlainDesk(session, words), tmp_path)
    shown = attach(presenter, view, scan)
    assert (shown.scan, shown.scan_gone) == (scan.name, "")
    presenter.forward()
    assert view.summary is not None
    assert words.say("imports", "result_scan", name=scan.name) in view.summary.sentences
    assert papers(session) == []
    presenter.forward()
    assert papers(session) == [scan.name] * 3
    assert view.report is not None
    assert words.say("settling", "done_scan_kept") in view.report.sentences
    presenter.reporting.undo()
    assert words.say("settling", "done_scan_kept") not in view.report.sentences


def test_a_file_that_is_no_scan_is_refused_when_it_is_chosen_and_what_stood_stays(
    desk: PlainDesk, tmp_path: Path, scan: Path
) -> None:
    presenter, view = at_consent(desk, tmp_path)
    attach(presenter, view, scan)
    assert attach(presenter, view, tmp_path / "none.pdf").scan == scan.name
    assert view.message[0].startswith("Файл документа не читается") and view.message[1] == "err"
    long = tmp_path / "long.pdf"
    with long.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert attach(presenter, view, long).scan == scan.name
    assert view.message[0].startswith("Файл документа длиннее 20 МБ")
    other = tmp_path / "other.pdf"
    other.write_bytes(b"a page")
    assert attach(presenter, view, other).scan == other.name
    assert view.message[0] == ""


def test_choosing_none_changes_nothing_and_a_removed_scan_is_not_kept(
    desk: PlainDesk, tmp_path: Path, scan: Path
) -> None:
    presenter, view = at_consent(desk, tmp_path)
    attach(presenter, view, scan)
    view.scan_to_choose = ""
    presenter.attaching.choose()
    assert view.consent is not None and view.consent.scan == scan.name
    presenter.change_paper(scan="")
    assert view.consent.scan == ""
    presenter.forward()
    presenter.forward()
    assert papers(desk.session) == []


def test_a_scan_survives_in_the_draft_and_goes_on_without_a_document_as_little_as_its_number(
    desk: PlainDesk, tmp_path: Path, scan: Path
) -> None:
    presenter, view = at_consent(desk, tmp_path)
    attach(presenter, view, scan)
    presenter.flush()
    (draft,) = read_drafts(desk.session)
    assert draft.scan == str(scan)
    again, view = begin(desk, draft=draft.id)
    assert view.consent is not None
    assert (view.consent.scan, view.consent.scan_gone) == (scan.name, "")
    again.change_paper(given=False)
    again.forward()
    assert read_drafts(desk.session)[0].scan == ""
    again.forward()
    assert papers(desk.session) == []


def test_a_draft_whose_scan_is_gone_says_so_and_the_import_goes_through_without_it(
    desk: PlainDesk, tmp_path: Path, scan: Path
) -> None:
    presenter, view = at_consent(desk, tmp_path)
    attach(presenter, view, scan)
    presenter.close()
    scan.unlink()
    again, view = begin(desk, draft=read_drafts(desk.session)[0].id)
    assert view.consent is not None
    assert view.consent.scan_gone.startswith("Файл больше не читается")
    again.forward()
    assert view.summary is not None
    assert any("больше не читается и не сохранится" in one for one in view.summary.sentences)
    again.forward()
    assert view.report is not None
    (told,) = [one for one in view.report.sentences if "Скан" in one]
    assert told.startswith("Скан согласия не сохранён") and "«Скан…»" in told
    assert view.report.title == "Загружены 3 клиента"


def test_another_file_in_place_of_one_that_is_gone_puts_it_right(desk: PlainDesk, tmp_path: Path, scan: Path) -> None:
    presenter, view = at_consent(desk, tmp_path)
    attach(presenter, view, scan)
    presenter.close()
    moved = scan.rename(tmp_path / "Согласие 2.pdf")
    again, view = begin(desk, draft=read_drafts(desk.session)[0].id)
    shown = attach(again, view, moved)
    assert (shown.scan, shown.scan_gone) == (moved.name, "")


@pytest.mark.parametrize("words", [Words("ru"), Words("en"), Words("ru", 0.35)], ids=["ru", "en", "pseudo"])
def test_a_scan_with_a_long_name_and_one_that_is_gone_have_room(
    qtbot: QtBot, session: Session, tmp_path: Path, words: Words
) -> None:
    page = ImportsScreen(PlainDesk(session, words))
    qtbot.addWidget(page)
    page.retranslate()
    page.resize(972, 524)
    page.show()
    page.arrive({"open": str(write_table(tmp_path))})
    page.presenter.go(Step.CONSENT)
    page.consent.now.click()
    for name in ("", f"{'Скан_' * 40}.pdf"):
        page.presenter.change_paper(scan=name)
        page.presenter.consenting.lose(name)
        page.read_again()
        qtbot.waitUntil(lambda: clipped(page) == [])
    assert page.consent.scan.note.property("tone") == "warn"


def test_the_keyboard_attaches_a_scan_and_takes_it_away(
    qtbot: QtBot, session: Session, tmp_path: Path, scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ImportsScreen(PlainDesk(session))
    qtbot.addWidget(page)
    page.retranslate()
    page.resize(1380, 864)
    page.show()
    page.arrive({"open": str(write_table(tmp_path))})
    page.presenter.go(Step.CONSENT)
    page.activateWindow()
    QCoreApplication.processEvents()
    page.consent.now.click()
    field = page.consent.scan
    assert not field.remove.isVisible()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(scan), ""))
    page.consent.everybody.setFocus()
    for _ in range(5):
        if field.attach.hasFocus():
            break
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
    assert field.attach.hasFocus()
    QTest.keyClick(field.attach, Qt.Key.Key_Space)
    assert (field.name.text(), field.attach.text()) == (scan.name, "Другой файл…")
    QTest.keyClick(field.attach, Qt.Key.Key_Tab)
    assert field.remove.hasFocus()
    QTest.keyClick(field.remove, Qt.Key.Key_Space)
    assert (field.name.text(), field.remove.isVisible()) == ("", False)
    assert field.attach.hasFocus()
