"""Why something was declined: noted, counted, gone with the decision, and never the client's refusal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.decision import DeclineReason
from core.domain.errors import StageForbidden, UnknownRecord
from core.domain.lead import Stage
from core.services.decisions import accept, count_reasons, decline, note_reason, postpone, take_back
from core.services.history import undo
from core.services.scoring import compute
from core.services.scoring_ground import Ground
from core.services.scoring_run import Portion
from core.services.session import Session
from tests.support.bases import (
    CAR,
    SERVICE,
    TODAY,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_prepared,
)
from tests.support.imported import import_clients


def _scored(session: Session) -> None:
    fill_catalogue(session)
    rows = [client_row(number, CAR, SERVICE) for number in range(1, 9)]
    import_clients(session, rows, consent_to_all(session))
    compute(session)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, _scored)
    yield opened
    opened.close()


def learned(session: Session) -> list[list[int]]:
    """What a model is fitted on, client by client."""
    with session.store.reading() as work:
        rows: list[list[int]] = (
            Portion.read(work, Ground.read(work, TODAY)).clients.owned.astype(int).toarray().tolist()
        )
    return rows


def test_a_reason_is_noted_and_counted(session: Session) -> None:
    first, second, third, *_ = [one.id for one in all_recommendations(session)]
    decline(session, [first])
    decline(session, [second, third])
    note_reason(session, [first], DeclineReason.HAS_IT)
    note_reason(session, [second], DeclineReason.OTHER)
    assert count_reasons(session) == {DeclineReason.HAS_IT: 1, DeclineReason.OTHER: 1, None: 1}


def test_another_reason_takes_the_place_of_the_first(session: Session) -> None:
    one = all_recommendations(session)[0].id
    decline(session, [one])
    for reason in DeclineReason:
        note_reason(session, [one], reason)
    assert count_reasons(session) == {DeclineReason.OTHER: 1}


def test_the_reason_goes_with_the_decision_that_is_undone_or_taken_back(session: Session) -> None:
    first, second, *_ = [one.id for one in all_recommendations(session)]
    entry = decline(session, [first]).entry
    decline(session, [second])
    note_reason(session, [first, second], DeclineReason.NOT_NOW)
    assert entry is not None
    assert undo(session, entry).value.recommendations == (first,)
    take_back(session, [second])
    assert count_reasons(session) == {}
    assert {one.decline_reason for one in all_recommendations(session)} == {None}


def test_only_what_is_declined_has_a_reason(session: Session) -> None:
    first, second, third, *_ = [one.id for one in all_recommendations(session)]
    accept(session, [first])
    postpone(session, [second], TODAY.replace(day=25))
    for one in (first, second, third):
        with pytest.raises(StageForbidden):
            note_reason(session, [one], DeclineReason.OTHER)
    with pytest.raises(UnknownRecord):
        note_reason(session, [10**6], DeclineReason.OTHER)


@pytest.mark.parametrize("reason", [None, *DeclineReason])
def test_declined_is_never_refused_in_what_models_learn_from(session: Session, reason: DeclineReason | None) -> None:
    before = learned(session)
    everything = [one.id for one in all_recommendations(session)]
    decline(session, everything)
    if reason is not None:
        note_reason(session, everything, reason)
    assert learned(session) == before
    with session.store.reading() as work:
        assert (work.leads.refusals(), work.leads.answers(TODAY)) == ({}, {})
    assert {one.stage for one in all_recommendations(session)} == {Stage.DECLINED}
