"""What a service asks of its clients: who surely fails it is not offered it, whoever is unknown is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.catalogue import Catalogue, Company, Kind, Service
from core.domain.client import ClientRow, ClientType, Portrait
from core.domain.eligibility import Condition, Eligibility, Unmet
from core.domain.errors import BadValue, MissingValue
from core.domain.lead import LeftOut, Stage
from core.domain.rights import Role
from core.domain.settings import Settings
from core.services.assortment import Shelf, clients_of
from core.services.catalogue import read_catalogue
from core.services.catalogue_edits import read_steps, undo_edits
from core.services.client_edits import edit_client
from core.services.decisions import accept
from core.services.resolving import replay
from core.services.scoring import compute
from core.services.sending import make_packages
from core.services.session import Session
from core.services.settings import change_settings
from core.services.why_not import tell_why_not, why_not
from core.storage.scored_clients import PORTRAIT_FIELDS, ClientColumns
from ml.prior import unfit
from tests.support.bases import (
    BANK,
    BROKER,
    CAR,
    CASCO,
    HOTEL,
    INSURER,
    STAY,
    TODAY,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_new_base,
)
from tests.support.by_hand import set_eligibility
from tests.support.imported import import_clients
from tests.support.ranks import make_ranks

YEARS = st.none() | st.integers(1930, 2020)
TOWNS = st.sampled_from(["", "Казань", "г. Пермь", "Уфа"])
INCOMES = st.none() | st.sampled_from([0.0, 29_999.0, 30_000.0, 90_000.0])
ASKED = st.builds(
    Eligibility,
    st.none() | st.integers(0, 90),
    st.none() | st.integers(0, 90),
    st.none() | st.sampled_from([0.0, 30_000.0]),
    st.sampled_from([(), ("Казань",), ("Пермь", "Казань")]),
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_new_base(tmp_path)
    change_settings(opened, Settings(open_recommendations=4))  # room for every kind
    yield opened
    opened.close()


def test_the_first_failed_condition_is_told_with_both_numbers() -> None:
    asked = Eligibility(18, 70, 30_000)
    assert asked.unmet(Portrait(birth_year=2009), 2026) == Unmet(Condition.LEAST_AGE, 17, 18)
    assert asked.unmet(Portrait(birth_year=1954), 2026) == Unmet(Condition.MOST_AGE, 71, 70)
    assert asked.unmet(Portrait(birth_year=1980, income=20_000), 2026) == Unmet(Condition.LEAST_INCOME, 20_000, 30_000)


def test_who_may_be_of_the_right_age_and_whoever_is_unknown_fails_nothing() -> None:
    asked = Eligibility(18, 70, 30_000)
    for portrait in (Portrait(), Portrait(birth_year=2008), Portrait(birth_year=1955), Portrait(income=30_000)):
        assert asked.unmet(portrait, 2026) is None


@given(st.lists(st.tuples(YEARS, INCOMES, TOWNS), min_size=1, max_size=20), st.lists(ASKED, min_size=1, max_size=4))
def test_the_arrays_of_the_model_shut_out_just_whom_the_conditions_do(
    faces: list[tuple[int | None, float | None, str]], asked: list[Eligibility]
) -> None:
    services = {
        number: Service(number, f"у{number}", ClientType.PERSON, 1, 1, eligibility=one)
        for number, one in enumerate(asked, 1)
    }
    kinds = {1: Kind(1, "у|фл", "у", ClientType.PERSON)}
    shelf = Shelf(Catalogue({1: Company(1, "Автодом", own=True)}, kinds, services, {}, {}))
    known = [Portrait(birth_year=year, income=income) for year, income, _ in faces]
    n = len(known)
    towns = {number: town for number, (*_, town) in enumerate(faces, 1) if town}
    columns = ClientColumns(
        range(1, n + 1),
        [ClientType.PERSON] * n,
        [None] * n,
        [None] * n,
        [None] * n,
        {name: [getattr(one, name) for one in known] for name in PORTRAIT_FIELDS},
    )
    found = unfit(shelf.assortment, clients_of(shelf, columns, [], [], TODAY, towns=towns))
    wanted = [
        [one.unmet(portrait, TODAY.year, town) is not None for one in asked]
        for portrait, (*_, town) in zip(known, faces, strict=True)
    ]
    assert np.array_equal(found, wanted)


def test_a_service_is_out_like_a_forbidden_one_and_its_kind_when_all_are(session: Session) -> None:
    ids = fill_catalogue(session)
    for seller in (BANK, INSURER):
        set_eligibility(session, ids[seller, CASCO], Eligibility(most_age=40))
    set_eligibility(session, ids[HOTEL, STAY], Eligibility(least_income=50_000))
    rows = [client_row(1, CAR), client_row(3, CAR)]  # born in 1980
    unknown = client_row(2, CAR, portrait=Portrait())
    poor = client_row(4, CAR, portrait=Portrait(birth_year=1950, income=49_999))
    import_clients(session, [rows[0], unknown, rows[1], poor])
    compute(session)
    names = {id_: name for (_, name), id_ in ids.items()}
    sold = {(one.client_id, names[one.service_id]): one for one in all_recommendations(session)}
    older = [sold[client, CASCO] for client in (1, 3, 4)]
    assert {one.service_id for one in older} == {ids[BROKER, CASCO]}
    assert len(sold[2, CASCO].settled.runners_up) == 2, "nobody knows the age"
    assert {client for client, name in sold if name == STAY} == {1, 2, 3}
    assert replay(session).different == ()


def dweller(number: int, town: str) -> ClientRow:
    row = client_row(number, CAR)
    return replace(row, identity=replace(row.identity, details={"city": town} if town else {}))


@pytest.mark.parametrize(
    ("town", "reached"),
    [("Казань", True), ("г. КАЗАНЬ", True), ("", True), (" . ", True), ("Набережные Челны", True), ("Пермь", False)],
)
def test_a_town_is_told_by_the_words_of_its_name_and_an_unknown_one_is_left_out_of_nothing(
    town: str, reached: bool
) -> None:
    asked = Eligibility(places=("Казань", "Набережные Челны"))
    unmet = asked.unmet(Portrait(), 2026, town)
    assert unmet == (None if reached else Unmet(Condition.PLACE, town, "Казань, Набережные Челны"))


def test_a_service_is_offered_in_its_towns_alone_and_says_so_and_follows_whoever_moves(session: Session) -> None:
    ids = fill_catalogue(session)
    here, elsewhere, unknown = import_clients(
        session, [dweller(1, "г. Казань"), dweller(2, "Пермь"), dweller(3, "")], consent_to_all(session)
    ).value.clients
    compute(session)
    stay = ids[HOTEL, STAY]
    recommended = {one.client_id for one in all_recommendations(session) if one.service_id == stay}
    assert recommended == {here, elsewhere, unknown}
    accept(session, [one.id for one in all_recommendations(session) if one.client_id == here])
    before = read_catalogue(session)
    set_eligibility(session, stay, Eligibility(places=("Казань",)))
    assert compute(session).value.scored == 3
    recommended = {one.client_id for one in all_recommendations(session) if one.service_id == stay}
    assert recommended == {here, unknown}
    (why,) = why_not(session, elsewhere, stay)
    told = tell_why_not("ru", read_catalogue(session), why)
    assert told == "Не подходит по городу: Пермь, услугу предлагают здесь: Казань."
    edit_client(session, elsewhere, {"city": "Казань"})
    assert compute(session).value.scored == 1
    recommended = {one.client_id for one in all_recommendations(session) if one.service_id == stay}
    assert recommended == {here, elsewhere, unknown}
    edit_client(session, here, {"city": "Пермь"})
    assert make_packages(session, [here], "ru").value.left_out == {LeftOut.NO_LONGER_FITS: 1}
    undo_edits(session, read_steps(session, 1)[0].entry)
    assert read_catalogue(session).services == before.services
    assert replay(session).different == ()


def test_who_holds_no_key_of_the_people_checks_without_towns(tmp_path: Path) -> None:
    ranks = make_ranks(tmp_path)
    with ranks.enter(Role.ADMINISTRATOR, ranks.copied(tmp_path / "copy")).store.reading() as work:
        assert work.towns.of() == {}


def test_a_new_condition_counts_from_the_next_run(session: Session) -> None:
    ids = fill_catalogue(session)
    import_clients(session, [client_row(number, CAR) for number in range(1, 10)])
    compute(session)
    set_eligibility(session, ids[HOTEL, STAY], Eligibility(most_age=20))
    assert compute(session).value.scored == 9
    assert ids[HOTEL, STAY] not in {one.service_id for one in all_recommendations(session)}
    set_eligibility(session, ids[HOTEL, STAY], Eligibility())
    compute(session)
    assert ids[HOTEL, STAY] in {one.service_id for one in all_recommendations(session)}


def test_a_lead_whose_client_fails_a_condition_by_now_stays(session: Session) -> None:
    ids = fill_catalogue(session)
    clients = import_clients(session, [client_row(1, CAR)], consent_to_all(session)).value.clients
    compute(session)
    accept(session, [one.id for one in all_recommendations(session)])
    set_eligibility(session, ids[HOTEL, STAY], Eligibility(most_age=40))
    made = make_packages(session, list(clients), "ru").value
    assert made.left_out == {LeftOut.NO_LONGER_FITS: 1}
    assert [one.service_id for one in all_recommendations(session) if one.stage is Stage.WAITING] == [ids[HOTEL, STAY]]


@pytest.mark.parametrize(
    "wrong",
    [
        Eligibility(least_age=-1),
        Eligibility(most_age=121),
        Eligibility(30, 20),
        Eligibility(least_income=-1.0),
        Eligibility(places=("",) * 3),
    ],
)
def test_conditions_outside_their_range_are_refused(session: Session, wrong: Eligibility) -> None:
    ids = fill_catalogue(session)
    with pytest.raises((BadValue, MissingValue)):
        set_eligibility(session, ids[HOTEL, STAY], wrong)
    assert read_catalogue(session).services[ids[HOTEL, STAY]].eligibility == Eligibility()
