"""What the page of rules shows, stages, checks, applies and takes back, without Qt."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from core.domain.rights import Role
from core.domain.settings import Settings
from core.services.foreseeing import Foreseen, Shift
from core.services.learning_effects import LearningEffect
from core.services.scoring import compute
from core.services.session import Session
from core.services.settings import change_settings, read_settings
from desktop.asked import Asked
from desktop.foreseen import tell_foreseen
from desktop.screens.rules.fields import RULES
from desktop.screens.rules.presenter import RulesPresenter
from desktop.words import Words
from tests.support.bases import CAR, client_row, fill_catalogue, open_prepared
from tests.support.desk import PlainDesk
from tests.support.imported import import_clients

CLIENTS = 30


def prepare(session: Session) -> None:
    fill_catalogue(session)
    import_clients(session, [client_row(n, CAR) for n in range(1, CLIENTS + 1)])
    compute(session)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, prepare)
    opened.roles = frozenset({Role.ADMINISTRATOR})
    yield opened
    opened.close()


class View:
    """Keeps what it is shown."""

    def __init__(self) -> None:
        self.fields: dict[str, Asked] = {}
        self.text, self.changed, self.sound, self.undoable = "", False, True, False
        self.lines: tuple[str, ...] = ()
        self.refused = ""

    def show_fields(self, fields: Sequence[Asked], *, fresh: bool) -> None:
        self.fields, self.fresh = {one.name: one for one in fields}, fresh

    def show_state(self, text: str, *, changed: bool, sound: bool, busy: bool, undoable: bool) -> None:
        self.text, self.changed, self.sound, self.busy, self.undoable = text, changed, sound, busy, undoable

    def show_effect(self, title: str, lines: Sequence[str]) -> None:
        assert title
        self.lines = tuple(lines)

    def show_refused(self, sentence: str) -> None:
        self.refused = sentence


def arrived(desk: PlainDesk) -> tuple[RulesPresenter, View]:
    view = View()
    presenter = RulesPresenter(view, desk)
    presenter.read()
    return presenter, view


def test_every_setting_there_is_can_be_changed_here_and_says_what_it_does(session: Session) -> None:
    _, view = arrived(PlainDesk(session))
    assert set(RULES) == set(vars(Settings()))
    assert tuple(name for name in view.fields if name in RULES) == RULES
    assert view.fields["exploration"].value == "10"
    assert f"из {3 * CLIENTS}" in view.fields["accept_from"].note
    assert f"{CLIENTS} из {CLIENTS} клиентов" in view.fields["open_recommendations"].note
    assert (view.text, view.changed, view.undoable) == ("Правок нет", False, False)


def test_changes_wait_until_they_are_applied_and_are_undone_as_one(session: Session) -> None:
    desk = PlainDesk(session)
    presenter, view = arrived(desk)
    was = read_settings(session)
    presenter.put("open_recommendations", "1")
    presenter.put("exploration", "2,5")
    presenter.put("own_first", False)
    assert (view.text, view.sound) == ("3 изменения", True)
    assert view.fields["exploration"].note.startswith("Было: 10")
    assert read_settings(session) == was
    presenter.check()
    assert view.lines[0].startswith(f"Рекомендаций сейчас {3 * CLIENTS}, станет {CLIENTS}")
    assert read_settings(session) == was
    presenter.apply()
    now = read_settings(session)
    assert (now.open_recommendations, now.exploration, now.own_first) == (1, 0.025, False)
    assert (view.lines, view.changed, view.undoable) == ((), False, True)
    sentence, entry = desk.told[-1]
    assert sentence == "Применено: 3 изменения"
    assert entry is not None
    assert presenter.undo(entry)
    assert read_settings(session) == was
    assert not presenter.undo()


def test_what_is_no_number_is_said_beside_its_field_and_nothing_is_applied(session: Session) -> None:
    presenter, view = arrived(PlainDesk(session))
    presenter.put("accept_from", "восемьдесят")
    presenter.put("silence_days", "")
    assert view.fields["accept_from"].wrong and view.fields["silence_days"].wrong
    assert (view.text, view.sound) == ("2 изменения", False)
    presenter.apply()
    presenter.check()
    assert (view.lines, read_settings(session)) == ((), Settings())
    presenter.reset()
    assert (view.fresh, view.changed, view.fields["accept_from"].value) == (True, False, "80")


def test_a_value_out_of_its_range_is_refused_in_words_and_stays_typed(session: Session) -> None:
    presenter, view = arrived(PlainDesk(session))
    presenter.put("contact_cap", "500")
    presenter.apply()
    assert "100" in view.refused
    assert view.fields["contact_cap"].value == "500"
    presenter.put("contact_cap", "2")
    presenter.apply()
    assert (view.refused, read_settings(session).contact_cap) == ("", 2)


def test_changes_survive_leaving_the_page_and_an_undo_in_the_way_of_another_s_change_is_refused(
    session: Session,
) -> None:
    presenter, view = arrived(PlainDesk(session, Words("en")))
    presenter.put("accept_from", "70")
    presenter.read()
    assert (view.fields["accept_from"].value, view.text) == ("70", "1 change")
    presenter.apply()
    change_settings(session, Settings(accept_from=90))
    assert presenter.undo()
    assert view.refused
    assert read_settings(session).accept_from == 90


def test_an_undone_step_does_not_come_back_with_what_is_being_changed(session: Session) -> None:
    desk = PlainDesk(session)
    presenter, view = arrived(desk)
    presenter.put("accept_from", "70")
    presenter.apply()
    presenter.put("contact_cap", "2")
    assert not presenter.undo(), "what is meant is not what was applied before"
    assert presenter.undo(desk.told[-1][1]), "the toast names it"
    assert (view.text, view.fields["accept_from"].value) == ("1 изменение", "80")
    presenter.apply()
    assert read_settings(session) == Settings(contact_cap=2)


def test_a_floor_above_the_score_of_acceptance_is_shown_as_it_works(session: Session) -> None:
    change_settings(session, Settings(accept_from=50))
    presenter, view = arrived(PlainDesk(session))
    assert (view.fields["review_floor"].value, view.changed) == ("50", False)
    presenter.put("review_floor", "90")
    assert view.fields["review_floor"].value == "90", "what is typed stays"


def test_weights_of_answers_say_how_many_there_are_and_the_check_what_they_would_teach(session: Session) -> None:
    presenter, view = arrived(PlainDesk(session))
    assert (view.fields["weight_bought"].value, "Сейчас таких ответов: 0" in view.fields["weight_bought"].note) == (
        "1",
        True,
    )
    presenter.put("weight_refused", "0,5")
    assert view.fields["weight_refused"].note.startswith("Было: 1. ")
    presenter.check()
    assert view.lines == ("Ответов о чужих услугах пока нет: весам менять нечего",)
    presenter.put("weight_refused", "4")
    presenter.apply()
    assert "от 0 до 3" in view.refused
    presenter.put("weight_refused", "0,5")
    presenter.apply()
    assert read_settings(session).weight_refused == 0.5


def test_the_check_names_the_kinds_that_other_weights_move_most() -> None:
    def told(effect: LearningEffect) -> str:
        nothing = Shift(0, 0)
        return tell_foreseen(Foreseen(nothing, (), nothing, nothing, 0, nothing, 0, effect), Words("ru"))[-1]

    kinds = (("КАСКО", 12), ("Отдых", -9), ("ОСАГО", -2), ("Сервис", -1))
    assert told(LearningEffect(21, 400, 12, kinds)) == (
        "Другие веса изменят при следующем обучении 12 из 400 первых мест, ответов о чужих услугах 21. "
        "Сильнее всего: КАСКО +12, Отдых −9, ОСАГО −2"
    )
    assert told(LearningEffect(5, 400, 0, ())).startswith(
        "Другие веса не изменят при следующем обучении ни одного из 400"
    )
    assert told(LearningEffect(5, 400, 2, ())).endswith("поровну пришло и ушло у каждого вида услуг")
