"""The card of a client: all that is known of it, masked, and shown on record."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.domain.client import ClientRow, Document, DocumentKind, Purchase
from core.domain.errors import BeyondReach, UnknownRecord
from core.domain.lead import Answer, Stage
from core.domain.rights import Role, UseCase
from core.services.catalogue import read_catalogue
from core.services.client_card import Shown, read_client, reveal_document, reveal_value
from core.services.consents import withdraw_consent
from core.services.decisions import accept_from, decline
from core.services.organisation import reassign
from core.services.outcomes import record_outcome
from core.services.scoring import compute
from core.services.sending import make_packages, mark_sent, read_packages, save_packages
from core.services.session import Session
from tests.support.bases import CAR, LIABILITY, TODAY, all_recommendations, client_row, consent_to_all, open_filled
from tests.support.imported import import_clients

PASSPORT = Document(DocumentKind.PASSPORT, "9214", "123417", date(2014, 5, 6), "ОВД Казани", "160-001")


def somebody() -> ClientRow:
    row = client_row(1, CAR)
    details = {"city": "Казань", "snils": "11223344595"}
    identity = replace(row.identity, email="petr@pochta.example", documents=(PASSPORT,), details=details)
    return replace(
        row, identity=identity, purchases=(*row.purchases, Purchase(LIABILITY, date(2026, 5, 1), refused=True))
    )


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    import_clients(opened, [somebody(), client_row(2, CAR)], consent_to_all(opened))
    yield opened
    opened.close()


def audited(session: Session) -> list[dict[str, object]]:
    with session.reading(UseCase.READ_JOURNAL) as work:
        return [one.details for one in work.audit.entries()]


def test_a_card_tells_who_it_is_with_documents_masked(session: Session) -> None:
    card = read_client(session, 1)
    assert (card.full_name, card.birth_date) == ("Кактусов1 Пётр Ильич", somebody().identity.birth_date)
    assert (card.phone, card.email, card.is_own) == ("+79160000001", "petr@pochta.example", True)
    (paper,) = card.documents
    assert (paper.kind, paper.series, paper.number) == (DocumentKind.PASSPORT, "••14", "••••17")
    assert card.details == {"city": "Казань", "snils": "•••••••••95"}
    assert (card.added_on, card.manager, card.waits) == (TODAY, "", True)
    assert "123417" not in repr(card)


def test_marks_tell_what_was_bought_and_refused_and_how_that_is_known(session: Session) -> None:
    compute(session)
    lead = next(one for one in all_recommendations(session) if one.client_id == 1)
    with session.store.unit_of_work() as work:
        work.leads.offer([lead.id], Stage.SENT, session.now(), TODAY)
    record_outcome(session, lead.id, Answer.BOUGHT, TODAY)
    marks = {(one.kind, one.bought, one.on, one.answered) for one in read_client(session, 1).marks}
    kind = read_catalogue(session).kinds[lead.kind_id].name
    assert marks == {(CAR, True, None, False), (LIABILITY, False, date(2026, 5, 1), False), (kind, True, TODAY, True)}
    (answered,) = [one for one in read_client(session, 1).leads if one.answer]
    assert (answered.answer, answered.answered_on, answered.stage) == (Answer.BOUGHT, TODAY, Stage.OUTCOME)


def test_leads_consents_and_what_left_stand_on_the_card(session: Session, tmp_path: Path) -> None:
    compute(session)
    accept_from(session, 1, [1])
    make_packages(session, [1], "ru")
    save_packages(session, tmp_path / "out")
    package = read_packages(session)[0]
    mark_sent(session, package.id)
    card = read_client(session, 1)
    gone = next(one for one in card.departures if one.file_name == package.file_name)
    assert (gone.on, bool(gone.partner), bool(gone.service)) == (TODAY, True, True)
    (paper,) = card.consents
    assert (paper.number, paper.live, paper.withdrawn_on) == ("С-1", True, None)
    assert len(paper.recipients) == 4
    withdraw_consent(session, [1], "С-1")
    (paper,) = read_client(session, 1).consents
    assert (paper.live, paper.withdrawn_on) == (False, TODAY)


def test_the_history_holds_the_lines_of_this_client_alone(session: Session) -> None:
    compute(session)
    mine, other = (next(one.id for one in all_recommendations(session) if one.client_id == client) for client in (1, 2))
    decline(session, [mine])
    decline(session, [other])
    reveal_value(session, 1, Shown.SNILS)
    lines = read_client(session, 1).history
    assert [one.use_case for one in lines] == [UseCase.REVEAL, UseCase.DECIDE, UseCase.IMPORT_CLIENTS]
    assert [one.use_case for one in read_client(session, 2).history] == [UseCase.DECIDE, UseCase.IMPORT_CLIENTS]


def test_a_document_is_shown_in_full_once_and_that_is_on_record(session: Session) -> None:
    assert reveal_document(session, 1, DocumentKind.PASSPORT).value == PASSPORT
    assert audited(session)[-1] == {"client": 1, "shown": "passport"}
    assert reveal_value(session, 1, Shown.SNILS).value == "11223344595"
    assert "123417" not in str(audited(session))


def test_what_is_not_there_is_not_shown_and_leaves_no_entry(session: Session) -> None:
    before = audited(session)
    for ask in (
        lambda: reveal_document(session, 1, DocumentKind.FOREIGN_PASSPORT),
        lambda: reveal_document(session, 2, DocumentKind.PASSPORT),
        lambda: reveal_value(session, 2, Shown.EMAIL),
        lambda: reveal_value(session, 99, Shown.PHONE),
        lambda: read_client(session, 99),
    ):
        with pytest.raises(UnknownRecord):
            ask()
    assert audited(session) == before


def test_contacts_are_masked_for_all_but_the_clients_own_manager(session: Session) -> None:
    with session.store.unit_of_work() as work:
        work.accounts.add_user("vera", frozenset({Role.MANAGER}))
    reassign(session, [1], "vera")
    card = read_client(session, 1)
    assert (card.phone, card.email, card.is_own) == ("+7 916 ***-**-01", "p•••@pochta.example", False)
    assert card.manager == "vera"
    assert reveal_value(session, 1, Shown.PHONE).value == "+79160000001"
    session.roles = frozenset({Role.MANAGER})
    for ask in (read_client, lambda one, client: reveal_document(one, client, DocumentKind.PASSPORT)):
        with pytest.raises(BeyondReach):
            ask(session, 1)


def test_nothing_is_left_to_read_of_an_erased_client(session: Session) -> None:
    compute(session)
    lead = next(one for one in all_recommendations(session) if one.client_id == 1)
    with session.store.unit_of_work() as work:
        work.leads.offer([lead.id], Stage.SENT, session.now(), TODAY)
        work.clients.erase([1], session.now())
    with pytest.raises(UnknownRecord):
        read_client(session, 1)
