"""What a partner gets and how, on its card: columns, key, address; each compared once, and by those who may."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.domain.rights import Role
from core.services.partners import Partner, read_partners
from core.services.session import Session
from core.services.users import key_words
from desktop.screens.catalogue.partner_part import ADDRESS, FIELDS, KEY, PartnerPart, PartnerShown
from tests.support.bases import BANK, company_id
from tests.support.desk import PlainDesk
from tests.support.sealed import IDENTITY, RECIPIENT, STRANGERS_KEY


class View:
    """Keeps what was shown last; `file` and `answer` are what the user says when asked."""

    def __init__(self) -> None:
        self.partner: PartnerShown | None = None
        self.instead, self.file, self.answer = "", "", ""
        self.refused: dict[str, str] = {}
        self.asked: list[tuple[str, bool]] = []

    @property
    def shown(self) -> PartnerShown:
        assert self.partner is not None
        return self.partner

    def show_partner(self, shown: PartnerShown | None, instead: str, *, fresh: bool) -> None:  # noqa: ARG002
        self.partner, self.instead = shown, instead

    def show_partner_refused(self, part: str, sentence: str) -> None:
        self.refused[part] = sentence

    def choose_file(self, title: str, kinds: str) -> str:
        assert title and "*" in kinds
        return self.file

    def ask(self, title: str, text: str, answers: Sequence[tuple[str, str]], *, careful: bool = False) -> str:
        assert text and answers[-1][1] == ""
        self.asked.append((title, careful))
        return self.answer


class Card:
    """An open card of the bank."""

    def __init__(self, session: Session) -> None:
        self.session, self.view, self.desk = session, View(), PlainDesk(session)
        self.part = PartnerPart(self.view, self.desk)
        self.part.open(company_id(session, BANK))

    @property
    def bank(self) -> Partner:
        return next(one for one in read_partners(self.session) if one.name == BANK)

    @property
    def lines(self) -> list[tuple[str, bool]]:
        return [(one.code, one.allowed) for one in self.view.shown.fields]


@pytest.fixture
def card(session: Session) -> Card:
    return Card(session)


def test_a_partner_gets_no_column_but_those_that_are_ticked(card: Card) -> None:
    assert card.lines == [
        *[("full_name", True), ("phone", True), ("service", True)],
        *[("email", False), ("birth_date", False)],
    ]
    card.part.allow("email", on=True)
    card.part.allow("phone", on=False)
    assert card.bank.fields == ("full_name", "service", "email")
    assert card.lines[-2:] == [("phone", False), ("birth_date", False)]
    for code in card.bank.fields:
        card.part.allow(code, on=False)
    assert list(card.bank.fields) == ["email"], "one column stays"
    assert "нельзя оставить пустым" in card.view.refused[FIELDS]
    assert ("email", True) in card.lines


def test_columns_change_places_and_get_titles_and_either_is_taken_back(card: Card) -> None:
    card.part.move("service", -1)
    card.part.move("full_name", -1)
    assert card.bank.fields == ("full_name", "service", "phone")
    assert [(one.up, one.down) for one in card.view.shown.fields[:3]] == [(False, True), (True, True), (True, False)]
    card.part.entitle("phone", " Тел.  моб. ")
    assert card.bank.titles == {"phone": "Тел. моб."}
    card.part.entitle("phone", "Клиент")
    assert "Клиент" in card.view.refused[FIELDS]
    _, entry = card.desk.told[-1]
    assert entry is not None
    assert card.part.undo(entry)
    assert card.bank.titles == {}
    assert card.bank.fields == ("full_name", "service", "phone")
    assert not card.part.undo(entry)


def test_a_key_is_pasted_compared_once_by_its_words_and_replaced(card: Card) -> None:
    assert (card.view.shown.key, card.view.shown.key_unsure) == ("", False)
    assert "под паролем" in card.view.shown.way
    card.part.set_key(f"  {RECIPIENT}\n")
    assert card.view.shown.key_unsure
    assert card.view.shown.words == " · ".join(key_words(RECIPIENT, "ru"))
    assert card.view.shown.key.replace(" ", "") == RECIPIENT
    assert "запечатываются" in card.view.shown.way
    card.part.confirm_key()
    assert not card.view.shown.key_unsure
    assert card.view.shown.key_state.startswith("Сверено по телефону")
    card.part.set_key(STRANGERS_KEY)
    assert card.view.shown.key_unsure, "another key was compared by nobody"
    card.part.set_key("age1 nothing")
    assert card.view.refused[KEY].startswith("Это не открытый ключ age")
    assert card.bank.key is not None and card.bank.key.recipient == STRANGERS_KEY


def test_a_key_comes_from_a_file_but_never_a_secret_one(card: Card, tmp_path: Path) -> None:
    card.part.load_key()
    assert card.bank.key is None, "no file was chosen"
    card.view.file = str(tmp_path / "key.txt")
    Path(card.view.file).write_text(IDENTITY)
    card.part.load_key()
    assert card.view.refused[KEY] and IDENTITY not in card.view.refused[KEY]
    Path(card.view.file).write_text(f"{RECIPIENT}\n")
    card.part.load_key()
    assert card.bank.key is not None and card.view.refused[KEY] == ""


def test_a_key_is_deleted_after_a_question_on_whose_no_the_keyboard_stands(card: Card) -> None:
    card.part.set_key(RECIPIENT)
    card.part.remove_key()
    assert card.view.asked == [(f"Удалить ключ: {BANK}?", True)]
    assert card.bank.key is not None
    card.view.answer = "remove"
    card.part.remove_key()
    assert card.bank.key is None and card.view.shown.key == ""


def test_an_address_is_written_checked_once_changed_and_taken_away(card: Card) -> None:
    card.part.set_address("leads@bank.example")
    assert (card.view.shown.address, card.view.shown.address_unsure) == ("leads@bank.example", True)
    card.part.confirm_address()
    assert card.view.shown.address_state.startswith("Сверен с партнёром")
    card.part.set_address("leads@bank.example")
    assert not card.view.shown.address_unsure, "the same address needs no second call"
    card.part.set_address("leads at bank")
    assert card.view.refused[ADDRESS].startswith("Это не адрес почты")
    card.part.set_address("other@bank.example")
    assert card.view.shown.address_unsure
    card.part.remove_address()
    assert card.bank.address is None


def test_a_company_that_is_not_in_the_base_yet_has_none_of_it(card: Card) -> None:
    card.part.open(-1)
    assert card.view.partner is None
    assert "после «Применить»" in card.view.instead
    card.part.set_address("leads@bank.example")
    assert all(one.address is None for one in read_partners(card.session))


def test_others_than_the_administrator_read_it(session: Session) -> None:
    session.roles = frozenset({Role.MANAGER})
    card = Card(session)
    assert not card.view.shown.may_edit
    card.part.set_key(RECIPIENT)
    card.part.allow("email", on=True)
    assert card.bank.key is None and "email" not in card.bank.fields
    assert card.view.refused[KEY] and card.view.refused[FIELDS]
