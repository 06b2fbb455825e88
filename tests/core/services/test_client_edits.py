"""Clients by hand: added where the base does not have them, edited, recorded, and each change taken back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.domain.card_errors import FieldChanged, StandsInTheWay
from core.domain.client import ClientType, DocumentKind
from core.domain.errors import BadField, BadValue, BeyondReach, MissingValue, NotAllowed, NothingToUndo, UnknownRecord
from core.domain.rights import Role, UseCase
from core.intake.problems import Code
from core.services.catalogue import read_catalogue
from core.services.client_card import read_client
from core.services.client_edits import (
    Added,
    add_client,
    edit_client,
    end_ownership,
    record_purchase,
    record_refusal,
    undo_edit,
)
from core.services.client_list import ClientFilter, find_clients, read_client_rows
from core.services.drafts import read_drafts
from core.services.imports import read_imports
from core.services.merges import read_pairs
from core.services.organisation import reassign
from core.services.scoring import compute
from core.services.session import Done, Session
from core.services.undoing import undo_import
from core.services.wording import LANGUAGES, say_error, sentences
from core.storage.client_images import Image
from tests.support.bases import CAR, LOGIN, STAY, TODAY, all_recommendations, client_row, open_filled
from tests.support.imported import import_clients

AGAVE = {"surname": "агавина", "name": "Роза", "patronymic": "Львовна", "birth_date": "05.06.1984",
         "phone": "8 (917) 123-45-67", "city": "Казань", "passport_series": "9214", "passport_number": "123417",
         "income": "60 тыс"}  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    import_clients(opened, [client_row(1, CAR), client_row(2)])
    compute(opened)
    yield opened
    opened.close()


def image(session: Session, client: int) -> Image:
    with session.reading(UseCase.READ_CLIENTS) as work:
        return work.clients.images([client])[client]


def details(session: Session) -> dict[str, object]:
    with session.reading(UseCase.READ_JOURNAL) as work:
        return work.audit.entries()[-1].details


def waits(session: Session, client: int) -> bool:
    return image(session, client)["client"]["scored_by"] is None


def service(session: Session, name: str) -> int:
    return next(one.id for one in read_catalogue(session).services.values() if one.name == name)


def kind(session: Session, name: str) -> int:
    return next(one.id for one in read_catalogue(session).kinds.values() if one.name == name)


def added(session: Session, values: dict[str, str] | None = None, **how: object) -> Added:
    return add_client(session, ClientType.PERSON, values or AGAVE, **how).value  # type: ignore[arg-type]


# ---------------------------------------------------------------------- adding


def test_an_added_client_is_clean_found_pending_and_of_no_file(session: Session) -> None:
    new = added(session).client_id
    assert new is not None
    with session.reading(UseCase.READ_CLIENTS) as work:
        who, face = work.clients.identities([new])[new], work.clients.portraits([new])[new]
    assert (who.full_name, who.phone, who.birth_date) == ("Агавина Роза Львовна", "+79171234567", date(1984, 6, 5))
    assert (who.documents[0].kind, who.documents[0].number) == (DocumentKind.PASSPORT, "123417")
    assert (face.birth_year, face.income) == (1984, 60_000)
    assert waits(session, new)
    (row,) = read_client_rows(session, find_clients(session, ClientFilter("агавина")).ids)
    assert (row.source, row.city) == ("", "Казань")
    assert find_clients(session, ClientFilter(imports=frozenset({None}))).ids == (new,)
    assert details(session)["client"] == new
    assert "123417" not in str(details(session))


def test_a_field_that_somebody_else_changed_meanwhile_is_not_typed_over(session: Session) -> None:
    edit_client(session, 1, {"city": "Арск"}, {"city": ""})
    with pytest.raises(FieldChanged) as refused:
        edit_client(session, 1, {"city": "Казань"}, {"city": ""})
    assert (refused.value.fields, refused.value.facts) == (("city",), {"field": "city"})
    assert image(session, 1)["person"][0]["details"]["city"] == "Арск"
    edit_client(session, 1, {"income": "50 тыс"}, {"income": ""})
    edit_client(session, 1, {"city": "Арск"}, {"city": ""})
    edit_client(session, 1, {"city": "Казань"}, {"city": "Арск"})
    assert image(session, 1)["person"][0]["details"]["city"] == "Казань"


def test_the_card_gives_values_as_one_would_type_them(session: Session) -> None:
    typed = {"birth_date": "05.06.1984", "income": "60 тыс", "education": "высшее", "linked_to_entity": "да",
             "passport_number": "123417", "snils": "11223344595", "experience": "2,5"}  # fmt: skip
    edit_client(session, 1, typed)
    values = dict(read_client(session, 1).values)
    assert {code: values[code] for code in typed if code in values} == {
        "birth_date": "1984-06-05",
        "income": "60000",
        "education": "higher",
        "linked_to_entity": "yes",
        "experience": "2.5",
    }
    before = image(session, 1)
    edit_client(session, 1, values, values)
    assert {**image(session, 1), "client": None} == {**before, "client": None}


def test_a_supervisor_reads_the_card_and_edits_nothing(session: Session) -> None:
    assert UseCase.EDIT_CLIENTS in read_client(session, 1).may
    session.roles = frozenset({Role.SUPERVISOR})
    card = read_client(session, 1)
    assert card.may.isdisjoint({UseCase.EDIT_CLIENTS, UseCase.RECORD_CONSENT})
    assert {UseCase.REVEAL, UseCase.ERASE} <= card.may
    with pytest.raises(NotAllowed):
        edit_client(session, 1, {"city": "Арск"})
    session.roles = frozenset({Role.MANAGER})
    assert UseCase.ERASE not in read_client(session, 1).may


def test_an_organisation_is_added(session: Session) -> None:
    new = add_client(session, ClientType.ENTITY, {"organisation": "ООО «Лучевик»", "inn": "7707083893"}).value.client_id
    assert new is not None
    assert read_client_rows(session, [new])[0].name == "ООО «Лучевик»"


def test_whom_the_base_surely_has_is_told_and_nothing_is_done(session: Session) -> None:
    known = client_row(1).identity
    before, entries = image(session, 1), details(session)
    assert known.birth_date is not None
    values = {"surname": known.surname, "name": known.name, "patronymic": known.patronymic, "phone": known.phone,
              "birth_date": known.birth_date.isoformat(), "city": "Арск"}  # fmt: skip
    found = added(session, values)
    assert found.client_id is None
    assert [(one.client_id, one.sure) for one in found.alike] == [(1, True)]
    assert found.alike[0].full_name == known.full_name
    assert (image(session, 1), details(session)) == (before, entries)
    new = added(session, values, different=[1]).client_id
    assert new not in {None, 1}
    assert image(session, 1) == before
    assert read_pairs(session) == []


def test_a_doubtful_pair_is_told_too(session: Session) -> None:
    known = client_row(1).identity
    met = added(session, {"surname": known.surname, "name": "Петя", "patronymic": "Ильич", "phone": known.phone})
    assert met.client_id is None
    assert met.alike[0].client_id == 1


def test_a_client_of_another_manager_is_neither_shown_nor_added_again(session: Session) -> None:
    with session.store.unit_of_work() as work:
        work.accounts.add_user("vera", frozenset({Role.MANAGER}))
    reassign(session, [1], "vera")
    session.roles = frozenset({Role.MANAGER})
    known = client_row(1).identity
    values = {"surname": known.surname, "name": known.name, "patronymic": known.patronymic, "phone": known.phone}
    found = added(session, values)
    assert (found.client_id, found.alike, found.others_have_it) == (None, (), True)
    mine = added(session).client_id
    assert mine is not None
    assert read_client_rows(session, [mine])[0].manager == LOGIN
    for act in (
        lambda: edit_client(session, 1, {"city": "Арск"}),
        lambda: record_purchase(session, 1, service(session, STAY), TODAY),
        lambda: added(session, {"surname": "Юкка"}, different=[1]),
    ):
        with pytest.raises(BeyondReach):
            act()


# ---------------------------------------------------------------------- editing


def test_an_edit_changes_what_was_typed_and_nothing_else(session: Session) -> None:
    new = added(session).client_id or 0
    before = image(session, new)
    assert edit_client(session, new, {"phone": "+7 917 000 00 09", "passport_series": "9215"}).value == {}
    after = image(session, new)
    assert after["person"][0] == before["person"][0] | {"phone": "+79170000009"}
    assert after["document"][0] == before["document"][0] | {"series": "9215"}
    assert after["portrait"] == before["portrait"]
    assert find_clients(session, ClientFilter("000-00-09")).ids == (new,)


def test_an_emptied_field_is_not_known_any_longer(session: Session) -> None:
    new = added(session).client_id or 0
    edit_client(
        session, new, {"city": "", "birth_date": " ", "income": "", "passport_series": "", "passport_number": ""}
    )
    after = image(session, new)
    assert (after["person"][0]["details"], after["person"][0]["birth_date"], after["document"]) == ({}, None, [])
    assert (after["portrait"][0]["birth_year"], after["portrait"][0]["income"]) == (None, None)


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("phone", "позвонить маме", Code.PHONE_UNCLEAR),
        ("email", "не скажу", Code.EMAIL_UNCLEAR),
        ("birth_date", "вчера", Code.DATE_UNCLEAR),
        ("birth_date", "01.01.2020", Code.BIRTH_DATE_UNLIKELY),
        ("income", "много", Code.NUMBER_UNCLEAR),
        ("dependants", "999", Code.NUMBER_UNLIKELY),
        ("education", "так себе", Code.UNKNOWN_WORD),
        ("surname", "123", Code.NAME_UNCLEAR),
        ("inn", "#REF!", Code.ERROR_CELL),
    ],
)
def test_a_bad_value_is_refused_in_words_and_changes_nothing(
    session: Session, field: str, text: str, problem: Code
) -> None:
    before = image(session, 1)
    with pytest.raises(BadField) as met:
        edit_client(session, 1, {"city": "Арск", field: text})
    assert met.value.facts == {"field": field, "problem": problem.value}
    assert image(session, 1) == before
    for language in LANGUAGES:
        told = say_error(language, met.value)
        assert problem.value not in told
        assert str(sentences(language, "fields")[field]) in told
        assert text not in told


def test_somebody_without_a_name_is_nobody(session: Session) -> None:
    with pytest.raises(MissingValue):
        edit_client(session, 1, {"surname": "", "name": "", "patronymic": ""})
    with pytest.raises(MissingValue):
        added(session, {"phone": "89170000000"})


def test_an_unusual_value_is_taken_and_told(session: Session) -> None:
    assert edit_client(session, 1, {"inn": "7707083890"}).value == {"inn": Code.CHECK_DIGIT}


def test_what_the_model_reads_makes_the_client_wait_and_nothing_else_does(session: Session) -> None:
    edit_client(session, 1, {"phone": "89170000000", "city": "Арск"})
    assert not waits(session, 1)
    edit_client(session, 1, {"income": "100000"})
    assert waits(session, 1)


# ---------------------------------------------------------------------- purchases and refusals


def test_a_purchase_a_refusal_and_an_end_are_recorded(session: Session) -> None:
    record_purchase(session, 1, service(session, STAY), TODAY - timedelta(days=9), TODAY + timedelta(days=30))
    assert waits(session, 1)
    owned = {one["kind_id"]: (one["since"], one["until"]) for one in image(session, 1)["ownership"]}
    assert owned[kind(session, STAY)] == ("2026-11-11", "2026-12-20")
    compute(session)
    assert kind(session, STAY) not in {one.kind_id for one in all_recommendations(session) if one.client_id == 1}
    end_ownership(session, 1, kind(session, STAY), TODAY - timedelta(days=1))
    compute(session)
    owned = {one["kind_id"]: (one["since"], one["until"]) for one in image(session, 1)["ownership"]}
    assert owned[kind(session, STAY)] == ("2026-11-11", "2026-11-19")
    record_refusal(session, 1, service(session, STAY), TODAY)
    compute(session)
    assert kind(session, STAY) not in {one.kind_id for one in all_recommendations(session) if one.client_id == 1}


@pytest.mark.parametrize(
    "act",
    [
        lambda s: record_purchase(s, 1, service(s, STAY), TODAY + timedelta(days=1)),
        lambda s: record_purchase(s, 1, service(s, STAY), TODAY, TODAY - timedelta(days=1)),
        lambda s: record_refusal(s, 1, service(s, STAY), TODAY + timedelta(days=1)),
        lambda s: end_ownership(s, 1, kind(s, CAR), TODAY + timedelta(days=1)),
    ],
    ids=["bought", "over before", "refused", "ended"],
)
def test_impossible_days_are_refused(session: Session, act: Callable[[Session], object]) -> None:
    before = image(session, 1)
    with pytest.raises(BadValue) as met:
        act(session)
    assert image(session, 1) == before
    assert all(say_error(language, met.value) for language in LANGUAGES)


@pytest.mark.parametrize(
    "act",
    [
        lambda s: edit_client(s, 99, {"city": "Арск"}),
        lambda s: record_purchase(s, 1, 10**6, TODAY),
        lambda s: record_refusal(s, 99, service(s, STAY), TODAY),
        lambda s: end_ownership(s, 1, kind(s, STAY), TODAY),
        lambda s: added(s, different=[99]),
    ],
    ids=["edited", "bought", "refused", "ended", "added"],
)
def test_what_the_base_does_not_have_is_refused(session: Session, act: Callable[[Session], object]) -> None:
    with pytest.raises(UnknownRecord):
        act(session)


# ---------------------------------------------------------------------- undoing


CHANGES: list[Callable[[Session], Done[Any]]] = [
    lambda s: edit_client(s, 1, {"phone": "89170000000"}),
    lambda s: edit_client(s, 1, {"income": "100000", "surname": "Юккин"}),
    lambda s: record_purchase(s, 1, service(s, STAY), TODAY),
    lambda s: record_refusal(s, 1, service(s, STAY), TODAY),
    lambda s: end_ownership(s, 1, kind(s, CAR), TODAY),
]


@pytest.mark.parametrize("change", CHANGES, ids=["phone", "income", "bought", "refused", "ended"])
def test_every_change_is_undone_to_just_what_was(session: Session, change: Callable[[Session], Done[Any]]) -> None:
    before = image(session, 1)
    entry = change(session).entry
    assert entry is not None
    assert image(session, 1) != before
    waited = waits(session, 1)
    assert undo_edit(session, entry).value == 1
    after = image(session, 1)
    assert {name: after[name] for name in after if name != "client"} == {
        name: before[name] for name in before if name != "client"
    }
    assert waits(session, 1) == waited
    assert 1 in find_clients(session).ids
    with pytest.raises(NothingToUndo):
        undo_edit(session, entry)


def test_an_added_client_is_gone_when_that_is_undone(session: Session) -> None:
    done = add_client(session, ClientType.PERSON, AGAVE)
    compute(session)
    undo_edit(session, done.entry or 0)
    assert find_clients(session, ClientFilter("агавина")).ids == ()
    assert added(session).client_id is not None


def test_changes_are_undone_the_last_one_first(session: Session) -> None:
    first = edit_client(session, 1, {"city": "Арск"}).entry or 0
    second = edit_client(session, 1, {"city": "Казань"}).entry or 0
    with pytest.raises(StandsInTheWay):
        undo_edit(session, first)
    undo_edit(session, second)
    undo_edit(session, first)
    assert image(session, 1)["person"][0]["details"] == {}


def test_nobody_undoes_what_another_one_did_or_what_is_no_edit(session: Session) -> None:
    entry = edit_client(session, 1, {"city": "Арск"}).entry or 0
    for wrong in (entry - 1, entry + 1, 0):
        with pytest.raises(NothingToUndo):
            undo_edit(session, wrong)
    with session.store.unit_of_work() as work:
        vera = work.accounts.add_user("vera", frozenset(Role))
    other = replace(session, user_id=vera)
    with pytest.raises(NothingToUndo):
        undo_edit(other, entry)


def test_a_change_by_hand_is_no_import_and_stands_in_the_way_of_undoing_one(session: Session) -> None:
    entry = edit_client(session, 1, {"city": "Арск"}).entry or 0
    assert len(read_imports(session)) == 1
    assert read_drafts(session) == []
    (table,) = read_imports(session)
    undone = undo_import(session, table.id).value
    assert [(one.why, one.what) for one in undone.obstacles] == []
    assert undone.removed == 2
    with pytest.raises(NothingToUndo):
        undo_edit(session, entry)
