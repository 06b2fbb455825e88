"""A consent that was taken back after data left: the partner is to be told which rows, and nobody's name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.errors import UnknownRecord
from core.domain.lead import Stage
from core.services.client_erasing import erase_clients
from core.services.consents import record_consent, undo_withdrawal, withdraw_consent
from core.services.decisions import accept_from, take_back
from core.services.recalls import RecallRow, mark_recalled, read_recalls, recall_text
from core.services.scoring import compute
from core.services.sending import make_packages, mark_sent, read_packages, read_password, save_packages
from core.services.session import Session
from core.services.today import read_today
from core.services.wording import Language
from tests.support.bases import CAR, TODAY, all_recommendations, client_row, company_id, consent_to_all, open_filled
from tests.support.imported import import_clients
from tests.support.papers import let_run_out
from tests.support.workbooks import leads_in


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened_base = open_filled(tmp_path)
    import_clients(opened_base, [client_row(number, CAR) for number in range(1, 6)], consent_to_all(opened_base))
    compute(opened_base)
    accept_from(opened_base, 1, range(1, 6))
    make_packages(opened_base, list(range(1, 6)), "ru")
    save_packages(opened_base, tmp_path / "out")
    yield opened_base
    opened_base.close()


@pytest.fixture
def passwords(session: Session) -> dict[str, str]:
    return {one.file_name: read_password(session, one.id).value for one in read_packages(session)}


def send_all(session: Session) -> None:
    for one in read_packages(session):
        mark_sent(session, one.id)


def leads_of(session: Session, client: int) -> list[int]:
    return [one.id for one in all_recommendations(session) if one.client_id == client and one.stage is Stage.SENT]


def test_what_left_by_a_paper_that_is_taken_back_is_called_back_row_by_row(
    session: Session, passwords: dict[str, str], tmp_path: Path
) -> None:
    send_all(session)
    withdraw_consent(session, [2], "С-1")
    notices = read_recalls(session)
    assert len(notices) == len(leads_of(session, 2)) > 1
    for one in notices:
        assert one.sent and one.done_at is None and one.who == "Кактусов2 П. И."
        rows = leads_in(tmp_path / "out" / one.file_name, passwords[one.file_name])
        assert one.row is not None
        assert rows[one.row - 1][0] == "Кактусов2 Пётр Ильич", "rows are numbered as a spreadsheet shows them"
    assert read_today(session).recalls == len(notices)


def test_a_file_that_was_saved_and_maybe_left_is_told_of_too(session: Session) -> None:
    files = {one.file_name for one in read_packages(session)}
    withdraw_consent(session, [2], "С-1")
    notices = read_recalls(session)
    assert notices and not any(one.sent for one in notices)
    told = {one.file_name for one in notices}
    assert told <= files
    assert {one.file_name for one in read_packages(session)} == files - told, "they are dissolved"


def test_what_never_left_the_base_is_not_called_back(session: Session) -> None:
    send_all(session)
    import_clients(session, [client_row(9, CAR)], consent_to_all(session))
    compute(session)
    accept_from(session, 1, [6])
    assert make_packages(session, [6], "ru").value.leads
    withdraw_consent(session, [6], "С-1")
    assert read_recalls(session) == []


def test_another_live_paper_keeps_what_has_left_where_it_is(session: Session) -> None:
    send_all(session)
    (first, *_) = {one.partner for one in read_packages(session)}
    record_consent(session, 2, "П-2", signed_on=TODAY, recipients=[company_id(session, first)])
    withdraw_consent(session, [2], "С-1")
    assert first not in {one.partner for one in read_recalls(session)}


def test_an_undone_withdrawal_calls_nothing_back_but_what_was_done_stays_on_record(session: Session) -> None:
    send_all(session)
    entry = withdraw_consent(session, [2], "С-1").entry
    assert entry is not None
    done, *_ = read_recalls(session)
    mark_recalled(session, [done.id])
    undo_withdrawal(session, entry)
    assert [one.id for one in read_recalls(session)] == [done.id]
    assert read_today(session).recalls == 0


def test_a_notice_is_done_once_the_partner_was_told_and_open_again_after_undoing_that(session: Session) -> None:
    send_all(session)
    withdraw_consent(session, [2], "С-1")
    first, *others = read_recalls(session)
    mark_recalled(session, [first.id])
    assert [one.id for one in read_recalls(session)][-1] == first.id, "what is to be done comes first"
    assert read_today(session).recalls == len(others)
    mark_recalled(session, [first.id], done=False)
    assert read_today(session).recalls == len(others) + 1
    with pytest.raises(UnknownRecord):
        mark_recalled(session, [10**6])


def test_taking_back_twice_calls_back_once(session: Session) -> None:
    send_all(session)
    withdraw_consent(session, [2], "С-1")
    before = read_recalls(session)
    withdraw_consent(session, [2], "С-1")
    assert read_recalls(session) == before


def test_erasing_a_client_calls_back_what_has_left_and_keeps_no_name(session: Session) -> None:
    send_all(session)
    count = len(leads_of(session, 2))
    erase_clients(session, [2])
    notices = read_recalls(session)
    assert len(notices) == count > 0
    assert {one.who for one in notices} == {""}
    assert all(one.row for one in notices)


def test_a_consent_that_ran_out_before_somebody_noted_the_sending_is_called_back(session: Session) -> None:
    let_run_out(session)
    send_all(session)
    assert len(read_recalls(session)) == sum(one.stage is Stage.SENT for one in all_recommendations(session)) > 0


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_letter_names_files_and_rows_and_nobody(session: Session, language: Language) -> None:
    send_all(session)
    withdraw_consent(session, [2, 3], "С-1")
    notices = [one for one in read_recalls(session) if one.partner == read_recalls(session)[0].partner]
    told = recall_text(notices, language)
    for one in notices:
        assert f"{one.file_name}: " in told.text and str(one.row) in told.text
    for word in ("Кактусов", "Пётр", "7916", notices[0].service, *(one.file_name for one in notices)):
        assert word not in told.subject
    for word in ("Кактусов", "Пётр", "7916"):
        assert word not in told.text


def test_where_rows_were_not_kept_the_letter_says_so(session: Session) -> None:
    send_all(session)
    withdraw_consent(session, [2], "С-1")
    one = read_recalls(session)[0]
    bare = RecallRow(one.id, "", one.service, one.partner, one.file_name, None, True, one.raised_at, None)
    assert f"{one.file_name}: какая строка" in recall_text([bare], "ru").text


def test_a_lead_that_is_called_back_stays_on_record_when_it_is_taken_back(session: Session) -> None:
    withdraw_consent(session, [2], "С-1")
    notices = read_recalls(session)
    ids = [one.id for one in all_recommendations(session) if one.client_id == 2 and one.stage is Stage.WAITING]
    take_back(session, ids)
    compute(session)
    assert read_recalls(session) == notices
    mine = [one for one in all_recommendations(session) if one.client_id == 2]
    assert {one.stage for one in mine if one.id in ids} == {Stage.DECLINED}
    assert {one.kind_id for one in mine if one.stage is Stage.PROCESSED} >= {
        one.kind_id for one in mine if one.id in ids
    }
