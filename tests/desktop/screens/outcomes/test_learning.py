"""The line at the foot of the page of outcomes: what the model has not learned from yet."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.domain.lead import Answer
from core.domain.rights import Role
from core.services.scoring import compute
from core.services.session import Session
from core.services.settings import change_settings, read_settings
from core.services.training import train
from desktop.screens.outcomes.screen import OutcomesScreen
from tests.support.bases import TODAY, open_prepared
from tests.support.desk import PlainDesk
from tests.support.learning import answer_all, fill_learnable, undecided
from tests.support.pages import shown


def _scored(session: Session) -> None:
    fill_learnable(session)
    compute(session)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, _scored)
    change_settings(opened, replace(read_settings(opened), training_answers=5))
    yield opened
    opened.close()


def test_enough_answers_ask_for_a_training_which_is_one_press_away_and_nothing_before(
    qtbot: QtBot, session: Session
) -> None:
    desk = PlainDesk(session)
    page = shown(qtbot, OutcomesScreen(desk))
    asked = undecided(session)[:12]
    answer_all(session, [(one, Answer.REFUSED, TODAY) for one in asked[:4]])
    page.arrive({})
    assert not page.learning.isVisible()
    answer_all(session, [(one, Answer.REFUSED, TODAY) for one in asked[4:5]])
    page.arrive({})
    assert page.learning.isVisible()
    assert page.learning.text.text() == "5 итогов, на которых модель ещё не училась"
    assert page.learning.train.text() == "Обучить"
    train(session)
    page.arrive({})
    assert not page.learning.isVisible()
    answer_all(session, [(one, Answer.BOUGHT, TODAY) for one in asked[5:]])
    page.arrive({})
    assert page.learning.text.text() == "7 новых итогов с обучения 20.11.2026"
    page.learning.train.click()
    assert desk.went == [("models", {"train": True})]


def test_a_manager_is_told_without_a_button(qtbot: QtBot, session: Session) -> None:
    answer_all(session, [(one, Answer.REFUSED, TODAY) for one in undecided(session)[:6]])
    session.roles = frozenset({Role.MANAGER})
    desk = PlainDesk(session)
    page = shown(qtbot, OutcomesScreen(desk))
    page.arrive({})
    assert page.learning.isVisible() and not page.learning.train.isVisible()
    assert page.learning.text.text() == "6 итогов, на которых модель ещё не училась"
    assert desk.warned == []
