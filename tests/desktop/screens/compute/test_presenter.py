"""What the page of computing says and does, without Qt."""

from dataclasses import replace
from functools import partial

import pytest

from core.domain.catalogue import Cell
from core.domain.progress import Progress
from core.domain.rights import Role
from core.domain.training import Origin
from core.services import scoring_run
from core.services.catalogue import set_cell
from core.services.imports import read_imports
from core.services.outlook import read_outlook
from core.services.scoring import compute
from core.services.session import Session, Stopped
from core.services.today import read_today
from desktop.screens.compute import spoken
from desktop.screens.compute.picture import Picture
from desktop.screens.compute.presenter import ComputePresenter
from desktop.words import NBSP, Words
from ml.hybrid import blocks
from tests.desktop.screens.compute.conftest import CLIENTS, HeldDesk
from tests.support.bases import BANK, CAR, CASCO, OWN, all_recommendations, client_row, fill_catalogue
from tests.support.desk import PlainDesk
from tests.support.imported import import_clients


class View:
    """Keeps what it is shown, the latest last."""

    def __init__(self, *, seen: bool = True) -> None:
        self.pictures: list[Picture] = []
        self.refused: list[str] = []
        self.spoken: list[str] = []
        self.seen = seen
        self.presenter: ComputePresenter | None = None
        self.left: float | None = None

    def show_picture(self, picture: Picture) -> None:
        self.pictures.append(picture)

    def show_refused(self, sentence: str) -> None:
        self.refused.append(sentence)

    def announce(self, sentence: str) -> None:
        self.spoken.append(sentence)

    def follow(self) -> Progress:
        assert self.presenter is not None
        return self.presenter.advance

    def is_seen(self) -> bool:
        return self.seen

    def time_left(self, _share: float) -> float | None:
        return self.left

    @property
    def now(self) -> Picture:
        return self.pictures[-1]


def arrived(desk: PlainDesk, *, seen: bool = True, **facts: object) -> tuple[ComputePresenter, View]:
    view = View(seen=seen)
    presenter = view.presenter = ComputePresenter(view, desk)
    presenter.arrive(facts)
    return presenter, view


def test_before_the_first_run_all_clients_wait_and_the_matrix_decides(session: Session) -> None:
    _, view = arrived(PlainDesk(session))
    who, model, *_ = view.now.facts
    assert (who.title, who.text) == ("24 клиента ждут расчёта", "Готовых расчётов нет, посчитаем всех")
    assert model.title == "По экспертной матрице"
    assert [count for count, _ in view.now.stages] == ["24", "0", "0", "0"]
    assert (view.now.crowds, view.now.foot) == ([], "Считает этот компьютер, данные его не покидают")
    assert (view.now.run, view.now.again, view.now.review) == ("Рассчитать 24", "", "")


def test_without_services_the_page_leads_to_the_catalogue_and_without_clients_to_the_import(
    empty_session: Session,
) -> None:
    desk = PlainDesk(empty_session)
    presenter, view = arrived(desk)
    presenter.run()
    assert view.now.lack is not None
    presenter.supply()
    fill_catalogue(empty_session)
    presenter.read()
    assert view.now.lack is not None
    presenter.supply()
    assert [page for page, _ in desk.went] == ["catalogue", "imports"]
    assert desk.changed == [], "nothing was computed"


def test_a_run_ends_in_its_report_and_the_way_to_the_review(session: Session) -> None:
    desk = PlainDesk(session)
    presenter, view = arrived(desk)
    presenter.press_primary()
    made, today = len(all_recommendations(session)), read_today(session)
    assert made > 0
    told = view.now.told
    assert told is not None
    assert told.whole
    above = f", {today.undecided_from} от порога приёма и выше" if today.undecided_from else ""
    assert told.title == Words("ru").say("compute", "done", n=made) + above
    assert told.lines[:2] == (f"Посчитано {CLIENTS} клиента", "Модель обучена заново")
    assert view.spoken == [told.title]
    assert desk.told == []
    assert (view.now.run, view.now.again) == ("", "Пересчитать")
    assert view.now.review == f"Разобрать {today.undecided_from or today.undecided}"
    presenter.press_primary()
    assert desk.went == [("review", {})]


def test_the_card_tells_the_model_with_its_day_and_what_it_learnt_from(session: Session) -> None:
    compute(session)
    today = read_today(session)
    assert today.model is not None
    _, view = arrived(PlainDesk(session, Words("en")))
    assert view.now.facts[1].title == "Model of 20 Nov 2026"
    assert view.now.facts[1].text.startswith(f"Learnt from {today.model.fitted_on} records")


def test_the_card_says_that_a_model_came_with_the_program_instead_of_the_day_it_was_taken(session: Session) -> None:
    compute(session)
    outlook = read_outlook(session)
    assert outlook.model is not None
    shipped = replace(outlook, model=replace(outlook.model, origin=Origin.SHIPPED))
    assert "Модель из поставки" in [fact.title for fact in spoken.facts(Words("ru"), shipped, shipped.everybody)]


def test_those_scored_before_are_named_and_taken_as_they_are(session: Session) -> None:
    compute(session)
    import_clients(session, [client_row(50, CAR)], None)
    presenter, view = arrived(PlainDesk(session))
    assert view.now.facts[0].title == "1 клиент ждёт расчёта"
    assert view.now.facts[0].text == "24 уже посчитаны этой моделью: возьмём готовое"
    assert view.now.run == "Рассчитать 1"
    presenter.run()
    assert view.now.told is not None
    assert view.now.told.lines == ("Посчитан 1 клиент", "У 24 клиентов взято готовое", "Модель прежняя")


def test_steps_and_counts_are_shown_while_it_runs(session: Session) -> None:
    presenter, view = arrived(PlainDesk(session))
    presenter.run()
    running = [picture.running for picture in view.pictures if picture.running is not None]
    assert list(dict.fromkeys((one.text, one.share) for one in running)) == [
        ("готовимся", None),
        ("читаем базу", None),
        ("учим модель", None),
        (f"сравниваем клиентов между собой: 0 из {CLIENTS}", 0.0),
        ("сверяем готовое", None),
        (f"считаем клиентов и выбираем партнёров: 0 из {CLIENTS}", 0.0),
        (f"считаем клиентов и выбираем партнёров: {CLIENTS} из {CLIENTS}", 1.0),
    ]
    assert all(not picture.run and not picture.told for picture in view.pictures if picture.running)
    told = [[state for *_, state in one.steps] for one in running]
    assert told[0] == ["now", "later", "later", "later", "later"]
    assert told[-1] == ["done", "done", "done", "done", "now"]
    assert running[-1].steps[1][:2] == (
        "Обучить модель, если данных стало больше",
        "Обучить модель, если данных стало больше: сделано",
    )


def test_some_clients_take_two_steps_unless_everybody_has_to_be_placed_anew() -> None:
    words = Words("en")
    assert [state for *_, state in spoken.steps(words, "score", everybody=False)] == ["done", "now"]
    assert [state for *_, state in spoken.steps(words, "rank", everybody=False)].count("done") == 2


def test_columns_that_are_missing_are_named_with_what_that_costs(session: Session) -> None:
    _, view = arrived(PlainDesk(session))
    gaps = view.now.facts[2]
    assert gaps.title.startswith("Мало данных: ")
    assert "Год выпуска" in gaps.title
    assert "(0 из 24)" in gaps.title
    assert "молч" in gaps.text


def test_a_changed_rule_makes_everybody_wait_and_the_page_says_why(session: Session) -> None:
    ids = fill_catalogue(session)
    compute(session)
    set_cell(session, ids[OWN, CAR], ids[BANK, CASCO], Cell.FORBIDDEN)
    _, view = arrived(PlainDesk(session))
    who = view.now.facts[0]
    assert who.title == "24 клиента ждут расчёта"
    assert who.text.startswith("Модель, каталог или настройки изменились")
    assert view.now.run == "Рассчитать 24"


def test_chosen_clients_are_computed_alone_and_everybody_can_be_chosen_instead(session: Session) -> None:
    compute(session)
    import_clients(session, [client_row(number) for number in (50, 51, 52)], None)
    waiting = [one for one in range(1, 200) if one in newcomers(session)]
    presenter, view = arrived(PlainDesk(session), clients=waiting[:1])
    assert [(count, value) for _, count, value in view.now.crowds] == [("27", "all"), ("1", "chosen")]
    assert (view.now.crowd, view.now.run) == ("chosen", "Рассчитать 1")
    presenter.choose("all")
    assert view.now.run == "Рассчитать 3"
    presenter.choose("chosen")
    presenter.run()
    assert newcomers(session) == set(waiting[1:])
    assert view.now.told is not None
    assert view.now.told.lines[0] == "Посчитан 1 клиент"
    presenter.arrive({})
    assert view.now.crowd == "chosen", "as after a change of language"
    presenter.leave()
    presenter.arrive({})
    assert (view.now.crowd, view.now.run, view.now.crowds) == ("all", "Рассчитать 2", [])


def test_an_import_can_be_computed_alone(session: Session) -> None:
    compute(session)
    import_clients(session, [client_row(number, CAR) for number in (50, 51)], None)
    presenter, view = arrived(PlainDesk(session))
    presenter.arrive({"import": read_imports(session)[0].id})
    assert [word for word, *_ in view.now.crowds] == ["Все клиенты", "Импорт clients.xlsx"]
    assert view.now.run == "Рассчитать 2"
    presenter.run()
    assert newcomers(session) == set()


def newcomers(session: Session) -> set[int]:
    with session.store.reading() as work:
        return {client for client, by, _, _ in work.clients.standings() if by is None}


def test_the_time_that_is_left_is_told_once_it_is_known(session: Session) -> None:
    presenter, view = arrived(HeldDesk(session))
    presenter.run()
    presenter.advance("score", 3, 12)
    assert view.now.running is not None
    assert view.now.running.text == "считаем клиентов и выбираем партнёров: 3 из 12"
    view.left = 130.0
    presenter.advance("score", 6, 12)
    assert view.now.running.text == "считаем клиентов и выбираем партнёров: 6 из 12 · около 2 минут"


def test_the_time_of_a_run_is_told_from_the_last_one_and_never_invented(session: Session) -> None:
    import_clients(session, [client_row(number, CAR) for number in range(100, 220)], None)
    presenter, view = arrived(PlainDesk(session))
    assert view.now.foot == "Считает этот компьютер, данные его не покидают"
    presenter.run()
    with session.store.unit_of_work() as work:
        work.clients.mark_pending([1])
    presenter.read()
    assert view.now.foot.startswith("Меньше минуты, судя по прошлому расчёту. Считает")


def test_stopping_before_anybody_is_scored_leaves_everything_as_it_was(session: Session) -> None:
    desk = HeldDesk(session)
    presenter, view = arrived(desk)
    presenter.run()
    presenter.stop()
    assert view.now.running is not None
    assert view.now.running.stopping
    assert view.now.running.text == "Останавливаем…"
    desk.finish()
    assert view.now.told is not None
    assert (view.now.told.title.startswith("Остановлено раньше"), view.now.told.whole) == (True, False)
    assert view.now.run == "Рассчитать 24"
    assert all_recommendations(session) == []


def test_stopping_halfway_keeps_the_finished_and_says_how_many_are_left(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring_run, "blocks", partial(blocks, size=1))
    steps: list[int] = []

    def progress(step: str, done: int, _total: int) -> None:
        steps.append(done)
        if step == "score" and done == 2:
            raise Stopped

    presenter, view = arrived(PlainDesk(session, progress=progress))
    presenter.run()
    told = view.now.told
    assert told is not None
    assert (told.title, told.whole) == ("Остановлено: посчитано 2, осталось 22", False)
    assert view.now.run == "Рассчитать 22"
    assert view.now.review.startswith("Разобрать")
    assert steps[-1] == 2


def test_only_one_run_goes_on_at_a_time(session: Session) -> None:
    desk = HeldDesk(session)
    presenter, _ = arrived(desk)
    presenter.run()
    first = desk.finish
    presenter.run()
    presenter.press_primary()
    assert desk.finish is first
    assert desk.started == "compute"


def test_who_has_gone_elsewhere_is_told_in_a_toast(session: Session) -> None:
    desk = PlainDesk(session)
    presenter, view = arrived(desk, seen=False)
    presenter.run()
    assert [sentence.partition(":")[0] for sentence, _ in desk.told] == ["Готово"]
    assert view.spoken == []


def test_a_report_goes_when_somebody_new_waits(session: Session) -> None:
    presenter, view = arrived(PlainDesk(session))
    presenter.run()
    presenter.read()
    assert view.now.told is not None
    import_clients(session, [client_row(50, CAR)], None)
    presenter.read()
    assert view.now.told is None


def test_a_refusal_is_shown_and_the_page_can_be_used_again(session: Session) -> None:
    presenter, view = arrived(PlainDesk(session))
    session.roles = frozenset({Role.ADMINISTRATOR})
    presenter.run()
    assert view.refused[-1].startswith("Ваша роль не даёт права")
    assert view.now.run == "Рассчитать 24"
    session.roles = frozenset(Role)
    presenter.run()
    assert view.refused[-1] == ""
    assert view.now.told is not None


def test_a_disk_that_fills_up_leaves_what_is_computed_and_says_what_is_missing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring_run, "blocks", partial(blocks, size=8))
    free = iter([10**9, 10**9])
    monkeypatch.setattr("core.services.scoring_room.free_room", lambda _folder: next(free, 0))
    desk = PlainDesk(session)
    presenter, view = arrived(desk)
    presenter.run()
    assert view.refused[-1].startswith(
        "На диске, где лежит база, не хватает места для расчёта: нужно 1 МБ, есть 0 МБ. Посчитано клиентов: 8"
    )
    assert view.now.told is not None
    assert (view.now.told.whole, view.now.told.title) == (False, "Остановлено: посчитано 8, осталось 16")
    assert desk.changed == [frozenset({"recommendations"})]
    monkeypatch.undo()
    presenter.run()
    assert (view.refused[-1], view.now.told.whole) == ("", True)


def test_numbers_are_grouped() -> None:
    words = Words("ru")
    assert words.say("compute", "pending", n=6260) == f"6{NBSP}260 клиентов ждут расчёта"
    assert words.say("compute", "run", count=6260) == f"Рассчитать 6{NBSP}260"
