"""What other weights of answers would change is what fitting with them does; nothing is changed by looking."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from core.domain.errors import BadValue
from core.domain.lead import Answer
from core.domain.settings import Settings
from core.domain.weights import AnswerWeights
from core.services.foreseeing import foresee_settings
from core.services.learning_effects import LearningEffect
from core.services.scoring import compute
from core.services.scoring_run import WholeBase
from core.services.session import Progress, Session, Stopped, no_progress
from core.services.settings import change_settings, read_settings, undo_settings
from core.services.training_data import weighed_offers
from core.services.trials import begin_trial
from core.storage.outcomes import AnsweredOffer
from ml.answers import Correction
from ml.dataset import Dataset
from ml.hybrid import HALF_WAY, fit, score, top
from tests.support.bases import TODAY, open_prepared
from tests.support.learning import PARTNERS, answer_all, fill_learnable, kind_of, undecided

ANSWERS = 240
OTHER = Settings(weight_bought=3.0, weight_refused=0.25)


def _computed(session: Session) -> None:
    fill_learnable(session)
    compute(session)


def _answered(session: Session) -> None:
    _computed(session)
    loved = kind_of(session, next(iter(PARTNERS.values())))
    kinds = [kind_of(session, name) for name in PARTNERS.values()]
    told = []
    for place, lead in enumerate(undecided(session, kinds)[:ANSWERS]):
        answer = Answer.BOUGHT if place % (2 if lead.kind_id == loved else 30) == 0 else Answer.REFUSED
        told.append((lead, Answer.UNREACHABLE if place % 11 == 0 else answer, TODAY))
    answer_all(session, told)
    compute(session)


@pytest.fixture
def unanswered(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, _computed)
    yield opened
    opened.close()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, _answered)
    yield opened
    opened.close()


def learned(session: Session, settings: Settings, progress: Progress = no_progress) -> LearningEffect | None:
    return foresee_settings(session, settings, progress).value.learning


def read(session: Session) -> tuple[WholeBase, list[AnsweredOffer]]:
    with session.store.reading() as work:
        return WholeBase.read(work, session.today(), session.now()), work.outcomes.answered(session.today())


def corrected(base: WholeBase, answered: Sequence[AnsweredOffer], weights: AnswerWeights) -> Correction:
    dataset = Dataset(base.ground.shelf.assortment, base.everybody.clients)
    found = Correction.fit(dataset, weighed_offers(base.ground, base.everybody.ids, answered, weights))
    assert found is not None
    return found


def test_without_other_weights_nothing_is_said_and_without_answers_that_there_is_nothing(unanswered: Session) -> None:
    assert learned(unanswered, Settings(accept_from=70)) is None
    effect = learned(unanswered, OTHER)
    assert effect is not None
    assert (effect.answers, effect.changed, effect.kinds) == (0, 0, ())


def test_it_is_what_fitting_with_these_weights_does(session: Session) -> None:
    effect = learned(session, OTHER)
    base, answered = read(session)
    goods, clients = base.ground.shelf.assortment, base.everybody.clients
    model, firsts = base.fitted(session.now(), no_progress).model, []
    lam = np.where(goods.recorded, model.lam, goods.answered / (goods.answered + HALF_WAY))
    for weights in (AnswerWeights(), AnswerWeights.of(vars(OTHER))):
        data = Dataset(goods, clients)
        whole = replace(model, lam=lam, correction=corrected(base, answered, weights))
        firsts.append(top(score(whole, data), clients, goods, 1)[:, 0])
    now, then = firsts
    moved = Counter(then[now != then].tolist())
    moved.subtract(now[now != then].tolist())
    names = {place: base.ground.shelf.catalogue.kinds[kind].name for place, kind in enumerate(base.ground.shelf.kinds)}
    assert effect is not None
    assert effect.changed == int((now != then).sum()) > 0
    assert effect.clients == int((now >= 0).sum())
    assert dict(effect.kinds) == {names[place]: count for place, count in moved.items() if count}
    assert [abs(count) for _, count in effect.kinds] == sorted((abs(count) for _, count in effect.kinds), reverse=True)
    assert effect.answers == len(answered)


def test_a_weight_of_two_teaches_as_two_answers_and_one_of_nothing_as_none(session: Session) -> None:
    base, answered = read(session)
    twice = corrected(base, [*answered, *answered], AnswerWeights())
    assert corrected(base, answered, AnswerWeights(2, 2, 2, 2)).slopes == pytest.approx(twice.slopes, abs=1e-6)
    without = corrected(base, [one for one in answered if one.answer is not Answer.REFUSED], AnswerWeights())
    assert corrected(base, answered, AnswerWeights(refused=0)).slopes == pytest.approx(without.slopes, abs=1e-6)


def test_weights_leave_experience_as_many_answers_as_there_are(session: Session) -> None:
    base, answered = read(session)
    goods, clients = base.ground.shelf.assortment, base.everybody.clients
    light = weighed_offers(base.ground, base.everybody.ids, answered, AnswerWeights(0.5, 0.5, 0.5, 0.5))
    assert (fit(Dataset(goods, clients, offers=light)).lam == fit(Dataset(goods, clients)).lam).all()


def test_those_whom_a_trial_holds_out_keep_their_first_place(session: Session) -> None:
    before = learned(session, OTHER)
    begin_trial(session, 0.2, TODAY + timedelta(days=30))
    after = learned(session, OTHER)
    assert before is not None and after is not None
    assert after.changed < before.changed


def test_looking_changes_nothing_and_may_be_stopped(session: Session) -> None:
    def stop(step: str, _done: int, _total: int) -> None:
        if step == "weights":
            raise Stopped

    before = read_settings(session)
    with pytest.raises(Stopped):
        learned(session, OTHER, stop)
    learned(session, OTHER)
    assert read_settings(session) == before


def test_weights_have_bounds_and_are_taken_back(session: Session) -> None:
    for wrong in (Settings(weight_bought=-0.1), Settings(weight_no_answer=3.5)):
        with pytest.raises(BadValue):
            change_settings(session, wrong)
    before = read_settings(session)
    entry = change_settings(session, replace(before, weight_refused=0.5)).entry
    assert entry is not None
    with session.store.reading() as work:
        assert AnswerWeights.of(work.accounts.settings()) == AnswerWeights(refused=0.5)
    assert undo_settings(session, entry).value == before
