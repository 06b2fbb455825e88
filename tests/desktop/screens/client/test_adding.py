"""A client is added by hand."""

import pytest

from core.domain.rights import Role
from core.services.client_card import read_client
from core.services.organisation import reassign
from core.services.session import Session
from tests.desktop.screens.client.conftest import Page

AGAVE = {"surname": "агавина", "name": "Роза", "phone": "8 (917) 123-45-67", "income": "60 тыс"}


@pytest.fixture
def page(session: Session) -> Page:
    made = Page(session)
    made.does.arrive({"new": True})
    return made


def fill(page: Page, values: dict[str, str]) -> None:
    for code, text in values.items():
        page.does.save(code, text)


def test_what_was_typed_is_cleaned_and_the_card_of_the_new_client_opens(page: Page, session: Session) -> None:
    fill(page, AGAVE)
    page.does.press_primary()
    card = page.view.card
    assert (card.title, card.add) == ("Агавина Роза", "")
    assert page.does.card is not None
    assert read_client(session, page.does.card.id).phone == "+79171234567"
    sentence, entry = page.desk.told[-1]
    assert sentence == page.desk.words.say("client", "added") and entry is not None


def test_an_added_client_is_undone_and_its_page_is_empty(page: Page) -> None:
    fill(page, AGAVE)
    page.does.press_primary()
    page.does.undo()
    assert page.view.nothing


def test_somebody_alike_is_asked_about_and_not_doubled(page: Page, session: Session) -> None:
    known = read_client(session, 2)
    fill(page, {"surname": "Кактусов2", "name": "Пётр", "patronymic": "Ильич", "phone": known.phone})
    page.does.press_primary()
    (row,) = page.view.rows("alike")
    assert row.title == known.full_name
    assert {one.name for one in row.does} == {"open", "differ"}
    assert page.does.card is None
    page.does.act("open", 2)
    assert page.desk.went == [("client", {"client": 2})]
    page.does.act("differ", 2)
    while page.does.card is None:  # the next likeliest are asked about then
        value = next(one.value for one in page.view.rows("alike")[0].does)
        page.does.act("differ", value)
    assert page.does.card is not None and page.does.card.id not in {1, 2, 3}


def test_a_client_of_another_manager_is_neither_named_nor_added(page: Page, session: Session) -> None:
    known = read_client(session, 2)
    with session.store.unit_of_work() as work:
        work.accounts.add_user("vera", frozenset({Role.MANAGER}))
    reassign(session, [2], "vera")
    session.roles = frozenset({Role.MANAGER})
    fill(page, {"surname": "Кактусов2", "name": "Пётр", "patronymic": "Ильич", "phone": known.phone})
    page.does.press_primary()
    assert page.does.card is None
    assert "alike" not in {one.name for one in page.view.card.sections}
    assert page.view.messages[-1] == f"warn {page.desk.words.say('client', 'others_have_it', n=0)}"


def test_what_cannot_be_read_and_a_missing_name_are_told_beside_their_fields(page: Page) -> None:
    fill(page, {"phone": "8 917 000 00 09"})
    page.does.press_primary()
    assert page.view.notes[-1][0] == "surname"
    fill(page, {"surname": "Агавина", "birth_date": "когда-то"})
    page.does.press_primary()
    assert (page.view.notes[-1][0], page.view.notes[-1][2]) == ("birth_date", "err")


def test_what_was_typed_waits_behind_another_card(page: Page) -> None:
    fill(page, AGAVE)
    page.does.arrive({"client": 1})
    assert page.view.card.title == "Кактусов1 Пётр Ильич"
    page.does.arrive({"new": True})
    assert page.view.field("surname").text == "агавина"
    page.does.arrive({})
    assert page.view.card.add


def test_an_organisation_has_other_fields_and_keeps_what_was_typed_into_common_ones(page: Page) -> None:
    fill(page, {"phone": "8 917 000 00 09"})
    page.does.choose_kind("ЮЛ")
    assert page.view.field("phone").text.endswith("00 09")
    fill(page, {"organisation": "ООО «Лучевик»", "inn": "7707083893"})
    page.does.press_primary()
    assert page.view.card.title == "ООО «Лучевик»"
