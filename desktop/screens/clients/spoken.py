"""The list of clients in words: its rows, its chips, what may be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.domain.client import ClientType
from core.services.client_list import ConsentState
from desktop.screens.clients.shown import Chip, Column, Offer, RowShown
from desktop.screens.clients.wanted import SINGLE, Part, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.services.client_list import ListedClient
    from desktop.words import Words

_KINDS: Final = 2
"""So many services are named, the others counted."""

_SIGNS: Final = {
    ConsentState.LIVE: ("shield-check", "ok"),
    ConsentState.ENDING: ("shield-alert", "warn"),
    ConsentState.NONE: ("shield-off", "err"),
}
_ICONS: Final = {ClientType.PERSON: "", ClientType.ENTITY: "building"}


def row_shown(words: Words, one: ListedClient, today: date, accept_from: int) -> RowShown:
    """A client as a row; its score is strong from `accept_from` on."""
    sign, ink = _SIGNS[one.consent]
    cells = {
        Column.NAME: one.short_name,
        Column.CLIENT_TYPE: words.say("clients", f"type_{one.client_type.name.lower()}"),
        Column.CITY: one.city,
        Column.PHONE: one.phone,
        Column.KINDS: _kinds(words, one.kinds),
        Column.SCORE: "" if one.score is None else words.number(one.score),
        Column.CONSENT: _consent(words, one),
        Column.CONTACT: _contact(words, one.contact, today),
        Column.MANAGER: one.manager,
        Column.SOURCE: one.source,
    }
    return RowShown(
        id=one.id,
        full=one.name,
        icon=_ICONS[one.client_type],
        cells=cells,
        score=one.score,
        strong=one.score is not None and one.score >= accept_from,
        sign=sign,
        ink=ink,
        spoken=_sentence(words, one, cells, today),
    )


def _kinds(words: Words, kinds: tuple[str, ...]) -> str:
    if not kinds:
        return words.say("clients", "no_kinds")
    named = ", ".join(kinds[:_KINDS])
    more = len(kinds) - _KINDS
    return named if more <= 0 else words.say("clients", "more_kinds", named=named, more=more)


def _consent(words: Words, one: ListedClient) -> str:
    if one.consent is ConsentState.ENDING and one.consent_until is not None:
        return words.say("clients", "consent_until", day=words.day(one.consent_until))
    return words.say("clients", f"consent_{one.consent}")


def _contact(words: Words, last: date | None, today: date) -> str:
    if last is None or last >= today:
        return "" if last is None else words.ago(0)
    return words.say("clients", "contact_days", n=(today - last).days)


def _spoken_otherwise(words: Words, one: ListedClient, today: date) -> dict[Column, str]:
    """What is short in a column and whole in a sentence."""
    return {Column.CONTACT: "" if one.contact is None else words.ago(max(0, (today - one.contact).days))}


def _sentence(words: Words, one: ListedClient, cells: dict[Column, str], today: date) -> str:
    """All that is known, also of columns that a narrow window leaves out."""
    told = [
        words.say("clients", f"spoken_{column}", value=text)
        for column, text in (cells | _spoken_otherwise(words, one, today)).items()
        if text and column is not Column.NAME
    ]
    return ". ".join([one.name, *told])


# ---------------------------------------------------------------------- the filter


def chips(words: Words, wanted: Wanted, offers: Mapping[Part, Offer]) -> list[Chip]:
    """The parts of the filter that something is chosen of, in their order."""
    return [
        Chip(part, _chip(words, part, wanted.chosen[part], offers.get(part)), part not in wanted.off)
        for part in Part
        if part in wanted.chosen
    ]


def _chip(words: Words, part: Part, values: frozenset[object], offer: Offer | None) -> str:
    names = {value: name for name, value in offer.options} if offer is not None else {}
    if part is Part.CITY:  # what is offered says how many live there
        names = {value: str(value) for value in values}
    named = sorted(names.get(value) or words.say("clients", "unknown") for value in values)
    first, more = named[0], len(named) - 1
    if part in SINGLE:
        return words.say("clients", f"chip_{part}", value=first)
    told = first if not more else words.say("clients", "and_more", first=first, more=more)
    return words.say("clients", f"chip_{part}", value=told)


def fixed_options(words: Words, part: Part) -> tuple[tuple[str, object], ...]:
    """What may be chosen of a part whatever the base holds; nothing for other parts."""
    if part is Part.CLIENT_TYPE:
        return tuple((words.say("clients", f"type_{one.name.lower()}"), one) for one in ClientType)
    if part is Part.CONSENT:
        return tuple((words.say("clients", f"pick_consent_{one}"), one) for one in ConsentState)
    key = {Part.SCORE: "from_score", Part.SILENT: "days", Part.ADDED: "days"}.get(part)
    return () if key is None else tuple((words.say("clients", key, n=one), one) for one in SINGLE[part])
