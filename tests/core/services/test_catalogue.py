"""The catalogue: from files and by hand."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.domain.catalogue import CatalogueDraft, Cell, DraftService, Indicators
from core.domain.client import ClientType
from core.domain.errors import BadValue, MissingValue, NotAllowed, UnknownService
from core.domain.rights import Role
from core.domain.settings import Settings
from core.services import catalogue as use
from core.services.session import Session
from core.services.settings import change_settings
from tests.support import by_hand
from tests.support.bases import BANK, BROKER, CAR, CASCO, INSURER, OWN, fill_catalogue, open_new_base


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_new_base(tmp_path)
    yield opened
    opened.close()


def test_services_of_one_name_and_client_type_are_rivals_of_one_kind(session: Session) -> None:
    ids = fill_catalogue(session)
    catalogue = use.read_catalogue(session)
    kinds = {catalogue.services[ids[company, CASCO]].kind_id for company in (BANK, INSURER, BROKER)}
    assert len(kinds) == 1
    assert [service.company_id for service in catalogue.services_of(kinds.pop())] == [
        catalogue.services[ids[company, CASCO]].company_id for company in (BANK, INSURER, BROKER)
    ]


def test_the_same_name_for_the_other_client_type_is_another_kind(session: Session) -> None:
    ids = fill_catalogue(session)
    company = use.read_catalogue(session).services[ids[BANK, CASCO]].company_id
    other = by_hand.add_service(session, CASCO, ClientType.ENTITY, company)
    services = use.read_catalogue(session).services
    assert services[other].kind_id != services[ids[BANK, CASCO]].kind_id


def test_a_service_can_be_made_a_rival_of_another_kind_by_hand(session: Session) -> None:
    ids = fill_catalogue(session)
    bank = use.read_catalogue(session).services[ids[BANK, CASCO]].company_id
    mini = by_hand.add_service(session, "Мини-КАСКО", ClientType.PERSON, bank)
    kind = by_hand.move_to_kind(session, mini, "- каско")
    assert use.read_catalogue(session).services[ids[INSURER, CASCO]].kind_id == kind


def test_only_the_own_company_s_kinds_are_recorded_until_somebody_says_otherwise(session: Session) -> None:
    ids = fill_catalogue(session)
    catalogue = use.read_catalogue(session)
    casco, car = (catalogue.services[ids[key]].kind_id for key in ((BANK, CASCO), (OWN, CAR)))
    assert (catalogue.is_recorded(car), catalogue.is_recorded(casco)) == (True, False)
    by_hand.mark_recorded(session, ids[BANK, CASCO], recorded=True)
    by_hand.mark_recorded(session, ids[OWN, CAR], recorded=False)
    catalogue = use.read_catalogue(session)
    assert (catalogue.is_recorded(car), catalogue.is_recorded(casco)) == (False, True)


def test_roubles_of_other_companies_are_told_only_to_whoever_may_see_them(session: Session) -> None:
    ids = fill_catalogue(session)
    stated = Indicators(conversion=0.3, arppu=5_000, arppu_source="договор", arppu_date=date(2026, 3, 1))
    for one in ((OWN, CAR), (BANK, CASCO)):
        by_hand.set_indicators(session, ids[one], stated)

    def told(*roles: Role) -> list[Indicators]:
        session.roles = frozenset(roles)
        services = use.read_catalogue(session).services
        return [services[ids[one]].indicators for one in ((OWN, CAR), (BANK, CASCO))]

    hidden = replace(stated, arppu=None, arppu_source="", arppu_date=None)
    assert told(Role.MANAGER) == told(Role.ANALYST) == [stated, hidden]
    assert told(Role.MANAGER, Role.SUPERVISOR) == told(Role.ADMINISTRATOR) == [stated, stated]
    change_settings(session, Settings(managers_see_money=True))
    assert told(Role.MANAGER) == [stated, stated]


def test_loading_the_same_file_twice_changes_nothing_and_keeps_starting_values(session: Session) -> None:
    draft = CatalogueDraft(
        (DraftService("- Услуга А", ClientType.PERSON, "Б", ("Деньги", "Транспорт")),
         DraftService("Услуга В", ClientType.PERSON, "Г")),
        {(0, 1): Cell.LINK, (1, 0): Cell.FORBIDDEN},
    )  # fmt: skip
    first = use.load_catalogue(session, draft).value
    service = next(iter(use.read_catalogue(session).services))
    stated = Indicators(conversion=0.3, weight=10, arppu=5000, arppu_source="договор")
    by_hand.set_indicators(session, service, stated)
    before = use.read_catalogue(session)
    second = use.load_catalogue(session, draft).value
    assert (first.new_services, second.new_services) == (2, 0)
    assert use.read_catalogue(session) == before
    assert before.services[service].indicators == stated


def test_a_need_is_one_whatever_the_order_of_its_words(session: Session) -> None:
    ids = fill_catalogue(session)
    by_hand.set_needs(session, ids[OWN, CAR], ["Комфорт и удобство"])
    by_hand.set_needs(session, ids[BANK, CASCO], ["Удобство и комфорт"])
    services = use.read_catalogue(session).services
    assert services[ids[OWN, CAR]].needs == services[ids[BANK, CASCO]].needs


def test_a_cell_can_be_filled_turned_and_blanked(session: Session) -> None:
    ids = fill_catalogue(session)
    pair = ids[OWN, CAR], ids[BANK, CASCO]
    use.set_cell(session, *pair, Cell.FORBIDDEN)
    assert use.read_catalogue(session).cells[pair] is Cell.FORBIDDEN
    use.set_cell(session, *pair, None)
    assert pair not in use.read_catalogue(session).cells


def test_repeatable_after_is_kept_in_months_and_refused_outside_its_range(session: Session) -> None:
    ids = fill_catalogue(session)
    kind = use.read_catalogue(session).services[ids[BANK, CASCO]].kind_id
    by_hand.set_repeatable(session, kind, 12)
    assert use.read_catalogue(session).kinds[kind].repeatable_after == 12
    with pytest.raises(BadValue):
        by_hand.set_repeatable(session, kind, 0)
    assert use.read_catalogue(session).kinds[kind].repeatable_after == 12


@pytest.mark.parametrize(
    "wrong",
    [
        Indicators(conversion=1.2),
        Indicators(weight=0.5),
        Indicators(arppu=-1, arppu_source="x"),
        Indicators(arppu=100),
        Indicators(lever=1.5),
        Indicators(lever=0, lever_reason="x"),
    ],
)
def test_starting_values_outside_their_range_or_without_their_reason_are_refused(
    session: Session, wrong: Indicators
) -> None:
    ids = fill_catalogue(session)
    with pytest.raises((BadValue, MissingValue)):
        by_hand.set_indicators(session, ids[BANK, CASCO], wrong)
    assert use.read_catalogue(session).services[ids[BANK, CASCO]].indicators == Indicators()


def test_more_than_three_needs_are_refused(session: Session) -> None:
    ids = fill_catalogue(session)
    with pytest.raises(BadValue):
        by_hand.set_needs(session, ids[OWN, CAR], ["а1", "б2", "в3", "г4"])


def test_nothing_gets_an_empty_name(session: Session) -> None:
    ids = fill_catalogue(session)
    bank = use.read_catalogue(session).services[ids[BANK, CASCO]].company_id
    before = use.read_catalogue(session)
    attempts: list[Callable[[], object]] = [
        lambda: by_hand.add_company(session, "  "),
        lambda: by_hand.add_service(session, " - ", ClientType.PERSON, bank),
        lambda: by_hand.move_to_kind(session, ids[BANK, CASCO], "«»"),
    ]
    for attempt in attempts:
        with pytest.raises(MissingValue):
            attempt()
    assert use.read_catalogue(session) == before


def test_what_does_not_exist_is_refused_by_name(session: Session) -> None:
    fill_catalogue(session)
    with pytest.raises(UnknownService):
        use.set_cell(session, 999, 1, Cell.LINK)


def test_a_manager_without_the_administrator_s_role_cannot_edit_the_catalogue(session: Session) -> None:
    manager = replace(session, roles=frozenset({Role.MANAGER}))
    with pytest.raises(NotAllowed):
        by_hand.add_company(manager, "Чужая")
    assert "Чужая" not in {company.name for company in use.read_catalogue(session).companies.values()}


def test_a_synonym_learnt_by_the_base_outlives_a_new_load(session: Session) -> None:
    use.load_catalogue(session, CatalogueDraft((DraftService("Услуга", ClientType.PERSON, "Б"),)))
    use.add_synonyms(session, {"Автокредит": "моя услуга"})
    use.load_catalogue(session, CatalogueDraft((DraftService("Услуга", ClientType.PERSON, "Б"),)))
    with session.store.reading() as work:
        assert work.catalogue.synonyms()["автокредит"] == "моя услуга"


def test_partner_fields_are_denied_unless_known(session: Session) -> None:
    ids = fill_catalogue(session)
    bank = use.read_catalogue(session).services[ids[BANK, CASCO]].company_id
    with pytest.raises(BadValue):
        use.set_partner_fields(session, bank, ["full_name", "passport"])
    with pytest.raises(MissingValue):
        use.set_partner_fields(session, bank, [])
    use.set_partner_fields(session, bank, ["service", "phone"])
    with session.store.reading() as work:
        assert work.catalogue.fields_of(bank) == ("service", "phone")
