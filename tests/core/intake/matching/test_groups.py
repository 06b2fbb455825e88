"""Records of one person stand together, and only those."""

import random
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.client import ClientType, Identity
from core.intake.matching.facts import Facts, facts_of
from core.intake.matching.groups import group, open_questions
from core.intake.matching.pairs import find_pairs

ANNA = Identity("Соколова", "Анна", "Игоревна", birth_date=date(1985, 3, 12), phone="+79161234567")
NAMELESS_DAY = replace(ANNA, birth_date=None)
PHONELESS = replace(ANNA, phone="")


def facts(*identities: Identity) -> list[Facts]:
    return [facts_of(ClientType.PERSON, one) for one in identities]


def grouped(records: list[Facts], known: int = 0, **said: set[tuple[int, int]]) -> list[int]:
    return group(records, find_pairs(records, known), known, **said)


def test_who_is_surely_one_stands_for_the_first_record() -> None:
    assert grouped(facts(ANNA, replace(ANNA, name="АННА"), replace(ANNA, surname="Sokolova", phone=""))) == [0, 0, 0]


def test_a_record_of_the_base_is_the_one_that_others_stand_for_and_two_of_them_are_never_joined() -> None:
    records = facts(NAMELESS_DAY, PHONELESS, ANNA)
    assert len(set(grouped(records, known=2))) == 2, "the third is like both, and joins one of them"
    assert grouped(records, known=2, same={(0, 1)}) == [0, 0, 0], "people may say that they are one"


def test_a_chain_does_not_join_two_birth_dates() -> None:
    other = replace(ANNA, birth_date=date(1957, 8, 1))
    assert len(set(grouped(facts(ANNA, NAMELESS_DAY, other)))) == 2


def test_what_people_called_different_is_never_joined_and_not_asked_again() -> None:
    records = facts(ANNA, replace(ANNA, phone="+79990000000"))
    pairs = find_pairs(records)
    assert group(records, pairs) == [0, 0]
    apart = group(records, pairs, different={(0, 1)})
    assert apart == [0, 1]
    assert open_questions(pairs, apart, {(0, 1)}) == []


def test_a_doubt_is_asked_once_for_each_two_people() -> None:
    married = replace(ANNA, surname="Жукова")
    records = facts(ANNA, ANNA, married, married)
    pairs = find_pairs(records)
    stands_for = group(records, pairs)
    assert stands_for == [0, 0, 2, 2]
    (asked,) = open_questions(pairs, stands_for)
    assert {stands_for[asked.one], stands_for[asked.other]} == {0, 2}
    assert open_questions(pairs, group(records, pairs, same={(1, 3)})) == []


rows = st.lists(
    st.builds(
        Identity,
        surname=st.sampled_from(["Иванов", "Ivanov", "Петров"]),
        name=st.sampled_from(["Иван", "Пётр", ""]),
        patronymic=st.sampled_from(["Ильич", ""]),
        birth_date=st.sampled_from([date(1980, 1, 2), date(1981, 5, 6), None]),
        phone=st.sampled_from(["+79160000000", "+79160000001", ""]),
        inn=st.sampled_from(["500100732259", "771234567890", ""]),
    ),
    max_size=8,
    unique_by=lambda one: (one.surname, one.name, one.patronymic, one.birth_date, one.phone, one.inn),
)


@settings(max_examples=300)
@given(rows, st.integers(0, 1000))
def test_the_order_of_the_rows_changes_nothing(identities: list[Identity], seed: int) -> None:
    places = list(range(len(identities)))
    random.Random(seed).shuffle(places)
    there = grouped(facts(*identities))
    back = grouped(facts(*(identities[place] for place in places)))
    here = {frozenset(i for i, one in enumerate(there) if one == first) for first in there}
    shuffled = {frozenset(places[i] for i, one in enumerate(back) if one == first) for first in back}
    assert here == shuffled


@settings(max_examples=300)
@given(rows)
def test_nobody_in_a_group_has_another_birth_date_or_another_number(identities: list[Identity]) -> None:
    records = facts(*identities)
    stands_for = grouped(records)
    for first in set(stands_for):
        members = [one for one, other in zip(records, stands_for, strict=True) if other == first]
        assert len({one.born for one in members if one.born}) <= 1
        assert len({one.inn for one in members if one.inn}) <= 1
