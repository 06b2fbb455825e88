"""Who is one person: measured on invented people, and rule by rule."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.client import ClientType, Document, DocumentKind, Identity
from core.intake.cleaning import clean
from core.intake.mapping import suggest
from core.intake.matching import pairs as pairs_module
from core.intake.matching.evidence import Field, Names, Says, Verdict, compare, judge
from core.intake.matching.facts import Facts, facts_of
from core.intake.matching.pairs import find_pairs
from core.intake.tables import Table
from tests.support.people import HEADERS, Somebody, invented_people

TODAY = date(2026, 11, 21)
ANNA = Identity("Соколова", "Анна", "Игоревна", birth_date=date(1985, 3, 12), phone="+79161234567")


def facts(identity: Identity) -> Facts:
    return facts_of(ClientType.PERSON, identity)


def verdict(one: Identity, other: Identity) -> Verdict | None:
    pairs = find_pairs([facts(one), facts(other)])
    return pairs[0].verdict if pairs else None


@pytest.mark.parametrize("seed", [7, 8])
def test_of_ten_thousand_people_with_damaged_copies_nearly_all_are_offered_and_nobody_is_merged_wrongly(
    seed: int,
) -> None:
    rows = invented_people(10_000, 0.15, seed)
    cleaned = clean(Table(HEADERS, [row.cells for row in rows], list(range(len(rows)))), suggest(HEADERS), TODAY)
    people = [rows[row.row].person for row in cleaned.rows]
    pairs = find_pairs([facts_of(row.client_type, row.identity) for row in cleaned.rows])
    same = _same(people)
    sure = {(pair.one, pair.other) for pair in pairs if pair.verdict is Verdict.SURE}
    offered = {(pair.one, pair.other) for pair in pairs}
    assert len(same) == 1_500
    assert len(sure & same) / len(sure) >= 0.99
    assert len(sure) >= 1_000
    assert len(offered & same) / len(same) >= 0.92
    assert len(offered) <= 2 * len(same), "a desk that asks too much is not used"


def _same(people: list[int]) -> set[tuple[int, int]]:
    places: dict[int, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        places[person].append(place)
    return {(found[0], found[1]) for found in places.values() if len(found) > 1}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Verdict.SURE),
        ({"surname": "СОКОЛОВА", "name": "АННА"}, Verdict.SURE),
        ({"surname": "Sokolova", "name": "Anna", "patronymic": "Igorevna"}, Verdict.SURE),
        ({"surname": "Анна", "name": "Соколова"}, Verdict.SURE),
        ({"patronymic": ""}, Verdict.SURE),
        ({"surname": "Сокалова"}, Verdict.SURE),
        ({"phone": ""}, Verdict.SURE),
        ({"phone": "+79990000000"}, Verdict.SURE),
        ({"birth_date": None}, Verdict.SURE),
        ({"birth_date": None, "phone": ""}, Verdict.DOUBTFUL),
        ({"birth_date": date(1985, 12, 3)}, Verdict.DOUBTFUL),
        ({"birth_date": date(1986, 3, 12)}, Verdict.DOUBTFUL),
        ({"surname": "Жукова"}, Verdict.DOUBTFUL),
        ({"name": "А.", "patronymic": "И."}, Verdict.DOUBTFUL),
        ({"name": "Ольга"}, None),
        ({"birth_date": date(1958, 7, 1), "phone": "+79990000000"}, None),
    ],
)
def test_a_copy_that_differs_so_gets_this_verdict(change: dict[str, Any], expected: Verdict | None) -> None:
    assert verdict(ANNA, replace(ANNA, **change)) is expected


def test_a_twin_with_the_same_phone_is_somebody_else() -> None:
    assert verdict(ANNA, replace(ANNA, name="Мария")) is None


def test_brother_and_sister_with_names_that_differ_by_a_letter_are_never_merged() -> None:
    brother = Identity("Петров", "Александр", "Ильич", birth_date=date(1990, 5, 1), phone="+79160000000")
    sister = replace(brother, surname="Петрова", name="Александра", patronymic="Ильинична")
    assert verdict(brother, sister) is not Verdict.SURE


def test_another_passport_with_another_phone_leaves_it_to_a_person() -> None:
    papers = [(Document(DocumentKind.PASSPORT, "4510", number),) for number in ("123456", "654321")]
    one, other = (replace(ANNA, documents=paper) for paper in papers)
    assert verdict(one, other) is Verdict.SURE, "renewed: the phone is the same"
    assert verdict(one, replace(other, phone="+79990000000")) is Verdict.DOUBTFUL


def test_two_taxpayers_are_two_even_where_all_else_agrees() -> None:
    assert verdict(replace(ANNA, inn="500100732259"), replace(ANNA, inn="771234567890")) is None


def test_companies_meet_by_their_number_and_by_their_name_without_its_legal_form() -> None:
    def company(name: str, inn: str = "", phone: str = "") -> Facts:
        return facts_of(ClientType.ENTITY, Identity(organisation=name, inn=inn, phone=phone))

    def judged(one: Facts, other: Facts) -> Verdict | None:
        pairs = find_pairs([one, other])
        return pairs[0].verdict if pairs else None

    assert judged(company("ООО «Луч»"), company("Луч, ООО")) is Verdict.SURE
    assert judged(
        company("ООО «Луч»", "7707083893"), company("Общество с ограниченной ответственностью Луч", "7707083893")
    )
    written_out = "Общество с ограниченной ответственностью Луч"
    assert judged(company("ООО «Луч»", "7707083893"), company(written_out, "7707083893")) is Verdict.SURE
    assert judged(company("ООО «Луч»", "7707083893"), company("ООО «Луч»", "5001007322")) is None
    assert judged(company("ООО «Луч»"), company("ООО «Заря»")) is None


def test_those_who_are_known_already_are_not_compared_among_themselves() -> None:
    records = [facts(ANNA), facts(ANNA), facts(ANNA)]
    assert [(pair.one, pair.other) for pair in find_pairs(records, known=2)] == [(0, 2), (1, 2)]


people = st.builds(
    Identity,
    surname=st.sampled_from(["Иванов", "Ivanov", "Петрова", ""]),
    name=st.sampled_from(["Иван", "Анна", "И.", ""]),
    patronymic=st.sampled_from(["Ильич", "Ильинична", ""]),
    birth_date=st.sampled_from([date(1980, 1, 2), date(1980, 2, 1), None]),
    phone=st.sampled_from(["+79160000000", "+79160000001", ""]),
    inn=st.sampled_from(["500100732259", "771234567890", ""]),
)


@given(people, people)
def test_which_of_two_comes_first_changes_nothing(one: Identity, other: Identity) -> None:
    pair = facts(one), facts(other)
    names = Names(pair)
    there, back = compare(names, *pair), compare(names, pair[1], pair[0])
    assert sum(found.weight for found in there) == pytest.approx(sum(found.weight for found in back))
    assert judge(*pair, there) is judge(pair[1], pair[0], back)


@given(people)
def test_what_is_missing_says_nothing(one: Identity) -> None:
    record = facts(one)
    nobody = facts(Identity())
    assert compare(Names([record]), record, nobody) == []


def test_every_field_that_both_have_is_told_with_what_it_says() -> None:
    other = replace(ANNA, surname="Жукова", birth_date=date(1985, 12, 3), phone="+79990000000")
    told = {found.field: found.says for found in compare(Names([]), facts(ANNA), facts(other))}
    assert told == {
        Field.SURNAME: Says.OTHER,
        Field.NAME: Says.SAME,
        Field.PATRONYMIC: Says.SAME,
        Field.BIRTH_DATE: Says.SWAPPED,
        Field.PHONE: Says.OTHER,
    }


def test_invented_people_are_the_same_for_the_same_seed() -> None:
    assert invented_people(50, 0.2, 3) == invented_people(50, 0.2, 3)
    assert all(isinstance(one, Somebody) for one in invented_people(5, 0, 1))


def test_of_too_many_doubtful_pairs_the_likeliest_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [facts(Identity("Кактусов", "Пётр", "Ильич", phone=f"+7916000000{number}")) for number in range(6)]
    records += [facts(Identity("Кактусов", "Пётр", "Ильич", birth_date=date(1980, 1, 2)))] * 2
    every = find_pairs(records)
    doubtful = [pair for pair in every if pair.verdict is Verdict.DOUBTFUL]
    sure = [pair for pair in every if pair.verdict is Verdict.SURE]
    monkeypatch.setattr(pairs_module, "MOST_DOUBTFUL", 4)
    assert len(doubtful) > 2 * 4
    assert len(sure) == 1
    assert find_pairs(records) == [*sure, *doubtful[:4]]
