"""No value of one row ends up with the client of another, from the file to what the base says of a client."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.domain.client import ClientType, Document, DocumentKind, Identity, Portrait
from core.domain.rights import UseCase
from core.intake.cleaning import clean
from core.intake.mapping import suggest
from core.intake.tables import read_text
from core.services.drafts import start_draft
from core.services.imports import finish_import, plan_import
from core.services.merges import Person, read_people
from core.services.session import Session
from tests.support.bases import CAR, CASCO, LIABILITY, SERVICE, STAY, open_filled

LETTERS = "бвгджзклмн"
HEADERS = (
    *("Фамилия", "Имя", "Отчество", "Дата рождения", "Телефон", "E-mail", "Паспорт серия", "Паспорт номер"),
    *("Город", "Тариф", "Доход", "Стоимость авто", "Продукт", "Дата покупки", "Образование"),
)
PRODUCTS = (CAR, SERVICE, CASCO, LIABILITY, STAY)
STUDIED = {"высшее": "higher", "среднее": "secondary"}

Gaps = frozenset[str]


def cells_of(number: int) -> dict[str, str]:
    """What the row says where nothing is missing; the letter and the digits are its own."""
    letter, digit = LETTERS[number], str(number)
    texts = [f"Ю{letter * 5}", f"Э{letter * 4}", f"Я{letter * 4}ич", f"{15 + number}.05.19{60 + number}"]
    texts += [f"8 (9{digit}6) {digit * 3}-{digit * 2}-{digit * 2}", f"m{digit}@{letter_of(number)}.example"]
    texts += [f"45{digit}{digit}", digit * 6, f"Город{letter * 4}", f"Тариф{letter * 4}", f"{4 + number}0{digit}00"]
    texts += [f"{3 + number}{digit}5000", PRODUCTS[number % 5], f"{13 + number}.04.20{10 + number}"]
    return dict(zip(HEADERS, (*texts, list(STUDIED)[number % 2]), strict=True))


def letter_of(number: int) -> str:
    return "abcdefghij"[number] * 3


def expected(number: int, gaps: Gaps) -> tuple[Identity, Portrait]:
    """What the base is to say of the row's client: of this row alone."""
    said = {header: "" if header in gaps else text for header, text in cells_of(number).items()}
    digit = str(number)
    born = None if "Дата рождения" in gaps else date(1960 + number, 5, 15 + number)
    papers = Document(DocumentKind.PASSPORT, said["Паспорт серия"], said["Паспорт номер"])
    bought = {"products": said["Продукт"]} if said["Продукт"] else {}
    details = {"city": said["Город"], "tariff": said["Тариф"]}
    identity = Identity(
        said["Фамилия"],
        said["Имя"],
        said["Отчество"],
        birth_date=born,
        phone=f"+79{digit}6{digit * 7}" if said["Телефон"] else "",
        email=said["E-mail"],
        documents=(papers,) if papers.series or papers.number else (),
        details={code: text for code, text in details.items() if text} | bought,
    )
    return identity, Portrait(
        birth_year=born.year if born else None,
        income=float(said["Доход"]) if said["Доход"] else None,
        car_price=float(said["Стоимость авто"]) if said["Стоимость авто"] else None,
        education=STUDIED.get(said["Образование"]),
    )


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    opened = open_filled(tmp_path_factory.mktemp("apart"))
    yield opened
    opened.close()


@pytest.fixture
def session(base: Session) -> Session:
    return base


def brought_in(session: Session, text: str) -> dict[int, tuple[Person, set[tuple[str, date | None]]]]:
    """Row of the file → its client with what it owns, read from the base; then the base is empty again."""
    table = read_text(text)
    mapping = suggest(table.headers, table.rows)
    cleaned = clean(table, mapping, session.today())
    draft = start_draft(session, "/tables/a.csv", None, table.headers, mapping).value
    plan = plan_import(session, cleaned.rows)
    ids = finish_import(session, draft.id, plan, cleaned.problems).value.clients
    people = read_people(session, ids)
    with session.reading(UseCase.READ_CLIENTS) as work:
        kinds = {kind.id: kind.name for kind in work.catalogue.read().kinds.values()}
        owned = {id_: set[tuple[str, date | None]]() for id_ in ids}
        for one in work.clients.ownerships(ids):
            owned[one.client_id].add((kinds[one.kind_id], one.since))
    with session.store.unit_of_work() as work:
        work.clients.take_out(ids, session.now())
    rows = {id_: [plan.rows[place].row for place in one.rows] for id_, one in zip(ids, plan.clients, strict=True)}
    assert all(len(some) == 1 for some in rows.values()), "nobody is like another"
    return {some[0]: (people[id_], owned[id_]) for id_, some in rows.items()}


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example is an import: making one small takes minutes
)
@given(
    gaps=st.lists(st.frozensets(st.sampled_from(HEADERS)), min_size=2, max_size=10),
    blank=st.sets(st.integers(0, 9)),
    first=st.permutations(range(len(HEADERS))),
)
def test_the_base_says_of_each_client_what_its_row_says_and_nothing_of_another(
    session: Session, gaps: list[Gaps], blank: set[int], first: list[int]
) -> None:
    headers = [HEADERS[place] for place in first]
    gaps = [one - {"Фамилия"} if number < 2 else one for number, one in enumerate(gaps)]  # somebody is there
    gaps = [one if len(one) < len(HEADERS) - 1 else frozenset(HEADERS) for one in gaps]  # a text alone is a note
    lines, at = [";".join(headers)], dict[int, int]()
    for number, missing in enumerate(gaps):
        lines += [";" * (len(headers) - 1)] if number in blank else []
        lines.append(";".join("" if header in missing else cells_of(number)[header] for header in headers))
        at[len(lines)] = number
    found = brought_in(session, "\n".join(lines))
    named = {row for row, number in at.items() if set(HEADERS[:3]) - gaps[number]}
    assert found.keys() == named
    for row, (person, owned) in found.items():
        number = at[row]
        assert person.client_type is ClientType.PERSON
        assert (person.identity, person.portrait) == expected(number, gaps[number])
        said = cells_of(number)
        kind = set() if "Продукт" in gaps[number] else {said["Продукт"]}
        day = None if "Дата покупки" in gaps[number] else date(2010 + number, 4, 13 + number)
        assert owned == {(one, day) for one in kind}


def test_identifiers_stand_in_the_base_sign_by_sign(session: Session) -> None:
    said = {
        "ФИО": "Агавин Юст",
        "Телефон": "+7 900 000-00-01",
        "Паспорт серия": "0004",
        "Паспорт номер": "000012",
        "ИНН": "010000000032",
        "СНИЛС": "00112233449",
        "VIN": "JTD0000000A000001",
        "Последние 4 цифры карты": "0007",
        "Код подразделения": "010-001",
    }
    ((person, _),) = brought_in(session, "\n".join([";".join(said), ";".join(said.values())])).values()
    (passport,) = person.identity.documents
    assert (passport.series, passport.number, passport.code) == ("0004", "000012", "010-001")
    told = person.identity.details
    assert (person.identity.phone, person.identity.inn, told["snils"]) == (
        "+79000000001",
        "010000000032",
        "00112233449",
    )
    assert (told["vin"], told["card_tail"]) == ("JTD0000000A000001", "0007")
