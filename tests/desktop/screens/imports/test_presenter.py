"""The wizard of an import without Qt, on a real base and real files."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.domain.consent import PURPOSE_OFFER
from core.domain.rights import UseCase
from core.services.catalogue import add_company
from core.services.imports import read_drafts, read_imports
from core.services.session import Session, Stopped, no_progress
from desktop.screens.imports.presenter import ImportsPresenter
from desktop.screens.imports.shown import (
    CheckShown,
    ConsentShown,
    FileShown,
    GroupShown,
    ImportLine,
    MatchingShown,
    ResultShown,
    Step,
    WizardShown,
)
from desktop.words import Words
from tests.desktop.screens.imports.tables import write_table
from tests.support.bases import BANK, INSURER, TODAY
from tests.support.desk import PlainDesk


class View:
    """Keeps what was shown last."""

    def __init__(self) -> None:
        self.file_to_choose: str | None = None
        self.lines: Sequence[ImportLine] = ()
        self.reading: list[str] = []
        self.wizards: list[WizardShown] = []
        self.file: FileShown | None = None
        self.matching: MatchingShown | None = None
        self.check: CheckShown | None = None
        self.groups: list[tuple[int, GroupShown, int]] = []
        self.consent: ConsentShown | None = None
        self.result: ResultShown | None = None
        self.message = ("", "")

    def ask_file(self, title: str, tables: str, everything: str) -> str | None:
        assert title and tables and everything
        return self.file_to_choose

    def show_start(self, lines: Sequence[ImportLine], reading: str) -> None:
        self.lines = lines
        self.reading.append(reading)

    def show_wizard(self, shown: WizardShown) -> None:
        self.wizards.append(shown)

    def show_saved(self, text: str) -> None:
        assert "{" not in text

    def show_file(self, shown: FileShown) -> None:
        self.file = shown

    def show_matching(self, shown: MatchingShown) -> None:
        self.matching = shown

    def show_check(self, shown: CheckShown) -> None:
        self.check = shown

    def show_group(self, place: int, shown: GroupShown, row: int) -> None:
        self.groups.append((place, shown, row))

    def show_consent(self, shown: ConsentShown) -> None:
        self.consent = shown

    def show_result(self, shown: ResultShown) -> None:
        self.result = shown

    def show_message(self, text: str, tone: str = "info") -> None:
        self.message = (text, tone)


@pytest.fixture
def desk(session: Session) -> PlainDesk:
    return PlainDesk(session)


def _begin(desk: PlainDesk, **facts: Any) -> tuple[ImportsPresenter, View]:
    view = View()
    presenter = ImportsPresenter(view, desk)
    presenter.arrive(facts)
    return presenter, view


def _clients(session: Session) -> int:
    with session.reading(UseCase.READ_CLIENTS) as work:
        return len(work.clients.person_keys())


def _stop_at(step: str) -> Callable[[str, int, int], None]:
    def progress(now: str, _done: int, _total: int) -> None:
        if now == step:
            raise Stopped

    return progress


def test_without_imports_the_list_is_empty(desk: PlainDesk) -> None:
    _, view = _begin(desk)
    assert list(view.lines) == []
    assert view.reading == [""]


def test_an_opened_file_becomes_a_draft_and_shows_its_first_rows_as_they_stand(desk: PlainDesk, tmp_path: Path) -> None:
    file = write_table(tmp_path)
    _, view = _begin(desk, open=str(file))
    assert view.reading[0] == "clients.csv"
    assert view.file is not None
    assert view.file.heads == ("Строка", "Клиент", "тел.", "Доход", "Прим.")
    assert view.file.rows[1] == ("3", "Опунцина Вера Павловна", "345-67", "120000", "")
    assert view.wizards[-1].subtitle == "clients.csv · 4 строки, 4 столбца"
    assert view.wizards[-1].step is Step.FILE
    assert [draft.path for draft in read_drafts(desk.session)] == [str(file)]


def test_a_long_table_shows_fifty_rows_and_says_so(desk: PlainDesk, tmp_path: Path) -> None:
    rows = [f"Кактусов{number} Пётр;;;" for number in range(60)]
    _, view = _begin(desk, open=str(write_table(tmp_path, *rows)))
    assert view.file is not None
    assert len(view.file.rows) == 50
    assert "50 строк" in view.file.note


def test_an_unreadable_file_leaves_the_beginning_and_says_why(desk: PlainDesk, tmp_path: Path) -> None:
    file = tmp_path / "broken.xlsx"
    file.write_bytes(b"PK\x03\x04 this is no workbook")
    presenter, view = _begin(desk, open=str(file))
    assert presenter.draft is None
    assert view.message == (desk.words.say("errors", "unreadable_file"), "err")
    assert view.reading[-1] == ""
    assert read_drafts(desk.session) == []


def test_stopped_reading_begins_nothing(session: Session, tmp_path: Path) -> None:
    desk = PlainDesk(session, progress=_stop_at("read"))
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
    assert presenter.draft is None
    assert view.message[0] == "Чтение остановлено. Ничего не загружено."
    assert read_imports(session) == []


def test_what_is_dropped_and_is_no_file_is_refused_in_words(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _begin(desk)
    presenter.take_files([str(tmp_path)])
    assert view.message[1] == "warn"
    presenter.take_files([str(write_table(tmp_path)), str(tmp_path)])
    assert view.wizards[-1].step is Step.FILE
    assert "первый файл" in desk.told[-1][0]


def test_the_file_that_was_chosen_is_opened(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _begin(desk)
    presenter.forward()
    assert presenter.draft is None, "nothing was chosen"
    view.file_to_choose = str(write_table(tmp_path))
    presenter.forward()
    assert presenter.draft is not None


def test_columns_are_matched_by_their_headers_and_by_hand(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
    presenter.forward()
    assert view.matching is not None
    assert [line.cells[2:] for line in view.matching.lines] == [
        ("ФИО", "по заголовку"),
        ("Мобильный телефон", "по заголовку"),
        ("Доход", "по заголовку"),
        ("Не импортировать", "не узнано"),
    ]
    assert view.matching.lines[1].cells[1] == "8 912 345-67-89 | 345-67"
    presenter.match(3, "position")
    assert view.matching.lines[3].cells[3] == "выбрано вручную"
    presenter.match(2, None)
    assert view.matching.lines[2].cells[2:] == ("Не импортировать", "снято вручную")
    assert read_drafts(desk.session)[0].fields == {0: "full_name", 1: "phone", 3: "position"}


def test_a_field_chosen_twice_moves_and_says_so(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
    presenter.forward()
    presenter.match(3, "phone")
    assert view.matching is not None
    assert [line.code for line in view.matching.lines] == ["full_name", None, "income", "phone"]
    assert view.message[0] == "Поле «Мобильный телефон» перенесено: столбец «тел.» теперь не импортируется."


def test_without_anybodys_name_the_check_is_refused_in_words(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
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
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CHECK)
    assert view.check is not None
    assert view.check.counts == (("1", "готово"), ("2", "предупреждения"), ("1", "ошибка"))
    assert [(line.title, line.source, line.count) for line in view.check.lines] == [
        ("Ошибки", "", ""),
        ("Нет имени клиента", "вся строка", "1"),
        ("Предупреждения", "", ""),
        ("Число не распознано", "Доход → Доход", "2"),
        ("Телефон не распознан", "тел. → Мобильный телефон", "1"),
    ]
    assert view.wizards[-1].status == "Дальше пойдут 3 строки, 1 с ошибкой останется в файле"


def test_a_group_shows_its_rows_with_the_raw_text(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CHECK)
    _, shown, _ = view.groups[-1]
    assert [(row.number, row.who, row.text) for row in shown.rows] == [(4, "", "8 913 111-22-33 · много")]
    presenter.choose_group(1)
    _, shown, _ = view.groups[-1]
    assert shown.heads[2] == "Доход"
    assert [(row.number, row.who, row.text) for row in shown.rows] == [
        (4, "", "много"),
        (5, "Колючкин Артём Олегович", "много"),
    ]
    assert shown.reason == "Число не распознано, ячейка пропущена"


def test_next_and_previous_problem_go_round_all_groups(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
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
    desk = PlainDesk(session, progress=_stop_at("check"))
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
    presenter.forward()
    presenter.forward()
    assert presenter.step is Step.MATCHING
    assert view.message[0] == "Проверка остановлена. Черновик сохранён."
    assert len(read_drafts(session)) == 1


def test_back_and_on_again_changes_nothing(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
    presenter.forward()
    presenter.match(3, "position")
    for _ in range(2):
        presenter.forward()
    presenter.change_paper(given=True, number="С-7")
    findings = presenter.findings
    for _ in range(3):
        presenter.back()
    assert presenter.step is Step.FILE
    assert view.wizards[-1].reached is Step.CONSENT
    presenter.go(Step.CONSENT)
    assert presenter.findings is findings, "nothing changed, nothing is checked again"
    assert view.consent is not None
    assert (view.consent.given, view.consent.number) == (True, "С-7")
    presenter.match(3, None)
    assert presenter.findings is None


def test_a_consent_that_is_not_whole_is_told_at_its_fields(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CONSENT)
    presenter.change_paper(given=True)
    assert view.consent is not None
    assert view.consent.wrong == {}, "nobody wanted to go on yet"
    presenter.change_paper(everybody=False, signed_on=date(2027, 1, 1))
    presenter.forward()
    assert presenter.step is Step.CONSENT
    assert set(view.consent.wrong) == {"number", "day", "recipients"}
    assert view.consent.wrong["number"] == "Впишите номер документа."
    assert view.consent.attend
    presenter.change_paper(number="С;7")
    assert view.consent.wrong["number"] == "В номере не может быть точки с запятой."
    presenter.change_paper(number="С-7", signed_on=TODAY, partners=frozenset({BANK}))
    assert view.consent.wrong == {}
    presenter.forward()
    assert view.wizards[-1].step is Step.RESULT
    assert read_drafts(desk.session)[0].consent == f"С-7;{TODAY.isoformat()};{BANK}"


def test_a_partner_with_a_comma_in_its_name_is_told_apart(desk: PlainDesk, tmp_path: Path) -> None:
    add_company(desk.session, "Кедр, банк")
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CONSENT)
    presenter.change_paper(given=True, number="С-7", everybody=False, partners=frozenset({"Кедр, банк"}))
    presenter.forward()
    assert view.consent is not None
    assert "Кедр, банк" in view.consent.wrong["recipients"]
    presenter.change_paper(everybody=True)
    presenter.forward()
    assert presenter.step is Step.RESULT


def test_the_import_brings_in_the_good_rows_and_reports_them(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.RESULT)
    assert view.result is not None
    assert view.result.title == "К загрузке готовы 3 строки"
    assert view.wizards[-1].primary == "Импортировать 3 клиентов"
    presenter.forward()
    assert presenter.report is not None
    assert view.result.title == "Загружены 3 клиента"
    assert dict(view.result.report)["Осталось в файле с ошибками"] == "1"
    assert view.wizards[-1].finished
    assert desk.changed[-1] == frozenset({"imports", "clients"})
    presenter.forward()
    assert desk.went == [("compute", {})]
    presenter.close()
    assert [line.cells[2:] for line in view.lines] == [("Готово", "4", "3", "0", "1")]


def test_the_consent_of_the_file_is_noted_for_its_clients(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, _ = _begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CONSENT)
    presenter.change_paper(given=True, number="С-7", everybody=False, partners=frozenset({BANK, INSURER}))
    presenter.forward()
    presenter.forward()
    assert presenter.report is not None
    with desk.session.reading(UseCase.SEND) as work:
        assert work.consents.any_live(presenter.report.clients, PURPOSE_OFFER, TODAY)


def test_a_stopped_import_leaves_nothing_and_keeps_the_draft(session: Session, tmp_path: Path) -> None:
    desk = PlainDesk(session, progress=_stop_at("store"))
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.RESULT)
    presenter.forward()
    assert view.message[0] == "Загрузка остановлена: в базе ничего не изменилось. Черновик сохранён."
    assert _clients(session) == 0
    assert len(read_drafts(session)) == 1
    desk.progress = no_progress
    presenter.forward()
    assert _clients(session) > 0


def test_a_table_of_errors_only_has_nothing_to_import(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _begin(desk, open=str(write_table(tmp_path, ";8 913 111-22-33;1;", ";8 913 111-22-34;2;")))
    presenter.go(Step.RESULT)
    assert not view.wizards[-1].enabled
    assert view.result is not None
    assert view.result.title == "Загружать нечего"
    presenter.forward()
    assert presenter.report is None


def test_a_draft_goes_on_where_it_was_left_with_everything_in_it(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, _ = _begin(desk, open=str(write_table(tmp_path)))
    presenter.forward()
    presenter.match(3, "position")
    presenter.go(Step.CONSENT)
    presenter.change_paper(given=True, number="С-7")
    draft = read_drafts(desk.session)[0]

    again, view = _begin(desk, draft=draft.id)
    assert again.step is Step.CONSENT
    assert again.matching is not None
    assert again.matching.fields[3] == "position"
    assert view.consent is not None
    assert (view.consent.given, view.consent.number, view.consent.everybody) == (True, "С-7", True)
    assert view.wizards[-1].reached is Step.CONSENT


def test_a_draft_whose_file_is_gone_is_kept_and_says_so(desk: PlainDesk, tmp_path: Path) -> None:
    file = write_table(tmp_path)
    _begin(desk, open=str(file))
    file.unlink()
    presenter, view = _begin(desk, draft=read_drafts(desk.session)[0].id)
    assert presenter.draft is None
    assert "Черновик сохранён" in view.message[0]
    assert len(read_drafts(desk.session)) == 1


def test_a_draft_whose_columns_changed_is_kept_and_says_so(desk: PlainDesk, tmp_path: Path) -> None:
    _begin(desk, open=str(write_table(tmp_path)))
    write_table(tmp_path, headers="Клиент;тел.;Доход;Город")
    presenter, view = _begin(desk, draft=read_drafts(desk.session)[0].id)
    assert presenter.draft is None
    assert view.message == (desk.words.say("imports", "draft_headers_changed"), "warn")
    assert len(read_drafts(desk.session)) == 1


def test_a_draft_that_is_gone_is_told(desk: PlainDesk) -> None:
    presenter, view = _begin(desk, draft=77)
    assert presenter.draft is None
    assert view.message[0].startswith("Этого черновика больше нет")


def test_a_removed_draft_comes_back_by_undo(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
    presenter.forward()
    presenter.match(3, "position")
    presenter.close()
    presenter.discard(view.lines[0].id)
    assert list(view.lines) == []
    assert "Ctrl+Z" in desk.told[-1][0]
    assert presenter.undo()
    assert read_drafts(desk.session)[0].fields[3] == "position"
    assert len(view.lines) == 1
    assert not presenter.undo()


def test_the_page_comes_back_to_where_it_stood(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CHECK)
    shown = len(view.wizards)
    presenter.arrive({})
    assert presenter.step is Step.CHECK
    assert len(view.wizards) == shown + 1


def test_it_speaks_english(session: Session, tmp_path: Path) -> None:
    desk = PlainDesk(session, Words("en"))
    presenter, view = _begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CHECK)
    assert view.check is not None
    assert view.check.counts[2] == ("1", "error")
    presenter.go(Step.RESULT)
    assert view.wizards[-1].primary == "Import 3 clients"
