"""Step 2 of the import without Qt: services, words, ways of reading, saved mappings, and the empty table."""

from pathlib import Path

import pytest

from core.domain.client import Purchase
from core.intake.tables import list_sheets
from core.services.drafts import read_drafts
from core.services.mappings import read_mappings, rename_mapping
from core.services.session import Session
from core.services.wording import LANGUAGES, Language
from desktop.screens.imports.matching import SERVICE_CODE
from desktop.screens.imports.presenter import ImportsPresenter
from desktop.screens.imports.shown import Step
from desktop.screens.imports.spoken_columns import LEFT_OUT_CODE, MEANING_CODE, NOT_CHOSEN
from desktop.words import Words
from tests.desktop.screens.imports.recorded import View, begin
from tests.desktop.screens.imports.tables import write_table
from tests.support.bases import CAR
from tests.support.desk import PlainDesk

HEADERS = f"Клиент;Образование;{CAR};Родился;Доход"
ROWS = (
    "Кактусов Пётр;Бурса;1;02.03.1980;90",
    "Опунцина Вера;бурса;0;04.05.1981;120",
    "Колючкин Артём;Бурсса;-1;06.07.1982;80",
    "Цереус Иван;высшее;1;08.09.1983;70",
    "Алоэ Анна;самоучка;погодя;10.11.1984;100",
)
EDUCATION, SERVICE, BORN, INCOME = 1, 2, 3, 4


def _step2(
    desk: PlainDesk, folder: Path, *, headers: str = HEADERS, name: str = "c.csv"
) -> tuple[ImportsPresenter, View]:
    presenter, view = begin(desk, open=str(write_table(folder, *ROWS, headers=headers, name=name)))
    presenter.go(Step.MATCHING)
    return presenter, view


def _fields(view: View) -> list[str]:
    assert view.matching is not None
    return [line.cells[2] for line in view.matching.lines]


def _words(view: View) -> list[tuple[str, ...]]:
    assert view.column is not None
    return [line.cells for line in view.column.lines]


def test_a_column_of_a_service_is_suggested_and_any_service_can_be_chosen(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _step2(desk, tmp_path)
    assert _fields(view)[SERVICE] == f"Услуга: {CAR}"
    assert view.matching is not None
    offered = dict(view.matching.options[-1])
    assert len(offered) > 3
    other = next(code for code in offered.values() if code != SERVICE_CODE + CAR)
    presenter.match(SERVICE, other)
    assert view.matching.lines[SERVICE].code == other
    assert view.matching.lines[SERVICE].cells[3] == "непонятно: 1"
    (draft,) = read_drafts(desk.session)
    assert draft.columns.services == {SERVICE: other.removeprefix(SERVICE_CODE)}
    presenter.match(SERVICE, None)
    assert (_fields(view)[SERVICE], read_drafts(desk.session)[0].columns.services) == ("Не импортировать", {})


def test_answers_below_a_service_come_in_as_purchases(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _step2(desk, tmp_path)
    presenter.go(Step.CHECK)
    assert presenter.checking.findings is not None
    bought, refused = Purchase(CAR), Purchase(CAR, refused=True)
    assert [row.purchases for row in presenter.checking.findings.rows] == [(bought,), (), (refused,), (bought,), ()]
    assert view.check is not None
    assert f"{CAR} → Услуга: {CAR}" in [line.source for line in view.check.lines]


def test_words_that_nothing_knows_stand_beside_their_column_until_they_mean_something(
    desk: PlainDesk, tmp_path: Path
) -> None:
    presenter, view = _step2(desk, tmp_path)
    assert view.matching is not None
    assert view.matching.lines[EDUCATION].cells[3] == "непонятно: 2"
    presenter.columns.look_at(EDUCATION)
    assert _words(view) == [("Бурса, Бурсса", "3", "Не выбрано"), ("самоучка", "1", "Не выбрано")]
    presenter.columns.choose_meaning(0, f"{MEANING_CODE}higher")
    presenter.columns.choose_meaning(1, LEFT_OUT_CODE)
    assert [cells[2] for cells in _words(view)] == ["Высшее", "Не учитывать"]
    assert view.column is not None
    assert view.column.words == "У всех слов столбца есть значение."
    assert view.matching.lines[EDUCATION].cells[3] == "точно"
    (draft,) = read_drafts(desk.session)
    assert draft.columns.values == {EDUCATION: {"бурса": "higher", "бурсса": "higher", "самоучка": ""}}
    presenter.go(Step.CHECK)
    assert presenter.checking.findings is not None
    told = [row.portrait.education for row in presenter.checking.findings.rows]
    assert told == ["higher", "higher", "higher", "higher", None]
    assert {problem.column for problem in presenter.checking.findings.problems if problem.code == "unknown_word"} == {
        CAR
    }
    presenter.go(Step.MATCHING)
    presenter.columns.choose_meaning(1, NOT_CHOSEN)
    assert [cells[2] for cells in _words(view)] == ["Высшее", "Не выбрано"]
    assert presenter.checking.findings is None


def test_the_words_of_another_field_are_other_words(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _step2(desk, tmp_path)
    presenter.columns.look_at(EDUCATION)
    presenter.columns.choose_meaning(0, f"{MEANING_CODE}higher")
    presenter.match(EDUCATION, "family_status")
    assert read_drafts(desk.session)[0].columns.values == {}
    assert _words(view)[0][2] == "Не выбрано"
    presenter.match(EDUCATION, None)
    assert view.column is not None
    assert (view.column.words, view.column.lines) == ("Столбец не импортируется.", ())


def test_how_a_column_is_read_is_told_and_can_be_chosen(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _step2(desk, tmp_path)
    presenter.columns.look_at(BORN)
    assert view.column is not None
    assert view.column.reading is not None
    assert (view.column.reading.chosen, view.column.basis) == ("day_first", "угадано")
    presenter.columns.choose_reading("month_first")
    assert (view.column.reading.chosen, view.column.basis) == ("month_first", "выбрано вручную")
    presenter.columns.look_at(INCOME)
    presenter.columns.choose_reading("thousands")
    presenter.columns.look_at(EDUCATION)
    assert view.column.reading is None
    presenter.go(Step.CHECK)
    assert presenter.checking.findings is not None
    first = presenter.checking.findings.rows[0]
    assert first.identity.birth_date is not None
    assert (first.identity.birth_date.month, first.portrait.income) == (2, 90_000)


def test_an_import_that_is_done_is_remembered_for_the_next_table(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, _ = _step2(desk, tmp_path)
    presenter.columns.look_at(EDUCATION)
    presenter.columns.choose_meaning(0, f"{MEANING_CODE}higher")
    presenter.match(INCOME, None)
    presenter.go(Step.RESULT)
    presenter.forward()
    assert presenter.report is not None
    assert [one.name for one in read_mappings(desk.session)] == ["c"]
    _, view = begin(desk, open=str(write_table(tmp_path, *ROWS, headers=HEADERS, name="next.csv")))
    assert "сохранённому сопоставлению «c»" in view.message[0]
    (draft,) = read_drafts(desk.session)
    assert draft.used == "c"
    assert draft.columns.values == {EDUCATION: {"бурса": "higher", "бурсса": "higher"}}
    assert INCOME not in draft.fields


def test_a_table_with_nearly_the_same_columns_lists_what_is_other(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _step2(desk, tmp_path)
    presenter.columns.keep()
    assert desk.told[-1][0].startswith("Сопоставление «c» сохранено.")
    other = f"Клиент;Образование;{CAR};Дата рождения;Прим."
    presenter, view = _step2(desk, tmp_path, headers=other, name="other.csv")
    assert view.matching is not None
    assert not view.matching.used_whole
    assert view.matching.used == (
        "Использовано сопоставление «c»: столбцы почти те же. Нет столбцов: «Доход». Новые столбцы: «Прим.»."
        " Переименованы: «Родился» → «Дата рождения»."
    )
    presenter.columns.forget_used()
    assert view.matching.used == ""
    assert next(draft for draft in read_drafts(desk.session) if draft.path.endswith("other.csv")).used is None


def test_a_mapping_that_is_not_wanted_leaves_what_is_suggested(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, _ = _step2(desk, tmp_path)
    presenter.match(INCOME, None)
    presenter.columns.keep()
    presenter, view = _step2(desk, tmp_path, name="again.csv")
    assert view.matching is not None
    assert view.matching.used == "Использовано сопоставление «c»: столбцы те же."
    assert _fields(view)[INCOME] == "Не импортировать"
    presenter.columns.forget_used()
    assert _fields(view)[INCOME] == "Доход"


def test_a_draft_goes_on_with_its_choices_where_its_mapping_is_gone(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, _ = _step2(desk, tmp_path)
    presenter.columns.keep()
    presenter, _ = _step2(desk, tmp_path, name="again.csv")
    presenter.match(INCOME, None)
    draft = next(one for one in read_drafts(desk.session) if one.used)
    presenter.close()
    rename_mapping(desk.session, read_mappings(desk.session)[0].id, "Другое имя")
    presenter.continue_draft(draft.id)
    assert presenter.matching is not None
    assert presenter.matching.columns.fields == {0: "full_name", EDUCATION: "education", BORN: "birth_date"}


def test_saved_mappings_are_renamed_removed_and_brought_back(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _step2(desk, tmp_path)
    presenter.columns.keep()
    presenter.close()
    (line,) = view.mappings
    assert line.cells[:2] == ("c", "Импортируется 5 из 5 столбцов")
    presenter.mappings.rename(line.id, " Выгрузка 1С ")
    assert view.mappings[0].cells[0] == "Выгрузка 1С"
    presenter.mappings.rename(line.id, "  ")
    assert view.message == ("Поле «имя сопоставления» нельзя оставить пустым. Ничего не изменилось.", "err")
    presenter.mappings.remove(line.id)
    assert list(view.mappings) == []
    assert presenter.undo()
    assert view.mappings[0].cells[0] == "Выгрузка 1С"
    assert not presenter.undo()


def test_of_a_mapping_and_a_draft_the_one_removed_last_comes_back(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _step2(desk, tmp_path)
    presenter.columns.keep()
    presenter.close()
    presenter.mappings.remove(view.mappings[0].id)
    presenter.discard(read_drafts(desk.session)[0].id)
    assert presenter.undo()
    assert len(read_drafts(desk.session)) == 1
    assert list(view.mappings) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_table_is_saved_where_the_person_says(session: Session, tmp_path: Path, language: Language) -> None:
    desk = PlainDesk(session, Words(language))
    presenter, view = begin(desk)
    presenter.mappings.take_template()
    assert desk.told == []
    view.place_to_save = str(tmp_path / "t.xlsx")
    presenter.mappings.take_template()
    assert [one.name for one in list_sheets(tmp_path / "t.xlsx")] in (
        ["Клиенты", "Пояснения"],
        ["Clients", "Explanations"],
    )
    assert len(desk.told) == 1
    view.place_to_save = str(tmp_path / "nowhere" / "t.xlsx")
    presenter.mappings.take_template()
    assert view.message[1] == "err"
