"""Scoring through the store: partners settled on record, order without influence, nothing computed twice."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from core.domain.catalogue import Cell, Indicators
from core.domain.client import ClientType, Portrait, Purchase
from core.domain.errors import BadValue, CatalogueMissing
from core.domain.lead import Answer, Stage
from core.domain.recommendation import Recommendation
from core.domain.resolution import Rule
from core.domain.settings import Settings
from core.services.catalogue import read_catalogue, set_cell
from core.services.decisions import accept, decline, take_back
from core.services.outcomes import record_outcome
from core.services.reasons import tell
from core.services.resolving import replay
from core.services.scoring import compute
from core.services.session import Session
from core.services.settings import change_settings
from core.services.wording import LANGUAGES
from tests.support.bases import (
    BANK,
    BROKER,
    CAR,
    CASCO,
    INSURER,
    LIABILITY,
    NOW,
    OWN,
    SERVICE,
    TODAY,
    all_recommendations,
    client_row,
    fill_catalogue,
    open_new_base,
)
from tests.support.by_hand import add_service, move_to_kind, set_indicators, set_repeatable
from tests.support.imported import import_clients

CLIENTS = 300


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_new_base(tmp_path)
    yield opened
    opened.close()


def assignments(session: Session) -> set[tuple[int, int, int, int, str]]:
    """Who gets whom: (client, kind, service, score, rule)."""
    return {
        (one.client_id, one.kind_id, one.service_id, one.score, one.settled.rule)
        for one in all_recommendations(session)
    }


def of_kind(session: Session, ids: dict[tuple[str, str], int], name: str) -> list[Recommendation]:
    kind = read_catalogue(session).services[next(id_ for (_, sold), id_ in ids.items() if sold == name)].kind_id
    return [one for one in all_recommendations(session) if one.kind_id == kind]


def answered(session: Session, lead: Recommendation, answer: Answer, on: date) -> None:
    """The recommendation was accepted and sent, and this came back."""
    accept(session, [lead.id])
    with session.store.unit_of_work() as work:
        work.leads.move([lead.id], Stage.SENT, session.now())
    record_outcome(session, lead.id, answer, on)


def test_nothing_is_computed_from_an_empty_catalogue(session: Session) -> None:
    import_clients(session, [client_row(1)])
    with pytest.raises(CatalogueMissing):
        compute(session)


def test_partners_services_are_recommended_although_their_sales_are_nowhere_recorded(session: Session) -> None:
    fill_catalogue(session)
    import_clients(session, [client_row(number, CAR) for number in range(1, CLIENTS)])
    compute(session)
    catalogue = read_catalogue(session)
    first = Counter(
        catalogue.services[one.service_id].company_id for one in all_recommendations(session) if one.rank == 1
    )
    assert set(first).isdisjoint({catalogue.own_company.id})


def test_a_lot_shares_clients_fairly_where_nothing_is_known_of_the_rivals(session: Session) -> None:
    ids = fill_catalogue(session)
    numbers = Random(11)
    session.new_client_id = lambda: numbers.getrandbits(62)
    import_clients(session, [client_row(number, CAR) for number in range(1, 1201)])
    compute(session)
    for name, rivals in ((CASCO, 3), (LIABILITY, 2)):
        drawn = of_kind(session, ids, name)
        assert {one.settled.rule for one in drawn} == {Rule.LOT}
        shares = Counter(one.service_id for one in drawn)
        assert len(shares) == rivals
        expected = len(drawn) / rivals
        # four standard deviations of a fair draw
        assert max(abs(count - expected) for count in shares.values()) < 4 * (expected * (1 - 1 / rivals)) ** 0.5


def test_shuffled_rows_give_the_same_assignments(tmp_path: Path) -> None:
    found = []
    for seed in (1, 2):
        session = open_new_base(tmp_path / str(seed))
        ids = fill_catalogue(session)
        set_indicators(session, ids[INSURER, LIABILITY], Indicators(conversion=0.3, weight=20))
        numbers = list(range(1, CLIENTS))
        Random(seed).shuffle(numbers)
        session.new_client_id = iter(numbers).__next__
        rows = [
            client_row(
                number, *((CAR, SERVICE) if number % 3 else (CAR,)), portrait=Portrait(income=1e4 * (number % 7))
            )
            for number in numbers
        ]
        import_clients(session, rows)
        compute(session)
        found.append(assignments(session))
        session.close()
    assert found[0] == found[1]


def test_every_stored_decision_replays_to_the_same_winner(session: Session) -> None:
    ids = fill_catalogue(session)
    change_settings(session, Settings(exploration=0))
    for seller, arppu in ((INSURER, 9_000.0), (BROKER, 12_000.0)):
        set_indicators(session, ids[seller, LIABILITY], Indicators(0.3, 30, arppu, "договор", date(2026, 1, 1)))
    import_clients(session, [client_row(number, CAR) for number in range(1, CLIENTS)])
    compute(session)
    replayed = replay(session)
    assert replayed.decisions == len(all_recommendations(session)) > 0
    assert replayed.different == ()
    assert {one.settled.rule for one in of_kind(session, ids, LIABILITY)} == {Rule.VALUE}
    assert {one.service_id for one in of_kind(session, ids, LIABILITY)} == {ids[BROKER, LIABILITY]}


def test_a_changed_record_is_found_by_the_replay(session: Session) -> None:
    fill_catalogue(session)
    import_clients(session, [client_row(1, CAR)])
    compute(session)
    forged = all_recommendations(session)[0]
    with session.store.unit_of_work() as work:
        work.leads.replace_undecided([1], [replace(forged, settled=replace(forged.settled, rule="value", margin=1.0))])
    assert len(replay(session).different) == 1


def test_a_forbidden_pair_takes_out_the_service_and_not_its_rivals(session: Session) -> None:
    ids = fill_catalogue(session)
    set_cell(session, ids[OWN, CAR], ids[BANK, CASCO], Cell.FORBIDDEN)
    import_clients(session, [client_row(number, CAR) for number in range(1, CLIENTS)])
    compute(session)
    assert {one.service_id for one in of_kind(session, ids, CASCO)} == {ids[INSURER, CASCO], ids[BROKER, CASCO]}


def test_an_owned_kind_is_not_offered_again_unless_it_repeats_and_is_due(session: Session) -> None:
    ids = fill_catalogue(session)
    import_clients(session, [client_row(1, CAR)])
    compute(session)
    casco = of_kind(session, ids, CASCO)[0]
    answered(session, casco, Answer.BOUGHT, TODAY - timedelta(days=400))
    compute(session)
    assert [one.stage for one in of_kind(session, ids, CASCO)] == [Stage.OUTCOME]
    set_repeatable(session, casco.kind_id, 12)
    compute(session)
    assert {one.stage for one in of_kind(session, ids, CASCO)} == {Stage.OUTCOME, Stage.PROCESSED}


@pytest.mark.parametrize(("days_ago", "offered"), [(10, False), (91, True)])
def test_a_refused_kind_rests_ninety_days_whoever_sells_it(session: Session, days_ago: int, *, offered: bool) -> None:
    ids = fill_catalogue(session)
    import_clients(session, [client_row(1, CAR)])
    compute(session)
    casco = of_kind(session, ids, CASCO)[0]
    answered(session, casco, Answer.REFUSED, TODAY - timedelta(days=days_ago))
    compute(session)
    assert any(one.stage is Stage.PROCESSED for one in of_kind(session, ids, CASCO)) is offered


def test_declining_is_no_refusal_and_can_be_taken_back(session: Session) -> None:
    ids = fill_catalogue(session)
    import_clients(session, [client_row(1, CAR)])
    compute(session)
    casco = of_kind(session, ids, CASCO)[0]
    decline(session, [casco.id])
    compute(session)
    with session.store.reading() as work:
        assert work.leads.refusals() == {}
        assert work.leads.answers(TODAY) == {}
    assert [one.stage for one in of_kind(session, ids, CASCO)] == [Stage.DECLINED]


def test_a_client_has_at_most_three_open_recommendations_of_different_kinds(session: Session) -> None:
    fill_catalogue(session)
    import_clients(session, [client_row(number, CAR) for number in range(1, 40)])
    compute(session)
    accept(session, [one.id for one in all_recommendations(session) if one.rank == 1])
    compute(session)
    standing = Counter(one.client_id for one in all_recommendations(session))
    assert set(standing.values()) == {3}
    kinds = Counter((one.client_id, one.kind_id) for one in all_recommendations(session))
    assert set(kinds.values()) == {1}


def test_a_second_run_reuses_everything_and_changes_nothing(session: Session) -> None:
    fill_catalogue(session)
    import_clients(session, [client_row(number, CAR) for number in range(1, CLIENTS)])
    compute(session)
    before = all_recommendations(session)
    report = compute(session).value
    assert (report.scored, report.reused, report.new_model) == (0, CLIENTS - 1, False)
    assert all_recommendations(session) == before


def test_a_new_starting_value_settles_partners_anew_and_scores_nobody_again(session: Session) -> None:
    ids = fill_catalogue(session)
    change_settings(session, Settings(exploration=0))
    import_clients(session, [client_row(number, CAR) for number in range(1, 30)])
    compute(session)
    scores = {(one.client_id, one.kind_id): one.score for one in all_recommendations(session)}
    set_indicators(session, ids[BANK, CASCO], Indicators(conversion=0.9))
    report = compute(session).value
    assert (report.scored, report.resettled) == (0, len(of_kind(session, ids, CASCO)))
    assert {one.service_id for one in of_kind(session, ids, CASCO)} == {ids[BANK, CASCO]}
    assert {(one.client_id, one.kind_id): one.score for one in all_recommendations(session)} == scores
    assert replay(session).different == ()
    assert compute(session).value.resettled == 0


def test_an_accepted_lead_keeps_the_partner_it_was_accepted_for(session: Session) -> None:
    ids = fill_catalogue(session)
    import_clients(session, [client_row(number, CAR) for number in range(1, 30)])
    compute(session)
    before = of_kind(session, ids, CASCO)
    accept(session, [one.id for one in before])
    set_indicators(session, ids[BANK, CASCO], Indicators(conversion=0.9))
    assert compute(session).value.resettled == 0
    assert [one.settled for one in of_kind(session, ids, CASCO)] == [one.settled for one in before]


def test_a_changed_setting_counts_from_the_next_run(session: Session) -> None:
    ids = fill_catalogue(session)
    company = read_catalogue(session).own_company.id
    own = add_service(session, CASCO, ClientType.PERSON, company)
    import_clients(session, [client_row(number, CAR) for number in range(1, 30)])
    compute(session)
    assert {one.service_id for one in of_kind(session, ids, CASCO)} == {own}
    change_settings(session, Settings(open_recommendations=1, own_first=False))
    compute(session)
    assert set(Counter(one.client_id for one in all_recommendations(session)).values()) == {1}
    change_settings(session, Settings(own_first=False))
    compute(session)
    assert {one.settled.rule for one in of_kind(session, ids, CASCO)} == {Rule.LOT}
    with pytest.raises(BadValue):
        change_settings(session, Settings(open_recommendations=0))


def test_the_model_learns_from_what_comes_after_its_first_fit(session: Session) -> None:
    fill_catalogue(session)
    rows = [client_row(number, CAR) for number in range(1, 61)]
    import_clients(session, rows)
    assert compute(session).value.new_model
    assert {one.experience for one in all_recommendations(session)} == {0.0}
    import_clients(session, [replace(row, purchases=(Purchase(SERVICE),)) for row in rows[:50]])
    assert compute(session).value.new_model
    assert max(one.experience for one in all_recommendations(session)) > 0.5


def test_time_alone_reopens_a_kind_that_rested(session: Session) -> None:
    ids = fill_catalogue(session)
    import_clients(session, [client_row(number, CAR) for number in range(1, 61)])
    compute(session)
    casco = next(one for one in of_kind(session, ids, CASCO) if one.client_id == 1)
    answered(session, casco, Answer.REFUSED, TODAY - timedelta(days=60))
    assert compute(session).value.scored == 1
    session.clock = lambda: NOW + timedelta(days=29)
    assert compute(session).value.scored == 0
    session.clock = lambda: NOW + timedelta(days=31)
    assert compute(session).value.scored == 1
    stages = {one.stage for one in of_kind(session, ids, CASCO) if one.client_id == 1}
    assert stages == {Stage.OUTCOME, Stage.PROCESSED}


def test_the_score_is_the_mid_rank_among_the_best_chances_of_the_base(session: Session) -> None:
    fill_catalogue(session)
    rows = [client_row(number, *((CAR, SERVICE) if number % 4 == 0 else (CAR,))) for number in range(1, 101)]
    import_clients(session, rows)
    compute(session)
    found = all_recommendations(session)
    best: dict[int, float] = {}
    for one in found:
        best[one.client_id] = max(best.get(one.client_id, 0.0), one.chance)
    for one in found:
        below = sum(chance < one.chance - 1e-9 for chance in best.values())
        equal = sum(abs(chance - one.chance) <= 1e-9 for chance in best.values())
        assert one.score == min(99, max(1, int(100 * (below + equal / 2) / len(best))))


def test_every_recommendation_has_a_reason_that_can_be_told_in_both_languages(session: Session) -> None:
    fill_catalogue(session)
    rows = [client_row(number, *((CAR, SERVICE) if number % 2 else (CAR,))) for number in range(1, CLIENTS)]
    import_clients(session, rows)
    compute(session)
    catalogue = read_catalogue(session)
    for one in all_recommendations(session):
        assert 1 <= len(one.reasons) <= 6
        for language in LANGUAGES:
            for reason in one.reasons:
                assert tell(language, catalogue, reason)


def test_a_client_who_owns_everything_gets_nothing_and_is_not_eligible(session: Session) -> None:
    fill_catalogue(session)
    import_clients(session, [client_row(1, CAR, SERVICE, CASCO, LIABILITY, "Отдых"), client_row(2, CAR)])
    report = compute(session).value
    assert report.eligible == 1
    assert {one.client_id for one in all_recommendations(session)} == {2}


def test_what_is_taken_back_is_computed_again_by_what_holds_now(session: Session) -> None:
    fill_catalogue(session)
    rows = [client_row(number, CAR) for number in range(1, 40)]
    import_clients(session, rows)
    compute(session)
    mine = [one for one in all_recommendations(session) if one.client_id == 1]
    accept(session, [one.id for one in mine])
    kinds = read_catalogue(session).kinds
    import_clients(session, [replace(rows[0], purchases=tuple(Purchase(kinds[one.kind_id].name) for one in mine))])
    compute(session)
    take_back(session, [one.id for one in mine])
    compute(session)
    after = {one.kind_id for one in all_recommendations(session) if one.client_id == 1}
    assert after.isdisjoint(one.kind_id for one in mine)


def test_a_refusal_follows_the_service_into_another_kind(session: Session) -> None:
    ids = fill_catalogue(session)
    set_indicators(session, ids[BANK, CASCO], Indicators(conversion=0.9))
    import_clients(session, [client_row(number, CAR) for number in range(1, 40)])
    compute(session)
    casco = of_kind(session, ids, CASCO)[0]
    answered(session, casco, Answer.REFUSED, TODAY)
    moved = move_to_kind(session, ids[BANK, CASCO], "Каско плюс")
    compute(session)
    again = [one for one in all_recommendations(session) if one.client_id == casco.client_id and one.kind_id == moved]
    assert [one.stage for one in again] == [Stage.OUTCOME]
    assert replay(session).different == ()


def test_partners_with_few_answers_get_their_share_and_a_changed_share_settles_anew(session: Session) -> None:
    ids = fill_catalogue(session)
    set_indicators(session, ids[BANK, CASCO], Indicators(conversion=0.9))
    import_clients(session, [client_row(number, CAR) for number in range(1, 1_000)])
    compute(session)
    casco = of_kind(session, ids, CASCO)
    explored = [one for one in casco if one.settled.rule == Rule.EXPLORATION]
    assert {one.service_id for one in explored} == {ids[INSURER, CASCO], ids[BROKER, CASCO]}
    assert {one.service_id for one in casco if one not in explored} == {ids[BANK, CASCO]}
    assert all(one.settled.runners_up[0] == ids[BANK, CASCO] for one in explored)
    assert abs(len(explored) - len(casco) / 10) < 4 * (len(casco) * 0.09) ** 0.5
    assert replay(session).different == ()
    change_settings(session, Settings(exploration=0.02))
    report = compute(session).value
    assert report.scored == 0
    fewer = {one.client_id for one in of_kind(session, ids, CASCO) if one.settled.rule == Rule.EXPLORATION}
    assert 0 < len(fewer) < len(explored)
    assert fewer < {one.client_id for one in explored}
    assert replay(session).different == ()
    with pytest.raises(BadValue):
        change_settings(session, Settings(exploration=0.11))
