"""What a page shows of the trial of the model, when, and what can be done there, without Qt."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.domain.lift import Share, lift
from core.domain.rights import Role
from core.domain.trial import Trial
from core.services.scoring import compute
from core.services.session import Session
from core.services.trials import TrialStanding, read_trial
from desktop.trial import TrialPresenter, TrialShown, standing_lines
from desktop.words import Words
from tests.support.bases import CAR, NOW, client_row, fill_catalogue, open_prepared
from tests.support.desk import PlainDesk
from tests.support.imported import import_clients

CLIENTS = 40
BEGAN, ENDS = date(2026, 11, 20), date(2027, 1, 20)


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

    shown: TrialShown

    def show_trial(self, shown: TrialShown) -> None:
        self.shown = shown

    @property
    def text(self) -> str:
        return " ".join(self.shown.lines)


def arrived(desk: PlainDesk) -> tuple[TrialPresenter, View]:
    view = View()
    presenter = TrialPresenter(view, desk)
    presenter.read()
    return presenter, view


def over(one: Share, other: Share) -> TrialStanding:
    clients = one.clients + other.clients
    trial = Trial.begun(1, "base", 0.1, BEGAN, ENDS)
    return TrialStanding(ENDS + timedelta(days=1), trial, clients, other.clients, one, other, lift(one, other))


def told(standing: TrialStanding) -> str:
    return standing_lines(standing, Words("ru"))[-1].replace("\N{NO-BREAK SPACE}", " ")


def test_a_trial_is_begun_with_what_is_typed_stopped_and_taken_back(session: Session) -> None:
    desk = PlainDesk(session)
    presenter, view = arrived(desk)
    assert [one.name for one in view.shown.fields] == ["share", "last_day"]
    assert [one.value for one in view.shown.fields] == ["5", "17.02.2027"]
    assert f"из {CLIENTS} клиентов" in view.shown.fields[0].note
    presenter.put("share", "12,5")
    presenter.put("last_day", "20.01.2027")
    assert "примерно 5 из 40" in view.shown.fields[0].note
    presenter.press()
    trial = read_trial(session).trial
    assert trial is not None and (trial.share, trial.ends_on) == (0.125, ENDS)
    assert (view.shown.fields, view.shown.is_stop) == ((), True)
    assert "до итога 62 дня" in view.text
    presenter.press()
    assert not read_trial(session).runs and not view.shown.is_stop
    assert presenter.undo(desk.told[-1][1])
    assert read_trial(session).runs
    assert not presenter.undo(), "what was done before that is in the history"


def test_before_the_end_the_page_says_no_more_than_how_many_and_how_long(session: Session) -> None:
    presenter, view = arrived(PlainDesk(session))
    presenter.press()
    held = read_trial(session).held_out
    assert f"с опытом: {CLIENTS - held}, без опыта: {held}" in view.text
    assert "на 100 клиентов" not in view.text and "95" not in view.text


def test_what_is_not_understood_is_said_beside_it_and_what_is_refused_below(session: Session) -> None:
    presenter, view = arrived(PlainDesk(session))
    presenter.put("share", "мало")
    presenter.put("last_day", "весной")
    assert all(one.wrong for one in view.shown.fields) and not view.shown.enabled
    presenter.press()
    assert read_trial(session).trial is None
    presenter.put("last_day", "01.12.2026")
    presenter.put("share", "50")
    presenter.press()
    assert "от 1 до 20" in view.shown.refused
    presenter.put("share", "5")
    assert view.shown.refused == ""
    presenter.press()
    assert "03.12.2026" in view.shown.refused
    assert [one.value for one in view.shown.fields] == ["5", "01.12.2026"]


def test_after_its_end_a_new_one_can_be_begun_below_the_result(session: Session) -> None:
    presenter, view = arrived(PlainDesk(session))
    presenter.press()
    session.clock = lambda: NOW + timedelta(days=100)
    presenter.read()
    assert view.shown.fields and not view.shown.is_stop
    assert "Шла с 20.11.2026 по 17.02.2027." in view.text


def test_the_result_is_a_difference_with_its_interval_or_how_many_more_it_takes() -> None:
    assert told(over(Share(300, 2_000), Share(20, 400))).startswith("Опыт добавляет 10,0 покупателя на 100 клиентов")
    assert "на 10,0 на 100 клиентов меньше" in told(over(Share(100, 2_000), Share(60, 400)))
    assert "Мало данных, нужно ещё ≈ 1 172 клиентов" in told(over(Share(15, 100), Share(10, 100)))
    assert told(over(Share(10, 100), Share(10, 100))).startswith("Разницы не видно")
    assert told(over(Share(10, 100), Share(0, 0))) == "В одной из групп никого нет, сравнить не с кем."
