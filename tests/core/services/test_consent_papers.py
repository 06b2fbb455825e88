"""Documents of consent as files: kept in the base, shown on record, gone with the last person who signed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from core.domain.card_errors import PaperTooLong, PaperUnreadable
from core.domain.errors import FolderUnwritable, PlaceUnwritable, UnknownRecord
from core.services import consent_papers as papers
from core.services.client_erasing import erase_clients
from core.services.consents import record_consent, undo_consent
from core.services.session import Session
from core.storage.people_tables import consent_paper
from tests.support.bases import CAR, TODAY, client_row, company_id, consent_to_all, open_filled
from tests.support.imported import import_clients

SCAN = b"%PDF-1.7 \x00 anything at all"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    import_clients(opened, [client_row(1, CAR), client_row(2, CAR)], consent_to_all(opened))
    import_clients(opened, [client_row(3, CAR)])
    yield opened
    opened.close()


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    file = tmp_path / "Согласие Кактусова.pdf"
    file.write_bytes(SCAN)
    return file


def kept(session: Session) -> int:
    with session.store.reading() as work:
        return len(work.consents._connection.execute(select(consent_paper.c.id)).all())


def test_a_file_of_any_kind_is_kept_for_everybody_who_signed_the_document(
    session: Session, scan: Path, tmp_path: Path
) -> None:
    added = papers.add_paper(session, 1, " С-1 ", scan).value
    for client in (1, 2):
        (paper,) = papers.read_papers(session, client)
        assert (paper.id, paper.number, paper.name, paper.size) == (added, "С-1", scan.name, len(SCAN))
    assert papers.read_papers(session, 3) == []
    assert papers.save_paper(session, 2, added, tmp_path / "shown").value.read_bytes() == SCAN


def test_showing_a_file_stands_in_the_journal_and_its_name_nowhere_outside_people(
    session: Session, scan: Path, tmp_path: Path
) -> None:
    paper = papers.add_paper(session, 1, "С-1", scan).value
    papers.save_paper(session, 1, paper, tmp_path / "shown")
    with session.store.reading() as work:
        entries = work.audit.entries()
    assert entries[-1].details == {"client": 1, "shown": "scan"}
    assert "Кактусов" not in str([one.details for one in entries])


def test_a_file_is_shown_through_those_who_signed_alone(session: Session, scan: Path, tmp_path: Path) -> None:
    paper = papers.add_paper(session, 1, "С-1", scan).value
    with pytest.raises(UnknownRecord):
        papers.save_paper(session, 3, paper, tmp_path / "shown")
    with pytest.raises(UnknownRecord):
        papers.add_paper(session, 3, "С-1", scan)
    with pytest.raises(FolderUnwritable):
        papers.save_paper(session, 1, paper, tmp_path / "no" / "such" / "folder")


def test_a_file_that_is_missing_empty_or_far_too_long_is_refused(session: Session, scan: Path) -> None:
    with pytest.raises(PaperUnreadable):
        papers.add_paper(session, 1, "С-1", scan.with_name("none.pdf"))
    with scan.open("wb") as file:
        file.truncate(papers.MOST_BYTES + 1)
    with pytest.raises(PaperTooLong):
        papers.add_paper(session, 1, "С-1", scan)
    scan.write_bytes(b"")
    with pytest.raises(PaperUnreadable):
        papers.add_paper(session, 1, "С-1", scan)
    assert kept(session) == 0


def test_a_file_is_not_written_over_the_base(session: Session, scan: Path) -> None:
    paper = papers.add_paper(session, 1, "С-1", scan).value
    inside = session.store.folder / "people.db"
    before = inside.read_bytes()
    with pytest.raises(PlaceUnwritable):
        papers.save_paper(session, 1, paper, inside)
    assert inside.read_bytes() == before


def test_a_file_added_in_error_is_taken_out_and_the_consent_stays(session: Session, scan: Path) -> None:
    paper = papers.add_paper(session, 1, "С-1", scan).value
    papers.remove_paper(session, paper)
    assert papers.read_papers(session, 1) == []
    with pytest.raises(UnknownRecord):
        papers.remove_paper(session, paper)


def test_the_file_goes_with_the_last_person_who_signed(session: Session, scan: Path) -> None:
    papers.add_paper(session, 1, "С-1", scan)
    erase_clients(session, [1])
    assert kept(session) == 1
    erase_clients(session, [2])
    assert kept(session) == 0


def test_a_consent_recorded_in_error_takes_its_file_along(session: Session, scan: Path) -> None:
    partner = company_id(session, "Банк")
    entry = record_consent(session, 3, "П-3", signed_on=TODAY, recipients=[partner]).entry
    assert entry is not None
    papers.add_paper(session, 3, "П-3", scan)
    undo_consent(session, entry)
    assert kept(session) == 0


def test_of_two_documents_with_one_number_the_later_one_takes_the_file(session: Session, scan: Path) -> None:
    later = replace(consent_to_all(session), signed_on=TODAY)
    import_clients(session, [client_row(1, CAR)], later)
    papers.add_paper(session, 1, "С-1", scan)
    assert papers.read_papers(session, 2) == []
