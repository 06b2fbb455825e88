"""What may stand in a catalogue: the bounds of what people type into it."""

from collections.abc import Sequence

from core.domain.catalogue import MOST_NEEDS, Catalogue, Indicators, Kind, company_key
from core.domain.catalogue_errors import NameTaken
from core.domain.eligibility import Eligibility
from core.domain.errors import BadValue, MissingValue
from core.domain.patience import MOST_DAYS
from core.domain.text import fold

MOST_AGE = 120
MOST_LEADS = 1_000_000
MOST_MONTHS = 120
MOST_MONEY = 1e12
MOST_PLACES = 100


def refuse_outside(field: str, value: float | None, least: float, most: float) -> None:
    """Raise BadValue for a number that is there and lies outside."""
    if value is not None and not least <= value <= most:
        raise BadValue(field=field, least=least, most=most)


def refuse_nameless(field: str, name: str) -> None:
    """Raise MissingValue for a name with nothing in it."""
    if not fold(name):
        raise MissingValue(field=field)


def refuse_many_needs(needs: Sequence[object]) -> None:
    """Raise BadValue for more than three."""
    if len(needs) > MOST_NEEDS:
        raise BadValue(field="needs", least=1, most=MOST_NEEDS)


def refuse_cap(cap: int | None) -> None:
    """Raise BadValue for a cap on leads outside 1…1,000,000."""
    refuse_outside("lead_cap", cap, 1, MOST_LEADS)


def refuse_months(months: int | None) -> None:
    """Raise BadValue for a kind that repeats after other than 1…120 months."""
    refuse_outside("repeatable_after", months, 1, MOST_MONTHS)


def refuse_days(kind: Kind) -> None:
    """Raise BadValue for a kind whose answers are waited for, or asked for again, other than 1…366 days."""
    refuse_outside("answer_days", kind.answer_days, 1, MOST_DAYS)
    refuse_outside("ask_again_days", kind.ask_again_days, 1, MOST_DAYS)


def refuse_eligibility(eligibility: Eligibility) -> None:
    """Raise BadValue: ages 0…120, the least at most the most; income from 0; at most 100 towns; MissingValue for a town
    without a name.
    """
    refuse_outside("least_age", eligibility.least_age, 0, MOST_AGE)
    refuse_outside("most_age", eligibility.most_age, eligibility.least_age or 0, MOST_AGE)
    refuse_outside("least_income", eligibility.least_income, 0, MOST_MONEY)
    refuse_outside("places", len(eligibility.places), 0, MOST_PLACES)
    for place in eligibility.places:
        refuse_nameless("places", place)


def refuse_indicators(indicators: Indicators) -> None:
    """Raise BadValue, or MissingValue for a lever other than 1 without a reason or an ARPPU without a source."""
    refuse_outside("conversion", indicators.conversion, 0, 1)
    refuse_outside("weight", indicators.weight, 1, 10_000)
    refuse_outside("arppu", indicators.arppu, 0, MOST_MONEY)
    refuse_outside("lever", indicators.lever, 0.1, 10)
    if indicators.lever != 1.0 and not indicators.lever_reason.strip():
        raise MissingValue(field="lever_reason")
    if indicators.arppu is not None and not indicators.arppu_source.strip():
        raise MissingValue(field="arppu_source")


def refuse_catalogue(catalogue: Catalogue) -> None:
    """Raise what any of its entries is refused for, NameTaken for two companies, or two services of one company and
    client type, of one name.
    """
    companies: set[object] = set()
    for company in catalogue.companies.values():
        refuse_nameless("company", company.name)
        refuse_cap(company.lead_cap)
        _refuse_taken(companies, company_key(company.name), company.name)
    services: set[object] = set()
    for service in catalogue.services.values():
        refuse_nameless("service", service.name)
        refuse_many_needs(service.needs)
        refuse_indicators(service.indicators)
        refuse_eligibility(service.eligibility)
        _refuse_taken(services, (fold(service.name), service.client_type, service.company_id), service.name)
    for kind in catalogue.kinds.values():
        refuse_nameless("kind", kind.name)
        refuse_months(kind.repeatable_after)
        refuse_days(kind)


def _refuse_taken(known: set[object], key: object, name: str) -> None:
    if key in known:
        raise NameTaken(name=name)
    known.add(key)
