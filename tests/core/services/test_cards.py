"""The card: all that a decision about one recommendation rests on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.domain.catalogue import Indicators
from core.domain.consent import ConsentDocument
from core.domain.conversion import Answers
from core.domain.lead import Answer, Stage
from core.domain.resolution import Rival, Rule
from core.domain.rights import Role
from core.services.catalogue import read_catalogue
from core.services.consents import withdraw_consent
from core.services.decisions import decline, take_up
from core.services.outcomes import record_outcome
from core.services.review import Block, Card, Level, level_of, read_cards, read_queue
from core.services.rivals import interval
from core.services.scoring import compute
from core.services.session import Session
from tests.support.bases import (
    BANK,
    BROKER,
    CAR,
    CASCO,
    INSURER,
    TODAY,
    all_recommendations,
    client_row,
    consent_to_all,
    open_filled,
)
from tests.support.by_hand import set_indicators
from tests.support.imported import import_clients

CLIENTS = list(range(1, 13))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    yield opened
    opened.close()


def scored(session: Session, consent: ConsentDocument | None = None, *, phone: bool = True) -> list[int]:
    """Twelve clients with a car; the ids of what the queue holds."""
    import_clients(session, [client_row(number, CAR, phone=phone) for number in CLIENTS], consent)
    compute(session)
    return [one.id for one in read_queue(session).entries]


def state(session: Session, company: str, conversion: float, arppu: float | None = None) -> None:
    """The starting values of a company's КАСКО."""
    catalogue = read_catalogue(session)
    for service in catalogue.services.values():
        if service.name == CASCO and catalogue.companies[service.company_id].name == company:
            set_indicators(session, service.id, Indicators(conversion, arppu=arppu, arppu_source="отчёт"))


def casco_card(session: Session) -> Card:
    ids = [one.id for one in read_queue(session).entries]
    return next(card for card in read_cards(session, ids, "ru") if card.kind == CASCO)


def test_a_card_tells_who_the_client_is(session: Session) -> None:
    (lead, *_) = scored(session, consent_to_all(session))
    (card,) = read_cards(session, [lead], "ru")
    born = client_row(card.client_id, CAR).identity.birth_date
    assert born is not None
    assert card.full_name == f"Кактусов{card.client_id} Пётр Ильич"
    assert card.age is not None
    assert (
        date(born.year + card.age, born.month, born.day) <= TODAY < date(born.year + card.age + 1, born.month, born.day)
    )
    assert (card.client_since, card.last_contact, card.open_leads) == (TODAY, None, 0)
    assert card.consent is None if card.own else card.consent is not None


def test_the_year_of_birth_gives_the_age_where_the_day_is_unknown(session: Session) -> None:
    row = client_row(1, CAR)
    import_clients(session, [replace(row, identity=replace(row.identity, birth_date=None))])
    compute(session)
    ages = {card.age for card in read_cards(session, [one.id for one in read_queue(session).entries], "ru")}
    assert ages == {TODAY.year - 1980}


def test_a_card_shows_the_paper_for_the_chosen_partner_until_it_is_taken_back(session: Session) -> None:
    scored(session, replace(consent_to_all(session), valid_until=TODAY))
    card = casco_card(session)
    assert card.consent is not None
    assert (card.consent.number, card.consent.signed_on, card.consent.valid_until) == ("С-1", date(2026, 1, 1), TODAY)
    withdraw_consent(session, [card.client_id], "С-1")
    (again,) = read_cards(session, [card.id], "ru")
    assert (again.consent, again.blocks) == (None, (Block.NO_CONSENT,))


def test_of_several_papers_the_one_signed_last_stands_on_the_card(session: Session) -> None:
    scored(session, consent_to_all(session))
    newer = replace(consent_to_all(session, "С-2"), signed_on=date(2026, 5, 1))
    older = replace(consent_to_all(session, "С-0"), signed_on=date(2025, 10, 1))
    for paper in (newer, older):
        import_clients(session, [client_row(number, CAR) for number in CLIENTS], paper)
    consent = casco_card(session).consent
    assert consent is not None
    assert consent.number == "С-2"


def test_a_card_counts_the_client_s_other_open_leads_and_its_last_contact(session: Session) -> None:
    ids = scored(session)
    by_client: dict[int, list[int]] = {}
    for entry in read_queue(session).entries:
        by_client.setdefault(entry.client_id, []).append(entry.id)
    mine = next(group for group in by_client.values() if len(group) >= 3)
    take_up(session, mine[:2])
    with session.store.unit_of_work() as work:
        work.leads.offer(mine[:1], Stage.SENT, session.now(), TODAY - timedelta(days=12))
    cards = {card.id: card for card in read_cards(session, ids, "ru")}
    assert [cards[lead].open_leads for lead in mine[:3]] == [1, 1, 2]
    assert {cards[lead].last_contact for lead in mine} == {TODAY - timedelta(days=12)}


def test_cards_of_decided_recommendations_stay_and_those_that_are_gone_do_not(session: Session) -> None:
    one, two, *_ = scored(session)
    decline(session, [one])
    assert [card.id for card in read_cards(session, [two, 99_999, one], "ru")] == [two, one]


def test_reasons_stand_on_the_card_by_weight_in_the_reader_s_language(session: Session) -> None:
    ids = scored(session)
    for ru, en in zip(read_cards(session, ids, "ru"), read_cards(session, ids, "en"), strict=True):
        weights = [abs(why.weight) for why in ru.reasons]
        assert weights == sorted(weights, reverse=True)
        assert [why.weight for why in en.reasons] == [why.weight for why in ru.reasons]
        assert all(why.supports is (why.weight > 0) for why in ru.reasons)
        assert ru.reasons
        assert {why.text for why in ru.reasons}.isdisjoint(why.text for why in en.reasons)
        assert 0 <= ru.experience <= 1


def test_what_to_say_names_service_and_partner_and_what_speaks_for_it(session: Session) -> None:
    scored(session)
    card = casco_card(session)
    assert card.what_to_say.startswith(f"Предложите «{CASCO}» ({card.partner})")
    assert card.what_to_say.endswith(f"к тому, что у клиента уже есть: «{CAR}».")
    (english,) = read_cards(session, [card.id], "en")
    assert english.what_to_say.startswith(f"Offer “{CASCO}” ({card.partner})")


def test_rivals_without_any_answers_are_settled_by_lot_and_stand_winner_first(session: Session) -> None:
    scored(session)
    card = casco_card(session)
    assert card.rule is Rule.LOT
    assert [rival.chosen for rival in card.rivals] == [True, False, False]
    assert card.rivals[0].partner == card.partner
    assert {rival.partner for rival in card.rivals} == {BANK, INSURER, BROKER}
    for rival in card.rivals:
        assert (rival.bought, rival.answered, rival.few, rival.share, rival.difference) == (0, 0, True, 1.0, None)
        assert 0 <= rival.low < rival.conversion < rival.high <= 1


def test_roubles_are_shown_to_supervisors_and_not_to_managers(session: Session) -> None:
    state(session, BANK, conversion=0.2, arppu=50_000.0)
    state(session, INSURER, conversion=0.3, arppu=40_000.0)
    state(session, BROKER, conversion=0.1, arppu=30_000.0)
    scored(session)
    card = casco_card(session)
    assert (card.rule, card.partner, card.sees_money) == (Rule.VALUE, INSURER, True)
    assert [rival.partner for rival in card.rivals] == [INSURER, BANK, BROKER]
    assert [rival.arppu for rival in card.rivals] == [40_000.0, 50_000.0, 30_000.0]
    assert [rival.share for rival in card.rivals] == pytest.approx([1.0, 10 / 12, 3 / 12])
    assert card.rivals[0].difference is None
    assert [rival.difference for rival in card.rivals[1:]] == pytest.approx([2_000.0, 9_000.0])
    session.roles = frozenset({Role.MANAGER})
    (hidden,) = read_cards(session, [card.id], "ru")
    assert not hidden.sees_money
    assert {(rival.arppu, rival.difference) for rival in hidden.rivals} == {(None, None)}
    assert [rival.share for rival in hidden.rivals] == [rival.share for rival in card.rivals]


def test_where_conversion_decides_everybody_sees_by_how_much(session: Session) -> None:
    state(session, BANK, conversion=0.2)
    state(session, INSURER, conversion=0.3)
    scored(session)
    session.roles = frozenset({Role.MANAGER})
    card = casco_card(session)
    assert (card.rule, card.partner) == (Rule.CONVERSION, INSURER)
    by_name = {rival.partner: rival for rival in card.rivals}
    assert by_name[BANK].difference == pytest.approx(0.1)


def test_a_card_shows_the_answers_on_which_its_partner_was_settled(session: Session) -> None:
    ids = scored(session)
    catalogue = read_catalogue(session)
    asked = [one for one in all_recommendations(session) if catalogue.services[one.service_id].name == CASCO][:6]
    with session.store.unit_of_work() as work:
        work.leads.offer([one.id for one in asked], Stage.SENT, session.now(), TODAY)
    for one in asked:
        record_outcome(session, one.id, Answer.REFUSED, TODAY)
    compute(session)
    ids = [one.id for one in read_queue(session).entries]
    cards = [card for card in read_cards(session, ids, "ru") if card.kind == CASCO]
    assert cards
    for card in cards:
        assert sum(rival.answered for rival in card.rivals) == 6
        assert sum(rival.bought for rival in card.rivals) == 0


# ---------------------------------------------------------------------- measures


@pytest.mark.parametrize(
    ("chance", "base_rate", "level"),
    [
        (0.2, 0.1, Level.HIGH),
        (0.199, 0.1, Level.MEDIUM),
        (0.1, 0.1, Level.MEDIUM),
        (0.099, 0.1, Level.LOW),
        (0.5, None, Level.MEDIUM),
        (0.5, 0.0, Level.MEDIUM),
    ],
)
def test_a_chance_is_put_into_words_by_its_lift(chance: float, base_rate: float | None, level: Level) -> None:
    assert level_of(chance, base_rate) is level


def test_a_kind_nobody_taught_is_high_where_it_is_twice_the_usual(session: Session) -> None:
    ids = scored(session)
    by_id = {one.id: one for one in all_recommendations(session)}
    chances: dict[int, list[float]] = {}
    for one in by_id.values():
        chances.setdefault(one.kind_id, []).append(one.chance)
    untaught = [card for card in read_cards(session, ids, "ru") if card.experience == 0]
    assert untaught
    for card in untaught:
        one = by_id[card.id]
        mean = sum(chances[one.kind_id]) / len(chances[one.kind_id])
        assert card.level is level_of(one.chance, mean)


def test_words_stay_while_neighbours_are_decided(session: Session) -> None:
    _, *others = ids = scored(session)
    levels = [card.level for card in read_cards(session, ids, "ru")]
    decline(session, others)
    assert [card.level for card in read_cards(session, ids, "ru")] == levels


@pytest.mark.parametrize(
    ("rival", "in_kind", "low", "high"),
    [
        (Rival(1, answers=Answers(58, 187)), 0.24, 0.253, 0.357),  # (58 + 4.8) / 207
        (Rival(1, answers=Answers(0, 5), stated=0.5, weight=5), 0.1, 0.0964, 0.5100),  # (0 + 2.5) / 10
        (Rival(1, stated=0.5, weight=2.0), 0.1, 0.05, 0.95),  # Beta(1, 1) is even
        (Rival(1, stated=0.0), 0.1, 0.0, 0.0),
        (Rival(1, stated=1.0), 0.1, 1.0, 1.0),
    ],
)
def test_the_interval_of_a_conversion_is_known_by_hand(rival: Rival, in_kind: float, low: float, high: float) -> None:
    assert interval(rival, in_kind) == pytest.approx((low, high), abs=0.0015)


def test_the_interval_narrows_with_answers_and_always_holds_the_conversion() -> None:
    widths = []
    for answered in (0, 10, 100, 1000):
        low, high = interval(Rival(1, answers=Answers(answered // 10, answered)), 0.1)
        assert 0 <= low <= (answered // 10 + 2) / (answered + 20) <= high <= 1
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)
