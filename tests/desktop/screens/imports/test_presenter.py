"""The steps of an import without Qt, on a real base and real files."""

from pathlib import Path

from core.services.drafts import read_drafts
from core.services.imports import read_imports
from core.services.session import Session
from desktop.screens.imports.shown import Step
from tests.desktop.screens.imports.recorded import LateDesk, begin, people_known, stop_at
from tests.desktop.screens.imports.tables import write_table
from tests.support.desk import PlainDesk


def test_without_imports_the_list_is_empty(desk: PlainDesk) -> None:
    _, view = begin(desk)
    assert list(view.lines) == []
    assert view.reading == [""]


def test_an_opened_file_becomes_a_draft_and_shows_its_first_rows_as_they_stand(desk: PlainDesk, tmp_path: Path) -> None:
    file = write_table(tmp_path)
    _, view = begin(desk, open=str(file))
    assert view.reading[0] == "clients.csv"
    assert view.file is not None
    assert view.file.heads == ("Строка", "Клиент", "тел.", "Доход", "Прим.")
    assert view.file.rows[1] == ("3", "Опунцина Вера Павловна", "345-67", "120000", "")
    assert view.wizards[-1].subtitle == "clients.csv · 4 строки, 4 столбца"
    assert view.wizards[-1].step is Step.FILE
    assert [draft.path for draft in read_drafts(desk.session)] == [str(file)]


def test_a_long_table_shows_fifty_rows_and_says_so(desk: PlainDesk, tmp_path: Path) -> None:
    rows = [f"Кактусов{number} Пётр;;;" for number in range(60)]
    _, view = begin(desk, open=str(write_table(tmp_path, *rows)))
    assert view.file is not None
    assert len(view.file.rows) == 50
    assert "50 строк" in view.file.note


def test_an_unreadable_file_leaves_the_beginning_and_says_why(desk: PlainDesk, tmp_path: Path) -> None:
    file = tmp_path / "broken.xlsx"
    file.write_bytes(b"PK\x03\x04 this is no workbook")
    presenter, view = begin(desk, open=str(file))
    assert presenter.draft is None
    assert view.message == (desk.words.say("errors", "unreadable_file"), "err")
    assert view.reading[-1] == ""
    assert read_drafts(desk.session) == []


def test_stopped_reading_begins_nothing(session: Session, tmp_path: Path) -> None:
    desk = PlainDesk(session, progress=stop_at("read"))
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    assert presenter.draft is None
    assert view.message[0] == "Чтение остановлено. Ничего не загружено."
    assert read_imports(session) == []


def test_what_is_dropped_and_is_no_file_is_refused_in_words(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk)
    presenter.take_files([str(tmp_path)])
    assert view.message[1] == "warn"
    presenter.take_files([str(tmp_path), str(write_table(tmp_path))])
    assert view.wizards[-1].step is Step.FILE


def test_the_file_that_was_chosen_is_opened(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk)
    presenter.forward()
    assert presenter.draft is None, "nothing was chosen"
    view.files_to_choose = [str(write_table(tmp_path))]
    presenter.forward()
    assert presenter.draft is not None


def test_columns_are_matched_by_their_headers_and_by_hand(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.forward()
    assert view.matching is not None
    assert [line.cells[2:] for line in view.matching.lines] == [
        ("ФИО", "точно"),
        ("Мобильный телефон", "точно"),
        ("Доход", "точно"),
        ("Не импортировать", "не узнано"),
    ]
    assert view.matching.lines[1].cells[1] == "8 912 345-67-89 | 345-67"
    presenter.match(3, "position")
    assert view.matching.lines[3].cells[3] == "выбрано вручную"
    presenter.match(2, None)
    assert view.matching.lines[2].cells[2:] == ("Не импортировать", "снято вручную")
    assert read_drafts(desk.session)[0].fields == {0: "full_name", 1: "phone", 3: "position"}


def test_a_field_chosen_twice_moves_and_says_so(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.forward()
    presenter.match(3, "phone")
    assert view.matching is not None
    assert [line.code for line in view.matching.lines] == ["full_name", None, "income", "phone"]
    assert view.message[0] == "Поле «Мобильный телефон» перенесено: столбец «тел.» теперь не импортируется."


def test_without_anybodys_name_the_check_is_refused_in_words(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.forward()
    presenter.match(0, None)
    presenter.forward()
    assert presenter.step is Step.MATCHING
    assert view.message == ("Не понятно, кто клиент: нужно поле «ФИО» или «Название организации»", "warn")
    presenter.match(0, "surname")
    assert view.matching is not None
    assert view.matching.required == "Не понятно, кто клиент: нужно ещё поле «Имя»"
    assert not view.matching.complete
    assert "балл" in view.matching.portrait


def test_the_check_counts_every_row_once_and_groups_problems_by_level(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CHECK)
    assert view.check is not None
    assert view.check.counts == (("1", "Готово"), ("2", "Предупреждения"), ("1", "Ошибки"))
    assert [(line.title, line.source, line.count) for line in view.check.lines] == [
        ("Ошибки", "", ""),
        ("Нет имени клиента", "вся строка", "1"),
        ("Предупреждения", "", ""),
        ("Число не распознано", "Доход → Доход", "2"),
        ("Телефон не распознан", "тел. → Мобильный телефон", "1"),
    ]
    assert view.wizards[-1].status == "Дальше пойдут 3 строки, 1 с ошибкой останется в файле"


def test_a_group_shows_its_rows_with_the_raw_text(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CHECK)
    _, shown, _ = view.groups[-1]
    assert [(row.number, row.who, row.text) for row in shown.rows] == [(4, "", "8 913 111-22-33 · много")]
    presenter.checking.choose_group(1)
    _, shown, _ = view.groups[-1]
    assert shown.heads[2] == "Доход"
    assert [(row.number, row.who, row.text) for row in shown.rows] == [
        (4, "", "много"),
        (5, "Колючкин Артём Олегович", "много"),
    ]
    assert shown.reason == "Число не распознано, ячейка пропущена"


def test_next_and_previous_problem_go_round_all_groups(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CHECK)
    seen = []
    for _ in range(4):
        presenter.next_problem(1)
        place, _, row = view.groups[-1]
        seen.append((place, row))
    assert seen == [(1, 0), (1, 1), (2, 0), (0, 0)]
    presenter.next_problem(-1)
    assert view.groups[-1][0] == 2


def test_a_stopped_check_goes_back_to_the_columns(session: Session, tmp_path: Path) -> None:
    desk = PlainDesk(session, progress=stop_at("check"))
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.forward()
    presenter.forward()
    assert presenter.step is Step.MATCHING
    assert view.message[0] == "Проверка остановлена. Черновик сохранён."
    assert len(read_drafts(session)) == 1


def test_back_and_on_again_changes_nothing(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.forward()
    presenter.match(3, "position")
    for _ in range(2):
        presenter.forward()
    presenter.change_paper(given=True, number="С-7")
    findings = presenter.checking.findings
    for _ in range(3):
        presenter.back()
    assert presenter.step is Step.FILE
    assert view.wizards[-1].reached is Step.CONSENT
    presenter.go(Step.CONSENT)
    assert presenter.checking.findings is findings, "nothing changed, nothing is checked again"
    assert view.consent is not None
    assert (view.consent.given, view.consent.number) == (True, "С-7")
    presenter.match(3, None)
    assert presenter.checking.findings is None


def test_a_table_that_comes_after_another_was_opened_is_dropped(session: Session, tmp_path: Path) -> None:
    desk = LateDesk(session)
    first = write_table(tmp_path, name="first.csv")
    presenter, view = begin(desk, open=str(first))
    assert view.reading[-1] == "first.csv"
    presenter.open(str(write_table(tmp_path, name="second.csv")))
    assert desk.stops == 1
    desk.work_on()
    assert [Path(draft.path).name for draft in read_drafts(session)] == ["second.csv"]
    assert view.wizards[-1].subtitle.startswith("second.csv")


def test_while_rows_are_checked_the_step_says_so_and_can_be_stopped(session: Session, tmp_path: Path) -> None:
    desk = LateDesk(session)
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    desk.work_on()
    presenter.go(Step.CHECK)
    assert view.wizards[-1].busy == "Проверяем строки…"
    assert not view.wizards[-1].enabled
    presenter.match(3, "position")
    presenter.forward()
    assert presenter.matching is not None
    assert 3 not in presenter.matching.fields, "nothing changes under a check"
    presenter.stop()
    assert desk.stops == 1
    desk.work_on()
    assert view.wizards[-1].busy == ""
    assert view.check is not None


def test_an_import_that_is_written_is_not_left(session: Session, tmp_path: Path) -> None:
    desk = LateDesk(session)
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    desk.work_on()
    presenter.go(Step.RESULT)
    desk.work_on()  # the check
    desk.work_on()  # the plan
    presenter.forward()
    assert view.wizards[-1].busy == "Загружаем…"
    presenter.close()
    presenter.open(str(write_table(tmp_path, name="other.csv")))
    presenter.continue_draft(77)
    desk.work_on()
    assert presenter.report is not None
    assert people_known(session) > 0
