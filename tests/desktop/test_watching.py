"""The watched folder as the workplace keeps it: told in a toast that leads there, never while the base is closed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from core.domain.rights import Role
from core.services.drafts import read_drafts
from core.services.session import Session
from core.services.today import read_today
from desktop import watching
from desktop.preferences import Preferences
from desktop.tasks import Tasks
from desktop.ways import Way
from desktop.words import Words
from desktop.workplace import Workplace
from tests.support.bases import open_new_base, reopen

TABLE = "ФИО;Телефон\nКактусов Пётр;8 912 345-67-89\n"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_new_base(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:  # noqa: ARG001
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def place(tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    monkeypatch.setattr(watching, "SETTLE_MS", 1)
    monkeypatch.setattr(watching, "EVERY_MS", 20)
    return Workplace(tasks, Preferences(tmp_path / "home"), Words("ru"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "Выгрузки"
    made.mkdir()
    return made


def told(signal: Any) -> tuple[str, Way | None]:
    sentence, _, entry = signal.args
    return sentence, entry


def watch(place: Workplace, session: Session, folder: Path, qtbot: QtBot) -> str:
    place.enter(session)
    with qtbot.waitSignal(place.told) as signal:
        place.watch(str(folder))
    return told(signal)[0]


def look(place: Workplace, tasks: Tasks) -> None:
    """As the timer would, more than once."""
    for _ in range(3):
        place.watching.look()
        tasks.settle()


def test_a_table_that_arrives_becomes_a_draft_and_the_toast_leads_to_it(
    place: Workplace, session: Session, folder: Path, qtbot: QtBot
) -> None:
    (folder / "old.csv").write_text(TABLE)
    assert "1 прежняя не тронута" in watch(place, session, folder, qtbot)
    noted: list[Any] = []
    place.noted.connect(lambda *facts: noted.append(facts))
    with qtbot.waitSignal(place.changed) as changed, qtbot.waitSignal(place.told) as signal:
        (folder / "май.csv").write_text(TABLE)
    sentence, way = told(signal)
    (draft,) = read_drafts(session)
    assert sentence == "Новая таблица: май.csv."
    assert way == Way("Открыть", "imports", {"draft": draft.id})
    assert noted == [("arrived_tables", {"n": 1})], "no name is kept on this computer"
    assert changed.args == [frozenset({"imports", "new_tables"})]
    assert read_today(session).stages.clients == 0
    place.leave()


def test_what_came_while_the_program_was_closed_is_found_at_the_start_and_what_cannot_be_read_is_a_line(
    place: Workplace, session: Session, folder: Path, qtbot: QtBot, tasks: Tasks
) -> None:
    watch(place, session, folder, qtbot)
    place.leave()
    tasks.settle()
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text(TABLE)
    (folder / "c.txt").write_text('{"a": [1]}')
    again = reopen(session.store.folder)
    with qtbot.waitSignal(place.told) as signal:
        place.enter(again)
    sentence, way = told(signal)
    assert sentence == "2 новые таблицы: a.csv, b.csv. Не прочитан 1 файл."
    assert way == Way("К черновикам", "imports", {})
    place.leave()
    tasks.settle()


def test_nothing_is_taken_while_the_base_is_locked_nor_where_the_folder_is_let_go(
    place: Workplace, session: Session, folder: Path, qtbot: QtBot, tasks: Tasks
) -> None:
    watch(place, session, folder, qtbot)
    place.lock()
    (folder / "a.csv").write_text(TABLE)
    look(place, tasks)
    again = reopen(session.store.folder)
    assert read_drafts(again) == []
    with qtbot.waitSignal(place.told):
        place.resume(again)
    place.watch("")
    (folder / "b.csv").write_text(TABLE)
    look(place, tasks)
    assert len(read_drafts(again)) == 1
    place.leave()
    tasks.settle()


def test_a_folder_that_is_gone_is_told_once(
    place: Workplace, session: Session, folder: Path, qtbot: QtBot, tasks: Tasks
) -> None:
    watch(place, session, folder, qtbot)
    all_told: list[str] = []
    place.told.connect(lambda sentence, *_: all_told.append(sentence))
    folder.rmdir()
    qtbot.waitUntil(lambda: bool(all_told))
    look(place, tasks)
    assert all_told == ["Папки с новыми таблицами сейчас нет на месте. Проверьте её в настройках."]
    place.leave()


def test_neither_a_sample_nor_who_may_not_import_watches(
    place: Workplace, session: Session, folder: Path, tasks: Tasks
) -> None:
    place.enter(session)
    (folder / "a.csv").write_text(TABLE)
    session.is_sample = True
    place.watching.begin(session, str(folder))
    look(place, tasks)
    session.is_sample, session.roles = False, frozenset({Role.ANALYST})
    place.watching.begin(session, str(folder))
    look(place, tasks)
    session.roles = frozenset(Role)
    assert read_drafts(session) == []
