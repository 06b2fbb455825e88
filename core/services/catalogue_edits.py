"""The catalogue by hand: changes that were thought out beforehand are applied together, and taken back together."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from core.domain.card_errors import StandsInTheWay
from core.domain.catalogue import Catalogue, Company
from core.domain.catalogue_bounds import refuse_catalogue
from core.domain.catalogue_changes import (
    ADDED,
    INDICATOR_FIELDS,
    Change,
    Noun,
    Value,
    changes,
    entries_of,
    values_of,
)
from core.domain.catalogue_errors import CatalogueChanged, NameTaken
from core.domain.errors import NothingToUndo, UnknownCompany
from core.domain.ownership import Ownership
from core.domain.rights import UseCase
from core.services.session import Deed, Done, Session
from core.storage.catalogue_steps import Step

CHANGED = frozenset({"catalogue"})
STEP: Final = "step"
"""Detail of an entry of EDIT_CATALOGUE: the number of the step."""
UNDONE: Final = "undone"
"""Detail of an entry that undid another one: its id."""


@dataclass(frozen=True, slots=True)
class Applied:
    """`changes` in all, kept as step `step`."""

    changes: int
    step: int


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the past: its entry in the journal, who, when (UTC without zone), how many changes; `undoable` until it
    has been taken back.
    """

    entry: int
    at: datetime
    login: str
    changes: int
    undoable: bool


def apply_edits(session: Session, before: Catalogue, after: Catalogue) -> Done[Applied]:
    """Make the catalogue what `after` is, where it differs from `before`, which was read before. The next run follows
    it.

    Raises BadValue, MissingValue, NameTaken, UnknownCompany for a change of the own company, which the base is named
    after, and CatalogueChanged where one of these fields is another by now.
    """
    refuse_catalogue(after)
    wanted = changes(before, after)
    if any(one.field in INDICATOR_FIELDS for one in wanted):
        session.role_for(UseCase.EDIT_INDICATORS)
    with session.doing(UseCase.EDIT_CATALOGUE) as deed:
        made, displaced = write_edits(deed, before, after)
        entry = deed.work.audit.head().id + 1  # what this command is about to leave
        step = deed.work.catalogue_steps.keep(entry, deed.at, session.user_id, made, displaced)
        deed.details |= {STEP: step, "changes": len(wanted)}
    return Done(Applied(len(wanted), step), CHANGED, deed.entry)


def write_edits(deed: Deed, before: Catalogue, after: Catalogue) -> tuple[list[Change], list[Ownership]]:
    """Write the differences inside a command; returns them with the numbers that new entries got, and the ownerships
    that a change of kind has put together. Raises CatalogueChanged, NameTaken, UnknownCompany.
    """
    writing, wanted = _Writing(deed, after), changes(before, after)
    deed.work.catalogue_steps.release_names(wanted)
    for one in wanted:
        writing.write(one)
    return writing.made, writing.displaced


def undo_edits(session: Session, entry: int) -> Done[int]:
    """Take back the step that left this entry in the journal, whoever made it: every field is as before, what was added
    goes into the archive. Returns how many changes.

    Raises NothingToUndo (no such step, or taken back already), StandsInTheWay (a field or a purchase that
    it put together with another one has been changed since, or a name has gone to another entry).
    """
    with session.doing(UseCase.EDIT_CATALOGUE) as deed:
        found = deed.work.audit.following(entry, {UseCase.EDIT_CATALOGUE})
        if not found or found[0].id != entry or STEP not in found[0].details:
            raise NothingToUndo
        stored = deed.work.catalogue_steps.one(int(found[0].details[STEP]))
        if stored.undone:
            raise NothingToUndo
        _refuse_changed(deed.work.catalogue.read(), stored)
        if stored.joined and tuple(deed.work.catalogue_steps.standing(stored.displaced)) != stored.joined:
            raise StandsInTheWay
        _take_back(deed, stored)
        deed.work.catalogue_steps.put_back(stored.displaced)
        deed.work.catalogue_steps.mark_undone(stored.id)
        deed.details |= {UNDONE: entry, "changes": len(stored.changes)}
    return Done(len(stored.changes), CHANGED, deed.entry)


def read_steps(session: Session, limit: int = 20) -> list[StepLine]:
    """The last steps, the newest first."""
    with session.reading(UseCase.EDIT_CATALOGUE) as work:
        steps = work.catalogue_steps.latest(limit)
        return [StepLine(one.entry, one.at, one.login, len(one.changes), not one.undone) for one in steps]


class _Writing:
    """Writes changes one by one; what is new is looked up once it has its number."""

    def __init__(self, deed: Deed, after: Catalogue) -> None:
        self._deed = deed
        self._after = after
        self._now = entries_of(deed.work.catalogue.read())
        self._companies: dict[int, int] = {}
        self._kinds: dict[int, int] = {}
        self._needs: dict[int, int] = {}
        self.made: list[Change] = []
        self.displaced: list[Ownership] = []

    def write(self, change: Change) -> None:
        if change.field == ADDED:
            self.made.append(replace(change, id=self._add(change)))
            return
        if change.noun is Noun.KIND and change.id < 0:  # it comes with the service that is of it
            id_, before = self._kind(change.id), None
        else:
            id_, before = change.id, change.before
            self._refuse_stale(change)
        after = self._settled(change.field, change.after)
        if change.field == "kind_id" and isinstance(after, int):
            self.displaced += self._deed.work.catalogue_steps.owned_in_both(id_, after)
            _move(self._deed, id_, after)
        self._deed.work.catalogue_steps.write(change.noun, id_, change.field, after)
        self.made.append(replace(change, id=id_, before=before, after=after))

    def _refuse_stale(self, change: Change) -> None:
        known = self._now.get((change.noun, change.id))
        if isinstance(known, Company) and known.own:
            partners = [one.name for one in self._now.values() if isinstance(one, Company) and not one.own]
            raise UnknownCompany(name=known.name, known=", ".join(partners))
        if known is None or values_of(change.noun, known)[change.field] != change.before:
            raise CatalogueChanged

    def _add(self, change: Change) -> int:
        records = self._deed.work.catalogue
        if change.noun is Noun.COMPANY:
            company = self._after.companies[change.id]
            made = self._companies[change.id] = records.ensure_company(company.name)
            if (Noun.COMPANY, made) in self._now:
                raise NameTaken(name=company.name)
            self._deed.work.catalogue_steps.write(Noun.COMPANY, made, "lead_cap", company.lead_cap)
            return made
        service = self._after.services[change.id]
        company_id = self._companies.get(service.company_id, service.company_id)
        if records.find_service(service.name, service.client_type, company_id) is not None:
            raise NameTaken(name=service.name)
        kind_id = self._kind(service.kind_id)
        made = records.add_service(service.name, service.client_type, company_id, kind_id, service.description)
        for field, value in values_of(Noun.SERVICE, service).items():
            if field not in {"name", "kind_id", "description", "archived"}:
                self._deed.work.catalogue_steps.write(Noun.SERVICE, made, field, self._settled(field, value))
        return made

    def _settled(self, field: str, value: Value) -> Value:
        """With the numbers that new kinds and needs got."""
        if field == "kind_id" and isinstance(value, int):
            return self._kind(value)
        if field == "needs" and isinstance(value, tuple):
            return tuple(self._need(int(one)) for one in value)
        return value

    def _kind(self, number: int) -> int:
        if number >= 0:
            return number
        if number not in self._kinds:
            kind = self._after.kinds[number]
            self._kinds[number] = self._deed.work.catalogue.ensure_kind(kind.name, kind.client_type)
        return self._kinds[number]

    def _need(self, number: int) -> int:
        if number >= 0:
            return number
        if number not in self._needs:
            self._needs[number] = self._deed.work.catalogue.ensure_need(self._after.needs[number])
        return self._needs[number]


def _move(deed: Deed, service_id: int, kind_id: int) -> None:
    deed.work.clients.move_ownerships(service_id, kind_id)
    deed.work.leads.move_to_kind(service_id, kind_id)


def _take_back(deed: Deed, step: Step) -> None:
    steps = deed.work.catalogue_steps
    steps.release_names(step.changes)
    for one in reversed(step.changes):
        field, value = ("archived", True) if one.field == ADDED else (one.field, one.before)
        if field == "kind_id" and isinstance(value, int):
            _move(deed, one.id, value)
        try:
            steps.write(one.noun, one.id, field, value)
        except NameTaken:
            raise StandsInTheWay from None


def _refuse_changed(now: Catalogue, step: Step) -> None:
    entries = entries_of(now)
    for one in step.changes:
        entry = entries[one.noun, one.id]
        if one.field != ADDED and values_of(one.noun, entry)[one.field] != one.after:
            raise StandsInTheWay
