"""The review opens, moves on, decides and counts from data, without a window."""

from datetime import date, timedelta
from typing import Any

from core.domain.errors import StageForbidden
from core.domain.lead import Stage
from core.services.catalogue import read_catalogue
from core.services.consents import withdraw_consent
from core.services.decisions import accept
from core.services.review import read_queue
from core.services.session import Session
from core.services.why_not import tell_why_not, why_not
from desktop.screens.review.lineup import Heading
from desktop.words import Words
from tests.desktop.screens.review.reviewing import LateDesk, Review, own_services, stages
from tests.support.bases import TODAY, all_recommendations
from tests.support.by_hand import set_lead_cap

# ---------------------------------------------------------------------- arriving


def test_the_page_opens_at_the_recommended_threshold_with_the_first_card(session: Session) -> None:
    view = Review(session).view
    assert view.scale is not None
    assert (view.scale.least, view.scale.recommended, view.scale.value) == (16, 80, 80)
    assert [row for row in view.rows if isinstance(row, Heading)] == [Heading("group_queue", 16)]
    assert view.card is not None
    assert (view.row, view.card.id, view.place) == (1, view.entries[0].id, "1 из 16")


def test_the_bars_count_every_undecided_recommendation_by_its_score(session: Session) -> None:
    view = Review(session).view
    scores = [one.score for one in read_queue(session).entries]
    assert view.scale is not None
    assert list(view.scale.counts) == [scores.count(score) for score in range(101)]


def test_what_the_threshold_shows_is_said_with_the_next_step_down(session: Session) -> None:
    review = Review(session, threshold=52)
    assert review.view.counts is not None
    counts = review.view.counts
    assert (counts.to_decide, counts.shown, counts.shown_of, counts.hint) == (
        "16 ждут решения",
        "16",
        f"из {len(read_queue(session).entries)}",
        "при 50: +8",
    )


def test_the_threshold_never_goes_below_the_floor_and_is_remembered(session: Session) -> None:
    review = Review(session)
    review.does.move_threshold(3)
    assert review.view.scale is not None
    assert review.view.scale.value == 16
    assert review.desk.kept["threshold"] == 16
    assert {one.score for one in review.view.entries} == {16, 50, 83}


def test_a_threshold_that_is_still_dragged_is_not_remembered(session: Session) -> None:
    review = Review(session)
    review.does.move_threshold(50, settled=False)
    assert len(review.view.entries) == 24
    assert "threshold" not in review.desk.kept


def test_moving_the_threshold_keeps_the_card_that_is_read(session: Session) -> None:
    review = Review(session)
    review.does.step(5)
    kept = review.view.current
    review.does.move_threshold(50)
    assert review.view.current == kept


def test_the_cards_that_come_next_are_read_before_they_are_reached(session: Session) -> None:
    review = Review(session)
    asked: list[str] = []
    ask = review.desk.ask

    def counting(line: str, *rest: Any) -> None:
        asked.append(line)
        ask(line, *rest)

    review.desk.ask = counting  # type: ignore[assignment, method-assign]
    review.does.decline()
    assert review.view.card is not None
    assert review.view.card.id == review.view.current
    at_once = [line for line in asked if line == "review.cards"]
    assert len(at_once) <= 2  # those ahead, and the client's other cards: never one that is needed now


def test_rows_are_read_by_pages_around_what_is_in_sight(session: Session) -> None:
    review = Review(session, threshold=16)
    review.does.look(0, 5)
    assert set(review.view.lines) == {one.id for one in review.view.entries}
    line = review.view.lines[review.view.current]
    assert line.name.startswith("Кактусов")
    assert line.sentence == f"{line.name}, {line.second.replace(' · ', ', ')}, балл 83"


# ---------------------------------------------------------------------- deciding


def test_accepting_leaves_the_list_shows_the_next_card_and_tells_it_with_its_entry(session: Session) -> None:
    review = Review(session)
    review.does.look(0, 20)
    first, second, *_ = [one.id for one in review.view.entries]
    name = review.view.lines[first].name
    review.does.accept()
    assert stages(session)[first] in {Stage.WAITING, Stage.TASK}
    assert (review.view.current, review.view.place) == (second, "1 из 15")
    sentence, entry = review.desk.told[-1]
    assert sentence.startswith(f"Принято: {name}, ")
    assert entry is not None


def test_declining_and_postponing_move_on_too(session: Session) -> None:
    review = Review(session)
    first, second, third, *_ = [one.id for one in review.view.entries]
    review.does.decline()
    review.does.postpone()
    assert stages(session)[first] is Stage.DECLINED
    one = next(one for one in all_recommendations(session) if one.id == second)
    assert (one.stage, one.postponed_until) == (Stage.POSTPONED, TODAY + timedelta(days=1))
    assert review.view.current == third
    assert review.desk.told[-1][0].startswith("Отложено до 21.11.2026: ")


def test_a_day_can_be_chosen(session: Session) -> None:
    review = Review(session)
    review.does.choose_day()
    assert review.view.days is not None
    assert review.view.days[0] == TODAY + timedelta(days=1)
    first = review.view.current
    review.does.postpone(date(2026, 12, 24))
    one = next(one for one in all_recommendations(session) if one.id == first)
    assert one.postponed_until == date(2026, 12, 24)


def test_the_last_of_the_list_is_followed_by_the_one_before_it(session: Session) -> None:
    review = Review(session)
    review.does.step(100)
    *_, before, last = [one.id for one in review.view.entries]
    assert review.view.current == last
    review.does.decline()
    assert review.view.current == before


def test_every_counter_matches_a_recount_from_the_base_after_each_decision(session: Session) -> None:
    review = Review(session, threshold=50)
    for does in (review.does.accept, review.does.decline, review.does.postpone, review.does.decline):
        does()
        review.pass_on_changes()
        scores = [one.score for one in read_queue(session).entries]
        shown = sum(score >= 50 for score in scores)
        assert review.view.counts is not None
        assert review.view.counts.shown == str(shown)
        assert review.view.counts.shown_of == f"из {len(scores)}"
        assert len(review.view.entries) == shown


def test_the_next_card_does_not_wait_for_the_base(session: Session) -> None:
    review = Review(session, late=True)
    first, second, *_ = [one.id for one in review.view.entries]
    review.does.accept()
    assert review.view.current == second
    assert stages(session)[first] is Stage.PROCESSED
    assert isinstance(review.desk, LateDesk)
    review.desk.catch_up()
    assert stages(session)[first] is not Stage.PROCESSED


def test_what_the_base_refuses_comes_back_with_the_reason(session: Session) -> None:
    review = Review(session, late=True)
    first = review.view.current
    review.does.accept()
    accept(session, [first])  # somebody was faster
    assert isinstance(review.desk, LateDesk)
    review.desk.catch_up()
    assert review.view.current == first
    assert review.view.place == "1 из 16"
    stage = stages(session)[first].value
    assert review.desk.warned == [Words().error(StageForbidden(before=stage, after=stage))]


def test_without_consent_a_card_says_why_it_cannot_be_accepted_and_is_not(session: Session) -> None:
    review = Review(session, threshold=16)
    partner = next(one for one in all_recommendations(session) if one.service_id not in own_services(session))
    withdraw_consent(session, [partner.client_id], "С-1")
    review.does.arrive({"recommendation": partner.id})
    card = review.view.card
    assert card is not None
    assert card.id == partner.id
    assert card.blocked.startswith("Принять нельзя: клиент не дал согласия")
    assert ("Нет согласия партнёру", "warn") in [(chip.text, chip.tone) for chip in card.chips]
    review.does.accept()
    assert stages(session)[partner.id] is Stage.PROCESSED
    panel = review.view.panel
    assert panel is not None and panel.title == "Принять нельзя"
    assert [section.title for section in panel.sections] == ["Нет согласия партнёру"]
    assert panel.sections[0].items[0].text.startswith("Внесите согласие клиента")
    assert panel.action == "Открыть карточку клиента"
    review.does.accept()
    assert review.desk.went[-1] == ("client", {"client": partner.client_id})
    review.does.look(0, 99)
    assert review.view.lines[partner.id].second == "Нет согласия партнёру"
    review.does.decline()
    assert stages(session)[partner.id] is Stage.DECLINED
    assert review.view.panel is None


def test_the_details_say_why_not_every_other_kind_with_its_rule(session: Session) -> None:
    review = Review(session, threshold=16)
    card = review.view.card
    assert card is not None
    review.does.toggle_details()
    panel = review.view.panel
    assert panel is not None
    others = panel.sections[-1]
    assert others.title == "Почему не другие услуги"
    client = next(one.client_id for one in all_recommendations(session) if one.id == card.id)
    catalogue = read_catalogue(session)
    told = [tell_why_not("ru", catalogue, one) for one in why_not(session, client)]
    assert others.items and {item.aside for item in others.items} <= set(told)
    assert card.name not in {item.text for item in others.items}
    review.does.step(1)
    assert review.view.panel is not None
    assert review.view.panel.sections[-1].title == "Почему не другие услуги"


def test_a_cap_says_its_number_and_leads_nowhere(session: Session) -> None:
    review = Review(session, threshold=16)
    own = own_services(session)
    one = next(one for one in all_recommendations(session) if one.service_id not in own)
    company = read_catalogue(session).services[one.service_id].company_id
    taken = next(other for other in all_recommendations(session) if other.service_id == one.service_id and other != one)
    set_lead_cap(session, company, 1)
    accept(session, [taken.id])
    review.does.arrive({"recommendation": one.id})
    review.does.accept()
    panel = review.view.panel
    assert panel is not None
    assert (panel.sections[0].title, panel.action) == ("Предел партнёра", "")
    assert "1 из 1" in panel.sections[0].text
    review.does.accept()
    assert review.view.panel is None
    assert review.desk.went == []
