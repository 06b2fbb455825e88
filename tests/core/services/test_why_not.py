"""Why not: every kind that is not recommended has its rule, with the number, in both languages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.domain.catalogue import Cell, Indicators
from core.domain.client import ClientType, Portrait
from core.domain.eligibility import Eligibility
from core.domain.errors import UnknownRecord, UnknownService
from core.domain.lead import Answer, Stage
from core.domain.ownership import Ownership
from core.domain.recommendation import Recommendation
from core.domain.settings import Settings
from core.services.catalogue import read_catalogue, set_cell
from core.services.decisions import accept, decline
from core.services.outcomes import record_outcome
from core.services.scoring import compute
from core.services.session import Session
from core.services.settings import change_settings, read_settings
from core.services.why_not import Converted, Hindrance, WhyNot, tell_why_not, why_not
from core.services.wording import LANGUAGES
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
    consent_to_all,
    fill_catalogue,
    open_new_base,
)
from tests.support.by_hand import add_service, set_eligibility, set_indicators, set_repeatable
from tests.support.imported import import_clients

BORN = Portrait(birth_year=2009, income=20_000)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_new_base(tmp_path)
    opened.ids = fill_catalogue(opened)  # type: ignore[attr-defined]
    change_settings(opened, Settings(exploration=0))
    yield opened
    opened.close()


def ids(session: Session) -> dict[tuple[str, str], int]:
    return session.ids  # type: ignore[attr-defined, no-any-return]


def kind(session: Session, name: str) -> int:
    return next(one.id for one in read_catalogue(session).kinds.values() if one.name == name)


def scored(session: Session, *rows: object) -> None:
    import_clients(session, list(rows) or [client_row(1, CAR)], consent_to_all(session))  # type: ignore[arg-type]
    compute(session)


def against(session: Session, name: str) -> WhyNot:
    (found,) = [one for one in why_not(session, 1) if one.kind_id == kind(session, name)]
    return found


def told(session: Session, one: WhyNot, language: str = "ru") -> str:
    return tell_why_not(language, read_catalogue(session), one).replace("\N{NO-BREAK SPACE}", " ")  # type: ignore[arg-type]


def recommended(session: Session, name: str) -> Recommendation:
    wanted = kind(session, name)
    return next(one for one in all_recommendations(session) if (one.client_id, one.kind_id) == (1, wanted))


def answered(session: Session, name: str, answer: Answer, on: date) -> None:
    lead = recommended(session, name)
    accept(session, [lead.id])
    with session.store.unit_of_work() as work:
        work.leads.move([lead.id], Stage.SENT, session.now())
    record_outcome(session, lead.id, answer, on)
    compute(session)


def test_what_the_client_has_is_told_with_its_days(session: Session) -> None:
    scored(session)
    assert against(session, CAR).hindrance is Hindrance.OWNED
    assert told(session, against(session, CAR)) == "У клиента она уже есть."
    bought = Ownership(1, kind(session, CAR), since=date(2026, 10, 1))
    with session.store.unit_of_work() as work:
        work.clients.put_ownerships([bought])
    assert told(session, against(session, CAR), "en") == "The client has it since 1 Oct 2026."
    set_repeatable(session, kind(session, CAR), 12)
    assert (
        told(session, against(session, CAR)) == "У клиента она есть с 01.10.2026; предложить снова можно с 02.10.2027."
    )


def test_a_refusal_is_told_with_its_day_and_its_end(session: Session) -> None:
    scored(session)
    answered(session, CASCO, Answer.REFUSED, TODAY - timedelta(days=10))
    assert against(session, CASCO).facts["until"] == TODAY + timedelta(days=81)
    assert told(session, against(session, CASCO)) == "Клиент отказался 10.11.2026 (1 раз); пауза до 09.02.2027."


def test_an_offer_without_an_answer_and_a_declined_one_are_told(session: Session) -> None:
    scored(session)
    answered(session, CASCO, Answer.NO_ANSWER, TODAY)
    decline(session, [recommended(session, LIABILITY).id])
    compute(session)
    assert against(session, CASCO).hindrance is Hindrance.UNANSWERED
    assert told(session, against(session, LIABILITY), "en") == "A manager has declined to offer it."


def test_another_client_type_a_forbidden_pair_and_unmet_conditions_are_told(session: Session) -> None:
    company = read_catalogue(session).own_company.id
    add_service(session, "Факторинг", ClientType.ENTITY, company)
    for seller in (INSURER, BROKER):
        set_cell(session, ids(session)[OWN, CAR], ids(session)[seller, LIABILITY], Cell.FORBIDDEN)
    set_eligibility(session, ids(session)[HOTEL, STAY], Eligibility(least_age=18))
    set_eligibility(session, ids(session)[OWN, SERVICE], Eligibility(least_income=30_000))
    scored(session, client_row(1, CAR, portrait=BORN))
    assert told(session, against(session, "Факторинг")) == "Она для юрлиц."
    assert told(session, against(session, LIABILITY)) == "Матрица запрещает её тем, у кого есть «Новый автомобиль»."
    assert told(session, against(session, STAY), "en") == "Not eligible: age 17, from 18 on."
    assert told(session, against(session, SERVICE)) == "Не подходит по доходу: 20 000 ₽ в месяц, нужно от 30 000 ₽."


def test_the_fourth_of_three_is_told_by_its_place_and_never_in_percent(session: Session) -> None:
    scored(session)
    (left,) = [one for one in why_not(session, 1) if one.hindrance is Hindrance.LOWER]
    assert left.facts == {"place": 4, "of": 4}
    assert told(session, left) == "Ниже рекомендованных: по расчёту место 4 из 4."


def test_every_kind_is_either_recommended_or_has_its_rule_in_both_languages(session: Session) -> None:
    scored(session, *(client_row(number, *((CAR,) if number % 2 else (SERVICE,))) for number in range(1, 9)))
    standing = {(one.client_id, one.kind_id) for one in all_recommendations(session)}
    for client in range(1, 9):
        found = why_not(session, client)
        kinds = read_catalogue(session).kinds
        assert {one.kind_id for one in found} == {id_ for id_ in kinds if (client, id_) not in standing}
        assert len(found) == len({one.kind_id for one in found})
        for language in LANGUAGES:
            assert all(told(session, one, language) for one in found)


def test_before_the_next_run_nothing_is_claimed_about_values(session: Session) -> None:
    import_clients(session, [client_row(1, CAR)])
    assert against(session, CASCO).hindrance is Hindrance.PENDING
    compute(session)
    left = next(one for one in why_not(session, 1) if one.hindrance is Hindrance.LOWER)
    change_settings(session, replace(read_settings(session), open_recommendations=4))
    assert [one.hindrance for one in why_not(session, 1) if one.kind_id == left.kind_id] == [Hindrance.PENDING]


def test_a_rival_that_lost_is_told_with_its_place_and_both_conversions(session: Session) -> None:
    for seller, stated in ((BANK, 0.2), (INSURER, 0.3), (BROKER, 0.1)):
        set_indicators(session, ids(session)[seller, CASCO], Indicators(conversion=stated))
    scored(session)
    (lost,) = why_not(session, 1, ids(session)[BROKER, CASCO])
    assert told(session, lost) == "У партнёра Страховщик выше конверсия; эта на месте 3, 10 % против 30 %."
    few = replace(lost, facts={**lost.facts, "conversion": Converted(0.002, 0, 60), "best": Converted(0.09, 5, 58)})
    conversions = "меньше 1 % (купили 0 из 60) против 9 % (купили 5 из 58)"
    assert told(session, few) == f"У партнёра Страховщик выше конверсия; эта на месте 3, {conversions}."
    sure = replace(lost, facts={**lost.facts, "conversion": Converted(0.9982, 0, 0), "best": Converted(0.9996, 0, 0)})
    assert told(session, sure, "en").endswith("99.8% against over 99.9%.")
    assert why_not(session, 1, ids(session)[INSURER, CASCO]) == []
    set_eligibility(session, ids(session)[BANK, CASCO], Eligibility(least_age=90))
    (unfit,) = why_not(session, 1, ids(session)[BANK, CASCO])
    assert unfit.hindrance is Hindrance.LEAST_AGE


def test_a_recommended_one_that_is_blocked_is_told_with_the_number_of_the_cap(session: Session) -> None:
    scored(session)
    change_settings(session, replace(read_settings(session), contact_cap=1))
    first, second, *_ = [one for one in all_recommendations(session) if one.client_id == 1]
    accept(session, [first.id])
    (blocked,) = [one for one in why_not(session, 1) if one.kind_id == second.kind_id]
    assert told(session, blocked) == "Предложений этому клиенту: 1 из 1."


def test_full_places_are_told_where_nothing_is_left_undecided(session: Session) -> None:
    scored(session)
    accept(session, [one.id for one in all_recommendations(session)])
    compute(session)
    assert "Все места для открытых рекомендаций заняты: 3 из 3." in [told(session, one) for one in why_not(session, 1)]


def test_who_or_what_is_not_there_is_refused(session: Session) -> None:
    scored(session)
    with pytest.raises(UnknownRecord):
        why_not(session, 77)
    with pytest.raises(UnknownService):
        why_not(session, 1, 99_999)
