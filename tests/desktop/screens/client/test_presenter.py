"""What the card shows and does, without a window."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.lead import Answer, Stage
from core.domain.rights import Role, UseCase
from core.services.catalogue import read_catalogue
from core.services.client_card import read_client
from core.services.client_edits import edit_client
from core.services.decisions import accept, decline
from core.services.recalls import read_recalls
from core.services.sending import make_packages, mark_sent, save_packages
from core.services.session import Session
from core.services.wording import LANGUAGES, Language
from core.storage.replies import StoredLine
from desktop.words import Words
from tests.desktop.screens.client.conftest import Page, sent
from tests.support.bases import BANK, CAR, STAY, TODAY, all_recommendations, client_row, open_filled
from tests.support.imported import import_clients


def service(session: Session, name: str) -> str:
    return str(next(one.id for one in read_catalogue(session).services.values() if one.name == name))


def entries(session: Session, use_case: UseCase) -> list[dict[str, object]]:
    with session.reading(UseCase.READ_JOURNAL) as work:
        return [one.details for one in work.audit.entries() if one.use_case == use_case]


# ---------------------------------------------------------------------- reading


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_tells_who_it_is_in_both_languages_with_documents_masked(session: Session, language: Language) -> None:
    page = Page(session)
    page.desk.words = Words(language)
    page.does.arrive({"client": 1})
    card = page.view.card
    assert card.title == "Кактусов1 Пётр Ильич"
    assert page.view.field("surname").text == "Кактусов1"
    assert page.view.field("birth_date").text == page.desk.words.day(read_client(session, 1).birth_date or TODAY)
    assert page.view.field("phone").text.replace("\N{NO-BREAK SPACE}", " ") == "+7 916 000-00-01"
    assert (page.view.field("passport").text, page.view.field("passport").paper) == ("••14 ••••17", True)
    assert "123417" not in repr(page.view.cards)
    assert {one.name for one in card.sections} == {"leads", "services", "consents", "sent", "history"}


def test_nobody_and_somebody_unknown_are_an_empty_page_with_a_way_on(session: Session) -> None:
    page = Page(session)
    page.does.arrive({})
    page.does.arrive({"client": 99})
    assert len(page.view.nothing) == 2
    assert not page.view.cards
    page.does.begin_new()
    assert page.view.card.add


def test_reading_again_is_no_other_client(page: Page) -> None:
    page.again()
    page.does.arrive({"client": 2})
    assert page.view.others == [True, False, True]


def test_a_supervisor_reads_and_finds_nothing_to_edit(session: Session) -> None:
    session.roles = frozenset({Role.SUPERVISOR})
    page = Page(session)
    page.does.arrive({"client": 1})
    fields = [one for group in page.view.card.groups for one in group.fields]
    assert all(one.locked or one.paper for one in fields)
    assert not any(one.change for one in fields)
    assert page.view.field("passport").reveal
    assert page.view.does().isdisjoint({"bought", "refused", "end", "consent"})
    assert page.view.card.note and page.view.card.erase


def test_a_manager_finds_no_erasing(session: Session) -> None:
    session.roles = frozenset({Role.MANAGER})
    page = Page(session)
    page.does.arrive({"client": 1})
    assert not page.view.card.erase
    assert not page.view.card.note


# ---------------------------------------------------------------------- fields


def test_a_field_is_saved_as_it_is_left_and_undone(page: Page, session: Session) -> None:
    page.does.save("city", "Арск")
    assert read_client(session, 1).details["city"] == "Арск"
    sentence, entry = page.desk.told[-1]
    assert "Город" in sentence and entry is not None
    page.again()
    assert page.does.undo()
    assert read_client(session, 1).details["city"] == "Казань"
    assert page.told == page.desk.words.say("client", "undone_edit_clients")


def test_what_was_not_changed_is_not_saved(page: Page, session: Session) -> None:
    before = len(entries(session, UseCase.EDIT_CLIENTS))
    for code in ("city", "phone", "birth_date", "surname"):
        page.does.save(code, page.view.field(code).text)
    page.does.save("education", "")
    assert len(entries(session, UseCase.EDIT_CLIENTS)) == before


def test_what_no_field_can_take_is_told_beside_it_and_nothing_is_saved(page: Page, session: Session) -> None:
    born = read_client(session, 1).birth_date
    page.does.save("birth_date", "когда-то")
    for code in ("surname", "name", "patronymic"):  # the last one would leave nobody
        page.does.save(code, "")
        page.again()
    assert [(code, tone) for code, text, tone in page.view.notes if text] == [
        ("birth_date", "err"),
        ("patronymic", "err"),
    ]
    card = read_client(session, 1)
    assert (card.full_name, card.birth_date) == ("Ильич", born)


def test_what_is_unusual_is_saved_and_said(page: Page, session: Session) -> None:
    page.does.save("inn", "7707083890")
    assert read_client(session, 1).inn == "7707083890"
    assert page.view.notes[-1] == ("inn", page.desk.words.say("problems", "check_digit"), "warn")


def test_a_field_that_somebody_else_changed_shows_both_versions(page: Page, session: Session) -> None:
    edit_client(session, 1, {"city": "Арск"})
    page.does.save("city", "Елабуга")
    (conflict,) = page.view.conflicts
    assert conflict.code == "city"
    assert "Арск" in conflict.text and "Елабуга" in conflict.text
    assert read_client(session, 1).details["city"] == "Арск"
    page.does.settle(mine=True)
    assert read_client(session, 1).details["city"] == "Елабуга"


def test_the_other_version_may_stay(page: Page, session: Session) -> None:
    edit_client(session, 1, {"city": "Арск"})
    page.does.save("city", "Елабуга")
    page.does.settle(mine=False)
    assert read_client(session, 1).details["city"] == "Арск"
    assert page.view.field("city").text == "Арск"


# ---------------------------------------------------------------------- what is masked


def test_a_document_is_shown_once_and_each_time_on_record(page: Page, session: Session) -> None:
    page.does.reveal("passport")
    page.does.reveal("snils")
    (_, passport), (_, snils) = page.view.revealed
    assert "9214 123417" in passport
    assert snils == "11223344595"
    assert [one["shown"] for one in entries(session, UseCase.REVEAL)] == ["passport", "snils"]
    assert "123417" not in repr(page.view.cards)


def test_a_document_is_typed_anew_in_part_removed_and_brought_back(page: Page, session: Session) -> None:
    page.act("paper", "passport")
    page.fill({"passport_number": "654321"})
    assert page.view.field("passport").text == "••14 ••••21"
    page.act("paper", "passport")
    page.fill({}, "remove")
    assert page.view.field("passport").text == ""
    assert page.does.undo() and page.does.undo()
    assert page.view.field("passport").text == "••14 ••••17"
    page.act("paper", "passport")
    page.fill({})
    assert page.view.refusals
    assert read_client(session, 1).documents[0].number == "••••17"


# ---------------------------------------------------------------------- services


def test_a_purchase_its_end_and_a_refusal_are_marks_and_each_is_undone(page: Page, session: Session) -> None:
    before = page.view.rows("services")
    page.act("bought")
    page.fill({"service": service(session, STAY), "on": "1.3.26"})
    bought = next(one for one in page.view.rows("services") if one.title == STAY)
    assert bought.right == "01.03.2026"
    (end,) = bought.does
    page.act(end.name, end.value)
    page.fill({"until": "вчера"})
    ended = next(one for one in page.view.rows("services") if one.title == STAY)
    assert "19.11.2026" in ended.detail and not ended.does
    page.act("refused")
    page.fill({"service": service(session, "ОСАГО"), "on": "-3"})
    assert any(one.icon == "circle-x" for one in page.view.rows("services"))
    for _ in range(3):
        page.does.undo()
    assert page.view.rows("services") == before


def test_a_day_that_is_none_or_to_come_is_refused_in_the_window_and_nothing_is_lost(
    page: Page, session: Session
) -> None:
    page.act("bought")
    page.fill({"service": service(session, STAY), "on": "скоро"})
    page.fill({"service": service(session, STAY), "on": "+3"})
    assert [field for _, field in page.view.refusals] == ["on", "on"]
    assert page.view.closed == 0
    page.fill({"service": service(session, STAY), "on": ""})
    assert page.view.closed == 1
    assert next(one for one in page.view.rows("services") if one.title == STAY).right == page.desk.words.say(
        "client", "day_unknown"
    )


# ---------------------------------------------------------------------- recommendations


def test_an_answer_is_recorded_corrected_and_undone(page: Page, session: Session) -> None:
    lead = sent(session)
    page.again()
    page.act("answer", lead)
    page.fill({"answer": "bought", "amount": "42 300", "on": "вчера"})
    told = next(one for one in read_client(session, 1).leads if one.id == lead)
    assert (told.answer, told.amount, told.answered_on) == (Answer.BOUGHT, 42_300, TODAY - timedelta(days=1))
    assert any("42" in one.detail for one in page.view.rows("leads"))
    page.act("correct", lead)
    page.fill({"answer": "refused", "reason": "too_expensive"})
    told = next(one for one in read_client(session, 1).leads if one.id == lead)
    assert (told.answer, told.amount) == (Answer.REFUSED, None)
    assert page.desk.words.say("decisions", "refusal_too_expensive") in str(page.view.rows("leads"))
    page.does.undo()
    page.does.undo()
    told = next(one for one in read_client(session, 1).leads if one.id == lead)
    assert (told.answer, told.stage) == (None, Stage.SENT)


def test_declining_is_told_as_the_managers_and_makes_no_mark(page: Page, session: Session) -> None:
    lead = next(one for one in all_recommendations(session) if one.client_id == 1)
    marks = page.view.rows("services")
    decline(session, [lead.id])
    page.again()
    assert page.view.rows("services") == marks
    declined = page.desk.words.say("client", "stage_declined")
    (row,) = [one for one in page.view.rows("leads") if declined in one.detail]
    assert row.does == () and row.score is None


def test_a_recommendation_leads_to_its_decision_and_an_accepted_one_to_sending(page: Page, session: Session) -> None:
    lead = next(one.id for one in all_recommendations(session) if one.client_id == 1)
    page.act("decide", lead)
    page.act("to_send", lead)
    assert page.desk.went == [("review", {"recommendation": lead}), ("sending", {"tab": "ready"})]


def test_why_not_is_told_for_all_services_and_for_one(page: Page, session: Session) -> None:
    page.act("why_not")
    page.fill({"service": ""})
    title, _, lines = page.view.lists[-1]
    assert title and any(CAR in line for line in lines)
    page.act("why_not")
    page.fill({"service": service(session, CAR)})
    title, _, lines = page.view.lists[-1]
    assert CAR in title and len(lines) == 1


# ---------------------------------------------------------------------- consents


def test_a_consent_is_added_withdrawn_and_each_undone(page: Page, session: Session) -> None:
    partner = str(next(one.id for one in read_catalogue(session).companies.values() if one.name == BANK))
    page.act("consent")
    page.fill({"consent": "П-7", "recipients": (partner,)})
    assert any("П-7" in one.title for one in page.view.rows("consents"))
    page.act("withdraw", "П-7")
    assert page.told == page.desk.words.say("client", "withdraw_done", n=0)
    assert next(one for one in page.view.rows("consents") if "П-7" in one.title).icon == "shield-x"
    page.does.undo()
    assert next(one for one in page.view.rows("consents") if "П-7" in one.title).icon == "shield-check"
    page.does.undo()
    assert not any("П-7" in one.title for one in page.view.rows("consents"))


def test_a_consent_tells_what_it_is_for_and_withdrawing_it_leads_to_what_is_to_be_called_back(
    page: Page, session: Session, tmp_path: Path
) -> None:
    (row,) = page.view.rows("consents")
    assert row.detail.startswith("чтобы предложить услугу · ")
    leads = [one for one in all_recommendations(session) if one.client_id == 1]
    own = read_catalogue(session).own_company.id
    theirs = next(one.id for one in leads if read_catalogue(session).services[one.service_id].company_id != own)
    accept(session, [theirs])
    (package,) = make_packages(session, [1], "ru").value.packages
    save_packages(session, tmp_path)
    mark_sent(session, package)
    page.again()
    page.act("withdraw", "С-1")
    assert page.view.messages[-1].startswith("warn Это уже ушло")
    assert page.view.messages[-1].endswith("К отзыву данных")
    assert len(read_recalls(session)) == 1


def test_a_consent_without_number_or_recipient_is_refused_in_its_window(page: Page) -> None:
    page.act("consent")
    page.fill({"consent": "", "recipients": ("2",)})
    page.fill({"consent": "П-7"})
    assert [field for _, field in page.view.refusals] == ["consent", "recipients"]


# ---------------------------------------------------------------------- history


def test_what_one_did_is_undone_from_the_history_and_what_others_did_is_not(page: Page, session: Session) -> None:
    page.does.save("city", "Арск")
    page.again()
    first = page.view.rows("history")[0]
    (undo,) = first.does
    session.user_id += 1
    page.again()
    assert not any(one.does for one in page.view.rows("history"))
    session.user_id -= 1
    page.act(undo.name, undo.value)
    assert read_client(session, 1).details["city"] == "Казань"
    page.again()
    assert not any(one.does for one in page.view.rows("history"))


def test_nothing_to_undo_is_said(page: Page) -> None:
    page.does.undo()
    assert page.view.messages[-1] == f"warn {page.desk.words.say('client', 'nothing_to_undo')}"


# ---------------------------------------------------------------------- erasing


def test_erasing_asks_first_and_then_leaves_the_page(page: Page, session: Session) -> None:
    page.does.erase()
    (erasure,) = page.view.erasures
    assert erasure.names == ("Кактусов1 Пётр Ильич",)
    assert read_client(session, 1)
    page.view.erase()
    assert page.view.left == 1
    page.does.arrive({"client": 1})
    assert page.view.nothing


# ---------------------------------------------------------------------- computed at once


def test_a_purchase_counts_at_once_and_its_taking_back_too(page: Page, session: Session) -> None:
    def offered() -> set[str]:
        kinds = read_catalogue(session).kinds
        return {kinds[one.kind_id].name for one in all_recommendations(session) if one.client_id == 1}

    before = offered()
    bought = min(before)
    page.act("bought")
    page.fill({"service": service(session, bought), "on": "1.3.26"})
    assert page.does.card is not None
    page.again()
    assert not page.does.card.waits
    assert bought not in offered()
    page.does.undo()
    page.again()
    assert not page.does.card.waits
    assert offered() == before


def test_a_client_who_waits_goes_on_waiting_where_nobody_was_ever_computed(tmp_path: Path) -> None:
    session = open_filled(tmp_path)
    import_clients(session, [client_row(1, CAR), client_row(2, CAR)])
    page = Page(session)
    page.does.arrive({"client": 1})
    page.again()
    assert page.does.card is not None
    assert page.does.card.waits
    assert all_recommendations(session) == []
    session.close()


def test_the_history_tells_what_a_partner_wrote_beside_an_answer(page: Page, session: Session) -> None:
    lead = sent(session)
    said = StoredLine(0, session.user_id, session.now(), 2, {}, "ждёт весны", None, lead, 1)
    with session.store.unit_of_work() as work:
        work.replies.add(said)
    page.again()
    row = next(one for one in page.view.rows("history") if one.icon == "message-square")
    assert "ждёт весны" in row.title
    assert any(one.service in row.detail and one.partner in row.detail for one in read_client(session, 1).leads)
    assert not row.does
