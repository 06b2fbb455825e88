"""One client from beginning to end through the real window: added, edited, sold to, answered for, undone, erased."""

from collections.abc import Callable
from typing import Any

import pytest

from core.domain.errors import UnknownRecord
from core.domain.lead import Answer, Stage
from core.domain.rights import UseCase
from core.services.client_card import ClientCard, read_client
from core.services.decisions import decline
from core.services.scoring import compute
from core.storage.client_images import Image
from tests.support.bases import all_recommendations
from tests.support.driver import CTRL, KEYS, Driver
from tests.support.fingers import type_text

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

Inside = Callable[[str], Driver]


def card(driver: Driver) -> ClientCard:
    found = driver.page.presenter.card
    assert found is not None
    return read_client(driver.session, found.id)


def image(driver: Driver, client: int) -> Image:
    """All that is known of a client but when it was scored."""
    with driver.session.store.reading() as work:
        return {**work.clients.images([client])[client], "client": None}


def type_into(driver: Driver, code: str, text: str) -> None:
    """As a person does, and on to the next field."""
    line = driver.page.who.rows[code].line
    line.setFocus()
    line.selectAll()
    driver.type(text)
    driver.do(KEYS.Key_Tab)


def press(driver: Driver, section: str, deed: str) -> None:
    """The first button of a section that does this."""
    buttons = [one for one in driver.page.sections.sections[section].stops if getattr(one, "does", ("",))[0] == deed]
    buttons[0].setFocus()
    driver.do(KEYS.Key_Return)


def fill(driver: Driver, **values: Any) -> None:
    """Fill in the small window and go on with Enter."""
    form = driver.page.dialog
    for name, value in values.items():
        editor = form.form.controls[name]
        if hasattr(editor, "picked"):
            editor.setCurrentIndex(editor.findData(value))
            editor.activated.emit(editor.currentIndex())
        else:
            editor.setFocus()
            editor.selectAll()
            type_text(editor, value)
    form.buttons["yes"].setFocus()
    driver.do(KEYS.Key_Return)
    assert driver.page._form is None, driver.texts(form)


def undo(driver: Driver) -> None:
    driver.page.sections.sections["leads"].head.setFocus()
    driver.do(KEYS.Key_Z, held=CTRL)


def test_a_client_by_hand_from_its_first_field_to_the_last_undo(inside: Inside) -> None:
    driver = inside("scored")
    driver.program.go("client", {"new": True})
    driver.wait()
    assert driver.focused is driver.page.who.rows["surname"].line
    for code, text in (("surname", "Агавина"), ("name", "Роза"), ("phone", "8 917 123 45 67"), ("income", "90 тыс")):
        type_into(driver, code, text)
    driver.do(KEYS.Key_Return, held=CTRL)
    new = card(driver)
    assert (new.full_name, new.phone, new.values["income"]) == ("Агавина Роза", "+79171234567", "90000")
    untouched = image(driver, new.id)

    type_into(driver, "city", "Арск")
    assert card(driver).details["city"] == "Арск"
    press(driver, "services", "bought")
    service = next(iter(driver.page.presenter._read.catalogue.services.values()))
    fill(driver, service=str(service.id), on="01.02.2026")
    assert [(one.bought, one.answered) for one in card(driver).marks] == [(True, False)]
    compute(driver.session)
    driver.page.read_again()
    driver.wait()

    lead = next(one for one in card(driver).leads if one.stage is Stage.PROCESSED)
    with driver.session.store.unit_of_work() as work:
        work.leads.offer([lead.id], Stage.SENT, driver.session.now(), driver.session.today())
    driver.page.read_again()
    driver.wait()
    before = image(driver, new.id)
    press(driver, "leads", "answer")
    fill(driver, answer=Answer.BOUGHT.value, amount="42 300")
    told = next(one for one in card(driver).leads if one.id == lead.id)
    assert (told.answer, told.amount, told.stage) == (Answer.BOUGHT, 42_300, Stage.OUTCOME)

    undo(driver)
    assert image(driver, new.id) == before
    assert next(one for one in card(driver).leads if one.id == lead.id).answer is None
    undo(driver)
    undo(driver)
    assert image(driver, new.id) == untouched
    assert card(driver).marks == ()


def test_what_is_shown_is_on_record_and_declining_never_becomes_a_refusal(inside: Inside) -> None:
    driver = inside("scored")
    client = next(one.client_id for one in all_recommendations(driver.session))
    driver.program.go("client", {"client": client})
    driver.wait()
    driver.page.presenter.act("paper", "passport")
    type_text(driver.page.dialog.form.controls["passport_number"], "123417")
    driver.do(KEYS.Key_Return)
    driver.page.who.rows["passport"].reveal.click()
    driver.wait()
    assert "123417" in driver.page.who.rows["passport"].value.text()
    with driver.session.reading(UseCase.READ_JOURNAL) as work:
        shown = [one.details for one in work.audit.entries() if one.use_case == UseCase.REVEAL]
    assert shown == [{"client": client, "shown": "passport"}]
    lead = next(one for one in all_recommendations(driver.session) if one.client_id == client)
    decline(driver.session, [lead.id])
    driver.page.read_again()
    driver.wait()
    assert driver.say("client", "stage_declined") in driver.texts(driver.page.sections.sections["leads"])
    with driver.session.store.reading() as work:
        assert work.leads.refusals() == {}
    assert all(mark.bought for mark in card(driver).marks)
    press(driver, "services", "refused")
    service = next(iter(driver.page.presenter._read.catalogue.services.values()))
    fill(driver, service=str(service.id), on="вчера")
    with driver.session.store.reading() as work:
        assert [client_id for client_id, _ in work.leads.refusals()] == [client]


def test_erasing_wants_the_name_and_leads_back(inside: Inside) -> None:
    driver = inside("scored")
    client = next(one.client_id for one in all_recommendations(driver.session))
    driver.go("review")
    driver.program.go("client", {"client": client})
    driver.wait()
    driver.page.erase.click()
    driver.wait()
    dialog = driver.page.dialog
    assert dialog.focusWidget() is dialog.cancel
    driver.do(KEYS.Key_Return)
    assert read_client(driver.session, client)
    driver.page.erase.click()
    driver.wait()
    dialog = driver.page.dialog
    dialog.typed.setFocus()
    driver.type(card(driver).full_name)
    driver.tab_to(dialog.erase)
    driver.do(KEYS.Key_Return)
    with pytest.raises(UnknownRecord):
        read_client(driver.session, client)
    assert driver.frame.page_name == "review"


def test_f2_in_the_review_opens_the_card_and_esc_leads_back_to_the_same_recommendation(inside: Inside) -> None:
    driver = inside("scored")
    driver.go("review")
    driver.do(KEYS.Key_Down)
    shown = driver.page._shown
    driver.do(KEYS.Key_F2)
    assert driver.frame.page_name == "client"
    driver.do(KEYS.Key_Escape)
    assert driver.frame.page_name == "review"
    assert driver.page._shown == shown


def test_a_client_is_found_with_ctrl_k_in_any_layout_and_its_card_opens(inside: Inside) -> None:
    driver = inside("scored")
    client = next(one.client_id for one in all_recommendations(driver.session))
    name = read_client(driver.session, client).full_name
    driver.do(KEYS.Key_K, held=CTRL)
    driver.frame.palette_.search.setText(name)
    driver.wait()
    found = [one.text for one in driver.frame.palette_.model.commands]
    assert name in found
    driver.do(*[KEYS.Key_Down] * found.index(name), KEYS.Key_Return)
    assert driver.page.title.text() == name
    assert not driver.frame.palette_.model.commands


def test_a_client_is_found_by_its_number_with_ctrl_k(inside: Inside) -> None:
    driver = inside("scored")
    card = read_client(driver.session, max(one.client_id for one in all_recommendations(driver.session)))
    for typed in (f"№{card.number}", f"#{card.number}"):
        driver.do(KEYS.Key_K, held=CTRL)
        driver.frame.palette_.search.setText(typed)
        driver.wait()
        (found,) = driver.frame.palette_.model.commands
        assert found.text == card.full_name
        assert f"№ {card.number}" in found.more
        driver.do(KEYS.Key_Escape)
