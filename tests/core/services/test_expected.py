"""The percent on the card, what it brings in roubles, and the queue sorted by that."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.catalogue import Indicators
from core.domain.rights import Role
from core.domain.settings import Settings
from core.services.catalogue import read_catalogue
from core.services.expected import read_expected
from core.services.queue_filter import Order
from core.services.review import Card, read_cards, read_queue
from core.services.scoring import compute
from core.services.session import Session
from core.services.settings import change_settings
from desktop.screens.review.card_text import card_text
from desktop.screens.review.panel_text import details_text
from desktop.screens.review.reading import read_lineup
from desktop.words import NBSP, Words
from tests.support.bases import CAR, OWN, SERVICE, TODAY, all_recommendations, client_row, fill_catalogue, open_prepared
from tests.support.by_hand import set_indicators
from tests.support.imported import import_clients
from tests.support.promised import promise, promised_at

SETTINGS = Settings(exploration=0, review_floor=1, accept_from=1)
OWN_ARPPU, OTHERS_ARPPU = 1_000.0, 9_000.0


def _priced(session: Session) -> None:
    """Every ARPPU is known but that of stays; the percent may be shown everywhere."""
    fill_catalogue(session)
    change_settings(session, SETTINGS)
    catalogue = read_catalogue(session)
    for service in catalogue.services.values():
        if service.name != "Отдых":
            own = catalogue.companies[service.company_id].own
            arppu = OWN_ARPPU if own else OTHERS_ARPPU
            set_indicators(session, service.id, Indicators(0.2, arppu=arppu, arppu_source="отчёт"))
    rows = [client_row(number, *((CAR,) if number % 2 else (SERVICE,))) for number in range(1, 9)]
    import_clients(session, rows)
    compute(session)
    for one in {round(lead.chance, 6): lead for lead in all_recommendations(session)}.values():
        promise(session, promised_at(one.chance, 400, one.chance, one.score), version=one.model_version)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, _priced)
    yield opened
    opened.close()


def cards(session: Session) -> list[Card]:
    return read_cards(session, [one.id for one in read_queue(session).entries], "ru")


def test_the_card_shows_a_percent_and_what_follows_from_it(session: Session) -> None:
    found = [card for card in cards(session) if card.expected is not None]
    assert {card.own for card in found} == {True, False}
    for card in found:
        percent, told, rival = card.percent, card.expected, card.rivals[0]
        assert percent is not None and told is not None
        assert (told.percent, told.conversion, told.arppu) == (percent.value, rival.conversion, rival.arppu)
        assert told.value == pytest.approx(percent.value / 100 * told.conversion / told.usual * told.arppu)
    assert all(card.percent is not None for card in cards(session))
    assert any(card.expected is None for card in cards(session))


def test_the_card_says_it_in_words_with_its_band_and_the_formula(session: Session) -> None:
    card = next(card for card in cards(session) if card.expected is not None)
    percent, told = card.percent, card.expected
    assert percent is not None and told is not None
    shown = card_text(card, TODAY, Words("ru"))
    assert shown.no_percent == ""
    assert shown.percent is not None
    assert shown.percent.band == f"от {percent.low} до {percent.high}"
    assert f"{percent.value}" in shown.percent.about
    alone = shown.percent.alone.replace(NBSP, " ")
    assert alone == f"≈ {percent.value} % ({percent.low}–{percent.high})"
    assert shown.percent.band in shown.hero
    items = details_text(card, Words("ru")).sections[0].items
    formula = items[-1].aside.replace(NBSP, " ")
    assert formula.startswith(f"{percent.value} % × ")
    assert formula.endswith(f"= {Words('ru').money(told.value)}".replace(NBSP, " "))
    silent = card_text(replace(card, percent=None, expected=None), TODAY, Words("ru"))
    assert silent.percent is None
    assert silent.no_percent


def test_roubles_of_rivals_follow_the_setting_and_own_ones_are_always_told(session: Session) -> None:
    session.roles = frozenset({Role.MANAGER})
    assert {card.own for card in cards(session) if card.expected is not None} == {True}
    owned = {card.id for card in cards(session) if card.own and card.expected is not None}
    assert set(read_expected(session)) == owned
    assert all(card.percent is not None for card in cards(session))
    session.roles = frozenset(Role)
    change_settings(session, replace(SETTINGS, managers_see_money=True))
    session.roles = frozenset({Role.MANAGER})
    assert {card.own for card in cards(session) if card.expected is not None} == {True, False}


def test_the_queue_by_expected_value_says_what_the_cards_say_and_puts_unknown_last(session: Session) -> None:
    told = {card.id: card.expected.value for card in cards(session) if card.expected is not None}
    assert read_expected(session) == pytest.approx(told)
    lineup = read_lineup(session, order=Order.VALUE).lineup
    order = [told.get(one.id) for one in lineup.entries(1)]
    known = [value for value in order if value is not None]
    assert known == sorted(known, reverse=True)
    assert order[: len(known)] == known
    assert len(known) < len(order)


def test_without_enough_answers_nothing_is_expected(tmp_path: Path) -> None:
    def few(session: Session) -> None:
        fill_catalogue(session)
        change_settings(session, SETTINGS)
        import_clients(session, [client_row(1, CAR)])
        compute(session)

    opened, _ = open_prepared(tmp_path, few)
    assert [card.percent for card in cards(opened)] == [None] * len(cards(opened))
    assert read_expected(opened) == {}
    assert OWN in {card.partner for card in cards(opened)}
    opened.close()
