"""A trained version comes into use through the gate, after a delay, and goes again in one step."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.domain.catalogue import CatalogueDraft, DraftService
from core.domain.client import ClientType
from core.domain.errors import UnknownRecord
from core.domain.training import (
    ComparedWithAnother,
    GateShut,
    InUseAlready,
    NeverPublished,
    PublicationOver,
    TrainingFacts,
    Verdict,
)
from core.services import publishing, score_shift, scoring_ground, training
from core.services.catalogue import load_catalogue, read_catalogue
from core.services.experience import read_insight
from core.services.outlook import read_outlook
from core.services.publishing import (
    Standing,
    publish_model,
    read_models,
    read_waiting,
    roll_back,
    withdraw_publication,
)
from core.services.score_shift import score_differences
from core.services.scoring import compute
from core.services.session import Session
from core.services.training import train
from core.services.training_apart import train_apart
from tests.support.bases import HOTEL, NOW, client_row, open_prepared
from tests.support.imported import import_clients
from tests.support.learning import CLIENTS, COMMON, fill_learnable, hold_the_same_out


def _trained(session: Session) -> str:
    fill_learnable(session)
    compute(session)
    return train(session).value.version


@pytest.fixture(autouse=True)
def _no_lot_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    hold_the_same_out(monkeypatch)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[tuple[Session, str]]:
    session, version = open_prepared(tmp_path, _trained)
    yield session, version
    session.close()


def later(session: Session, seconds: int = 61) -> None:
    now: datetime = session.clock()
    session.clock = lambda: now + timedelta(seconds=seconds)


def standing(session: Session) -> list[Standing]:
    return [one.standing for one in read_models(session).versions]


def test_a_published_version_is_in_use_after_its_delay_and_everybody_waits_to_be_scored_by_it(
    base: tuple[Session, str],
) -> None:
    session, version = base
    assert read_models(session).versions[0].publishable
    effective_at = publish_model(session, version).value
    assert effective_at == NOW.replace(tzinfo=None) + timedelta(seconds=60)
    assert standing(session) == [Standing.WAITING]
    assert compute(session).value.reused == CLIENTS, "not yet in use"
    later(session)
    assert (standing(session), read_models(session).in_use) == ([Standing.IN_USE], version)
    assert read_outlook(session).everybody.pending == CLIENTS
    report = compute(session).value
    assert (report.scored, report.model_version, report.new_model, report.unfit) == (CLIENTS, version, False, False)
    import_clients(session, [client_row(number, *COMMON) for number in range(5_000, 5_200)])
    report = compute(session).value
    assert (report.scored, report.model_version) == (200, version), "growth asks, it does not refit"


def test_until_it_comes_into_force_a_publication_can_be_withdrawn_and_not_after(base: tuple[Session, str]) -> None:
    session, version = base
    publish_model(session, version)
    with pytest.raises(InUseAlready):
        publish_model(session, version)
    (waiting,) = [one.publication for one in read_models(session).versions]
    assert waiting is not None
    withdraw_publication(session, waiting)
    later(session)
    assert standing(session) == [Standing.PROPOSED]
    assert compute(session).value.reused == CLIENTS
    with pytest.raises(PublicationOver):
        withdraw_publication(session, waiting)
    publish_model(session, version)
    later(session)
    (held,) = [one.effective_at for one in read_models(session).versions]
    assert held is not None
    with pytest.raises(PublicationOver):
        withdraw_publication(session, waiting + 1)


def test_one_goes_back_at_once_to_what_was_in_use_and_to_nothing_else(base: tuple[Session, str]) -> None:
    session, version = base
    before = compute(session).value.model_version
    with pytest.raises(NeverPublished):
        roll_back(session, version)
    with pytest.raises(InUseAlready):
        roll_back(session, "")
    with pytest.raises(UnknownRecord):
        publish_model(session, "none")
    publish_model(session, version)
    later(session)
    compute(session)
    roll_back(session, "")
    assert standing(session) == [Standing.EARLIER]
    assert compute(session).value.model_version == before
    roll_back(session, version)
    assert standing(session) == [Standing.IN_USE]
    assert compute(session).value.model_version == version


def test_the_gate_is_nobodys_to_pass(base: tuple[Session, str], monkeypatch: pytest.MonkeyPatch) -> None:
    session, version = base
    monkeypatch.setattr(TrainingFacts, "passes", property(lambda one: one.verdict is Verdict.WORSE))
    with pytest.raises(GateShut):
        publish_model(session, version)
    assert not read_models(session).versions[0].publishable


def test_a_version_that_is_worse_for_one_kind_alone_is_not_published(
    base: tuple[Session, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session, first = base
    monkeypatch.setattr(training, "train_apart", lambda *asked: replace(train_apart(*asked), worse_places=(1,)))
    made = train(session).value
    (worse,) = made.facts.worse_kinds
    assert worse == list(read_catalogue(session).kinds)[1]
    assert made.facts.verdict.lets_through
    standing = {one.version: one.publishable for one in read_models(session).versions}
    assert standing == {first: True, made.version: False}
    with pytest.raises(GateShut):
        publish_model(session, made.version)
    publish_model(session, first)


def test_a_version_that_was_compared_with_another_model_than_that_in_use_is_not_published(
    base: tuple[Session, str],
) -> None:
    session, version = base
    other = train(session).value.version
    publish_model(session, version)
    later(session)
    with pytest.raises(ComparedWithAnother):
        publish_model(session, other)
    newest = train(session).value
    assert newest.facts.champion == version
    assert newest.facts.found.difference == pytest.approx(0.0), "the same data, the same recipe"
    assert newest.facts.verdict in {Verdict.NOT_WORSE, Verdict.TOO_FEW}


def test_a_catalogue_that_the_published_version_does_not_know_is_scored_by_a_model_fitted_at_once_and_told(
    base: tuple[Session, str],
) -> None:
    session, version = base
    publish_model(session, version)
    later(session)
    compute(session)
    service = DraftService("Ужин", ClientType.PERSON, HOTEL, ("Транспорт",))
    load_catalogue(session, CatalogueDraft((service,), {}))
    assert read_outlook(session).unfit
    report = compute(session).value
    assert (report.scored, report.unfit, report.new_model) == (CLIENTS, True, True)
    assert report.model_version != version
    models = read_models(session)
    assert (models.in_use, models.published) == ("", version)
    assert not models.versions[0].fits
    fresh = train(session).value
    assert fresh.facts.champion == ""


def test_a_version_with_a_member_that_cannot_score_on_this_computer_is_stood_in_for(
    base: tuple[Session, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session, version = base
    publish_model(session, version)
    later(session)
    assert compute(session).value.model_version == version
    member = next(iter(read_models(session).versions[0].facts.members))
    for module in (scoring_ground, publishing, score_shift):
        monkeypatch.setattr(module, "UNUSABLE", frozenset({member}))
    report = compute(session).value
    assert (report.unfit, report.model_version == version) == (True, False)
    (one,) = read_models(session).versions
    assert not one.fits
    with pytest.raises(ComparedWithAnother):
        score_differences(session, "", version)


def test_what_another_version_would_change_is_counted_on_a_sample(base: tuple[Session, str]) -> None:
    session, version = base
    same = score_differences(session, version, version)
    assert (same.clients, same.first_places, same.mean_move) == (CLIENTS, 0, 0.0)
    moved = score_differences(session, "", version)
    assert 0 < moved.first_places < CLIENTS
    assert moved.mean_move is not None
    assert moved.mean_move > 0
    with pytest.raises(UnknownRecord):
        score_differences(session, "", "none")


def test_versions_are_trained_on_the_base_as_it_is(base: tuple[Session, str]) -> None:
    session, _ = base
    import_clients(session, [client_row(number, *COMMON) for number in range(7_000, 7_050)])
    assert train(session).value.facts.clients == CLIENTS + 50
    assert training.training_due(session).last_day is not None


def test_whoever_trains_is_told_when_a_version_comes_into_use(base: tuple[Session, str]) -> None:
    session, version = base
    assert read_waiting(session) is None
    effective_at = publish_model(session, version).value
    assert read_waiting(session) == effective_at
    later(session)
    assert read_waiting(session) is None


def test_a_version_tells_by_what_it_decides_kind_by_kind(base: tuple[Session, str]) -> None:
    session, version = base
    (facts,) = [one.facts for one in read_models(session).versions]
    insight = read_insight(session, version)
    assert insight.members == facts.members
    kinds = {one.kind: one for one in insight.kinds}
    assert set(kinds) == {one.name for one in read_catalogue(session).kinds.values()}
    assert [one.share for one in insight.kinds] == sorted((one.share for one in insight.kinds), reverse=True)
    linked = [one for one in insight.kinds if one.n]
    assert linked and all(one.share == pytest.approx((one.n or 0) / ((one.n or 0) + 40)) for one in linked)
    for partners in ("Вклад", "Полис", "Номер"):
        assert (kinds[partners].share, kinds[partners].n) == (0, 0), "nobody has answered"
    assert "portrait" not in read_insight(session, "").members
    with pytest.raises(UnknownRecord):
        read_insight(session, "none")
