"""What the review says where it has nothing to show, and in which words it shows the rest."""

from dataclasses import replace
from typing import Any

import pytest

from core.domain.catalogue import Indicators
from core.domain.resolution import Rule
from core.domain.rights import Role
from core.services.catalogue import read_catalogue
from core.services.review import read_cards, read_queue
from core.services.scoring import compute
from core.services.session import Session
from core.services.settings import change_settings, read_settings
from desktop.screens.review.rivals_text import rivals_text
from desktop.words import NBSP, Words
from tests.desktop.screens.review.reviewing import Review
from tests.support.bases import BANK, BROKER, CAR, CASCO, INSURER, client_row
from tests.support.by_hand import set_indicators
from tests.support.imported import import_clients

# ---------------------------------------------------------------------- nothing to show


def test_a_base_without_clients_leads_to_the_import(empty_session: Session) -> None:
    review = Review(empty_session)
    assert review.view.empty is not None
    assert review.view.empty.title == "Клиентов пока нет"
    review.does.empty.press()
    assert review.desk.went == [("imports", {})]


def test_clients_without_scores_lead_to_the_scoring(empty_session: Session) -> None:
    import_clients(empty_session, [client_row(1, CAR), client_row(2, CAR)])
    review = Review(empty_session)
    assert review.view.empty is not None
    assert review.view.empty.text == "2 клиента ждут расчёта."
    review.does.press_primary()
    assert review.desk.went == [("compute", {})]


def test_where_nothing_is_above_the_threshold_a_lower_one_is_offered(session: Session) -> None:
    review = Review(session, threshold=90)
    empty = review.view.empty
    assert empty is not None
    assert (empty.title, empty.text, empty.action, empty.strip) == (
        "Выше 90 ничего",
        "При 83 появится 16.",
        "Порог 83",
        True,
    )
    review.does.empty.press()
    assert review.view.empty is None
    assert len(review.view.entries) == 16


def test_when_all_is_done_the_page_says_how_and_leads_to_sending(session: Session) -> None:
    review = Review(session)
    for place in range(16):
        review.now += 5
        (review.does.decline if place < 4 else review.does.postpone if place < 6 else review.does.accept)()
    empty = review.view.empty
    assert empty is not None
    assert empty.title == "16 решений за 1 мин 20 с: 10 / 4 / 2"
    assert empty.action == "К отправке (10)"
    assert "При 50 появится 8." in empty.text
    review.does.empty.press()
    assert review.desk.went == [("sending", {})]


def test_undo_leads_back_from_a_finished_queue(session: Session) -> None:
    review = Review(session)
    for _ in range(16):
        review.does.decline()
    assert review.view.empty is not None
    review.does.undo()
    assert review.view.empty is None
    assert len(review.view.entries) == 1


def test_the_pace_is_told_once_it_is_known_and_a_pause_does_not_spoil_it(session: Session) -> None:
    review = Review(session)
    for seconds in (30, 30, 30, 30):
        review.now += seconds
        review.does.decline()
    assert review.view.place == "1 из 12"
    review.now += 3 * 3600
    review.does.decline()
    assert review.view.place == "1 из 11 · около 15 мин"


# ---------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("language", "facts"),
    [("ru", "физлицо  ·  в базе с 20.11.2026"), ("en", "person  ·  in the base since 20 Nov 2026")],
)
def test_the_card_speaks_the_language_of_the_window(session: Session, language: Any, facts: str) -> None:
    card = Review(session, Words(language)).view.card
    assert card is not None
    assert facts in card.facts.replace("\N{NO-BREAK SPACE}", " ")


def _casco(session: Session) -> Review:
    """A card of КАСКО, with ARPPU and a starting conversion at each of its three sellers."""
    catalogue = read_catalogue(session)
    values = {BANK: (0.2, 10_000.0), INSURER: (0.3, 9_000.0), BROKER: (0.1, 8_000.0)}
    for service in catalogue.services.values():
        if service.name == CASCO:
            conversion, arppu = values[catalogue.companies[service.company_id].name]
            set_indicators(session, service.id, Indicators(conversion, arppu=arppu, arppu_source="отчёт"))
    compute(session)
    ids = [one.id for one in read_queue(session).entries if one.score >= 16]
    wanted = next(card.id for card in read_cards(session, ids, "ru") if card.kind == CASCO)
    review = Review(session, threshold=16)
    review.does.arrive({"recommendation": wanted})
    return review


def test_the_rivals_stand_in_their_order_with_what_decided(session: Session) -> None:
    card = _casco(session).view.card
    assert card is not None
    told = [(line.partner, line.percent, line.share_text, line.result) for line in card.rivals.lines]
    assert [tuple(text.replace(NBSP, " ") for text in line) for line in told] == [
        (INSURER, "30 %", "100", "Выбран: выручка выше"),
        (BANK, "20 %", "74", "2-й, разница 700 ₽"),
        (BROKER, "10 %", "30", "3-й, разница 1 900 ₽"),
    ]
    assert [line.chosen for line in card.rivals.lines] == [True, False, False]
    assert {(line.few, line.answered) for line in card.rivals.lines} == {("мало данных", "ответов нет")}


def test_a_partner_that_gets_its_chance_says_so_beside_the_one_that_had_won(session: Session) -> None:
    change_settings(session, replace(read_settings(session), exploration=0.1))
    _casco(session)
    cards = {card.id: card for card in read_cards(session, [one.id for one in read_queue(session).entries], "ru")}
    explored = next(card for card in cards.values() if card.rule is Rule.EXPLORATION)
    for sees_money in (True, False):
        lines = rivals_text(replace(explored, sees_money=sees_money), Words("ru")).lines
        assert [line.result for line in lines] == [
            "Выбран: у него мало ответов",
            "1-й; клиент отдан партнёру, у которого мало ответов",
            "2-й",
        ]
        assert [line.chosen for line in lines] == [True, False, False]
    given_up = explored.rivals[1].difference
    assert explored.rivals[1].passed_over
    assert given_up is not None
    assert given_up < 0


def test_the_formula_is_told_with_the_numbers_of_the_card(session: Session) -> None:
    review = _casco(session)
    review.does.toggle_details()
    assert review.view.panel is not None
    told = [(item.text, item.aside.replace(NBSP, " ")) for item in review.view.panel.sections[2].items]
    assert told[:2] == [
        (INSURER, "30,0 % × 9 000 ₽ × 1 = 2 700 ₽"),
        (BANK, "20,0 % × 10 000 ₽ × 1 = 2 000 ₽"),
    ]


def test_roubles_of_rivals_are_shown_to_those_who_may_see_them_alone(session: Session) -> None:
    for roles, shown in ((session.roles, True), (frozenset({Role.MANAGER}), False)):
        _casco(session)
        review = Review(replace(session, roles=roles), threshold=16)
        wanted = next(one.id for one in read_queue(session).entries if _is_casco(session, one.id))
        review.does.arrive({"recommendation": wanted})
        review.does.toggle_details()
        assert review.view.card is not None
        assert bool(review.view.card.rivals.arppu) is shown
        assert ("₽" in str((review.view.card, review.view.panel))) is shown
        assert [line.share_text for line in review.view.card.rivals.lines] == ["100", "74", "30"]


def _is_casco(session: Session, id_: int) -> bool:
    (card,) = read_cards(session, [id_], "ru")
    return card.kind == CASCO and card.score >= 16


def test_reasons_of_the_experts_do_not_pass_for_counts_of_clients(session: Session) -> None:
    review = Review(session, threshold=16)
    seen = set()
    for entry in review.view.entries:
        (known,) = read_cards(session, [entry.id], "ru")
        card = review.view.card
        assert card is not None
        by_data = {why.brief: why.by_data for why in known.reasons}
        for reason in (*card.why.pro, *card.why.contra):
            seen.add(by_data[reason.text])
            assert (reason.evidence == "матрица") is not by_data[reason.text]
        review.does.step(1)
    assert False in seen
