"""The card of a partner and that of a service as fields of a form."""

from collections.abc import Mapping
from typing import Final

from core.domain.catalogue import Catalogue, Company, Service
from core.domain.catalogue_changes import Noun, entries_of, values_of
from core.domain.client import ClientType
from core.domain.resolution import Rule
from core.services.standings import Standing
from desktop.asked import Asked, Sort, listed, write_number
from desktop.screens.catalogue.draft import OF_KIND, PERCENT, Draft
from desktop.words import Words

_SHORT: Final = frozenset(
    [*OF_KIND, *"lead_cap least_age most_age least_income conversion weight arppu arppu_date lever".split()]
)


class Card:
    """Makes the fields of one card. Without `may_edit` nothing can be changed; without `sees_money` starting values,
    which are other companies' business, are left out.
    """

    def __init__(self, draft: Draft, words: Words, *, may_edit: bool, sees_money: bool) -> None:
        self._draft = draft
        self._now: Catalogue = draft.now
        self._was = entries_of(draft.base)
        self._words = words
        self._may_edit = may_edit
        self._sees_money = sees_money

    def of_company(self, company: Company) -> list[Asked]:
        """Name, cap, archive."""
        about = (Noun.COMPANY, company.id)
        cap = write_number(company.lead_cap, self._words)
        fields = [self._field(about, "name", company.name, note="")]
        if not company.own:
            fields += [
                self._field(about, "lead_cap", cap),
                self._field(about, "archived", company.archived, Sort.TICK, key="archived_company"),
            ]
        return fields

    def of_service(self, service: Service, standing: Standing | None) -> list[Asked]:
        """What it is, whom it is for, and by what it competes."""
        about = (Noun.SERVICE, service.id)
        fields = [
            self._head("head_service"),
            self._field(about, "name", service.name, note=""),
            self._field(about, "client_type", service.client_type, Sort.CHOICE, note="", options=self._types(service)),
            self._field(about, "kind", self._now.kinds[service.kind_id].name, note=self._rivals(service)),
            *(self._field(about, name, self._of_kind(service, name)) for name in OF_KIND),
            self._field(about, "needs", listed([self._now.needs[one] for one in service.needs])),
            self._field(about, "description", service.description, note=""),
            self._field(about, "recorded", service.recorded, Sort.CHOICE, options=self._recorded()),
            self._field(about, "archived", service.archived, Sort.TICK, key="archived_service"),
            self._head("head_whom"),
            *(self._field(about, name, self._typed_number(service, name)) for name in ("least_age", "most_age")),
            self._field(about, "least_income", self._typed_number(service, "least_income")),
            self._field(about, "places", listed(service.eligibility.places)),
        ]
        return fields + (self._competing(service, standing) if self._sees_money else [])

    def _competing(self, service: Service, standing: Standing | None) -> list[Asked]:
        about, known, words = (Noun.SERVICE, service.id), service.indicators, self._words
        told = "" if standing is None else tell_conversion(standing, words)
        note = (
            words.say("catalogue", "conversion_note", now=told) if told else words.say("catalogue", "conversion_bare")
        )
        day = "" if known.arppu_date is None else words.day(known.arppu_date)
        return [
            self._head("head_value"),
            self._field(about, "conversion", write_number(known.conversion, words, PERCENT), note=note),
            self._field(about, "weight", write_number(known.weight, words)),
            self._field(about, "arppu", write_number(known.arppu, words)),
            self._field(about, "arppu_source", known.arppu_source, note=""),
            self._field(about, "arppu_date", day, note=""),
            self._field(about, "lever", write_number(known.lever, words)),
            self._field(about, "lever_reason", known.lever_reason, note=""),
        ]

    def _head(self, key: str) -> Asked:
        return Asked(key, self._words.say("catalogue", key), Sort.HEAD)

    def _field(
        self,
        about: tuple[Noun, int],
        name: str,
        value: object,
        sort: Sort = Sort.LINE,
        *,
        key: str = "",
        note: str | None = None,
        options: tuple[tuple[str, object], ...] = (),
    ) -> Asked:
        say = self._words.say
        caption = say("catalogue", f"field_{key or name}")
        typed = self._draft.typed.get((*about, name))
        below = say("catalogue", f"note_{key or name}") if note is None else note
        changed = self._is_changed(about, name)
        if changed and not below:
            below = say("catalogue", "changed")
        own = about[0] is Noun.COMPANY and self._now.companies[about[1]].own
        enabled = self._may_edit and not own and not (name == "client_type" and about[1] >= 0)
        return Asked(
            name,
            caption,
            sort,
            value if typed is None else typed,
            below if typed is None else say("catalogue", "not_understood"),
            wrong=typed is not None,
            changed=changed,
            enabled=enabled,
            options=options,
            short=name in _SHORT,
        )

    def _is_changed(self, about: tuple[Noun, int], name: str) -> bool:
        """Whether the field is not as it was; nothing of a new entry is."""
        noun, id_ = about
        before = self._was.get(about)
        if before is None:
            return False
        now = self._now.companies[id_] if noun is Noun.COMPANY else self._now.services[id_]
        if isinstance(before, Service) and isinstance(now, Service) and name in OF_KIND:
            kind = self._was.get((Noun.KIND, now.kind_id))
            return kind is not None and getattr(kind, name) != getattr(self._now.kinds[now.kind_id], name)
        field = {"kind": "kind_id"}.get(name, name)
        was, is_ = values_of(noun, before), values_of(noun, now)
        return field in was and was[field] != is_[field]

    def _types(self, service: Service) -> tuple[tuple[str, object], ...]:
        shown = ClientType if service.id < 0 else (service.client_type,)
        names = {ClientType.PERSON: "ask_persons", ClientType.ENTITY: "ask_entities"}
        return tuple((self._words.say("catalogue", names[one]), one) for one in shown)

    def _recorded(self) -> tuple[tuple[str, object], ...]:
        return tuple(
            (self._words.say("catalogue", f"recorded_{key}"), value)
            for key, value in (("default", None), ("yes", True), ("no", False))
        )

    def _rivals(self, service: Service) -> str:
        others = [
            self._now.companies[one.company_id].name
            for one in self._now.services_of(service.kind_id)
            if one.company_id != service.company_id and not self._now.is_archived(one.id)
        ]
        key = "rivals" if others else "rivals_none"
        return self._words.say("catalogue", key, names=listed(sorted(set(others))))

    def _of_kind(self, service: Service, name: str) -> str:
        return write_number(getattr(self._now.kinds[service.kind_id], name), self._words)

    def _typed_number(self, service: Service, name: str) -> str:
        return write_number(getattr(service.eligibility, name), self._words)


def tell_conversion(standing: Standing, words: Words, *, usual: bool = True) -> str:
    """«31 % (58 из 187), обычно 24 %», or without what is `usual`; few answers are called so."""
    facts: Mapping[str, object] = {
        "conversion": words.percent(standing.conversion),
        "usual": words.percent(standing.usual),
        "bought": standing.bought,
        "answered": standing.answered,
    }
    enough = "stands" if usual else "stands_alone"
    key = enough if not standing.few else "stands_few" if standing.answered else "stands_bare"
    return words.say("catalogue", key, **facts)


def tell_place(standing: Standing, words: Words) -> str:
    """Its place among the rivals, or why there is none."""
    if standing.rule is Rule.ONLY_SELLER:
        return words.say("catalogue", "place_only")
    if standing.place is None:
        return words.say("catalogue", "place_lot")
    return words.say("catalogue", "place", place=standing.place, rivals=standing.rivals)
