"""Consent: client × recipient × purpose × document × period."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.catalogue import Company
from core.domain.consent import PURPOSE_OFFER, ConsentDocument, parse_consent
from core.domain.errors import BadConsent, OwnCompany, UnknownCompany

TODAY = date(2026, 3, 1)
PARTNERS = {2: "Банк Север", 3: "СК «Рубеж»", 5: "EXPOCAR"}
COMPANIES = [Company(1, "Ромашка", own=True), *(Company(id_, name) for id_, name in PARTNERS.items())]


def test_a_consent_names_its_number_day_and_partners() -> None:
    paper = parse_consent("С-12/7;2026-02-28;Банк Север,EXPOCAR", COMPANIES, TODAY)
    assert paper == ConsentDocument("С-12/7", date(2026, 2, 28), frozenset({2, 5}), PURPOSE_OFFER, None)


def test_spaces_case_and_quotes_do_not_matter() -> None:
    paper = parse_consent(" С-1 ; 2026-03-01 ; ск рубеж , «банк СЕВЕР» ", COMPANIES, TODAY)
    assert (paper.number, paper.recipients) == ("С-1", frozenset({2, 3}))


def test_a_star_means_the_partners_of_today_and_no_later_one() -> None:
    companies = list(COMPANIES)
    paper = parse_consent("С-1;2026-03-01;*", companies, TODAY)
    companies.append(Company(9, "Новый"))
    assert paper.recipients == frozenset(PARTNERS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "С-1",
        "С-1;2026-03-01",
        "С-1;2026-03-01;",
        "С-1;2026-03-01;  ",
        ";2026-03-01;*",
        "  ;2026-03-01;*",
        "С-1;;*",
        "С-1;01.03.2026;*",
        "С-1;2026-02-30;*",
        "С-1;вчера;*",
        "С-1;2026-03-02;*",  # tomorrow
        "С-1;9999-12-31;EXPOCAR",
        "*",
        ";;",
    ],
)
def test_a_consent_of_another_form_or_of_the_future_is_refused(text: str) -> None:
    with pytest.raises(BadConsent):
        parse_consent(text, COMPANIES, TODAY)


@pytest.mark.parametrize("names", ["Банк Юг", "EXPOCAR,Банк Юг", "EXPOCAR,*", "EXPOCAR;Банк Север", "EXPOCAR,"])
def test_an_unknown_partner_is_refused_and_the_known_ones_are_listed(names: str) -> None:
    with pytest.raises(UnknownCompany) as refused:
        parse_consent(f"С-1;2026-03-01;{names}", COMPANIES, TODAY)
    assert refused.value.facts["known"] == "EXPOCAR, Банк Север, СК «Рубеж»"


def test_the_own_company_is_no_partner_and_is_told_so() -> None:
    with pytest.raises(OwnCompany):
        parse_consent("С-1;2026-03-01;EXPOCAR,ромашка", COMPANIES, TODAY)


@settings(max_examples=200)
@given(st.text(max_size=40) | st.from_regex(r"[^;]{0,5};[0-9-]{0,12};[^;]{0,12}", fullmatch=True))
def test_whatever_is_typed_gives_a_consent_of_known_partners_or_a_known_refusal(text: str) -> None:
    try:
        paper = parse_consent(text, COMPANIES, TODAY)
    except (BadConsent, OwnCompany, UnknownCompany):
        return
    assert paper.number.strip()
    assert paper.signed_on <= TODAY
    assert paper.recipients <= PARTNERS.keys()


def _paper(valid_until: date | None = date(2026, 6, 30)) -> ConsentDocument:
    return ConsentDocument("С-1", TODAY, frozenset({2, 3}), valid_until=valid_until)


@pytest.mark.parametrize(
    ("recipient", "purpose", "day", "covered"),
    [
        (2, PURPOSE_OFFER, TODAY, True),
        (3, PURPOSE_OFFER, date(2026, 6, 30), True),
        (2, PURPOSE_OFFER, TODAY - timedelta(days=1), False),
        (2, PURPOSE_OFFER, date(2026, 7, 1), False),
        (5, PURPOSE_OFFER, TODAY, False),
        (2, "advertising", TODAY, False),
    ],
)
def test_a_document_covers_its_recipients_purpose_and_period_alone(
    recipient: int, purpose: str, day: date, covered: bool
) -> None:
    assert _paper().covers(recipient, purpose, day) is covered


def test_a_document_without_an_end_holds_until_it_is_withdrawn() -> None:
    assert _paper(valid_until=None).covers(2, PURPOSE_OFFER, date(2099, 1, 1))


def test_a_document_without_recipients_covers_nobody() -> None:
    nobody = ConsentDocument("С-1", TODAY, frozenset())
    assert not any(nobody.covers(company, PURPOSE_OFFER, TODAY) for company in PARTNERS)
