"""The main job through its use case."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from core.domain.errors import (
    BadConsent,
    BadValue,
    CatalogueMissing,
    FolderUnwritable,
    ForeignFile,
    MissingColumns,
    UnknownCompany,
)
from core.domain.lead import LeftOut
from core.domain.settings import Settings
from core.services.backups import folder_of, list_backups
from core.services.main_job import Consented, Job, process
from core.services.session import Session
from core.services.settings import change_settings
from tests.support.bases import CAR, SERVICE, all_recommendations, open_filled, open_new_base


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    yield opened
    opened.close()


def table(folder: Path, *rows: tuple[str, ...], header: tuple[str, ...] = ("ФИО", "Телефон", "Продукт")) -> Path:
    file = folder / "table.xlsx"
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        for number, row in enumerate((header, *rows)):
            page.write_row(number, 0, row)
    return file


def people(count: int) -> list[tuple[str, ...]]:
    return [(f"Котов{n} Ян Ильич", f"+7916{n:07d}", CAR if n % 3 else f"{CAR}; {SERVICE}") for n in range(1, count)]


def test_accepted_leads_are_in_packages_own_or_left_out_and_nowhere_else(session: Session, tmp_path: Path) -> None:
    rows = [*people(60), ("Безтелефонов Ян", "", CAR)]
    job = Job(table(tmp_path, *rows), tmp_path / "out", 1, "С-1;2026-11-01;Банк,Страховщик")
    report = process(session, job)
    packed = sum(package.leads for package in report.packages)
    assert report.accepted == packed + report.own + sum(report.left_out.values()) == report.recommended
    assert packed > 0
    assert report.left_out[LeftOut.NO_CONSENT] > 0
    assert all(package.file.is_file() for package in report.packages)


def test_a_second_run_reuses_all_and_sends_nothing_twice(session: Session, tmp_path: Path) -> None:
    job = Job(table(tmp_path, *people(40)), tmp_path / "out", 1, "С-1;2026-11-01;*")
    first = process(session, job)
    second = process(session, job)
    assert (second.imported.imported, second.scored.reused, second.accepted, second.packages) == (0, 39, 0, ())
    assert second.recommended == first.recommended


def test_leads_left_without_a_consent_leave_once_it_is_there(session: Session, tmp_path: Path) -> None:
    file = table(tmp_path, *people(40))
    before = process(session, Job(file, tmp_path / "out", 1))
    assert (before.packages, before.consent) == ((), Consented.NEVER)
    after = process(session, Job(file, tmp_path / "out", 1, "С-1;2026-11-01;*"))
    assert sum(package.leads for package in after.packages) == sum(before.left_out.values())
    assert after.consent is Consented.NOW
    assert process(session, Job(file, tmp_path / "out", 1)).consent is Consented.BEFORE


def test_columns_that_nobody_understood_are_named(session: Session, tmp_path: Path) -> None:
    header = ("ФИО", "Телефон", "Продукт", "Любимый цвет")
    rows = [(*row, "зелёный") for row in people(5)]
    assert process(session, Job(table(tmp_path, *rows, header=header), tmp_path / "out")).unmapped == ("Любимый цвет",)


def test_a_bad_row_never_stops_the_good_ones(session: Session, tmp_path: Path) -> None:
    rows = [*people(5), ("", "+79160000000", CAR), ("Котов Лев", "не телефон", CAR)]
    report = process(session, Job(table(tmp_path, *rows), tmp_path / "out", 80))
    assert (report.table_rows, report.skipped, report.imported.imported) == (6, 1, 5)
    assert {problem.code.value for problem in report.problems} == {"no_name", "phone_unclear"}


def test_a_score_or_a_passwords_file_that_cannot_be_is_refused_before_anything_is_written(
    session: Session, tmp_path: Path
) -> None:
    file = table(tmp_path, *people(5))
    with pytest.raises(BadValue):
        process(session, Job(file, tmp_path / "out", 0))
    with pytest.raises(FolderUnwritable):
        process(session, Job(file, tmp_path / "out" / "deep", 80, passwords=file / "pw.txt"))
    assert count(session) == 0


def test_a_file_that_holds_anything_but_passwords_is_never_written_to(session: Session, tmp_path: Path) -> None:
    file = table(tmp_path, *people(5))
    notes = tmp_path / "notes.txt"
    notes.write_text("Список покупок\n", encoding="utf-8")
    slots = session.store.folder / "slots.json"
    for foreign in (notes, file, slots, session.store.folder / "new.txt", tmp_path):
        before = foreign.read_bytes() if foreign.is_file() else None
        with pytest.raises(ForeignFile):
            process(session, Job(file, tmp_path / "out", 80, passwords=foreign))
        assert (foreign.read_bytes() if foreign.is_file() else None) == before
    assert count(session) == 0


def test_without_a_word_the_base_s_own_threshold_counts(session: Session, tmp_path: Path) -> None:
    change_settings(session, Settings(accept_from=1))
    report = process(session, Job(table(tmp_path, *people(20)), tmp_path / "out"))
    assert (report.threshold, report.accepted, report.best_undecided) == (1, report.recommended, None)


def test_where_nothing_reaches_the_threshold_the_best_score_is_told(session: Session, tmp_path: Path) -> None:
    report = process(session, Job(table(tmp_path, *people(20)), tmp_path / "out", 99))
    assert (report.accepted, report.best_undecided) == (0, max(one.score for one in all_recommendations(session)))


@pytest.mark.parametrize(
    ("consent", "error"),
    [("С-1;завтра;*", BadConsent), ("С-1;2099-01-01;*", BadConsent), ("С-1;2026-11-01;Чужой", UnknownCompany)],
)
def test_a_wrong_consent_is_refused_before_anything_is_written(
    session: Session, tmp_path: Path, consent: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        process(session, Job(table(tmp_path, *people(5)), tmp_path / "out", 80, consent))
    assert count(session) == 0


def test_a_table_without_names_or_an_unwritable_folder_is_refused_before_anything_is_written(
    session: Session, tmp_path: Path
) -> None:
    nameless = table(tmp_path, ("+79160000000", CAR), header=("Телефон", "Продукт"))
    with pytest.raises(MissingColumns):
        process(session, Job(nameless, tmp_path / "out", 80))
    file = tmp_path / "not a folder"
    file.write_text("")
    with pytest.raises(FolderUnwritable):
        process(session, Job(table(tmp_path, *people(5)), file, 80))
    assert count(session) == 0


def test_without_a_catalogue_nothing_is_begun(tmp_path: Path) -> None:
    session = open_new_base(tmp_path / "empty")
    with pytest.raises(CatalogueMissing):
        process(session, Job(table(tmp_path, *people(3)), tmp_path / "out", 80))
    assert count(session) == 0
    session.close()


def count(session: Session) -> int:
    with session.store.reading() as work:
        return work.clients.count()


def test_the_base_is_backed_up_before_the_table_is_written(session: Session, tmp_path: Path) -> None:
    report = process(session, Job(table(tmp_path, *people(5)), tmp_path / "out"))
    assert report.unsaved is None
    (made,) = list_backups(folder_of(session))
    assert made.facts is not None
    assert (made.facts.reason, made.facts.moment.clients) == ("import", 0)


def test_where_no_backup_can_be_made_the_table_is_written_all_the_same_and_it_is_told(
    session: Session, tmp_path: Path
) -> None:
    (tmp_path / "a file").write_text("")
    session.backups = tmp_path / "a file"
    report = process(session, Job(table(tmp_path, *people(5)), tmp_path / "out"))
    assert report.imported.imported == report.table_rows > 0
    assert report.unsaved is not None
    assert report.unsaved.code == "place_unwritable"
