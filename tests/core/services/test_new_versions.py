"""Where the table of a draft comes from: a pasted block, and a file of which there is a new version."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.errors import NothingPasted, PastedTooBig, UnknownRecord
from core.intake.choices import ColumnChoices, Corrections
from core.intake.mapping import suggest
from core.intake.sources import MOST_PASTED, FileStamp, Pasted, Source, file_stamp
from core.intake.tables import Table
from core.services.drafts import ImportDraft, read_drafts, save_draft, start_draft
from core.services.imports import finish_import, plan_import
from core.services.mappings import read_mappings
from core.services.new_versions import carry_over
from core.services.session import Session
from tests.support.bases import NOW, client_row, open_new_base, reopen

BLOCK = "ФИО\tТелефон\nКактусов Пётр\t8 912 345-67-89\n«Опунция»\t\ud83c\n"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_new_base(tmp_path)
    yield opened
    opened.close()


def pasted_draft(session: Session) -> ImportDraft:
    source = Source(pasted=Pasted.of(BLOCK))
    table = source.read()
    return start_draft(session, source, None, table.headers, suggest(table.headers)).value


def test_a_pasted_block_is_read_from_its_draft_after_the_base_was_closed(session: Session) -> None:
    begun = pasted_draft(session)
    session.close()
    again = reopen(session.store.folder)
    (kept,) = read_drafts(again)
    again.close()
    assert kept == begun
    assert (kept.path, kept.headers) == ("", ("ФИО", "Телефон"))
    assert kept.source.read(kept.wish).rows[0] == ("Кактусов Пётр", "8 912 345-67-89")


def test_a_pasted_block_is_in_no_representation_and_goes_when_the_import_is_done(session: Session) -> None:
    draft = pasted_draft(session)
    assert draft.pasted is not None
    assert draft.pasted.packed not in repr(draft)
    with session.store.reading() as work:
        assert draft.pasted.packed in str(work.table_imports.everything(NOW.replace(tzinfo=None) - timedelta(days=1)))
    finish_import(session, draft.id, plan_import(session, [client_row(1)]), [])
    with session.store.reading() as work:
        (done,) = work.table_imports.everything(NOW.replace(tzinfo=None))
    assert [one.name for one in read_mappings(session)] == ["ФИО, Телефон"], "it has no file to be called after"
    assert "pasted" not in done.draft and list(done.draft["headers"]) == ["ФИО", "Телефон"]
    with pytest.raises(UnknownRecord):
        save_draft(session, draft)


@pytest.mark.parametrize("text", ["", " \n\t\n", "слово", "https://cactus.example/?a=1", '{"a": [1]}', "<p>письмо</p>"])
def test_what_is_no_table_is_said_of_the_clipboard_not_of_a_file(text: str) -> None:
    with pytest.raises(NothingPasted) as refused:
        Source(pasted=Pasted.of(text)).read()
    assert refused.value.__context__ is None or refused.value.__suppress_context__


def test_more_than_the_limit_cannot_be_pasted() -> None:
    assert Pasted.of("а" * (MOST_PASTED * 2**19)).text.startswith("а")
    with pytest.raises(PastedTooBig) as refused:
        Pasted.of("а" * (MOST_PASTED * 2**19 + 1))
    assert refused.value.facts == {"most": MOST_PASTED}


def test_a_block_whose_cells_hold_tabs_lines_and_quotes_as_excel_copies_them() -> None:
    block = 'ФИО\tАдрес\tСумма\n"Ким ""Вера"""\t"Орёл,\nул. Ясная, 1"\t1 000,50\nЛи Олег\tТверь, 2\t7,5\n'
    table = Source(pasted=Pasted.of(block)).read()
    assert table.rows[0] == ('Ким "Вера"', "Орёл,\nул. Ясная, 1", "1 000,50")
    assert table.read_as.delimiter == "\t"


def draft_of(*headers: str, **changes: object) -> ImportDraft:
    columns = ColumnChoices({0: "full_name", 1: "phone"}, {2: "КАСКО"}, {1: {"да": "yes"}}, {1: "day_first"})
    corrections = Corrections({4: {0: "Ким", 1: "8"}, 9: {1: ""}}, frozenset({3}))
    seen = FileStamp(100, 5.0)
    draft = ImportDraft(1, "a.csv", None, headers, columns, "С-1", 3, NOW, corrections=corrections, seen=seen)
    return replace(draft, **changes)  # type: ignore[arg-type]


def table_of(*headers: str) -> Table:
    return Table(headers, [tuple(f"{header}1" for header in headers)], [2])


def test_the_mapping_goes_with_the_headers_and_corrections_of_rows_are_dropped_and_counted() -> None:
    draft = draft_of("Кто", "Связь", "Полис")
    new = Source("b.csv", FileStamp(120, 6.0))
    carried = carry_over(draft, table_of("Город", "Полис", "Кто", "Телефон"), new)
    assert carried.draft.columns.fields == {0: "city", 2: "full_name", 3: "phone"}
    assert (carried.draft.columns.services, carried.draft.columns.values) == ({1: "КАСКО"}, {})
    assert (carried.kept, carried.added, carried.gone, carried.dropped) == (2, 2, 1, 4)
    assert carried.draft.corrections == Corrections()
    assert carried.draft.source == new
    assert (carried.draft.consent, carried.draft.step, carried.draft.id) == ("С-1", 3, 1)


def test_a_field_that_an_old_column_has_is_not_given_to_a_new_one() -> None:
    carried = carry_over(draft_of("Кто", "Связь", "Полис"), table_of("Кто", "Связь", "Телефон"), Source("a.csv"))
    assert carried.draft.columns.fields == {0: "full_name", 1: "phone"}


def test_the_very_file_in_another_place_keeps_its_corrections_too() -> None:
    draft = draft_of("Кто", "Связь", "Полис")
    carried = carry_over(draft, table_of("Кто", "Связь", "Полис"), Source("moved/a.csv", FileStamp(100, 5.0)))
    assert carried.draft == replace(draft, path="moved/a.csv")
    assert carried.dropped == 0


def test_a_stamp_tells_versions_apart_and_nothing_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    assert file_stamp(file) is None
    assert file_stamp(Path("a\0b")) is None
    file.write_text("a")
    first = file_stamp(file)
    file.write_text("ab")
    assert first is not None and file_stamp(file) != first
