"""Blocks of answers out of a spreadsheet find their offers by what they say, and wait where that is not enough."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.domain.client import ClientRow
from core.domain.lead import Answer, Stage
from core.domain.recommendation import Recommendation
from core.domain.reply import ReplyProblem, new_code
from core.domain.reply_errors import NoPastedReplies, TooManyPasted
from core.domain.settings import Settings
from core.intake.cells import as_text
from core.intake.tables import read_table
from core.services.catalogue import read_catalogue
from core.services.client_card import read_client
from core.services.client_erasing import erase_clients, read_erasure
from core.services.decisions import accept_from
from core.services.outcomes import record_outcome
from core.services.pasted import Pasted, PastedAs, read_pasted, take_pasted
from core.services.replies import read_waiting, settle_line
from core.services.scoring import compute
from core.services.sending import make_packages
from core.services.session import Session
from core.services.settings import change_settings
from core.services.task_export import export_tasks
from tests.core.services.test_replies import codes, outcome_of, sent, stages, undo
from tests.support.bases import (
    CAR,
    TODAY,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_prepared,
)
from tests.support.imported import import_clients

SURNAMES = ("Опунциев", "Агавин", "Алоэва", "Молочаев", "Эхеверин")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, packed)
    sent(opened, tmp_path)
    yield opened
    opened.close()


def person(number: int) -> ClientRow:
    row = client_row(number, CAR)
    return replace(row, identity=replace(row.identity, surname=SURNAMES[number - 1]))


def packed(session: Session) -> None:
    """Five clients whose names differ, with all that was recommended in packages."""
    fill_catalogue(session)
    change_settings(session, Settings(exploration=0))
    rows = [person(number) for number in range(1, len(SURNAMES) + 1)]
    clients = list(import_clients(session, rows, consent_to_all(session)).value.clients)
    compute(session)
    accept_from(session, 1, clients)
    make_packages(session, clients, "ru")


def leads_of(session: Session, client: int) -> list[Recommendation]:
    """What is waited on, what was sent before our own tasks."""
    theirs = [one for one in all_recommendations(session) if one.client_id == client]
    return [one for stage in (Stage.SENT, Stage.TASK) for one in theirs if one.stage is stage]


def names_of(session: Session, lead: Recommendation) -> tuple[str, str]:
    """(service, partner)."""
    catalogue = read_catalogue(session)
    service = catalogue.services[lead.service_id]
    return service.name, catalogue.companies[service.company_id].name


def only_lead(session: Session, client: int) -> Recommendation:
    """What the client is still asked about, when all others have said no."""
    first, *others = leads_of(session, client)
    for one in others:
        record_outcome(session, one.id, Answer.REFUSED, TODAY)
    return first


def paste(session: Session, text: str, places: Sequence[int] = ()) -> Pasted:
    """Look at it, and take it."""
    found = read_pasted(session, text, places)
    take_pasted(session, found)
    return found


def problems(session: Session) -> list[tuple[ReplyProblem, int | None]]:
    return [(one.problem, one.lead) for one in read_waiting(session)]


def born(number: int) -> str:
    day = person(number).identity.birth_date
    assert day is not None
    return f"{day:%d.%m.%Y}"


# ---------------------------------------------------------------------- bare answers


def test_bare_answers_fall_on_the_chosen_rows_in_their_order_and_are_undone_as_one(session: Session) -> None:
    places = [one.id for one in all_recommendations(session) if one.stage is Stage.SENT][:4]
    before = stages(session)
    found = read_pasted(session, "купил\t100\r\n\r\nотказ\t\r\nну да\t\r\n", places)
    assert (found.found_by, dict(found.answers)) == (PastedAs.ROWS, {Answer.BOUGHT: 1, Answer.REFUSED: 1})
    assert (found.known, found.waiting) == (0, 1)
    assert stages(session) == before, "it was only looked at"
    entry = take_pasted(session, found).entry
    bought, none, refused = (outcome_of(session, place) for place in places[:3])
    assert bought is not None and (bought.answer, bought.amount) == (Answer.BOUGHT, 100.0)
    assert none is None
    assert refused is not None and refused.answer is Answer.REFUSED
    assert problems(session) == [(ReplyProblem.ANSWER_UNCLEAR, places[3])]
    undo(session, entry)
    assert stages(session) == before
    assert read_waiting(session) == []


def test_what_only_waits_is_undone_too(session: Session) -> None:
    places = [leads_of(session, 1)[0].id]
    entry = take_pasted(session, read_pasted(session, "Ответ\nну да", places)).entry
    assert len(read_waiting(session)) == 1
    undo(session, entry)
    assert read_waiting(session) == []


def test_more_answers_than_rows_are_refused_whole(session: Session) -> None:
    with pytest.raises(TooManyPasted):
        read_pasted(session, "купил\nотказ\nкупил", [leads_of(session, 1)[0].id, leads_of(session, 2)[0].id])


def test_what_changed_after_the_look_is_not_written_over(session: Session) -> None:
    lead = leads_of(session, 1)[0].id
    found = read_pasted(session, "купил", [lead])
    record_outcome(session, lead, Answer.REFUSED, TODAY)
    assert take_pasted(session, found).value.recorded == 0
    told = outcome_of(session, lead)
    assert told is not None and told.answer is Answer.REFUSED
    assert problems(session) == [(ReplyProblem.OTHERWISE_RECORDED, lead)]


# ---------------------------------------------------------------------- codes


def test_codes_tell_their_leads_as_in_a_file(session: Session) -> None:
    (code, lead), *_ = codes(session).items()
    found = paste(session, f"{code.lower()}\tкупил\n{new_code()}\tотказ")
    assert found.found_by is PastedAs.CODES
    told = outcome_of(session, lead)
    assert told is not None and told.answer is Answer.BOUGHT
    assert problems(session) == [(ReplyProblem.UNKNOWN_CODE, None)]


# ---------------------------------------------------------------------- clients


@pytest.mark.parametrize(
    "who",
    [
        "8 916 000-00-02",
        "Агавин Пётр\t+7 (916) 000-00-02",
        "агавин петр ильич\t{born}",
        "Пётр Ильич Агавин\t{born}",
    ],
)
def test_a_phone_or_the_name_with_the_day_of_birth_tells_the_client(session: Session, who: str) -> None:
    lead = only_lead(session, 2)
    found = paste(session, f"{who.format(born=born(2))}\tкупил")
    assert (found.found_by, dict(found.answers), found.waiting) == (PastedAs.CLIENTS, {Answer.BOUGHT: 1}, 0)
    told = outcome_of(session, lead.id)
    assert told is not None and told.answer is Answer.BOUGHT


@pytest.mark.parametrize(
    "who",
    [
        "Агавин Пётр Ильич",
        "Агавин П. И.",
        "Агавин Пётр Ильич\t07.08.1991",
        "Молочаев Пётр Ильич\t8 916 000-00-02",
        "Агавин Пётр Ильич\t8 916 000-00-03\t{born}",
    ],
)
def test_a_name_alone_or_with_something_against_it_is_only_supposed(session: Session, who: str) -> None:
    lead = only_lead(session, 2)
    only_lead(session, 3)
    before = stages(session)
    head = "Клиент\tТелефон\tДата рождения\tОтвет" if who.count("\t") > 1 else ""
    kind = "Телефон" if "8 916" in who else "Дата рождения"
    head = head or (f"Клиент\t{kind}\tОтвет" if "\t" in who else "Клиент\tОтвет")
    paste(session, f"{head}\n{who.format(born=born(2))}\tкупил")
    assert stages(session) == before
    ((problem, supposed),) = problems(session)
    if "Молочаев" in who:  # the phone of one, the name of another one
        assert (problem, supposed) == (ReplyProblem.SEVERAL_FIT, None)
    elif "1991" in who:
        assert (problem, supposed) == (ReplyProblem.NO_LEAD_FITS, None)
    else:
        assert (problem, supposed) == (ReplyProblem.ONLY_ALIKE, lead.id)


def test_the_number_of_a_client_tells_it_together_with_the_service_or_the_name(
    session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "tasks.xlsx"
    export_tasks(session, file, "ru")
    table = read_table(file)
    rows = ["\t".join((*table.headers, "Ответ")), *("\t".join((*map(as_text, row), "купил")) for row in table.rows)]
    found = paste(session, "\n".join(rows))
    tasks = [one for one in all_recommendations(session) if one.stage is Stage.TASK]
    assert dict(found.answers) == {Answer.BOUGHT: len(table.rows)}
    assert not tasks
    number = read_client(session, 2).number
    lead = only_lead(session, 2)
    for who in (f"№ {number}", f"№ {number}\tЧужая Анна"):
        paste(session, f"{who}\tкупил")
        assert outcome_of(session, lead.id) is None
    assert problems(session) == [(ReplyProblem.ONLY_ALIKE, lead.id)] * 2
    paste(session, f"№ {number}\tАгавин Пётр\tне дозвонились")
    told = outcome_of(session, lead.id)
    assert told is not None and told.answer is Answer.UNREACHABLE


def test_of_several_offers_service_and_partner_tell_which(session: Session) -> None:
    first, second, *_ = leads_of(session, 3)
    service, partner = names_of(session, second)
    paste(session, "8 916 000-00-03\tкупил")
    assert problems(session) == [(ReplyProblem.SEVERAL_FIT, None)]
    assert read_waiting(session)[0].who.startswith("Алоэва"), "who it is, is known"
    paste(session, f"Телефон\tУслуга\tПартнёр\tОтвет\n8 916 000-00-03\t{service}\t{partner}\tотказ")
    assert outcome_of(session, first.id) is None
    told = outcome_of(session, second.id)
    assert told is not None and told.answer is Answer.REFUSED
    paste(session, f"Телефон\tУслуга\tОтвет\n8 916 000-00-03\t{names_of(session, first)[0]}\tкупил")
    told = outcome_of(session, first.id)
    assert told is not None and told.answer is Answer.BOUGHT


def test_a_service_that_nobody_offered_is_not_guessed(session: Session) -> None:
    lead = only_lead(session, 4)
    paste(session, "Телефон\tУслуга\tОтвет\n8 916 000-00-04\tНовый дом\tкупил")
    assert outcome_of(session, lead.id) is None
    assert problems(session) == [(ReplyProblem.ONLY_ALIKE, lead.id)]


def test_the_same_block_changes_nothing_a_second_time(session: Session) -> None:
    only_lead(session, 2)
    text = "8 916 000-00-02\tкупил\t500\n8 916 000-00-99\tкупил\t"
    assert paste(session, text).waiting == 1
    before, waiting = stages(session), read_waiting(session)
    found = read_pasted(session, text, ())
    assert (dict(found.answers), found.known) == ({}, 1)
    assert take_pasted(session, found).entry is None
    assert (stages(session), read_waiting(session)) == (before, waiting)


def test_an_answer_that_may_be_the_one_on_record_is_not_given_to_another_offer(session: Session) -> None:
    first, second, *others = leads_of(session, 1)
    for one in (first, *others):
        record_outcome(session, one.id, Answer.REFUSED, TODAY)
    paste(session, "8 916 000-00-01\tотказ")
    assert outcome_of(session, second.id) is None
    assert problems(session) == [(ReplyProblem.SEVERAL_FIT, None)]


def test_two_rows_that_contradict_each_other_both_wait(session: Session) -> None:
    lead = only_lead(session, 5)
    paste(session, "8 916 000-00-05\tкупил\n8 916 000-00-05\tне дозвонились")
    assert problems(session) == [(ReplyProblem.TOLD_TWICE, lead.id)] * 2
    assert outcome_of(session, lead.id) is None


def test_silence_gives_way_to_a_later_answer_and_an_answer_before_the_offer_waits(session: Session) -> None:
    lead = only_lead(session, 2)
    record_outcome(session, lead.id, Answer.NO_ANSWER, TODAY)
    early = TODAY - timedelta(days=3)
    paste(session, f"8 916 000-00-02\tкупил\t{early:%d.%m.%Y}")
    assert problems(session) == [(ReplyProblem.DAY_UNCLEAR, lead.id)]
    paste(session, "8 916 000-00-02\tкупил")
    told = outcome_of(session, lead.id)
    assert told is not None and told.answer is Answer.BOUGHT


def test_a_row_of_nobody_is_given_an_offer_by_a_person(session: Session) -> None:
    lead = leads_of(session, 4)[0]
    paste(session, "Кто-то Неизвестный\tкупил\nКто-то Другой\tотказ")
    assert {problem for problem, _ in problems(session)} == {ReplyProblem.NO_LEAD_FITS}
    line = read_waiting(session)[0]
    entry = settle_line(session, line.id, lead.id, Answer.BOUGHT, on=TODAY).entry
    assert line.id not in {one.id for one in read_waiting(session)}
    undo(session, entry)
    assert line in read_waiting(session)
    assert outcome_of(session, lead.id) is None


def test_rows_of_nobody_that_name_people_go_when_somebody_is_erased(session: Session) -> None:
    paste(session, "Агавин Сидор\tну да\nКто-то Другой\tотказ\nПётр Третий\tотказ")
    assert read_erasure(session, [2]).lines == 3
    erase_clients(session, [2])
    assert read_waiting(session) == []


@pytest.mark.parametrize("text", ["", "Казань\nПермь", f"{date(2026, 1, 1):%d.%m.%Y}"])
def test_what_holds_no_answers_is_refused_in_words(session: Session, text: str) -> None:
    with pytest.raises(NoPastedReplies):
        read_pasted(session, text, [1])
