"""Saved mappings: kept by headers, used for the next table with them, renamed and removed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import MappingNameTaken, MissingValue, UnknownMapping, UnknownRecord
from core.intake.choices import ColumnChoices
from core.intake.mapping import suggest
from core.intake.tables import Row, Table
from core.services.drafts import begin_draft, keep_columns, read_drafts, save_draft, start_draft
from core.services.imports import finish_import, plan_import
from core.services.mappings import (
    SavedMapping,
    keep_mapping,
    mapping_for,
    read_finder,
    read_mappings,
    remove_mapping,
    rename_mapping,
    signature,
)
from core.services.session import Session
from tests.support.bases import CAR, NOW, client_row, open_filled, reopen

HEADERS = ("Кто", "Связь", "Заметка", "Куплено", "Полис")
COLUMNS = ColumnChoices(
    {0: "full_name", 1: "phone", 3: "purchase_date"},
    {4: CAR},
    {4: {"думает": ""}},
    {3: "month_first", 0: "surname_last"},
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    yield opened
    opened.close()


def keep(session: Session, name: str = "Выгрузка", columns: ColumnChoices = COLUMNS) -> SavedMapping:
    return keep_mapping(session, name, HEADERS, columns).value


def test_a_mapping_is_used_for_the_same_headers_in_another_order_and_spelling(session: Session) -> None:
    keep(session)
    used = mapping_for(session, ("ПОЛИС", "заметка", "Кто ", "«Куплено»", "Связь"))
    assert used is not None
    assert used.exact
    assert used.name == "Выгрузка"
    assert (used.missing, used.new, used.renamed) == ((), (), ())
    assert used.columns == ColumnChoices(
        {2: "full_name", 4: "phone", 3: "purchase_date"},
        {0: CAR},
        {0: {"думает": ""}},
        {3: "month_first", 2: "surname_last"},
    )


def test_a_mapping_near_the_headers_is_used_and_tells_what_is_missing_new_and_renamed(session: Session) -> None:
    keep(session)
    used = mapping_for(session, ("Кто", "Заметка", "E-mail", "Куплена", "Полис"))
    assert used is not None
    assert not used.exact
    assert used.missing == ("Связь",)
    assert used.new == ("E-mail",)
    assert used.renamed == (("Куплено", "Куплена"),)
    assert used.columns == ColumnChoices(
        {0: "full_name", 3: "purchase_date", 2: "email"},
        {4: CAR},
        {4: {"думает": ""}},
        {3: "month_first", 0: "surname_last"},
    )


def test_a_header_that_means_the_same_field_is_the_column_renamed(session: Session) -> None:
    keep(session)
    used = mapping_for(session, ("Кто", "Моб. телефон", "Заметка", "Куплено", "Полис"))
    assert used is not None
    assert (used.renamed, used.missing, used.new) == ((("Связь", "Моб. телефон"),), (), ())
    assert used.columns.fields[1] == "phone"


def test_a_new_column_does_not_take_a_field_that_is_there(session: Session) -> None:
    keep(session)
    used = mapping_for(session, (*HEADERS, "Телефон"))
    assert used is not None
    assert used.new == ("Телефон",)
    assert used.columns.fields == COLUMNS.fields


def test_a_column_that_was_left_out_stays_so(session: Session) -> None:
    keep_mapping(session, "Без почты", ("ФИО", "E-mail", "Город"), ColumnChoices({0: "full_name"}))
    used = mapping_for(session, ("Город", "ФИО", "E-mail"))
    assert used is not None
    assert used.columns == ColumnChoices({1: "full_name"})


def test_headers_with_little_in_common_use_no_mapping_unless_it_is_named(session: Session) -> None:
    keep(session)
    headers = ("Кто", "Адрес", "Счёт", "Сумма", "Итого")
    assert mapping_for(session, headers) is None
    used = mapping_for(session, headers, name=" ВЫГРУЗКА")
    assert used is not None
    assert used.columns.fields[0] == "full_name"
    assert set(used.missing) >= {"Связь", "Куплено"}
    with pytest.raises(UnknownMapping):
        mapping_for(session, headers, name="Другая")


def test_of_several_near_mappings_the_nearest_is_used(session: Session) -> None:
    keep(session)
    keep_mapping(session, "Ближе", (*HEADERS[:-1], "Город"), COLUMNS)
    used = mapping_for(session, (*HEADERS[:-1], "Город", "Регион"))
    assert used is not None
    assert used.name == "Ближе"


def test_a_table_without_headers_has_no_mapping(session: Session) -> None:
    keep(session)
    assert mapping_for(session, ("", "", "")) is None
    assert mapping_for(session, ()) is None


def test_columns_of_services_in_new_columns_are_found_by_their_cells(session: Session) -> None:
    keep(session)
    rows: list[Row] = [("Ким Вера", None, None, None, 1, 1), ("Ли Ян", None, None, None, 0, -1)]
    used = mapping_for(session, (*HEADERS, CAR), rows=rows)
    assert used is not None
    assert used.columns.services == {4: CAR, 5: CAR}


def test_an_import_that_is_done_keeps_its_mapping_under_the_name_of_its_file(session: Session) -> None:
    draft = start_draft(session, r"D:\Обмен\Выгрузка 1С.xlsx", None, HEADERS, suggest(HEADERS)).value
    save_draft(session, replace(draft, columns=COLUMNS, consent="С-1;2026-01-01;*"))
    finish_import(session, draft.id, plan_import(session, [client_row(1, CAR)]), [])
    (kept,) = read_mappings(session)
    assert (kept.name, kept.headers, kept.columns) == ("Выгрузка 1С", HEADERS, COLUMNS)
    assert kept.consent == "С-1;2026-01-01;*"
    session.close()
    again = reopen(session.store.folder)
    assert read_mappings(again) == [kept]
    again.close()


def test_the_next_import_with_the_same_headers_replaces_the_mapping_and_leaves_its_name(session: Session) -> None:
    kept = keep(session)
    session.clock = lambda: NOW + timedelta(hours=1)
    turned = tuple(reversed(HEADERS))
    draft = start_draft(session, "/t/other.xlsx", None, turned, suggest(turned)).value
    changed = ColumnChoices({4: "full_name", 3: "phone"})
    save_draft(session, replace(draft, columns=changed))
    finish_import(session, draft.id, plan_import(session, [client_row(1)]), [])
    (now,) = read_mappings(session)
    assert (now.id, now.name, now.headers, now.columns) == (kept.id, "Выгрузка", turned, changed)


def test_a_name_that_is_taken_gets_a_number(session: Session) -> None:
    keep(session, "clients")
    draft = start_draft(session, "/t/Clients.csv", None, ("ФИО",), suggest(("ФИО",))).value
    finish_import(session, draft.id, plan_import(session, [client_row(1)]), [])
    assert {one.name for one in read_mappings(session)} == {"clients", "Clients (2)"}


def test_a_draft_begins_with_the_mapping_that_was_used_and_remembers_it(session: Session) -> None:
    keep(session)
    used = mapping_for(session, HEADERS)
    draft = start_draft(session, "/t/more.xlsx", None, HEADERS, suggest(HEADERS), used).value
    assert (draft.columns, draft.used) == (COLUMNS, "Выгрузка")
    assert read_drafts(session) == [draft]


def test_a_mapping_is_renamed_and_no_two_have_one_name(session: Session) -> None:
    kept = keep(session)
    other = keep_mapping(session, "Другая", ("ФИО",), ColumnChoices({0: "full_name"})).value
    rename_mapping(session, kept.id, "  Выгрузка 1С ")
    assert {one.name for one in read_mappings(session)} == {"Выгрузка 1С", "Другая"}
    rename_mapping(session, kept.id, "ВЫГРУЗКА 1С")
    for name, error in (("другая", MappingNameTaken), ("  ", MissingValue)):
        with pytest.raises(error):
            rename_mapping(session, kept.id, name)
    with pytest.raises(MappingNameTaken):
        keep_mapping(session, "Выгрузка 1с", ("Имя", "Фамилия"), ColumnChoices({0: "name"}))
    remove_mapping(session, other.id)
    for id_ in (other.id, 10**6):
        with pytest.raises(UnknownRecord):
            rename_mapping(session, id_, "Новая")


def test_a_mapping_that_was_removed_is_gone_and_comes_back_as_it_was(session: Session) -> None:
    kept = keep(session)
    remove_mapping(session, kept.id)
    assert read_mappings(session) == []
    assert mapping_for(session, HEADERS) is None
    with pytest.raises(UnknownRecord):
        remove_mapping(session, kept.id)
    again = keep_mapping(session, kept.name, kept.headers, kept.columns, kept.consent, kept.policy).value
    assert replace(again, id=kept.id) == kept


def test_nothing_of_a_mapping_stands_in_the_journal_but_its_number(session: Session) -> None:
    kept = keep(session, "Клиенты Кактусова")
    rename_mapping(session, kept.id, "Кактусов")
    remove_mapping(session, kept.id)
    with session.store.reading() as work:
        details = [entry.details for entry in work.audit.entries() if entry.use_case == "keep_mappings"]
    assert details == [{"mapping": kept.id}, {"mapping": kept.id}, {"removed_mapping": kept.id}]


def test_a_draft_of_a_table_begins_with_what_fits_best(session: Session) -> None:
    rows: list[Row] = [("Ким Вера", 1), ("Ли Ян", 0)]
    fresh = begin_draft(session, "/t/new.xlsx", Table(("ФИО", CAR), rows, [2, 3])).value
    assert (fresh.columns, fresh.used) == (ColumnChoices({0: "full_name"}, {1: CAR}), None)
    keep(session)
    known = begin_draft(session, "/t/known.xlsx", Table(HEADERS, [], [])).value
    assert (known.columns, known.used) == (COLUMNS, "Выгрузка")


def test_the_columns_of_a_draft_are_kept_when_the_person_asks(session: Session) -> None:
    draft = start_draft(session, "/t/Обмен.xlsx", None, HEADERS, suggest(HEADERS)).value
    assert keep_columns(session, replace(draft, columns=COLUMNS)).value == "Обмен"
    assert keep_columns(session, draft).value is None
    assert [(one.name, one.columns) for one in read_mappings(session)] == [("Обмен", COLUMNS)]


def test_the_finder_of_the_base_knows_its_catalogue_and_synonyms(session: Session) -> None:
    whole: list[Row] = [("Ким Вера", 1), ("Ли Ян", 0)]
    assert suggest(("ФИО", CAR), whole, read_finder(session)).services == {1: CAR}


@given(st.lists(st.text(max_size=8), max_size=6).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_signature_of_headers_knows_no_order(both: tuple[list[str], list[str]]) -> None:
    assert signature(both[0]) == signature(both[1])


def test_the_signature_tells_tables_apart() -> None:
    headers = [("a", "b"), ("a",), ("a", "b", ""), ("a b",), ("a", "c")]
    assert len(set(map(signature, headers))) == len(headers)
