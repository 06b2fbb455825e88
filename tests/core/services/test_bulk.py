"""Many are accepted at once: what something keeps here is named and stays, the rest is one decision and one undo."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.errors import BadValue, ShownOtherwise, StageForbidden
from core.domain.lead import LeftOut, Stage
from core.services.bulk import MOST_AT_ONCE, accept_many
from core.services.catalogue import read_catalogue
from core.services.consents import withdraw_consent
from core.services.decisions import accept
from core.services.history import read_history, undo
from core.services.scoring import compute
from core.services.session import Session
from tests.support.bases import (
    CAR,
    HOTEL,
    SERVICE,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_prepared,
)
from tests.support.by_hand import set_lead_cap
from tests.support.imported import import_clients

CLIENTS = 6


def _scored(session: Session) -> None:
    fill_catalogue(session)
    rows = [client_row(number, *((CAR, SERVICE) if number % 2 else (CAR,))) for number in range(1, CLIENTS + 1)]
    import_clients(session, rows, consent_to_all(session))
    compute(session)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, _scored)
    yield opened
    opened.close()


def everything(session: Session) -> list[int]:
    return sorted(one.id for one in all_recommendations(session))


def stages(session: Session) -> dict[int, Stage]:
    return {one.id: one.stage for one in all_recommendations(session)}


def own(session: Session) -> set[int]:
    catalogue = read_catalogue(session)
    mine = {one.id for one in catalogue.services.values() if catalogue.companies[one.company_id].own}
    return {one.id for one in all_recommendations(session) if one.service_id in mine}


def test_those_without_consent_stay_and_are_named_and_own_services_become_tasks(session: Session) -> None:
    withdraw_consent(session, [1, 2], "С-1")
    of_two = {one.id for one in all_recommendations(session) if one.client_id in {1, 2}}
    done = accept_many(session, everything(session)).value
    assert {one.recommendation for one in done.kept} == of_two - own(session)
    assert {one.reason for one in done.kept} == {LeftOut.NO_CONSENT}
    assert {one.who for one in done.kept} == {"Кактусов1 П. И.", "Кактусов2 П. И."}
    after = stages(session)
    assert {id_ for id_, stage in after.items() if stage is Stage.TASK} == own(session)
    assert {id_ for id_, stage in after.items() if stage is Stage.PROCESSED} == of_two - own(session)
    assert (done.how.own, done.how.waiting) == (len(own(session)), len(after) - len(own(session)) - len(done.kept))


def test_a_cap_is_given_out_over_all_of_them_by_score(session: Session) -> None:
    catalogue = read_catalogue(session)
    hotel = next(one.id for one in catalogue.companies.values() if one.name == HOTEL)
    stays = [one for one in all_recommendations(session) if catalogue.services[one.service_id].company_id == hotel]
    set_lead_cap(session, hotel, 2)
    done = accept_many(session, [one.id for one in stays]).value
    best = sorted(stays, key=lambda one: (-one.score, one.client_id))
    assert set(done.accepted) == {one.id for one in best[:2]}
    assert {one.reason for one in done.kept} == {LeftOut.PARTNER_CAP}


def test_one_undo_takes_all_of_them_back(session: Session) -> None:
    withdraw_consent(session, [1], "С-1")
    before = stages(session)
    entry = accept_many(session, everything(session)).entry
    assert entry is not None and len(read_history(session)) >= 1
    undone = undo(session, entry).value
    assert len(undone.recommendations) > CLIENTS
    assert stages(session) == before


def test_where_everything_is_kept_nothing_is_noted(session: Session) -> None:
    withdraw_consent(session, list(range(1, CLIENTS + 1)), "С-1")
    entries = len(read_history(session, 50))
    done = accept_many(session, [id_ for id_ in everything(session) if id_ not in own(session)])
    assert (done.value.accepted, done.entry, done.changed) == ((), None, frozenset())
    assert len(read_history(session, 50)) == entries


def test_what_is_decided_or_shown_otherwise_refuses_the_whole(session: Session) -> None:
    first, second, *_ = everything(session)
    with pytest.raises(ShownOtherwise):
        accept_many(session, [first, second], {first: 10**6})
    accept(session, [first])
    with pytest.raises(StageForbidden):
        accept_many(session, [first, second])
    assert stages(session)[second] is Stage.PROCESSED
    with pytest.raises(BadValue):
        accept_many(session, range(MOST_AT_ONCE + 1))
