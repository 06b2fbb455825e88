"""What was promised and what came: told with n, each answer judged by what was fitted without it."""

from pathlib import Path

import numpy as np
import pytest

from core.domain.lead import Answer
from core.services.calibration import read_calibration, tell_calibration
from core.services.session import Session
from tests.core.services.test_calibrating import _scored
from tests.support.bases import open_prepared
from tests.support.promised import promise


def drawn(n: int, seed: int = 0) -> list[tuple[float, int, Answer]]:
    """Offers that are bought as often as their chance says."""
    rng = np.random.default_rng(seed)
    chances = rng.beta(1.0, 8.0, n).clip(0.005, 0.9)
    came = rng.random(n) < chances
    return [(float(one), 50, Answer.BOUGHT if yes else Answer.REFUSED) for one, yes in zip(chances, came, strict=True)]


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return open_prepared(tmp_path, _scored)[0]


def test_without_answers_there_is_nothing_to_compare(session: Session) -> None:
    found = read_calibration(session)
    assert (found.answers, found.error, found.parts) == (0, None, ())
    assert tell_calibration("ru", found) == ["Ответов ещё нет, сравнивать обещанное не с чем."]
    session.close()


def test_every_answer_is_in_one_part_and_the_error_waits_for_a_thousand(session: Session) -> None:
    promise(session, drawn(999))
    found = read_calibration(session)
    assert found.error is None
    assert found.answers == sum(part.n for part in found.parts) == 999
    bought = sum(answer is Answer.BOUGHT for _, _, answer in drawn(999))
    assert sum(part.came * part.n for part in found.parts) == pytest.approx(bought)
    assert all(part.low <= part.promised <= part.high for part in found.parts)
    assert tell_calibration("en", found)[1].startswith("The error of percents is told from 1")
    promise(session, [(0.1, 50, Answer.REFUSED)])
    error = read_calibration(session).error
    assert error is not None
    assert (error.answers, error.sound) == (1_000, True)
    assert len(tell_calibration("ru", read_calibration(session))) == 2
    session.close()


def test_an_answer_is_not_judged_by_a_calibrator_that_knows_it(session: Session) -> None:
    """Were it, a single buyer would raise what was promised to that one; so it is the others who promise more."""
    promise(session, [(0.1, 50, Answer.BOUGHT), *[(0.1, 50, Answer.REFUSED)] * 9])
    parts = read_calibration(session).parts
    came = {round(part.came, 2): part.promised for part in parts}
    assert len(parts) == 2
    assert came[max(came)] < came[min(came)]
    session.close()
