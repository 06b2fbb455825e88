"""A consent lives for its clients, recipients, purpose and period, until it is withdrawn."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import update

from core.domain.consent import PURPOSE_OFFER, ConsentDocument
from core.storage.people_tables import consent
from core.storage.store import Store
from tests.core.storage.conftest import TODAY


def _sign(store: Store, paper: ConsentDocument, clients: list[int]) -> int:
    with store.unit_of_work() as work:
        document = work.consents.ensure_document(paper)
        work.consents.sign(clients, document)
        return document


def _live(store: Store, recipient: int, day: date = TODAY, purpose: str = PURPOSE_OFFER) -> set[int]:
    with store.reading() as work:
        return work.consents.live([1, 2, 3], recipient, purpose, day)


def test_a_consent_lives_for_its_clients_recipients_purpose_and_period(store: Store) -> None:
    until = TODAY + timedelta(days=10)
    _sign(store, ConsentDocument("С-1", TODAY, frozenset({2, 5}), valid_until=until), [1, 2])
    assert _live(store, 2) == _live(store, 5, until) == {1, 2}
    assert _live(store, 3) == set()
    assert _live(store, 2, TODAY - timedelta(days=1)) == set()
    assert _live(store, 2, until + timedelta(days=1)) == set()
    assert _live(store, 2, purpose="advertising") == set()


def test_a_withdrawn_consent_ends_on_its_day_and_stays_withdrawn(store: Store) -> None:
    paper = ConsentDocument("С-1", TODAY, frozenset({2}))
    document = _sign(store, paper, [1, 2])
    withdrawn = TODAY + timedelta(days=5)
    with store.unit_of_work() as work:
        ended = update(consent).where(consent.c.client_id == 1, consent.c.document_id == document)
        work.consents._connection.execute(ended.values(withdrawn_on=withdrawn))
    assert _live(store, 2, withdrawn - timedelta(days=1)) == {1, 2}
    assert _live(store, 2, withdrawn) == {2}
    assert _sign(store, paper, [1]) == document
    assert _live(store, 2, withdrawn) == {2}


def test_a_second_document_stands_beside_a_withdrawn_one(store: Store) -> None:
    document = _sign(store, ConsentDocument("С-1", TODAY, frozenset({2})), [1])
    with store.unit_of_work() as work:
        ended = update(consent).where(consent.c.document_id == document)
        work.consents._connection.execute(ended.values(withdrawn_on=TODAY))
    assert _live(store, 2) == set()
    _sign(store, ConsentDocument("С-2", TODAY, frozenset({2})), [1])
    assert _live(store, 2) == {1}


def test_the_same_number_with_other_terms_is_another_document(store: Store) -> None:
    paper = ConsentDocument("С-1", TODAY, frozenset({2, 3}))
    first = _sign(store, paper, [])
    assert _sign(store, paper, []) == first
    others = [
        replace(paper, recipients=frozenset({2})),
        replace(paper, signed_on=TODAY - timedelta(days=1)),
        replace(paper, purpose="advertising"),
        replace(paper, valid_until=TODAY),
    ]
    assert len({first, *(_sign(store, other, []) for other in others)}) == 5


def test_nobody_consents_without_signing(store: Store) -> None:
    _sign(store, ConsentDocument("С-1", TODAY, frozenset({2})), [])
    assert _live(store, 2) == set()
