"""The step of duplicates and the plan: sure pairs, the desk, what the table may do to known clients."""

from pathlib import Path

import pytest

from core.domain.merging import Policy
from core.services.drafts import read_drafts
from core.services.imports import read_imports
from core.services.merges import read_pairs
from core.services.session import Session, no_progress
from desktop.screens.imports.shown import Step
from tests.desktop.screens.imports.recorded import LateDesk, View, begin, stop_at
from tests.desktop.screens.imports.settled import DOUBTFUL, NEW, SURE, know, write_doubtful
from tests.support.bases import client_row
from tests.support.desk import PlainDesk
from tests.support.imported import import_clients


@pytest.fixture
def known(session: Session) -> Session:
    know(session)
    return session


def numbers(view: View) -> dict[str, str]:
    assert view.summary is not None
    return dict(view.summary.numbers)


def test_sure_pairs_are_shown_by_samples_before_the_doubtful_ones(known: Session, tmp_path: Path) -> None:
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path)))
    presenter.go(Step.DUPLICATES)
    assert view.duplicates is not None
    assert view.duplicates.sure == "Наверняка один человек: 1"
    assert not view.duplicates.on_desk
    (sample,) = view.duplicates.samples
    assert "Кактусова Вера Павловна" in sample.cells[0]
    assert "Кактусоваа Вера Павловна" in sample.cells[1]
    assert "Фамилия: похоже" in sample.cells[2]
    assert view.wizards[-1].primary == "К сомнительным парам (3)"
    presenter.forward()
    assert presenter.step is Step.DUPLICATES
    assert view.duplicates.on_desk
    assert view.wizards[-1].primary == "К согласиям"


def test_a_pair_says_field_by_field_what_agrees_and_what_differs(known: Session, tmp_path: Path) -> None:
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, DOUBTFUL[0])))
    presenter.go(Step.DUPLICATES)
    shown = view.pairs[-1]
    assert shown.count == "Пара 1 из 1"
    assert shown.heads[1:3] == ("Клиент базы", "Строка 2 таблицы")
    said = {line.cells[0]: (line.cells[3], line.says) for line in shown.lines}
    assert said["Фамилия"] == ("совпадает", "same")
    assert said["Имя"] == ("инициал", "initial")
    assert said["Мобильный телефон"] == ("различается", "other")
    assert said["Город"] == ("только в одной", "")
    assert "Опунцин Артём Олегович" in shown.said


def test_answers_are_kept_in_the_draft_at_once_and_taken_back_one_by_one(known: Session, tmp_path: Path) -> None:
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, *DOUBTFUL)))
    presenter.go(Step.DUPLICATES)
    order = [question.ends for question in presenter.duplicates.plan.questions] if presenter.duplicates.plan else []
    assert presenter.duplicates.answer("same")
    assert read_drafts(known)[0].settlement.same == {order[0]}
    presenter.duplicates.answer("different")
    presenter.duplicates.answer("later")
    assert read_drafts(known)[0].settlement.different == {order[1]}
    assert view.pairs[-1].answered == (
        "Один человек: 1, разные: 1, отложено: 1. Отложенные останутся вопросами в базе."
    )
    assert not presenter.duplicates.answer("same"), "there is no pair any more"
    assert presenter.undo()
    assert presenter.undo()
    assert view.pairs[-1].count == "Пара 2 из 3"
    assert read_drafts(known)[0].settlement.different == frozenset()
    assert presenter.undo()
    assert read_drafts(known)[0].settlement.same == frozenset()
    assert not presenter.undo()
    plan = presenter.duplicates.plan
    assert plan is not None
    assert [question.ends for question in plan.questions] == order, "the list stands while it is worked on"


def test_what_was_answered_is_done_and_what_was_left_is_asked_in_the_base(known: Session, tmp_path: Path) -> None:
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, *DOUBTFUL)))
    presenter.go(Step.DUPLICATES)
    for answer in ("same", "different", "later"):
        presenter.duplicates.answer(answer)
    presenter.forward()
    presenter.forward()
    assert numbers(view)["Создать"] == "2"
    assert numbers(view)["Обновить"] == "1"
    assert numbers(view)["Вопросов останется"] == "1"
    presenter.forward()
    assert view.report is not None
    assert dict(view.report.numbers)["Вопросов осталось"] == "1"
    assert len(read_pairs(known)) == 1


def test_a_draft_is_reopened_with_its_answers(known: Session, tmp_path: Path) -> None:
    desk = PlainDesk(known)
    presenter, _ = begin(desk, open=str(write_doubtful(tmp_path, *DOUBTFUL)))
    presenter.go(Step.DUPLICATES)
    presenter.duplicates.answer("same")
    presenter.duplicates.answer("different")
    draft = read_drafts(known)[0]
    again, view = begin(PlainDesk(known), draft=draft.id)
    assert again.step is Step.DUPLICATES
    assert view.pairs[-1].count == "Пара 1 из 1"
    assert view.duplicates is not None
    assert view.duplicates.anew == "Спросить снова"
    again.duplicates.ask_anew()
    assert view.pairs[-1].count == "Пара 1 из 3"
    assert again.undo()
    assert read_drafts(known)[0].settlement == draft.settlement


def test_pairs_left_for_later_are_not_asked_again_until_somebody_comes_back_to_them(
    known: Session, tmp_path: Path
) -> None:
    presenter, _ = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, *DOUBTFUL)))
    presenter.go(Step.DUPLICATES)
    presenter.duplicates.answer("later")
    presenter.duplicates.answer("same")
    left = read_drafts(known)[0].settlement.later
    again, view = begin(PlainDesk(known), draft=read_drafts(known)[0].id)
    assert view.pairs[-1].count == "Пара 2 из 2"
    assert view.anew != "К отложенным"
    again.duplicates.answer("different")
    assert view.anew == "К отложенным"
    again.duplicates.ask_anew()
    assert view.pairs[-1].count == "Пара 2 из 2"
    assert again.duplicates._question is not None
    assert {again.duplicates._question.ends} == left
    assert read_drafts(known)[0].settlement.later == frozenset()
    again.duplicates.answer("later")
    assert again.undo()
    assert again.undo()
    assert read_drafts(known)[0].settlement.different == frozenset()


def test_sure_pairs_become_questions_where_somebody_wants_to_be_asked(known: Session, tmp_path: Path) -> None:
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, SURE, NEW)))
    presenter.go(Step.DUPLICATES)
    presenter.duplicates.switch_sure(join=False)
    assert view.duplicates is not None
    assert view.duplicates.sure == "Наверняка один человек: 0"
    assert view.pairs[-1].count == "Пара 1 из 1"
    assert not read_drafts(known)[0].settlement.join_sure
    presenter.duplicates.switch_sure(join=True)
    assert view.duplicates.sure == "Наверняка один человек: 1"


def test_the_step_is_passed_by_where_nothing_is_to_be_decided_and_says_so(known: Session, tmp_path: Path) -> None:
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, NEW)))
    presenter.go(Step.CHECK)
    presenter.forward()
    assert presenter.step is Step.CONSENT
    assert view.message[0] == "Дублей в таблице не нашлось, шаг «Дубли» пройден."
    presenter.back()
    assert view.wizards[-1].step is Step.CHECK
    presenter.go(Step.DUPLICATES)
    assert view.duplicates is not None
    assert view.duplicates.nothing[0] == "Дублей нет"


def test_a_policy_is_counted_kept_and_planned_at_once(known: Session, tmp_path: Path) -> None:
    changed = "Кактусова;Вера;Павловна;12.05.1980;+7 916 000-00-01;new@kaktus.example;Казань"
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, changed)))
    presenter.go(Step.RESULT)
    assert view.summary is not None
    lines = {line.name: (line.blank, line.other, line.chosen) for line in view.summary.policies}
    assert lines == {"Город": ("1", "", Policy.FILL), "Электронная почта": ("", "1", Policy.FILL)}
    assert view.summary.sentences[0] == "Изменятся поля: Город 1."
    presenter.duplicates.choose_policy("email", Policy.OVERWRITE)
    assert presenter.step is Step.RESULT
    assert view.summary.sentences[0] == "Изменятся поля: Электронная почта 1, Город 1."
    presenter.duplicates.choose_policy("city", Policy.KEEP)
    assert view.summary.sentences[0] == "Изменятся поля: Электронная почта 1."
    assert read_drafts(known)[0].settlement.policies == {"email": Policy.OVERWRITE, "city": Policy.KEEP}
    presenter.forward()
    assert view.report is not None
    assert view.report.sentences == ("Изменены поля: Электронная почта 1.",)


def test_the_report_has_the_numbers_of_the_dry_run(known: Session, tmp_path: Path) -> None:
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, SURE, *DOUBTFUL, NEW, NEW)))
    presenter.go(Step.RESULT)
    planned = numbers(view)
    presenter.forward()
    assert view.report is not None
    done = dict(view.report.numbers)
    pairs = {"Создать": "Создано", "Обновить": "Обновлено", "Без изменений": "Без изменений"}
    pairs |= {"Повторов в таблице": "Повторов в таблице", "Вопросов останется": "Вопросов осталось"}
    assert {name: planned[name] for name in pairs} == {name: done[other] for name, other in pairs.items()}


def test_a_base_that_changed_meanwhile_is_planned_anew_and_that_is_said(known: Session, tmp_path: Path) -> None:
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, NEW)))
    presenter.go(Step.RESULT)
    assert numbers(view)["Создать"] == "1"
    came = client_row(1)
    import_clients(known, [came])
    import_clients(known, list(presenter.findings.rows if presenter.findings else ()))
    presenter.forward()
    assert presenter.report is None
    assert presenter.step is Step.RESULT
    assert view.message[0].startswith("База изменилась")
    assert numbers(view)["Создать"] == "0"
    presenter.forward()
    assert presenter.report is not None


def test_a_stopped_plan_stands_at_the_check_and_keeps_the_answers(known: Session, tmp_path: Path) -> None:
    desk = PlainDesk(known)
    presenter, view = begin(desk, open=str(write_doubtful(tmp_path, *DOUBTFUL)))
    presenter.go(Step.DUPLICATES)
    presenter.duplicates.answer("same")
    desk.progress = stop_at("match")
    presenter.forward()
    assert presenter.step is Step.CHECK
    assert view.message[0] == "Сравнение остановлено. Черновик и ответы сохранены."
    desk.progress = no_progress
    presenter.go(Step.RESULT)
    assert numbers(view)["Обновить"] == "1"


def test_while_it_is_planned_the_page_says_so_and_takes_no_answer(known: Session, tmp_path: Path) -> None:
    desk = LateDesk(known)
    presenter, view = begin(desk, open=str(write_doubtful(tmp_path, *DOUBTFUL)))
    desk.work_on()
    presenter.go(Step.DUPLICATES)
    desk.work_on()
    assert view.wizards[-1].busy == "Ищем дубли и считаем итог…"
    assert view.wizards[-1].step is Step.DUPLICATES
    assert not presenter.duplicates.answer("same")
    presenter.stop()
    assert desk.stops == 1
    desk.work_on()
    assert view.pairs[-1].count == "Пара 1 из 3"


def test_an_import_is_undone_whole_and_the_list_says_so(known: Session, tmp_path: Path) -> None:
    desk = PlainDesk(known)
    presenter, view = begin(desk, open=str(write_doubtful(tmp_path)))
    presenter.go(Step.RESULT)
    presenter.forward()
    presenter.reporting.undo()
    assert view.asked[0][0] == "Отменить импорт «clients_12.csv»?"
    assert "Уйдут созданные клиенты: 4" in view.asked[0][1]
    assert [one.state for one in read_imports(known)] == ["undone", "done"]
    assert desk.told[-1][0] == "Импорт отменён: ушло 4, прежними стали 1"
    assert view.report is not None
    assert not view.report.undoable
    presenter.forward()
    assert [line.cells[3] for line in view.lines] == ["Отменён", "Готово"]


def test_an_import_that_something_hangs_on_is_not_undone_and_each_reason_is_listed(
    known: Session, tmp_path: Path
) -> None:
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, NEW.removesuffix("Тула"))))
    presenter.go(Step.RESULT)
    presenter.forward()
    presenter.close()
    first = read_imports(known)[0]
    again, _ = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, NEW, name="later.csv")))
    again.go(Step.RESULT)
    again.forward()
    presenter.open_report(first.id, undo=True)
    assert view.report is not None
    assert view.report.view == "obstacles"
    assert view.report.obstacles == [("Молодилов Л. Ю.", "его дополнил более поздний импорт", "later.csv")]
    assert view.message == ("Импорт не отменён: мешает 1 клиент. Ничего не изменилось.", "warn")
    assert [one.state for one in read_imports(known)] == ["done"] * 3


def test_what_an_import_joined_is_listed_and_can_be_split(known: Session, tmp_path: Path) -> None:
    desk = PlainDesk(known)
    presenter, view = begin(desk, open=str(write_doubtful(tmp_path, SURE)))
    presenter.go(Step.RESULT)
    presenter.forward()
    assert view.report is not None
    (line,) = view.report.joined
    assert line.cells[2] == "строка 2"
    presenter.reporting.look("joined")
    presenter.reporting.split(line.merge_id)
    assert view.report.joined == []
    assert view.report.view == "numbers"
    assert desk.told[-1][0] == "Разделено: это снова два клиента"


def test_a_report_is_saved_with_numbers_and_without_anybody(known: Session, tmp_path: Path) -> None:
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path)))
    presenter.go(Step.RESULT)
    presenter.forward()
    view.place_to_choose = str(tmp_path / "report.txt")
    presenter.reporting.save()
    text = (tmp_path / "report.txt").read_text(encoding="utf-8-sig")
    assert "Создано: 4" in text
    assert "clients_12.csv" in text
    assert not [name for name in ("Кактусов", "Опунцин", "916") if name in text]
    view.place_to_choose = str(tmp_path / "nowhere" / "report.txt")
    presenter.reporting.save()
    assert view.message[1] == "err"


def test_pairs_left_for_later_are_settled_at_the_desk_of_the_base(known: Session, tmp_path: Path) -> None:
    desk = PlainDesk(known)
    presenter, view = begin(desk, open=str(write_doubtful(tmp_path, *DOUBTFUL)))
    presenter.go(Step.RESULT)
    presenter.forward()
    presenter.close()
    assert view.base_pairs == "Возможные дубли в базе: 3 пары"
    presenter.open_base_desk()
    assert view.base_desk is not None
    assert view.base_desk.pair is not None
    assert view.base_desk.pair.count == "Пара 1 из 3"
    for answer in ("same", "different", "later"):
        assert presenter.base_desk.answer(answer)
    assert view.base_desk.pair.answered == "Один человек: 1, разные: 1, отложено: 1."
    assert len(read_pairs(known)) == 1
    assert [line.cells[2] for line in view.base_desk.joined] == ["клиент базы"]
    for _ in range(3):
        assert presenter.undo()
    assert not presenter.undo()
    assert len(read_pairs(known)) == 3
    assert view.base_desk.joined == []
    presenter.base_desk.answer("same")
    presenter.base_desk.split(view.base_desk.joined[0].merge_id)
    assert len(read_pairs(known)) == 2
    presenter.forward()
    assert view.base_pairs == "Возможные дубли в базе: 2 пары"


def test_what_was_joined_by_hand_is_found_and_split_later(known: Session, tmp_path: Path) -> None:
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, *DOUBTFUL)))
    presenter.go(Step.RESULT)
    presenter.forward()
    presenter.close()
    presenter.open_base_desk()
    for answer in ("different", "same", "different"):
        presenter.base_desk.answer(answer)
    presenter.forward()
    assert view.base_pairs == "Объединён вручную 1 клиент"
    again, view = begin(PlainDesk(known))
    again.open_base_desk()
    assert view.base_desk is not None
    assert view.base_desk.on_joined
    assert not again.undo(), "answers of another day are not taken back"
    again.base_desk.split(view.base_desk.joined[0].merge_id)
    assert view.base_desk.joined == []
    assert view.base_desk.nothing[0] == "Возможных дублей нет"
    again.forward()
    assert view.base_pairs == ""


def test_the_report_counts_rows_with_warnings_and_errors_as_the_summary_does(known: Session, tmp_path: Path) -> None:
    rows = ("Седумов;Лев;Львович;31.02.1980;12;;Тула", ";;;31.02.1980;12;;Тула")
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, NEW, *rows)))
    presenter.go(Step.RESULT)
    assert (numbers(view)["С предупреждением"], numbers(view)["Пропустить с ошибками"]) == ("1", "1")
    presenter.forward()
    assert view.report is not None
    told = dict(view.report.numbers)
    assert (told["С предупреждением"], told["Пропущено"]) == ("1", "1")


def test_a_table_that_changes_nothing_says_so_before_and_after(known: Session, tmp_path: Path) -> None:
    for turn in range(2):
        presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, NEW)))
        presenter.go(Step.RESULT)
        assert (view.wizards[-1].primary == "Закончить без изменений") is bool(turn)
        presenter.forward()
    assert view.report is not None
    assert view.report.title == "Изменений нет: всё это уже в базе"
