"""The scan of the one document of a table: kept with its import, told where it was not, gone with its consents."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from core.domain.client import ClientRow
from core.domain.consent import ConsentDocument
from core.domain.errors import PlanStale
from core.domain.rights import UseCase
from core.intake.mapping import suggest
from core.services.consent_papers import MOST_BYTES, read_papers
from core.services.consents import withdraw_consent
from core.services.drafts import ImportDraft, read_drafts, save_draft, start_draft
from core.services.imports import finish_import, plan_import, read_imports
from core.services.session import Session
from core.services.undoing import undo_import
from core.storage.people_tables import consent_paper
from tests.support.bases import CAR, SERVICE, TODAY, client_row, consent_to_all, open_filled, reopen
from tests.support.imported import import_clients
from tests.support.reading import changed_tables, logical_dump

SCAN = b"%PDF-1.7 \x00 anything at all"
HEADERS = ("ФИО",)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    file = tmp_path / "Согласие Кактусова.pdf"
    file.write_bytes(SCAN)
    return file


def start(session: Session) -> ImportDraft:
    return start_draft(session, "/tables/Список.xlsx", None, HEADERS, suggest(HEADERS)).value


def bring(session: Session, scan: Path, *numbers: int, consent: ConsentDocument | None = None) -> int:
    """Import these clients under one document with this scan."""
    rows: list[ClientRow] = [client_row(number, CAR) for number in numbers]
    draft, paper = start(session).id, consent or consent_to_all(session)
    finish_import(session, draft, plan_import(session, rows), [], paper, scan=scan)
    return draft


def told(session: Session, import_id: int) -> str:
    return next(one.report.scan for one in read_imports(session) if one.id == import_id and one.report)


def kept(session: Session) -> int:
    with session.store.reading() as work:
        return len(work.consents._connection.execute(select(consent_paper.c.id)).all())


def test_the_scan_of_a_table_is_kept_once_for_everybody_in_it(session: Session, scan: Path) -> None:
    done = bring(session, scan, 1, 2, 3)
    assert (told(session, done), kept(session)) == ("kept", 1)
    for client in (1, 2, 3):
        (paper,) = read_papers(session, client)
        assert (paper.number, paper.name, paper.size) == ("С-1", scan.name, len(SCAN))


def test_undoing_the_import_takes_the_scan_along(session: Session, scan: Path) -> None:
    import_clients(session, [client_row(1, CAR)])
    before = logical_dump(session)
    undo_import(session, bring(session, scan, 1, 2))
    left = changed_tables(before, logical_dump(session))
    assert not left & {"people.consent", "people.consent_document", "people.consent_paper"}


def test_a_scan_stays_as_long_as_somebody_else_stands_under_its_document(session: Session, scan: Path) -> None:
    import_clients(session, [client_row(1, CAR)], consent_to_all(session))
    undo_import(session, bring(session, scan, 2))
    assert [paper.name for paper in read_papers(session, 1)] == [scan.name]


def test_of_two_documents_with_one_number_that_of_the_table_takes_its_scan(session: Session, scan: Path) -> None:
    import_clients(session, [client_row(1, CAR), client_row(2, CAR)], replace(consent_to_all(session), signed_on=TODAY))
    bring(session, scan, 1, consent=replace(consent_to_all(session), signed_on=TODAY.replace(day=1)))
    assert len(read_papers(session, 1)) == 1
    assert read_papers(session, 2) == []


@pytest.mark.parametrize("fault", ["gone", "empty", "long", "folder"])
def test_a_scan_that_cannot_be_read_at_the_end_keeps_no_table_back_and_is_told(
    session: Session, scan: Path, fault: str
) -> None:
    if fault in {"gone", "folder"}:
        scan.unlink()
    if fault == "folder":
        scan.mkdir()
    elif fault != "gone":
        with scan.open("wb") as file:
            file.truncate(MOST_BYTES + 1 if fault == "long" else 0)
    done = bring(session, scan, 1)
    assert (told(session, done), kept(session)) == ("unread", 0)
    with session.store.reading() as work:
        assert work.consents.document_of(1, "С-1") is not None


def test_a_scan_is_not_kept_where_nobody_of_the_table_stands_under_its_document(session: Session, scan: Path) -> None:
    rows = [client_row(1, CAR), client_row(2, CAR)]
    partners = consent_to_all(session)
    first, *_ = sorted(partners.recipients)
    import_clients(session, rows, partners)
    withdraw_consent(session, [1], "С-1")
    fewer = replace(partners, recipients=frozenset({first}))
    done = bring(session, scan, 1, consent=fewer)
    assert (told(session, done), kept(session)) == ("unsigned", 0)


def test_without_a_consent_there_is_no_scan_to_tell_of(session: Session, scan: Path) -> None:
    draft = start(session).id
    finish_import(session, draft, plan_import(session, [client_row(1, CAR)]), [], scan=scan)
    assert (told(session, draft), kept(session)) == ("", 0)


def test_an_import_that_is_refused_keeps_no_scan(session: Session, scan: Path) -> None:
    draft, plan = start(session).id, plan_import(session, [client_row(1, CAR)])
    import_clients(session, [client_row(1, CAR, SERVICE)])
    with pytest.raises(PlanStale):
        finish_import(session, draft, plan, [], consent_to_all(session), scan=scan)
    assert kept(session) == 0


def test_the_choice_of_a_scan_is_in_the_draft_and_no_more_in_what_is_done(session: Session, scan: Path) -> None:
    chosen = replace(start(session), consent="С-1;2026-01-01;*", scan=str(scan))
    save_draft(session, chosen)
    session.close()
    again = reopen(session.store.folder)
    (draft,) = read_drafts(again)
    assert draft.scan == str(scan)
    plan = plan_import(again, [client_row(1, CAR)])
    finish_import(again, draft.id, plan, [], consent_to_all(again), scan=Path(draft.scan))
    with again.store.reading() as work:
        assert "scan" not in work.table_imports.one(draft.id).draft
    again.close()


def test_the_journal_tells_of_a_scan_and_nowhere_outside_people_its_name(session: Session, scan: Path) -> None:
    bring(session, scan, 1)
    with session.store.reading() as work:
        entry = next(one for one in work.audit.entries() if one.use_case == UseCase.IMPORT_CLIENTS)
    assert entry.details["scan"] == 1
    named = {name for name, rows in logical_dump(session).items() if scan.name in str(rows)}
    assert named == {"people.consent_paper"}
