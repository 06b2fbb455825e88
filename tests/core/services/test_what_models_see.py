"""What models see of a base besides ownership, and what a recommendation keeps of what it was chosen from."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.lead import Answer, Stage
from core.domain.recommendation import Arm, Recommendation, Settled
from core.domain.resolution import Rule
from core.domain.rights import UseCase
from core.services.catalogue import read_catalogue
from core.services.client_erasing import erase_clients
from core.services.decisions import accept
from core.services.outcomes import record_outcome
from core.services.scoring import compute
from core.services.scoring_ground import Ground
from core.services.scoring_run import Portion
from core.services.session import Session
from tests.support.bases import CAR, CASCO, LIABILITY, TODAY, all_recommendations, client_row, open_filled
from tests.support.imported import import_clients


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    yield opened
    opened.close()


def of_kind(session: Session, name: str) -> list[Recommendation]:
    kind = next(one.kind_id for one in read_catalogue(session).services.values() if one.name == name)
    return [one for one in all_recommendations(session) if one.kind_id == kind]


def test_what_was_refused_is_known_to_models_and_an_erased_person_does_not_stop_the_next_run(session: Session) -> None:
    import_clients(session, [client_row(number, CAR) for number in range(1, 4)])
    compute(session)
    first, second = [one for one in of_kind(session, CASCO) if one.client_id in {1, 2}]
    for lead in (first, second):
        accept(session, [lead.id])
        with session.store.unit_of_work() as work:
            work.leads.move([lead.id], Stage.SENT, session.now())
        record_outcome(session, lead.id, Answer.REFUSED, TODAY)
    erase_clients(session, [first.client_id])
    with session.reading(UseCase.COMPUTE) as work:
        everybody = Portion.read(work, Ground.read(work, TODAY))
    assert everybody.clients.refused is not None
    rows, kinds = everybody.clients.refused.nonzero()
    kind = list(read_catalogue(session).kinds).index(second.kind_id)
    assert (everybody.ids[rows].tolist(), kinds.tolist()) == ([second.client_id], [kind])
    assert compute(session).value.left == 0


def test_a_recommendation_keeps_the_kinds_that_it_was_chosen_from_and_how_it_came_about(session: Session) -> None:
    import_clients(session, [client_row(1, CAR), client_row(2, CAR, "КАСКО")])
    compute(session)
    kinds = {name: of_kind(session, name)[0].kind_id for name in (CASCO, LIABILITY)}
    found = {one.client_id: set(one.candidates) for one in all_recommendations(session)}
    catalogue = read_catalogue(session)
    owned = {one.kind_id for one in catalogue.services.values() if one.name in {CAR, CASCO}}
    assert found == {1: set(catalogue.kinds) - {min(owned)}, 2: set(catalogue.kinds) - owned}
    assert kinds[CASCO] in found[1]
    assert {one.arm for one in all_recommendations(session)} == {Arm.MODEL}
    explored = replace(all_recommendations(session)[0], settled=Settled(1, 1, Rule.EXPLORATION))
    assert explored.arm is Arm.EXPLORATION
    assert replace(explored, came_by=Arm.REROUTED).arm is Arm.REROUTED
