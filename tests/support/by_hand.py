"""The catalogue by hand, one change at a time, by the use case that the window has for many."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.domain.catalogue import Catalogue, Company, Indicators, Service, company_key
from core.domain.catalogue_changes import kind_named, needs_named, new_number, with_entry
from core.domain.client import ClientType
from core.domain.eligibility import Eligibility
from core.domain.text import fold
from core.services.catalogue import read_catalogue
from core.services.catalogue_edits import apply_edits
from core.services.session import Session


def add_company(session: Session, name: str) -> int:
    """A partner, or the company that has this name."""
    known = {company_key(one.name): one.id for one in read_catalogue(session).companies.values()}
    if company_key(name) in known:
        return known[company_key(name)]
    return max(_edit(session, lambda now: with_entry(now, Company(new_number(now.companies), name))).companies)


def add_service(
    session: Session, name: str, client_type: ClientType, company_id: int, *, needs: Sequence[str] = ()
) -> int:
    """A service of a company, of the kind of its name, or the one that has this name."""
    key = fold(name), client_type, company_id
    for one in read_catalogue(session).services.values():
        if (fold(one.name), one.client_type, one.company_id) == key:
            return one.id

    def added(now: Catalogue) -> Catalogue:
        now, kind = kind_named(now, name, client_type)
        now, satisfied = needs_named(now, needs)
        return with_entry(now, Service(new_number(now.services), name, client_type, company_id, kind, satisfied))

    return max(_edit(session, added).services)


def move_to_kind(session: Session, service_id: int, name: str) -> int:
    """A service becomes one of the kind with this name; its number."""

    def moved(now: Catalogue) -> Catalogue:
        now, kind = kind_named(now, name, now.services[service_id].client_type)
        return with_entry(now, replace(now.services[service_id], kind_id=kind))

    return _edit(session, moved).services[service_id].kind_id


def rename_service(session: Session, service_id: int, name: str) -> None:
    """A service is called otherwise."""
    _edit(session, lambda now: with_entry(now, replace(now.services[service_id], name=name)))


def set_needs(session: Session, service_id: int, names: Sequence[str]) -> None:
    """What a service satisfies."""

    def changed(now: Catalogue) -> Catalogue:
        now, needs = needs_named(now, names)
        return with_entry(now, replace(now.services[service_id], needs=needs))

    _edit(session, changed)


def set_indicators(session: Session, service_id: int, indicators: Indicators) -> None:
    """By what a service competes."""
    _edit(session, lambda now: with_entry(now, replace(now.services[service_id], indicators=indicators)))


def set_eligibility(session: Session, service_id: int, eligibility: Eligibility) -> None:
    """Whom a service is for."""
    _edit(session, lambda now: with_entry(now, replace(now.services[service_id], eligibility=eligibility)))


def mark_recorded(session: Session, service_id: int, recorded: bool | None) -> None:
    """Whether the base's tables record its sales."""
    _edit(session, lambda now: with_entry(now, replace(now.services[service_id], recorded=recorded)))


def set_repeatable(session: Session, kind_id: int, months: int | None) -> None:
    """After how many months a kind is offered to its owners again."""
    _edit(session, lambda now: with_entry(now, replace(now.kinds[kind_id], repeatable_after=months)))


def set_answer_days(session: Session, kind_id: int, days: int | None) -> None:
    """After how many days "no answer" to a kind counts."""
    _edit(session, lambda now: with_entry(now, replace(now.kinds[kind_id], answer_days=days)))


def set_ask_again_days(session: Session, kind_id: int, days: int | None) -> None:
    """After how many days one asks about a kind again."""
    _edit(session, lambda now: with_entry(now, replace(now.kinds[kind_id], ask_again_days=days)))


def archive_company(session: Session, company_id: int) -> None:
    """Nothing of it is offered any more."""
    _edit(session, lambda now: with_entry(now, replace(now.companies[company_id], archived=True)))


def set_lead_cap(session: Session, company_id: int, cap: int | None) -> None:
    """At most so many leads leave for a partner in a month."""
    _edit(session, lambda now: with_entry(now, replace(now.companies[company_id], lead_cap=cap)))


def _edit(session: Session, change: Callable[[Catalogue], Catalogue]) -> Catalogue:
    before = read_catalogue(session)
    after = change(before)
    if after != before:
        apply_edits(session, before, after)
    return read_catalogue(session)
