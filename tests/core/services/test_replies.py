"""Answers that partners send back find their leads; what is unclear waits for a person, and nothing is guessed."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from core.delivery.sealed_package import ANSWERS, ANSWERS_FORM, open_package
from core.delivery.workbook import table_workbook
from core.domain.errors import NothingToUndo, PasswordProtected, StageForbidden, UnknownRecord
from core.domain.lead import Answer, Stage
from core.domain.reply import ReplyProblem, new_code
from core.domain.reply_errors import ReplyNotOpened
from core.domain.settings import Settings
from core.services.catalogue import read_catalogue
from core.services.client_card import read_client
from core.services.client_erasing import erase_clients
from core.services.decisions import accept_from
from core.services.outcomes import record_outcome, undo_outcome
from core.services.partners import set_partner_key
from core.services.replies import (
    correct_by_line,
    drop_line,
    read_waiting,
    settle_line,
    take_reply,
)
from core.services.scoring import compute
from core.services.sending import make_packages, mark_sent, read_packages, save_packages
from core.services.session import Session
from core.services.settings import change_settings
from core.storage.leads import LeadOutcome
from core.storage.reply_tables import lead_code
from core.vault.sealing import new_identity, seal_for
from tests.support.bases import (
    BANK,
    CAR,
    NOW,
    TODAY,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_prepared,
)
from tests.support.imported import import_clients
from tests.support.sealed import IDENTITY, RECIPIENT

HEAD = (("Код ответа", 14), ("Ответ", 14), ("Дата ответа", 14), ("Сумма, ₽", 14), ("Комментарий", 14))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, packed)
    yield opened
    opened.close()


def packed(session: Session) -> None:
    """Everything accepted, made into packages; those of the bank are sealed for its key."""
    fill_catalogue(session)
    change_settings(session, Settings(exploration=0))
    rows = [client_row(number, CAR) for number in range(1, 13)]
    clients = list(import_clients(session, rows, consent_to_all(session)).value.clients)
    compute(session)
    accept_from(session, 1, clients)
    set_partner_key(session, BANK, RECIPIENT)
    make_packages(session, clients, "ru")


def sent(session: Session, folder: Path) -> None:
    save_packages(session, folder / "out")
    for one in read_packages(session):
        mark_sent(session, one.id)


def codes(session: Session) -> dict[str, int]:
    """Code → lead."""
    with session.store.unit_of_work() as work:
        wanted = select(lead_code.c.code, lead_code.c.recommendation_id).order_by(lead_code.c.recommendation_id)
        return {str(code): int(lead) for code, lead in work.leads._connection.execute(wanted)}


def file_of(folder: Path, rows: Sequence[Sequence[str | int | date | None]]) -> Path:
    file = folder / "answers.xlsx"
    file.write_bytes(table_workbook("Ответы", HEAD, rows))
    return file


def outcome_of(session: Session, lead: int) -> LeadOutcome | None:
    with session.store.reading() as work:
        return work.outcomes.of(lead)


def undo(session: Session, entry: int | None) -> None:
    assert entry is not None
    undo_outcome(session, entry)


def _standing(at: datetime) -> Callable[[], datetime]:
    return lambda: at


def stages(session: Session) -> dict[int, Stage]:
    return {one.id: one.stage for one in all_recommendations(session)}


def test_answers_find_their_leads_and_have_their_consequences(session: Session, tmp_path: Path) -> None:
    sent(session, tmp_path)
    (first, lead), (second, other), *_ = codes(session).items()
    rows = [(second, "Отказался", None, None, "весной"), (first, "Купил", TODAY, 42_300, None)]
    taken = take_reply(session, file_of(tmp_path, rows)).value
    assert (taken.recorded, taken.known, taken.waiting) == (2, 0, 0)
    assert outcome_of(session, lead) == LeadOutcome(Answer.BOUGHT, TODAY, 42_300.0)
    refused = outcome_of(session, other)
    assert refused is not None and refused.answer is Answer.REFUSED
    bought = next(one for one in all_recommendations(session) if one.id == lead)
    with session.store.reading() as work:
        owned = {(one.client_id, one.kind_id) for one in work.clients.ownerships()}
        assert [(one.lead, one.text) for one in work.replies.comments([lead, other])] == [(other, "весной")]
        answers = work.leads.answers(TODAY).values()
    assert (bought.client_id, bought.kind_id) in owned
    assert (sum(one.bought for one in answers), sum(one.answered for one in answers)) == (1, 2)


def test_the_same_file_changes_nothing_a_second_time(session: Session, tmp_path: Path) -> None:
    sent(session, tmp_path)
    (code, lead), *_ = codes(session).items()
    file = file_of(tmp_path, [(code, "Купил", None, 42_300, None), ("????", "Купил", None, None, None)])
    take_reply(session, file)
    was, waiting = outcome_of(session, lead), read_waiting(session)
    taken = take_reply(session, file).value
    assert (taken.recorded, taken.known, taken.waiting) == (0, 1, 1)
    assert outcome_of(session, lead) == was
    assert read_waiting(session) == waiting


def test_all_that_a_file_recorded_is_undone_as_one(session: Session, tmp_path: Path) -> None:
    sent(session, tmp_path)
    before = stages(session)
    with session.store.reading() as work:
        owned = work.clients.ownerships()
    rows = [(code, "Купил", None, None, "срочно") for code in codes(session)]
    entry = take_reply(session, file_of(tmp_path, rows)).entry
    assert set(stages(session).values()) == {Stage.OUTCOME, *(set(before.values()) - {Stage.SENT})}
    undo(session, entry)
    assert stages(session) == before
    with session.store.reading() as work:
        assert work.clients.ownerships() == owned
        assert not work.replies.comments(list(before))
    with pytest.raises(NothingToUndo):
        undo(session, entry)
    assert take_reply(session, file_of(tmp_path, rows)).value.recorded == len(rows)


def test_an_erased_client_does_not_keep_a_file_from_being_undone(session: Session, tmp_path: Path) -> None:
    sent(session, tmp_path)
    rows = [(code, "Отказался", None, None, "дорого") for code in codes(session)]
    entry = take_reply(session, file_of(tmp_path, rows)).entry
    gone = next(one.client_id for one in all_recommendations(session) if one.stage is Stage.OUTCOME)
    erase_clients(session, [gone])
    undo(session, entry)
    assert Stage.SENT in stages(session).values()
    theirs = [one for one in all_recommendations(session) if one.client_id == gone]
    assert {one.stage for one in theirs} == {Stage.OUTCOME}
    with session.store.reading() as work:
        assert not work.replies.comments([one.id for one in theirs]), "what was written of an erased client is gone"


@pytest.mark.parametrize("days", [0, 180])
def test_an_answer_may_be_late_but_not_too_late(session: Session, tmp_path: Path, days: int) -> None:
    sent(session, tmp_path)
    (code, lead), *_ = codes(session).items()
    for late, problem in ((days, None), (181, ReplyProblem.TOO_LATE)):
        session.clock = _standing(NOW + timedelta(days=late))
        entry = take_reply(session, file_of(tmp_path, [(code, "Купил", None, None, None)])).entry
        assert [one.problem for one in read_waiting(session)] == ([] if problem is None else [problem])
        if problem is None:
            undo(session, entry)
    assert outcome_of(session, lead) is None


def test_what_was_not_sent_or_never_given_out_waits(session: Session, tmp_path: Path) -> None:
    (code, lead), *_ = codes(session).items()
    rows = [(code, "Купил", None, None, None), (new_code(), "Купил", None, None, None)]
    taken = take_reply(session, file_of(tmp_path, rows)).value
    assert (taken.recorded, taken.waiting) == (0, 2)
    not_sent, unknown = read_waiting(session)
    assert (not_sent.problem, not_sent.lead) == (ReplyProblem.NOT_SENT, lead)
    assert not_sent.who.startswith("Кактусов") and not_sent.partner and not_sent.service
    assert (unknown.problem, unknown.lead, unknown.who) == (ReplyProblem.UNKNOWN_CODE, None, "")
    sent(session, tmp_path)
    assert take_reply(session, file_of(tmp_path, rows)).value.recorded == 1
    assert [one.problem for one in read_waiting(session)] == [ReplyProblem.UNKNOWN_CODE]


def test_an_answer_before_the_lead_left_waits(session: Session, tmp_path: Path) -> None:
    sent(session, tmp_path)
    (code, _), *_ = codes(session).items()
    take_reply(session, file_of(tmp_path, [(code, "Купил", TODAY - timedelta(days=1), None, None)]))
    assert [one.problem for one in read_waiting(session)] == [ReplyProblem.DAY_UNCLEAR]


def test_a_later_answer_takes_the_place_of_silence_and_of_nothing_else(session: Session, tmp_path: Path) -> None:
    sent(session, tmp_path)
    (first, lead), (second, other), *_ = codes(session).items()
    record_outcome(session, lead, Answer.NO_ANSWER, TODAY)
    record_outcome(session, other, Answer.REFUSED, TODAY)
    rows = [(first, "Купил", None, None, None), (second, "Купил", None, None, None)]
    taken = take_reply(session, file_of(tmp_path, rows)).value
    assert (taken.recorded, taken.waiting) == (1, 1)
    bought, refused = outcome_of(session, lead), outcome_of(session, other)
    assert bought is not None and bought.answer is Answer.BOUGHT
    assert refused is not None and refused.answer is Answer.REFUSED
    (waiting,) = read_waiting(session)
    assert (waiting.problem, waiting.lead) == (ReplyProblem.OTHERWISE_RECORDED, other)


def test_a_person_settles_a_line_and_takes_it_back(session: Session, tmp_path: Path) -> None:
    sent(session, tmp_path)
    (code, lead), *_ = codes(session).items()
    take_reply(session, file_of(tmp_path, [(code, "ну да", None, None, None)]))
    (line,) = read_waiting(session)
    assert line.said["answer"] == "ну да"
    entry = settle_line(session, line.id, lead, Answer.BOUGHT, on=TODAY, amount=100.0).entry
    assert read_waiting(session) == []
    assert outcome_of(session, lead) == LeadOutcome(Answer.BOUGHT, TODAY, 100.0)
    with pytest.raises(UnknownRecord):
        correct_by_line(session, line.id, lead, Answer.REFUSED, on=TODAY)
    undo(session, entry)
    assert read_waiting(session) == [line]
    assert outcome_of(session, lead) is None


def test_a_line_that_says_something_else_than_is_recorded_puts_it_right_if_a_person_says_so(
    session: Session, tmp_path: Path
) -> None:
    sent(session, tmp_path)
    (code, lead), *_ = codes(session).items()
    record_outcome(session, lead, Answer.REFUSED, TODAY)
    take_reply(session, file_of(tmp_path, [(code, "Купил", None, None, None)]))
    (line,) = read_waiting(session)
    with pytest.raises(StageForbidden):
        settle_line(session, line.id, lead, Answer.BOUGHT, on=TODAY)
    entry = correct_by_line(session, line.id, lead, Answer.BOUGHT, on=TODAY).entry
    told = outcome_of(session, lead)
    assert told is not None and told.answer is Answer.BOUGHT
    assert read_waiting(session) == []
    undo(session, entry)
    told = outcome_of(session, lead)
    assert told is not None and told.answer is Answer.REFUSED
    assert read_waiting(session) == [line]


def test_rows_that_a_later_file_answers_wait_again_once_that_is_undone(session: Session, tmp_path: Path) -> None:
    sent(session, tmp_path)
    rows = [(code, "ну да", None, None, "перезвонить") for code in list(codes(session))[:2]]
    take_reply(session, file_of(tmp_path, rows))
    before = read_waiting(session)
    done = take_reply(session, file_of(tmp_path, [(code, "Купил", None, None, words) for code, *_, words in rows]))
    assert len(before) == 2 and read_waiting(session) == []
    leads = list(codes(session).values())
    with session.store.reading() as work:
        assert len(work.replies.comments(leads)) == 2
    assert done.entry is not None
    assert undo_outcome(session, done.entry).value == done.value.clients
    assert read_waiting(session) == before


def test_a_line_that_says_nothing_is_dropped_and_brought_back(session: Session, tmp_path: Path) -> None:
    sent(session, tmp_path)
    take_reply(
        session,
        file_of(
            tmp_path,
            [*((code, "Купил", None, None, None) for code in codes(session)), ("7K2QF", "Купил", None, None, None)],
        ),
    )
    (line,) = read_waiting(session)
    entry = drop_line(session, line.id).entry
    assert read_waiting(session) == []
    with pytest.raises(UnknownRecord):
        drop_line(session, line.id)
    undo(session, entry)
    assert read_waiting(session) == [line]
    with pytest.raises(NothingToUndo):
        undo(session, entry)


def test_the_form_out_of_a_sealed_package_comes_back_open_or_sealed(session: Session, tmp_path: Path) -> None:
    saved = save_packages(session, tmp_path / "out").value.packages
    for one in read_packages(session):
        mark_sent(session, one.id)
    (sealed,) = (one.file for one in saved if one.sealed)
    opened = open_package(sealed.read_bytes(), IDENTITY)
    told = json.loads(opened.files[ANSWERS])
    for line in told["answers"]:
        line["answer"] = "refused"
    answers = json.dumps(told).encode()
    back = tmp_path / "answers.age"
    back.write_bytes(seal_for(answers, opened.manifest.reply_key))
    taken = take_reply(session, back).value
    assert (taken.recorded, taken.waiting) == (len(told["answers"]), 0)
    open_one = tmp_path / "answers.json"
    open_one.write_bytes(answers)
    assert take_reply(session, open_one).value.known == len(told["answers"])
    blank = tmp_path / "blank.xlsx"
    blank.write_bytes(opened.files[ANSWERS_FORM])
    assert take_reply(session, blank).value.recorded == 0
    back.write_bytes(seal_for(answers, new_identity()[1]))
    with pytest.raises(ReplyNotOpened):
        take_reply(session, back)


def test_a_whole_workbook_comes_back_under_its_own_password(session: Session, tmp_path: Path) -> None:
    saved = save_packages(session, tmp_path / "out").value.packages
    for one in read_packages(session):
        mark_sent(session, one.id)
    file = next(one.file for one in saved if not one.sealed)
    taken = take_reply(session, file).value
    assert (taken.recorded, taken.known, taken.waiting) == (0, 0, 0), "nobody has answered yet"
    renamed = file.rename(file.with_name("answers.xlsx"))
    with pytest.raises(PasswordProtected):
        take_reply(session, renamed)


def test_what_a_partner_wrote_stands_on_the_card_with_its_day_and_partner(session: Session, tmp_path: Path) -> None:
    sent(session, tmp_path)
    (code, lead), *_ = codes(session).items()
    about = next(one for one in all_recommendations(session) if one.id == lead)
    rows = [(code, "Отказался", None, None, "звонить весной, спросить Ольгу")]
    entry = take_reply(session, file_of(tmp_path, rows)).entry
    card = read_client(session, about.client_id)
    service = read_catalogue(session).services[about.service_id]
    (comment,) = card.comments
    assert (comment.text, comment.service, comment.at.date()) == ("звонить весной, спросить Ольгу", service.name, TODAY)
    assert comment.partner == read_catalogue(session).companies[service.company_id].name
    assert "Ольгу" not in repr(card)
    undo(session, entry)
    assert read_client(session, about.client_id).comments == ()
