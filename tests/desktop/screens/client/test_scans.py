"""Scans of consents on the card: who adds, saves and removes them, and what is said, without a window."""

from pathlib import Path

import pytest

from core.domain.rights import Role, UseCase
from core.services.consent_papers import MOST_BYTES, add_paper
from core.services.session import Session
from core.services.wording import LANGUAGES, Language
from desktop.words import Words
from tests.desktop.screens.client.conftest import Page
from tests.support.bases import TODAY


def plain(text: str) -> str:
    """Without the places where a long name may break."""
    return text.replace("\N{ZERO WIDTH SPACE}", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_scan_is_added_told_below_its_document_saved_and_removed_once_that_was_asked(
    session: Session, tmp_path: Path, language: Language
) -> None:
    page = Page(session)
    page.desk.words = Words(language)
    say = page.desk.words.say
    page.does.arrive({"client": 1})
    (document,) = page.view.rows("consents")
    scan = tmp_path / "Подпись.pdf"
    scan.write_bytes(b"%PDF-1.7 signed")
    page.view.chosen = str(scan)
    page.act("scan", next(one.value for one in document.does if one.name == "scan"))
    assert page.told == say("client", "scan_added", number="С-1")
    assert page.view.section("consents").count == "1"
    again, paper = page.view.rows("consents")
    assert again.title == document.title
    assert plain(paper.title) == "Подпись.pdf" and "С-1" in paper.detail and page.desk.words.day(TODAY) in paper.detail
    assert any("Подпись.pdf" in plain(one.detail) for one in page.view.rows("history"))
    number = next(one.value for one in paper.does if one.name == "save_scan")

    page.view.chosen = str(tmp_path / "taken out.pdf")
    page.act("save_scan", number)
    assert page.view.asked_places == ["Подпись.pdf"]
    assert (tmp_path / "taken out.pdf").read_bytes() == b"%PDF-1.7 signed"
    with session.reading(UseCase.READ_JOURNAL) as work:
        assert [one.details for one in work.audit.entries() if one.use_case == UseCase.REVEAL][-1]["shown"] == "scan"

    page.act("remove_scan", number)
    assert len(page.view.rows("consents")) == 2
    assert "Подпись.pdf" in plain(page.view.questions[-1])
    page.view.yes()
    page.again()
    assert page.view.rows("consents") == (document,)


def test_a_file_that_is_no_scan_is_refused_in_words_and_choosing_none_does_nothing(page: Page, tmp_path: Path) -> None:
    page.act("scan", "С-1")
    assert not page.desk.told and not page.view.messages
    empty = tmp_path / "empty.pdf"
    empty.touch()
    page.view.chosen = str(empty)
    page.act("scan", "С-1")
    assert page.view.messages[-1].startswith("err Файл документа не читается")
    with empty.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    page.act("scan", "С-1")
    assert page.view.messages[-1].startswith("err Файл документа длиннее 20 МБ")
    assert len(page.view.rows("consents")) == 1


def test_scans_may_be_saved_by_those_who_may_not_change_them(session: Session, tmp_path: Path) -> None:
    scan = tmp_path / "Подпись.pdf"
    scan.write_bytes(b"%PDF-1.7 signed")
    add_paper(session, 1, "С-1", scan)
    session.roles = frozenset({Role.SUPERVISOR})
    page = Page(session)
    page.does.arrive({"client": 1})
    document, paper = page.view.rows("consents")
    assert "scan" not in {one.name for one in document.does}
    assert [one.name for one in paper.does] == ["save_scan"]


def test_a_long_name_of_a_scan_may_break_where_it_has_marks(page: Page, tmp_path: Path) -> None:
    scan = tmp_path / f"{'Скан_' * 20}.pdf"
    scan.write_bytes(b"a page")
    page.view.chosen = str(scan)
    page.act("scan", "С-1")
    (_, paper) = page.view.rows("consents")
    assert max(len(one) for one in paper.title.split("\N{ZERO WIDTH SPACE}")) <= 5
    page.act("save_scan", next(one.value for one in paper.does if one.name == "save_scan"))
    assert page.view.asked_places == [scan.name]
