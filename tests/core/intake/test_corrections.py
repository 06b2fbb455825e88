"""Corrections put into the rows of a table: each row alone, whatever was done to the others."""

from dataclasses import dataclass, fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.client import ClientRow
from core.intake.choices import Corrections, RowCorrection
from core.intake.cleaning import Cleaned, clean
from core.intake.conventions import settled
from core.intake.corrections import corrected, corrected_part, fitting, mark_of, marks_of
from core.intake.mapping import suggest
from core.intake.tables import Table, read_text
from tests.core.intake.files import TODAY, table

HEADERS = ("ФИО", "Телефон", "Почта", "Доход", "Город", "Дата рождения")
LETTERS = "абвгдежзик"
SMALL = table(HEADERS, ("Ким Вера", "345", None, 5, "Омск", None), (None, "8 912 345-67-89", None, 7, None, None))


def spelled(number: int) -> str:
    """A word that stands for a number and holds no other number's word."""
    return "".join(LETTERS[int(digit)] for digit in f"{number:03}")


def good(number: int, change: int) -> tuple[str, ...]:
    """Cells that belong to a row alone; `change` tells a correction from what stood there."""
    tag = f"{spelled(number)}{spelled(change)}"
    digits = f"{number:03}{change:03}"
    day = f"{1 + number % 28:02}.{1 + change % 12:02}.{1950 + number % 40}"
    phone = f"8 9{digits[:2]} 5{digits[:2]}-{digits[2:4]}-{digits[4:]}"
    return f"Ф{tag} Вера", phone, f"m{digits}@firm.ru", digits, tag, day


def bad(number: int, change: int) -> tuple[str, ...]:
    """Cells that cannot be read."""
    return "-", "звонить", "почта", "много", f"{spelled(number)}{spelled(change)}", "вчера"


@dataclass(frozen=True, slots=True)
class Case:
    """A file as text, what is corrected in it, and the cells that each row of the file ends up with."""

    text: str
    corrections: Corrections
    said: dict[int, tuple[str, ...]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    lines, said = [";".join(HEADERS)], {}
    for number in range(2, draw(st.integers(3, 14))):
        kinds = draw(st.lists(st.sampled_from(["good", "bad", "empty"]), min_size=6, max_size=6))
        by_kind = {"good": good(number, 0), "bad": bad(number, 0), "empty": ("",) * 6}
        cells = tuple(by_kind[kind][column] for column, kind in enumerate(kinds))
        lines.append(";".join(cells) if draw(st.integers(0, 4)) else "")
        if lines[-1].strip(";"):
            said[number] = cells
    cells_of, skipped = {}, set[int]()
    for number in range(2, len(lines) + 3):  # rows that are not there, too
        columns, corrects = draw(st.sets(st.integers(0, 7), max_size=3)), draw(st.booleans())
        one = draw(st.integers(1, 3))
        if columns and corrects:
            texts = {
                column: draw(st.sampled_from([good(number, one)[column % 6], bad(number, one)[column % 6], ""]))
                for column in columns
            }
            cells_of[number] = texts
            if number in said:
                said[number] = tuple(texts.get(column, cell) for column, cell in enumerate(said[number]))
        if not draw(st.integers(0, 3)):
            skipped.add(number)
    return Case("\n".join(lines), Corrections(cells_of, frozenset(skipped)), said)


def checked(found: Table, corrections: Corrections) -> tuple[Cleaned, Cleaned]:
    """The table as it was read and corrected, by the same conventions."""
    mapping = suggest(HEADERS)
    before = clean(found, mapping, TODAY)
    chosen = settled(mapping.fields, before.detected)
    return before, clean(corrected(found, corrections), mapping, TODAY, chosen=chosen)


def values(row: ClientRow) -> str:
    """All that a clean row says, as one text in small letters without spaces and signs between digits."""
    parts = [getattr(part, one.name) for part in (row.identity, row.portrait) for one in fields(part)]
    return repr(parts).casefold()


@settings(max_examples=60, deadline=None)
@given(cases())
def test_nothing_of_a_row_appears_in_another_through_reading_correcting_and_cleaning(case: Case) -> None:
    if not case.said:
        return
    found = read_text(case.text)
    assert found.numbers == [number for number, cells in case.said.items() if number in found.numbers]
    _, after = checked(found, case.corrections)
    assert [row.row for row in after.rows] == sorted({row.row for row in after.rows} - case.corrections.skipped)
    for row in after.rows:
        said = values(row)
        for other in case.said.keys() - {row.row}:
            assert not any(f"{spelled(other)}{spelled(change)}" in said for change in range(4))
            assert f"m{other:03}" not in said
        own = case.said[row.row]
        assert row.identity.email in ("", own[2])
        if row.identity.phone:
            assert row.identity.phone[2:] == "".join(filter(str.isdigit, own[1]))[1:]
        if row.portrait.income is not None:
            assert row.portrait.income == float(own[3])


@settings(max_examples=40, deadline=None)
@given(cases())
def test_changed_rows_cleaned_alone_are_what_they_are_among_all_others(case: Case) -> None:
    if not case.said:
        return
    found, mapping = read_text(case.text), suggest(HEADERS)
    before, whole = checked(found, case.corrections)
    places = [place for place, number in enumerate(found.numbers) if number in case.corrections.cells]
    part = clean(
        corrected_part(found, places, case.corrections),
        mapping,
        TODAY,
        chosen=settled(mapping.fields, before.detected),
    )
    kept = [row for row in part.rows if row.row not in case.corrections.skipped]
    assert kept == [row for row in whole.rows if row.row in case.corrections.cells]
    assert [one for one in part.problems if one.row not in case.corrections.skipped] == [
        one for one in whole.problems if one.row in case.corrections.cells
    ]


def test_the_table_itself_stays_as_it_was_read() -> None:
    corrections = Corrections({2: {1: "8 912 000-00-00", 3: ""}, 9: {0: "Ли Ян"}}, frozenset({3}))
    after = corrected(SMALL, corrections)
    assert after.rows == [("Ким Вера", "8 912 000-00-00", None, None, "Омск", None)]
    assert after.numbers == [2]
    assert SMALL.rows[0][1] == "345"
    assert len(SMALL.rows) == 2
    assert corrected_part(SMALL, [1], corrections).numbers == [3], "one that is left out can still be looked at"


def test_a_column_without_open_dates_reads_a_corrected_one_day_first_whatever_else_is_corrected() -> None:
    found = table(("ФИО", "Дата рождения"), ("Ким Вера", "1980-05-04"), ("Ли Ян", "1981-05-04"))
    corrections = Corrections({2: {1: "03/04/1980"}, 3: {1: "04/13/1981"}})
    _, after = checked_as(found, corrections)
    assert after.rows[0].identity.birth_date is not None
    assert after.rows[0].identity.birth_date.isoformat() == "1980-04-03"
    assert after.rows[1].identity.birth_date is None


def checked_as(found: Table, corrections: Corrections) -> tuple[Cleaned, Cleaned]:
    mapping = suggest(found.headers)
    before = clean(found, mapping, TODAY)
    return before, clean(corrected(found, corrections), mapping, TODAY, chosen=settled(mapping.fields, before.detected))


def test_a_corrected_row_keeps_what_was_said_of_its_column() -> None:
    rows = [(f"Ким Вера{letter}", str(80 + place)) for place, letter in enumerate("абвгд")]
    found = table(("ФИО", "Доход"), *rows)
    before, after = checked_as(found, Corrections({2: {1: "77"}}))
    assert [one.code for one in before.problems] == [one.code for one in after.problems]


def test_corrections_change_by_rows_and_forget_what_is_taken_back() -> None:
    places = {2: 0, 3: 1}
    marks = marks_of(SMALL, places, [2, 3])
    first = Corrections().changed({2: RowCorrection({1: "8 912 000-00-00"}), 3: RowCorrection(skipped=True)}, marks)
    assert first.rows == {2, 3}
    assert first.marks == marks
    assert first.of(2) == RowCorrection({1: "8 912 000-00-00"})
    assert Corrections.from_plain(first.plain) == first
    assert first.changed({2: RowCorrection(), 3: RowCorrection()}, marks) == Corrections()


@pytest.mark.parametrize(
    "other",
    [
        table(HEADERS, ("Ли Ян", *SMALL.rows[0][1:]), SMALL.rows[1]),
        table(("Имя", *HEADERS[1:]), *SMALL.rows),
        table(HEADERS, SMALL.rows[1], SMALL.rows[0]),
    ],
)
def test_a_row_that_has_changed_in_the_file_loses_its_corrections(other: Table) -> None:
    marks = marks_of(SMALL, {2: 0}, [2])
    corrections = Corrections().changed({2: RowCorrection({1: "8 912 000-00-00"}, skipped=True)}, marks)
    assert fitting(SMALL, corrections) == corrections
    assert fitting(other, corrections) == Corrections()


def test_marks_tell_rows_apart_by_number_header_and_cell() -> None:
    marks = {
        mark_of(HEADERS, 2, SMALL.rows[0]),
        mark_of(HEADERS, 3, SMALL.rows[0]),
        mark_of(HEADERS[::-1], 2, SMALL.rows[0]),
        mark_of(HEADERS, 2, SMALL.rows[1]),
    }
    assert len(marks) == 4
