"""Consents by hand: a paper that was signed or taken back, what stands still by it, and each undone."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.domain.card_errors import ConsentKnown, StandsInTheWay
from core.domain.errors import BadValue, MissingValue, NothingToUndo, OwnCompany, UnknownRecord
from core.services.catalogue import read_catalogue
from core.services.client_card import CardConsent, read_client
from core.services.consents import record_consent, undo_consent, undo_withdrawal, withdraw_consent
from core.services.decisions import accept_from
from core.services.recalls import read_recalls
from core.services.scoring import compute
from core.services.sending import make_packages, mark_sent, read_packages, save_package, save_packages
from core.services.session import Session
from tests.support.bases import CAR, TODAY, client_row, consent_to_all, open_filled
from tests.support.imported import import_clients


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    import_clients(opened, [client_row(1, CAR), client_row(2, CAR)], consent_to_all(opened))
    import_clients(opened, [client_row(3, CAR)])
    yield opened
    opened.close()


def partners(session: Session) -> list[int]:
    return [one.id for one in read_catalogue(session).companies.values() if not one.own]


def papers(session: Session, client: int = 3) -> tuple[CardConsent, ...]:
    return read_client(session, client).consents


def test_a_paper_by_hand_names_its_recipients_and_its_days(session: Session) -> None:
    first, *_ = partners(session)
    record_consent(session, 3, " П-7 ", signed_on=date(2026, 3, 1), recipients=[first], valid_until=TODAY)
    (paper,) = papers(session)
    assert (paper.number, paper.signed_on, paper.valid_until, paper.live) == ("П-7", date(2026, 3, 1), TODAY, True)
    assert paper.recipients == (read_catalogue(session).companies[first].name,)


def test_a_paper_lets_a_lead_leave_that_waited_for_it(session: Session) -> None:
    compute(session)
    accept_from(session, 1, [3])
    assert make_packages(session, [3], "ru").value.leads == 0
    record_consent(session, 3, "П-7", signed_on=TODAY, recipients=partners(session))
    assert make_packages(session, [3], "ru").value.leads > 0


@pytest.mark.parametrize(
    ("number", "signed", "until", "refusal"),
    [
        (" ", TODAY, None, MissingValue),
        ("П-7", TODAY + timedelta(days=1), None, BadValue),
        ("П-7", date(1970, 1, 1), None, BadValue),
        ("П-7", TODAY, TODAY - timedelta(days=1), BadValue),
    ],
)
def test_a_paper_without_number_or_with_impossible_days_is_refused(
    session: Session, number: str, signed: date, until: date | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        record_consent(session, 3, number, signed_on=signed, recipients=partners(session), valid_until=until)
    assert papers(session) == ()


def test_a_paper_is_for_known_partners_alone(session: Session) -> None:
    own = read_catalogue(session).own_company.id
    for recipients, refusal in (([], MissingValue), ([own], OwnCompany), ([10**6], UnknownRecord)):
        with pytest.raises(refusal):
            record_consent(session, 3, "П-7", signed_on=TODAY, recipients=recipients)
    with pytest.raises(UnknownRecord):
        record_consent(session, 99, "П-7", signed_on=TODAY, recipients=partners(session))


def test_the_same_paper_twice_is_told_and_a_withdrawn_one_is_not_revived_by_typing_it_again(session: Session) -> None:
    record_consent(session, 3, "П-7", signed_on=TODAY, recipients=partners(session))
    with pytest.raises(ConsentKnown):
        record_consent(session, 3, "П-7", signed_on=TODAY, recipients=partners(session))
    withdraw_consent(session, [3], "П-7")
    with pytest.raises(ConsentKnown):
        record_consent(session, 3, "П-7", signed_on=TODAY, recipients=partners(session)[:1])
    assert not papers(session)[0].live


def test_a_paper_recorded_in_error_is_taken_back_once(session: Session) -> None:
    entry = record_consent(session, 3, "П-7", signed_on=TODAY, recipients=partners(session)).entry
    assert entry is not None
    assert undo_consent(session, entry).value == 3
    assert papers(session) == ()
    with pytest.raises(NothingToUndo):
        undo_consent(session, entry)
    record_consent(session, 3, "П-7", signed_on=TODAY, recipients=partners(session))


def test_a_paper_by_which_something_left_is_not_taken_back(session: Session, tmp_path: Path) -> None:
    entry = record_consent(session, 3, "П-7", signed_on=TODAY, recipients=partners(session)).entry
    assert entry is not None
    leave(session, 3, tmp_path / "out")
    with pytest.raises(StandsInTheWay):
        undo_consent(session, entry)
    assert papers(session)[0].live


def test_a_package_by_a_paper_recorded_in_error_is_dissolved_and_a_file_of_it_called_back(
    session: Session, tmp_path: Path
) -> None:
    entry = record_consent(session, 3, "П-7", signed_on=TODAY, recipients=partners(session)).entry
    assert entry is not None
    compute(session)
    accept_from(session, 1, [3])
    make_packages(session, [3], "ru")
    saved, *others = read_packages(session)
    assert others
    save_package(session, saved.id, tmp_path / "out")
    undo_consent(session, entry)
    assert read_packages(session) == []
    assert [one.file_name for one in read_recalls(session)] == [saved.file_name]


def test_a_paper_that_was_withdrawn_since_is_not_taken_back(session: Session) -> None:
    entry = record_consent(session, 3, "П-7", signed_on=TODAY, recipients=partners(session)).entry
    assert entry is not None
    withdraw_consent(session, [3], "П-7")
    with pytest.raises(StandsInTheWay):
        undo_consent(session, entry)


def test_withdrawing_tells_what_it_stops_and_what_has_left(session: Session, tmp_path: Path) -> None:
    leave(session, 1, tmp_path / "out")
    sent = read_client(session, 1).departures
    told = withdraw_consent(session, [1], "С-1").value
    assert (told.stopped, told.sent) == (0, sent)
    accept_from(session, 1, [2])
    assert withdraw_consent(session, [2], "С-1").value.stopped > 0
    assert make_packages(session, [2], "ru").value.leads == 0


def test_an_undone_withdrawal_holds_again_and_only_once(session: Session) -> None:
    before = papers(session, 1)
    entry = withdraw_consent(session, [1, 2], "С-1").entry
    assert entry is not None
    assert undo_withdrawal(session, entry).value == (1, 2)
    assert papers(session, 1) == before
    with pytest.raises(NothingToUndo):
        undo_withdrawal(session, entry)


def test_withdrawing_twice_keeps_the_first_day_and_gives_nothing_to_undo(session: Session) -> None:
    withdraw_consent(session, [1], "С-1")
    first = papers(session, 1)
    again = withdraw_consent(session, [1], "С-1").entry
    assert again is not None
    assert papers(session, 1) == first
    with pytest.raises(NothingToUndo):
        undo_withdrawal(session, again)


def test_nobody_undoes_what_somebody_else_did(session: Session) -> None:
    entry = withdraw_consent(session, [1], "С-1").entry
    signed = record_consent(session, 3, "П-7", signed_on=TODAY, recipients=partners(session)).entry
    assert entry is not None and signed is not None
    session.user_id += 1
    with pytest.raises(NothingToUndo):
        undo_withdrawal(session, entry)
    with pytest.raises(NothingToUndo):
        undo_consent(session, signed)


def leave(session: Session, client: int, folder: Path) -> None:
    """What is recommended to a client goes to its partners."""
    compute(session)
    accept_from(session, 1, [client])
    make_packages(session, [client], "ru")
    save_packages(session, folder)
    for one in read_packages(session):
        mark_sent(session, one.id)
