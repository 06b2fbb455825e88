"""The weekly check begins by itself, tells the bell, and leaves the window alone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.services.session import Session
from core.services.wording import LANGUAGES, Language, sentences
from desktop import weekly_check
from desktop.preferences import Preferences
from desktop.tasks import Tasks
from desktop.words import Words
from desktop.workplace import Workplace
from tests.support.bases import open_new_base


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return open_new_base(tmp_path)


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:  # noqa: ARG001
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def place(tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    monkeypatch.setattr(weekly_check, "AFTER_MS", 0)
    return Workplace(tasks, Preferences(tmp_path), Words("ru"))


def test_a_base_that_is_due_is_checked_by_itself_once(
    place: Workplace, tasks: Tasks, session: Session, qtbot: QtBot
) -> None:
    noted: list[str] = []
    waited: list[bool] = []
    place.noted.connect(lambda key, _counts: noted.append(key))
    place.waiting.connect(waited.append)
    with qtbot.waitSignal(place.noted):
        place.enter(session)
    place.weekly_check.check()
    tasks.settle()
    place.leave()
    tasks.settle()
    assert noted == ["ended_check_base"]
    assert waited == [False]


def test_a_damaged_base_is_told(place: Workplace, session: Session, qtbot: QtBot) -> None:
    file = session.store.folder / "people.db"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 4
    file.write_bytes(content)
    with qtbot.waitSignal(place.noted) as told:
        place.enter(session)
    assert told.args == ["failed_check_base", {}]
    place.leave()


def test_a_base_that_was_left_and_a_sample_are_not_checked(place: Workplace, tasks: Tasks, session: Session) -> None:
    noted: list[str] = []
    place.noted.connect(lambda key, _counts: noted.append(key))
    place.enter(replace(session, is_sample=True))
    tasks.wait_for_answers()
    place.enter(session)
    place.leave()
    tasks.wait_for_answers()
    tasks.settle()
    assert noted == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_ends_have_their_sentence(language: Language) -> None:
    assert {"ended_check_base", "failed_check_base"} <= sentences(language, "notices").keys()
