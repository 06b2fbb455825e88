"""The catalogue by hand: changes are checked by really computing, applied together, taken back together."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.domain.card_errors import StandsInTheWay
from core.domain.catalogue import Catalogue, CatalogueDraft, Company, DraftService, Indicators, Service
from core.domain.catalogue_changes import ADDED, Noun, changes, kind_named, needs_named, new_number, with_entry
from core.domain.catalogue_errors import CatalogueChanged, NameTaken
from core.domain.client import ClientType
from core.domain.eligibility import Eligibility
from core.domain.errors import BadValue, MissingValue, NotAllowed, NothingToUndo, UnknownCompany
from core.domain.lead import LeftOut, Stage
from core.domain.rights import Role, UseCase
from core.domain.settings import Settings
from core.services.catalogue import load_catalogue, read_catalogue
from core.services.catalogue_edits import apply_edits, read_steps, undo_edits
from core.services.client_edits import record_purchase
from core.services.client_erasing import erase_clients
from core.services.decisions import accept
from core.services.foreseeing import foresee_edits, foresee_settings
from core.services.history import undo
from core.services.resolving import replay
from core.services.review import read_cards
from core.services.scoring import compute
from core.services.session import Session
from core.services.settings import change_settings, read_settings, undo_settings
from core.services.standings import read_standings
from core.services.why_not import Hindrance, why_not
from tests.support.bases import (
    BANK,
    BROKER,
    CAR,
    CASCO,
    HOTEL,
    INSURER,
    LIABILITY,
    OWN,
    SERVICE,
    STAY,
    TODAY,
    all_recommendations,
    client_row,
    company_id,
    consent_to_all,
    fill_catalogue,
    open_prepared,
)
from tests.support.by_hand import set_indicators
from tests.support.firm import content_of
from tests.support.imported import import_clients

CLIENTS = 60
Ids = dict[tuple[str, str], int]


def prepare(session: Session) -> Ids:
    ids = fill_catalogue(session)
    change_settings(session, Settings(exploration=0))
    import_clients(session, [client_row(n, CAR) for n in range(1, CLIENTS + 1)], consent_to_all(session))
    compute(session)
    return ids


@pytest.fixture
def base(tmp_path: Path) -> Iterator[tuple[Session, Ids]]:
    session, ids = open_prepared(tmp_path, prepare)
    yield session, ids
    session.close()


def priced(catalogue: Catalogue, service: int, conversion: float) -> Catalogue:
    one = catalogue.services[service]
    return with_entry(catalogue, replace(one, indicators=Indicators(conversion=conversion)))


def assignments(session: Session) -> set[tuple[int, int]]:
    return {(one.client_id, one.service_id) for one in all_recommendations(session)}


def everything(session: Session) -> dict[str, object]:
    """All but the audit and its anchor, the steps and what was settled by the way."""
    aside = ("audit_entry", "people_mark", "mark", "catalogue_step", "sqlite_sequence")
    return {name: rows for name, rows in content_of(session.store).items() if not name.endswith(aside)}


def test_several_changes_are_applied_as_one_and_undone_as_one(base: tuple[Session, Ids]) -> None:
    session, ids = base
    was, before = everything(session), read_catalogue(session)
    bank = before.companies[company_id(session, BANK)]
    casco = before.services[ids[BANK, CASCO]]
    after = with_entry(before, replace(bank, name="Банк «Колос»", lead_cap=40))
    after = with_entry(
        after,
        replace(
            casco,
            name="КАСКО плюс",
            indicators=Indicators(0.4, 30, 9_000.0, "договор", date(2026, 2, 1), 1.2, "по решению"),
            eligibility=Eligibility(21, 65, 30_000),
            recorded=True,
        ),
    )
    after = with_entry(
        after, replace(after.kinds[casco.kind_id], repeatable_after=12, answer_days=45, ask_again_days=10)
    )
    applied = apply_edits(session, before, after)
    assert applied.value.changes == len(changes(before, after)) == 17
    assert read_catalogue(session) == after
    assert applied.entry is not None
    assert undo(session, applied.entry).value.recommendations == ()
    assert read_catalogue(session) == before
    assert everything(session) == was
    with pytest.raises(NothingToUndo):
        undo_edits(session, applied.entry)
    assert [(one.changes, one.undoable) for one in read_steps(session, 1)] == [(17, False)]


def test_what_is_added_gets_its_kind_and_needs_and_goes_into_the_archive_when_undone(
    base: tuple[Session, Ids],
) -> None:
    session, ids = base
    before = read_catalogue(session)
    after = with_entry(before, Company(new_number(before.companies), "Новый", lead_cap=5))
    after, kind = kind_named(after, CASCO, ClientType.PERSON)
    after, needs = needs_named(after, ["спокойствие", "Дом"])
    after = with_entry(after, Service(-1, CASCO, ClientType.PERSON, -1, kind, needs, indicators=Indicators(0.9)))
    after, other = kind_named(after, "Полис", ClientType.PERSON)
    after = with_entry(after, replace(after.services[ids[HOTEL, STAY]], kind_id=other))
    assert kind == before.services[ids[BANK, CASCO]].kind_id
    assert other < 0
    found = changes(before, after)
    assert [(one.noun, one.field) for one in found] == [
        (Noun.COMPANY, ADDED),
        (Noun.SERVICE, "kind_id"),
        (Noun.SERVICE, ADDED),
    ]
    entry = apply_edits(session, before, after).entry or 0
    made = read_catalogue(session)
    new = company_id(session, "Новый")
    (service,) = [one for one in made.services.values() if one.company_id == new]
    assert (service.kind_id, [made.needs[one] for one in service.needs]) == (kind, ["Спокойствие", "Дом"])
    assert (made.companies[new].lead_cap, service.indicators.conversion) == (5, 0.9)
    assert made.kinds[made.services[ids[HOTEL, STAY]].kind_id].name == "Полис"
    compute(session)
    assert service.id in {one.service_id for one in all_recommendations(session)}
    undo_edits(session, entry)
    undone = read_catalogue(session)
    assert undone.companies[new].archived and undone.services[service.id].archived
    assert undone.services[ids[HOTEL, STAY]].kind_id == before.services[ids[HOTEL, STAY]].kind_id
    compute(session)
    assert service.id not in {one.service_id for one in all_recommendations(session)}
    assert replay(session).different == ()


def test_what_the_check_foresees_is_what_the_next_run_does(base: tuple[Session, Ids]) -> None:
    session, ids = base
    before, stood = read_catalogue(session), assignments(session)
    was = everything(session)
    after = priced(before, ids[BANK, CASCO], 0.9)
    after = with_entry(after, replace(after.services[ids[INSURER, LIABILITY]], archived=True))
    after = with_entry(after, replace(after.services[ids[OWN, SERVICE]], eligibility=Eligibility(least_age=60)))
    foreseen = foresee_edits(session, before, after).value
    assert everything(session) == was, "looking changes nothing"
    apply_edits(session, before, after)
    compute(session)
    now = assignments(session)
    assert (foreseen.recommendations.now, foreseen.recommendations.then) == (len(stood), len(now))
    assert (foreseen.gained, foreseen.lost) == (len(now - stood), len(stood - now))
    by_service = {(one.partner, one.service): (one.gained, one.lost) for one in foreseen.services}
    for (partner, name), (gained, lost) in by_service.items():
        mine = ids[partner, name]
        assert gained == sum(service == mine for _, service in now - stood)
        assert lost == sum(service == mine for _, service in stood - now)
    assert by_service[BANK, CASCO][0] > 0 < by_service[INSURER, LIABILITY][1]
    assert by_service[OWN, SERVICE] == (0, CLIENTS)
    assert by_service[HOTEL, STAY] == (CLIENTS, 0)


def test_a_change_of_prices_alone_moves_partners_and_no_kinds(base: tuple[Session, Ids]) -> None:
    session, ids = base
    before = read_catalogue(session)
    foreseen = foresee_edits(session, before, priced(before, ids[BROKER, CASCO], 0.8)).value
    assert foreseen.gained == foreseen.lost > 0
    assert foreseen.recommendations.now == foreseen.recommendations.then
    assert foresee_edits(session, before, before).value.services == ()


def test_an_archived_service_is_offered_to_nobody_and_says_why_and_comes_back(base: tuple[Session, Ids]) -> None:
    session, ids = base
    lead = next(one for one in all_recommendations(session) if one.service_id == ids[BANK, CASCO])
    accept(session, [lead.id])
    before = read_catalogue(session)
    after = before
    for partner in (BANK, INSURER, BROKER):
        after = with_entry(after, replace(after.services[ids[partner, CASCO]], archived=True))
    entry = apply_edits(session, before, after).entry or 0
    compute(session)
    offered = {one.service_id for one in all_recommendations(session) if one.id != lead.id}
    assert offered.isdisjoint(ids[partner, CASCO] for partner in (BANK, INSURER, BROKER))
    other = next(n for n in range(1, CLIENTS) if n != lead.client_id)
    assert [one.hindrance for one in why_not(session, other, ids[BANK, CASCO])] == [Hindrance.ARCHIVED]
    (card,) = read_cards(session, [lead.id], "ru")
    assert LeftOut.NO_LONGER_FITS in card.blocks
    undo_edits(session, entry)
    compute(session)
    assert ids[INSURER, CASCO] in {one.service_id for one in all_recommendations(session)}
    assert replay(session).different == ()


def test_an_archived_partner_takes_its_services_with_it_and_a_file_that_names_them_brings_them_back(
    base: tuple[Session, Ids],
) -> None:
    session, ids = base
    before = read_catalogue(session)
    apply_edits(
        session, before, with_entry(before, replace(before.companies[company_id(session, BANK)], archived=True))
    )
    assert read_catalogue(session).is_archived(ids[BANK, CASCO])
    compute(session)
    assert ids[BANK, CASCO] not in {one.service_id for one in all_recommendations(session)}
    load_catalogue(session, CatalogueDraft((DraftService(CASCO, ClientType.PERSON, BANK),)))
    assert not read_catalogue(session).is_archived(ids[BANK, CASCO])


def test_a_kind_that_puts_two_purchases_together_gives_both_back_when_undone(base: tuple[Session, Ids]) -> None:
    session, ids = base
    row = client_row(900, CAR, LIABILITY)
    (client,) = import_clients(session, [row]).value.clients
    was, before = everything(session), read_catalogue(session)
    car = next(one for one in before.services.values() if one.name == CAR)
    liability = before.services[ids[INSURER, LIABILITY]].kind_id
    entry = apply_edits(session, before, with_entry(before, replace(car, kind_id=liability))).entry or 0
    assert everything(session) != was
    bought = record_purchase(session, client, car.id, TODAY).entry or 0
    later = everything(session)
    with pytest.raises(StandsInTheWay):
        undo_edits(session, entry)
    assert everything(session) == later, "what was bought since stays"
    undo(session, bought)
    undo_edits(session, entry)
    assert everything(session) == was


def test_what_somebody_else_changed_meanwhile_is_neither_overwritten_nor_undone(base: tuple[Session, Ids]) -> None:
    session, ids = base
    before = read_catalogue(session)
    after = priced(before, ids[BANK, CASCO], 0.9)
    set_indicators(session, ids[BANK, CASCO], Indicators(conversion=0.2))
    with pytest.raises(CatalogueChanged):
        apply_edits(session, before, after)
    with pytest.raises(CatalogueChanged):
        foresee_edits(session, before, after)
    now = read_catalogue(session)
    entry = apply_edits(session, now, priced(now, ids[BANK, CASCO], 0.5)).entry or 0
    set_indicators(session, ids[BANK, CASCO], Indicators(conversion=0.6))
    with pytest.raises(StandsInTheWay):
        undo_edits(session, entry)
    assert read_catalogue(session).services[ids[BANK, CASCO]].indicators.conversion == 0.6


def test_nonsense_is_refused_before_anything_is_written(base: tuple[Session, Ids]) -> None:
    session, ids = base
    before = read_catalogue(session)
    casco = before.services[ids[BANK, CASCO]]
    for entry, error in (
        (replace(casco, name=" "), MissingValue),
        (replace(casco, needs=(1, 2, 3, 4)), BadValue),
        (replace(casco, indicators=Indicators(conversion=1.2)), BadValue),
        (replace(casco, indicators=Indicators(arppu=5.0)), MissingValue),
        (replace(casco, eligibility=Eligibility(50, 40)), BadValue),
        (replace(before.services[ids[INSURER, CASCO]], name=LIABILITY), NameTaken),
        (replace(before.companies[company_id(session, BANK)], name=f" {BROKER} "), NameTaken),
        (replace(before.companies[company_id(session, BANK)], lead_cap=0), BadValue),
        (replace(before.kinds[casco.kind_id], repeatable_after=500), BadValue),
        (replace(before.own_company, name="Другая"), UnknownCompany),
        (replace(before.own_company, archived=True), UnknownCompany),
    ):
        for do in (apply_edits, foresee_edits):
            with pytest.raises(error):
                do(session, before, with_entry(before, entry))
    session.roles = frozenset({Role.SUPERVISOR})
    with pytest.raises(NotAllowed):
        foresee_edits(session, before, before)


def test_settings_are_foreseen_changed_and_undone(base: tuple[Session, Ids]) -> None:
    session, _ = base
    old = read_settings(session)
    best = sorted((one.score for one in all_recommendations(session)), reverse=True)
    new = replace(old, open_recommendations=1, accept_from=50, review_floor=30)
    foreseen = foresee_settings(session, new).value
    assert (foreseen.recommendations.now, foreseen.recommendations.then) == (len(best), CLIENTS)
    assert foreseen.accepted.then == sum(score >= 50 for score in best)
    assert foreseen.shown.then == sum(score >= 30 for score in best)
    assert (foreseen.queued, foreseen.accepted.now) == (len(best), sum(score >= 80 for score in best))
    assert read_settings(session) == old
    entry = change_settings(session, new).entry or 0
    assert read_settings(session) == new
    assert undo_settings(session, entry).value == read_settings(session) == old
    with pytest.raises(StandsInTheWay):
        undo_settings(session, entry)


def test_a_cap_tells_how_many_accepted_leads_it_would_keep_here(base: tuple[Session, Ids]) -> None:
    session, _ = base
    mine = [one.id for one in all_recommendations(session) if one.client_id in {1, 2}]
    waiting = accept(session, mine).value.waiting
    foreseen = foresee_settings(session, replace(read_settings(session), contact_cap=2)).value  # one is a task of ours
    assert (foreseen.held.now, foreseen.held.then, foreseen.waiting) == (0, waiting - 2, waiting)
    before = read_catalogue(session)
    capped = before
    for one in before.companies.values():
        capped = with_entry(capped, one if one.own else replace(one, lead_cap=1))
    leads = [one for one in all_recommendations(session) if one.stage is Stage.WAITING]
    partners = {before.services[one.service_id].company_id for one in leads}
    assert foresee_edits(session, before, capped).value.held.then == waiting - len(partners)


def test_a_refused_kind_rests_as_long_as_the_rules_say(base: tuple[Session, Ids]) -> None:
    session, _ = base
    change_settings(session, replace(read_settings(session), silence_days=10))
    assert compute(session).value.scored == CLIENTS
    with pytest.raises(BadValue):
        change_settings(session, replace(read_settings(session), silence_days=0))


def test_standings_show_n_and_hide_rivals_roubles_from_managers(base: tuple[Session, Ids]) -> None:
    session, ids = base
    set_indicators(session, ids[BANK, CASCO], Indicators(0.4, 20, 9_000.0, "договор"))
    for partner in (INSURER, BROKER):
        set_indicators(session, ids[partner, CASCO], Indicators(arppu=5_000.0, arppu_source="договор"))
    found = read_standings(session)
    mine = found[ids[BANK, CASCO]]
    assert (mine.place, mine.rivals, mine.answered, mine.few, mine.conversion) == (1, 3, 0, True, 0.4)
    assert {found[ids[partner, CASCO]].place for partner in (INSURER, BROKER)} == {2, 3}
    assert mine.usual == pytest.approx(0.1)
    assert mine.arppu == 9_000.0
    assert found[ids[INSURER, LIABILITY]].place is None, "a lot decides"
    session.roles = frozenset({Role.MANAGER})
    assert read_standings(session)[ids[BANK, CASCO]].arppu is None


def test_nothing_of_an_erased_client_stays_in_a_step_or_comes_back_with_its_undoing(base: tuple[Session, Ids]) -> None:
    session, ids = base
    gone, kept = import_clients(
        session, [client_row(900, CAR, LIABILITY), client_row(901, CAR, LIABILITY)]
    ).value.clients
    before = read_catalogue(session)
    car = next(one for one in before.services.values() if one.name == CAR)
    liability = before.services[ids[INSURER, LIABILITY]].kind_id
    entry = apply_edits(session, before, with_entry(before, replace(car, kind_id=liability))).entry or 0
    erase_clients(session, [gone])
    with session.reading(UseCase.READ_CLIENTS) as work:
        assert {one.client_id for one in work.catalogue_steps.latest(1)[0].displaced} == {kept}
    undo_edits(session, entry)
    with session.reading(UseCase.READ_CLIENTS) as work:
        assert len(work.clients.ownerships([kept])) == 2
        assert not work.clients.ownerships([gone])
