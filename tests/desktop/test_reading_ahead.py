"""The list of clients is there before anybody opens it, and nothing of it is left once the base is closed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.domain.rights import Role
from core.services import client_index, client_list
from core.services.session import Session
from desktop.preferences import Preferences
from desktop.tasks import Tasks
from desktop.words import Words
from desktop.workplace import Workplace
from tests.support.bases import client_row, open_new_base
from tests.support.imported import import_clients

CLIENTS = 12


@pytest.fixture
def session(tmp_path: Path) -> Session:
    opened = open_new_base(tmp_path)
    import_clients(opened, [client_row(number) for number in range(CLIENTS)])
    return opened


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:  # noqa: ARG001
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def place(tasks: Tasks, tmp_path: Path) -> Workplace:
    return Workplace(tasks, Preferences(tmp_path), Words("ru"))


def held(session: Session) -> int:
    index = client_index._indexes.get(session.store)
    return len(index) if index is not None else 0


def test_everybody_is_read_in_portions_between_which_others_are_answered(
    place: Workplace, tasks: Tasks, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    read = client_list.read_ahead

    def some(one: Session) -> bool:
        order.append("some")
        return read(one, 5)

    monkeypatch.setattr(client_list, "read_ahead", some)
    place.enter(session)
    place.reading_ahead.read_on()
    place.ask("other", lambda _session: order.append("other"), lambda _answer: None)
    tasks.settle()
    assert order == ["some", "other", "some", "some"]
    assert held(session) == CLIENTS
    place.leave()
    tasks.settle()
    assert held(session) == 0


def test_nothing_more_is_read_once_the_base_is_locked(place: Workplace, tasks: Tasks, session: Session) -> None:
    place.enter(session)
    place.lock()
    place.reading_ahead.read_on()
    tasks.settle()
    assert held(session) == 0


def test_who_sees_no_people_has_nothing_read(place: Workplace, tasks: Tasks, session: Session) -> None:
    session.roles = frozenset({Role.ADMINISTRATOR})
    place.enter(session)
    place.reading_ahead.read_on()
    tasks.settle()
    assert held(session) == 0
    place.leave()
    tasks.settle()
