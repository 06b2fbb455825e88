"""What consent and caps would keep here of all that a threshold shows."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.catalogue import Catalogue, Company
from core.domain.errors import BeyondReach
from core.domain.lead import LeftOut
from core.domain.settings import Settings
from core.services.bulk import accept_many
from core.services.catalogue import read_catalogue
from core.services.consents import withdraw_consent
from core.services.held_back import read_held_back
from core.services.review import QueueEntry, read_queue
from core.services.scoring import compute
from core.services.session import Session
from core.services.settings import change_settings
from core.storage.reach import Reach
from tests.support.bases import CAR, SERVICE, client_row, consent_to_all, fill_catalogue, open_prepared
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


def partner_of(catalogue: Catalogue, one: QueueEntry) -> Company:
    return catalogue.companies[catalogue.services[one.service_id].company_id]


def test_where_everybody_consented_and_no_cap_is_set_nothing_stays(session: Session) -> None:
    assert read_queue(session).entries
    assert read_held_back(session, read_queue(session).entries) == {}


def test_from_every_score_on_just_that_stays_which_accepting_all_of_it_leaves(session: Session) -> None:
    catalogue, entries = read_catalogue(session), read_queue(session).entries
    best = next(one for one in entries if one.client_id > 1 and not partner_of(catalogue, one).own)
    withdraw_consent(session, [1], "С-1")
    set_lead_cap(session, partner_of(catalogue, best).id, 1)
    change_settings(session, Settings(contact_cap=2))
    held = read_held_back(session, entries)
    assert set(held.values()) == {LeftOut.NO_CONSENT, LeftOut.PARTNER_CAP, LeftOut.CONTACT_CAP}
    for score in sorted({one.score for one in entries}):
        shown = [one for one in entries if one.score >= score]
        with session.store.unit_of_work() as work:
            before = {one.id: replace(one) for one in work.leads.present([one.id for one in shown])}
        done = accept_many(session, [one.id for one in shown])
        assert {one.recommendation: one.reason for one in done.value.kept} == {
            one.id: held[one.id] for one in shown if one.id in held
        }
        with session.store.unit_of_work() as work:
            work.leads.restore([(one.id, one.stage, None) for one in before.values()], session.now())


def test_nobody_else_s_clients_are_looked_up(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = read_queue(session).entries

    def refuse(_reach: Reach, _connection: object, ids: list[int]) -> None:
        assert ids == sorted({one.client_id for one in entries})
        raise BeyondReach

    monkeypatch.setattr(Reach, "refuse_beyond", refuse)
    with pytest.raises(BeyondReach):
        read_held_back(session, entries)
