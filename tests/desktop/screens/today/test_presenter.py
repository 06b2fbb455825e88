"""What today's page says, without Qt."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.domain.lead import Answer, Stage
from core.domain.rights import Role, UseCase
from core.intake.mapping import suggest
from core.services.decisions import accept, decline, postpone
from core.services.drafts import ImportDraft, start_draft
from core.services.history import Action, read_history
from core.services.leads import leads_in
from core.services.outcomes import record_outcome
from core.services.sending import make_packages, mark_sent, read_packages, save_packages
from core.services.session import Session
from core.services.today import Overdue, Today, read_today
from core.services.training import TrainingDue
from desktop.screens.today.actions import SHOWN, action_lines
from desktop.screens.today.presenter import Shown, TodayPresenter
from desktop.screens.today.steps import SECONDS, about, greeting, steps_of
from desktop.words import Words
from tests.support.bases import CAR, NOW, TODAY, all_recommendations, client_row, consent_to_all, fill_catalogue
from tests.support.desk import PlainDesk
from tests.support.imported import import_clients

RU = Words("ru")


class FakeView:
    """Keeps what was shown last."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []
        self.obstacles: Sequence[str] = ()

    def show_today(self, shown: Shown) -> None:
        self.shown.append(shown)

    def show_obstacles(self, title: str, text: str, lines: Sequence[str], close: str) -> None:  # noqa: ARG002
        self.obstacles = lines


class Page:
    """A presenter with its view and its desk."""

    def __init__(self, session: Session, desk: PlainDesk | None = None) -> None:
        self.desk = desk or PlainDesk(session)
        self.view = FakeView()
        self.presenter = TodayPresenter(self.view, self.desk)

    def read(self) -> Shown:
        self.presenter.arrive()
        return self.view.shown[-1]


@pytest.fixture
def page(session: Session) -> Page:
    return Page(session)


def standing(session: Session, **changed: Any) -> Today:
    """Today with other numbers and nothing else waiting."""
    nothing = dict.fromkeys(("undecided_from", "returned", "waiting", "waiting_partners", "unsaved", "unsent"), 0)
    quiet = replace(read_today(session), **nothing, tasks=0)  # type: ignore[arg-type]
    stages = replace(quiet.stages, pending=changed.pop("pending", 0))
    return replace(quiet, **{"stages": stages, "overdue": None, "pace": None, "backup_due": False} | changed)


def pages(session: Session, today: Today, drafts: Sequence[ImportDraft] = ()) -> list[tuple[str, dict[str, Any]]]:
    return [(step.page, dict(step.facts)) for step in steps_of(today, drafts, session.roles, RU)]


def undecided(session: Session) -> list[int]:
    return [one.id for one in leads_in(session, Stage.PROCESSED)]


def test_a_new_base_is_led_to_its_catalogue_and_its_first_table(bare: Session) -> None:
    shown = Page(bare).read()
    assert [(step.page, dict(step.facts)) for step in shown.steps] == [("catalogue", {}), ("imports", {})]
    assert shown.greeting == "Два дела, примерно 10 минут"
    assert not any(line.done for line in shown.first_steps)
    assert shown.model.title == "Модели ещё нет"
    assert [number.count for number in shown.week] == ["0", "0", "0"]
    assert shown.week[2].base == "ответов нет", "no base, no share of it"


def test_every_thing_that_waits_is_a_step_to_its_page_and_zeros_are_none(session: Session) -> None:
    cases: list[tuple[dict[str, Any], tuple[str, dict[str, Any]]]] = [
        ({"undecided_from": 3}, ("review", {})),
        ({"waiting": 4, "waiting_partners": 2}, ("sending", {"tab": "ready"})),
        ({"unsaved": 1}, ("sending", {"tab": "packages"})),
        ({"unsent": 1}, ("sending", {"tab": "packages"})),
        ({"tasks": 2}, ("sending", {"tab": "tasks"})),
        ({"overdue": Overdue(3, 48, "Банк", "КАСКО")}, ("outcomes", {"tab": "late"})),
        ({"to_ask": 7}, ("outcomes", {"tab": "ask"})),
        ({"pending": 5}, ("compute", {})),
        ({"backup_due": True}, ("backups", {})),
    ]
    for changed, expected in cases:
        assert pages(session, standing(session, **changed)) == [expected]
    assert pages(session, standing(session)) == []


def test_a_draft_of_an_import_is_continued_by_its_id_and_named_without_its_folder(session: Session) -> None:
    headers = ["Клиент", "Телефон"]
    draft = start_draft(session, r"D:\tables\clients_11.xlsx", None, headers, suggest(headers)).value
    (step,) = steps_of(standing(session), [draft], session.roles, RU)
    assert (step.page, dict(step.facts)) == ("imports", {"draft": draft.id})
    assert step.note == "clients_11.xlsx, шаг 1"


def test_nobody_is_led_where_the_role_may_not_go(session: Session) -> None:
    today = standing(session, undecided_from=3, tasks=2, services=0)
    seen = steps_of(today, [], frozenset({Role.ADMINISTRATOR}), RU)
    assert [step.page for step in seen] == ["catalogue"]


def test_everything_at_once_stands_in_a_fixed_order(session: Session) -> None:
    headers = ["Клиент", "Телефон"]
    draft = start_draft(session, "clients_11.xlsx", None, headers, suggest(headers)).value
    today = standing(
        session,
        undecided_from=3,
        waiting=4,
        waiting_partners=2,
        unsent=1,
        overdue=Overdue(12, 48, "Банк", "КАСКО"),
        tasks=2,
        pending=5,
        backup_due=True,
    )
    steps = steps_of(today, [draft], session.roles, RU, sheet=True)
    assert [step.page for step in steps] == [
        *("review", "sending", "sending", "outcomes", "sending", "imports", "compute", "backups", "access")
    ]
    assert (steps[3].title, steps[3].note) == ("12 исходов просрочены", "Старший ждёт 48 дней: Банк, КАСКО")
    assert steps[7].note == "Не сделано ни одной. Откажет диск, и работа пропадёт"


def test_the_time_of_a_review_is_told_by_the_users_own_pace(session: Session) -> None:
    (slow,) = steps_of(standing(session, undecided_from=30, pace=20.0), [], session.roles, RU)
    assert (slow.note, slow.seconds) == ("Около 10 минут.", 600)


def test_the_way_of_recommendations_is_counted(page: Page, session: Session) -> None:
    made = undecided(session)
    accept(session, made[:3])
    stages = {word: count for count, word in page.read().stages}
    assert stages["ждут решения"] == str(len(made) - 3)
    assert stages["приняты, ждут отправки"] == str(read_today(session).waiting)


def test_the_summary_counts_things_and_adds_up_their_time(session: Session) -> None:
    today = standing(session, undecided_from=30, waiting=9, waiting_partners=4, unsent=5)
    steps = steps_of(today, [], session.roles, RU)
    assert sum(step.seconds for step in steps) == 30 * SECONDS["review"] + 9 * SECONDS["waiting"]
    assert greeting(steps, RU) == "Три дела, примерно 20 минут"
    assert greeting([], RU) == "На сегодня всё"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (10, "примерно 1 минута"),
        (130, "примерно 2 минуты"),
        (13 * 60, "примерно 15 минут"),
        (29 * 60, "примерно полчаса"),
        (56 * 60, "примерно час"),
        (170 * 60, "примерно 3 часа"),
    ],
)
def test_time_is_rounded_as_one_would_say_it(seconds: int, said: str) -> None:
    assert about(seconds, RU) == said


def test_when_nothing_waits_the_page_says_so_and_leads_on(page: Page) -> None:
    shown = page.read()  # all clients are alike here, so no score reaches the threshold
    assert shown.greeting == "На сегодня всё"
    page.presenter.first()
    assert page.desk.went == [("imports", {})]


def test_a_step_leads_to_its_page(page: Page, session: Session) -> None:
    accept(session, undecided(session))
    shown = page.read()
    assert len(shown.steps) > 1
    page.presenter.take(1)
    page.presenter.first()
    assert page.desk.went == [(step.page, dict(step.facts)) for step in (shown.steps[1], shown.steps[0])]


def test_first_steps_tick_themselves_and_go_when_they_are_removed_or_done(page: Page, session: Session) -> None:
    done = [line.done for line in page.read().first_steps]
    assert done == [True, True, False, False, False]
    decline(session, undecided(session)[:1])
    assert [line.done for line in page.read().first_steps][2]
    page.presenter.hide_first_steps()
    assert page.view.shown[-1].first_steps == ()
    assert page.desk.kept == {"hide_first_steps": True}


def test_the_week_has_its_numbers_with_their_base(page: Page, session: Session, tmp_path: Path) -> None:
    ids = undecided(session)
    accept(session, ids[:20])
    decline(session, ids[20:25])
    make_packages(session, [one.client_id for one in all_recommendations(session)], "ru")
    save_packages(session, tmp_path / "out")
    for package in read_packages(session):
        mark_sent(session, package.id)
    sent = leads_in(session, Stage.SENT)
    record_outcome(session, sent[0].id, Answer.BOUGHT, TODAY, 1000.0)
    record_outcome(session, sent[1].id, Answer.REFUSED, TODAY)
    decided, gone, bought = page.read().week
    assert (decided.count, decided.base) == ("25", "принято 20")
    assert gone.count == str(len(sent))
    assert (bought.count, bought.base) == ("1", "из 2 ответов")
    assert page.view.shown[-1].week_span == "с 14.11.2026 по 20.11.2026"


def test_clients_that_wait_for_a_score_lead_to_the_computation(page: Page, session: Session) -> None:
    assert page.read().model.action == ""
    import_clients(session, [client_row(number, CAR) for number in range(40, 43)])
    model = page.read().model
    assert model.pending == "3 клиента ждут расчёта"
    page.presenter.compute()
    assert page.desk.went == [("compute", {})]


def test_actions_are_told_newest_first_with_an_undo_where_there_is_one(page: Page, session: Session) -> None:
    ids = undecided(session)
    accept(session, ids[:2])
    postpone(session, ids[2:3], TODAY + timedelta(days=1))
    lines = page.read().actions
    assert [line.text for line in lines[:3]] == [
        "Отложена 1 рекомендация",
        "Приняты 2 рекомендации",
        "Рассчитано 30 клиентов",
    ]
    assert [line.undo is not None for line in lines[:3]] == [True, True, False]
    assert lines[0].when == f"{NOW.astimezone():%H:%M}", "local time, though the history keeps UTC"


def test_an_undone_action_is_back_where_it_was(page: Page, session: Session) -> None:
    ids = undecided(session)
    accept(session, ids[:2])
    page.read()
    assert page.presenter.undo_last()
    assert undecided(session) == ids
    assert page.desk.told[-1][0] == "Отменено"
    lines = page.read().actions
    assert lines[0].text == "Отменено 1 решение"
    assert not page.presenter.undo_last(), "nothing else can be taken back"


class LateDesk(PlainDesk):
    """What is to be done waits until `work_on`."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.waiting: list[Callable[[], None]] = []

    def do(self, *args: Any, **kwargs: Any) -> None:
        """Keep it."""
        plain = super().do
        self.waiting.append(lambda: plain(*args, **kwargs))

    def work_on(self) -> None:
        """Do what waits."""
        waiting, self.waiting = self.waiting, []
        for work in waiting:
            work()


def test_two_quick_undos_take_back_two_actions(session: Session) -> None:
    desk = LateDesk(session)
    page = Page(session, desk)
    ids = undecided(session)
    accept(session, ids[:1])
    decline(session, ids[1:2])
    page.read()
    assert [page.presenter.undo_last() for _ in range(3)] == [True, True, False]
    desk.work_on()
    assert undecided(session) == ids
    assert desk.warned == []
    assert [sentence for sentence, _ in desk.told] == ["Отменено", "Отменено"]


def test_an_undo_that_something_stands_in_the_way_of_is_tried_again_when_asked_again(
    page: Page, session: Session
) -> None:
    accept(session, undecided(session))
    make_packages(session, [one.client_id for one in all_recommendations(session)], "ru")
    page.read()
    for _ in range(2):
        page.view.obstacles = []
        assert page.presenter.undo_last()
        assert page.view.obstacles


def test_what_stands_in_the_way_of_an_undo_is_listed(page: Page, session: Session) -> None:
    accept(session, undecided(session))
    make_packages(session, [one.client_id for one in all_recommendations(session)], "ru")
    page.read()
    assert page.presenter.undo_last()
    packed = leads_in(session, Stage.PACKAGED)
    assert len(page.view.obstacles) == len(packed) > 0
    assert "в пакете, файл opuntia-" in page.view.obstacles[0]
    assert page.desk.told == []


def entries(*told: tuple[UseCase, dict[str, Any]]) -> list[Action]:
    at = datetime(2026, 11, 19, 12, tzinfo=UTC).replace(tzinfo=None)
    return [Action(number, at, use_case, details, False) for number, (use_case, details) in enumerate(told)]


def test_alike_actions_in_a_row_are_one_line_and_silent_ones_none() -> None:
    actions = entries(
        (UseCase.SEND, {"saved": 2}),
        (UseCase.SEND, {"leaving": 2}),
        (UseCase.SEND, {"saved": 1}),
        (UseCase.SEND, {"leaving": 1}),
        (UseCase.SEND, {"preview": 1}),
        (UseCase.SEND, {"packages": [], "leads": 0, "left_out": {}}),
        (UseCase.DECIDE, {"stage": "in_review", "recommendations": 12}),
        (UseCase.RECORD_OUTCOME, {"recommendation": 1, "answer": "bought"}),
        (UseCase.RECORD_OUTCOME, {"recommendation": 2, "answer": "refused"}),
    )
    now = datetime(2026, 11, 20, 9, 30, tzinfo=UTC).astimezone().replace(tzinfo=None)
    lines = action_lines(actions, now, RU)
    assert [line.text for line in lines] == ["Сохранены 2 пакета", "Отмечены 2 исхода"]
    assert lines[0].when.startswith("вчера")


def test_every_use_case_that_leaves_an_entry_has_its_sentence_in_both_languages() -> None:
    actions = entries(
        (UseCase.IMPORT_CLIENTS, {"rows": 9, "imported": 5, "updated": 4}),
        (UseCase.COMPUTE, {"scored": 3}),
        (UseCase.DECIDE, {"own": 1, "waiting": 1, "recommendations": 2}),
        (UseCase.DECIDE, {"stage": "declined", "recommendations": 2}),
        (UseCase.DECIDE, {"stage": "processed", "recommendations": 2}),
        (UseCase.WITHDRAW_CONSENT, {"clients": 2}),
        (UseCase.CHANGE_SETTINGS, {"accept_from": [80, 70]}),
        (UseCase.EDIT_CATALOGUE, {"services": 40, "new": 40, "cells": 10}),
    )
    more = entries(
        (UseCase.SEND, {"packages": [1, 2], "leads": 9, "left_out": {}}),
        (UseCase.SEND, {"passwords_given": [1]}),
        (UseCase.SEND, {"sent": 1}),
        (UseCase.SEND, {"dissolved": 1}),
        (UseCase.SEND, {"outdated": "opuntia-0123456789abcdef.age"}),
        (UseCase.EDIT_CATALOGUE, {"kind": 3, "months": 12}),
        (UseCase.EDIT_INDICATORS, {"service": 3, "lever": 1.1}),
        (UseCase.TEACH_SYNONYMS, {"synonyms": 2}),
    )
    for words in (RU, Words("en")):
        for told in (actions, more):
            assert len(action_lines(told, datetime(2026, 11, 20), words)) == len(told)


def test_no_more_lines_stand_there_than_there_is_room_for(session: Session) -> None:
    for one in undecided(session)[: SHOWN + 3]:
        accept(session, [one])
    now = NOW.astimezone().replace(tzinfo=None)
    assert len(action_lines(read_history(session, 100), now, RU)) == SHOWN


def test_services_and_clients_of_a_filled_base_need_no_first_step(bare: Session) -> None:
    fill_catalogue(bare)
    assert pages(bare, read_today(bare)) == [("imports", {})]
    import_clients(bare, [client_row(1, CAR)], consent_to_all(bare))
    assert pages(bare, read_today(bare)) == [("compute", {})]


def test_a_training_is_suggested_when_it_is_time_and_to_those_who_may(session: Session) -> None:
    today = standing(session)
    due = TrainingDue(128, 9, date(2025, 11, 12), asks=True)
    (step,) = (one for one in steps_of(today, [], session.roles, RU, training=due) if one.page == "models")
    assert step.title == "Модель ещё не училась на 128 итогах"
    assert step.note == "Прошлое обучение было 12.11.2025"
    assert "models" not in {
        one.page for one in steps_of(today, [], session.roles, RU, training=replace(due, asks=False))
    }
    assert "models" not in {one.page for one in steps_of(today, [], frozenset({Role.MANAGER}), RU, training=due)}
