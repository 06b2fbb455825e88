"""The fields of a client in groups, as they are read and typed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from core.domain.client import ClientType, Document, DocumentKind
from core.domain.rights import UseCase
from core.intake.fields import FIELDS, Form
from core.intake.lists import closed_lists
from core.services.client_card import MASKED_DETAILS, ClientCard, MaskedDocument
from core.services.imports import field_title
from desktop.screens.client.shown import FieldShown, GroupShown
from desktop.words import NBSP, Words

PERSON: Final[Mapping[str, tuple[str, ...]]] = {
    "who": (
        *("surname", "name", "patronymic", "birth_date", "sex"),
        *("phone", "email", "city", "registration_address", "inn"),
    ),
    "papers": (*DocumentKind, *sorted(MASKED_DETAILS)),
    "work": (
        *("job_type", "position", "experience", "income", "extra_income", "extra_income_type"),
        *("workplace_name", "workplace_inn", "workplace_phone", "workplace_address", "job_started_on"),
    ),
    "life": ("education", "family_status", "dependants", "housing", "linked_to_entity"),
    "car": (
        *("car_brand", "car_model", "car_year", "car_price", "vin"),
        *("credit_sum", "credit_term", "credit_initial", "credit_signed_on", "salon"),
    ),
    "more": ("client_code", "tariff", "birth_place", "registered_on", "ogrn"),
}  # fmt: skip
ENTITY: Final[Mapping[str, tuple[str, ...]]] = {
    "who": ("organisation", "inn", "ogrn", "phone", "email", "city", "registration_address"),
    "papers": (*DocumentKind, *sorted(MASKED_DETAILS)),
    "work": ("income", "extra_income"),
    "car": PERSON["car"],
    "more": ("surname", "name", "patronymic", "position", "client_code", "tariff", "registered_on"),
}
"""Group → codes of its fields, those of documents by the document's kind."""

CONTACTS: Final = ("phone", "email")


def groups_of(client_type: ClientType) -> Mapping[str, tuple[str, ...]]:
    """Which fields a client of this type has."""
    return ENTITY if client_type is ClientType.ENTITY else PERSON


def groups_shown(words: Words, card: ClientCard) -> tuple[GroupShown, ...]:
    """The fields of a client."""
    return tuple(
        _group(words, name, [_of_card(words, card, code) for code in codes])
        for name, codes in groups_of(card.client_type).items()
    )


def groups_to_fill(words: Words, client_type: ClientType, typed: Mapping[str, str]) -> tuple[GroupShown, ...]:
    """The fields of a new client; documents come when the client is there."""
    return tuple(
        _group(words, name, [replace(_field(words, code, ""), text=typed.get(code, "")) for code in codes])
        for name, codes in groups_of(client_type).items()
        if name != "papers"
    )


def title_of(words: Words, code: str) -> str:
    """What a field, or a document, is called."""
    key = f"field_{code}"
    return words.say("client", key) if words.has("client", key) else field_title(words.language, code)


def written(words: Words, code: str, text: str) -> str:
    """A value as people write it: days, numbers and phones in the form of the language. It can be typed so, too."""
    form = FIELDS[code].form
    if not text:
        return ""
    if form is Form.DATE:
        try:
            return words.day(date.fromisoformat(text))
        except ValueError:
            return text
    if form is Form.NUMBER and FIELDS[code].unit.value != "calendar_year":
        return _number(words, text)
    return words.phone(text) if form is Form.PHONE else text


def numbered(paper: Document | MaskedDocument) -> str:
    """Series and number."""
    return " ".join(filter(None, (paper.series, paper.number)))


def _group(words: Words, name: str, fields: Sequence[FieldShown]) -> GroupShown:
    filled = sum(bool(one.text) for one in fields)
    count = words.say("client", "filled", filled=filled, total=len(fields))
    return GroupShown(name, words.say("client", f"group_{name}"), count, tuple(fields))


def _of_card(words: Words, card: ClientCard, code: str) -> FieldShown:
    papers = {one.kind.value: one for one in card.documents}
    hidden = code in MASKED_DETAILS or (code in CONTACTS and not card.is_own)
    if code not in papers and code not in set(DocumentKind) and not hidden:
        return _field(words, code, card.values.get(code, ""), locked=UseCase.EDIT_CLIENTS not in card.may)
    if code in papers:
        text = numbered(papers[DocumentKind(code)])
    else:
        text = {"phone": card.phone, "email": card.email}.get(code, card.details.get(code, ""))
    change = "change" if text else "add"
    return FieldShown(
        code=str(code),
        caption=title_of(words, code),
        text=text,
        paper=True,
        reveal=words.say("client", "reveal") if text and UseCase.REVEAL in card.may else "",
        change=words.say("client", change) if UseCase.EDIT_CLIENTS in card.may else "",
    )


def _field(words: Words, code: str, text: str, *, locked: bool = False) -> FieldShown:
    options: tuple[tuple[str, str], ...] = ()
    form = FIELDS[code].form
    if form is Form.WORD:
        codes = closed_lists()[code].codes
        options = (("", ""), *((words.say("meanings", f"{code}_{one}"), one) for one in codes))
    elif form is Form.YES_NO:
        options = (("", ""), *((words.say("meanings", one), one) for one in ("yes", "no")))
    shown = text if options else written(words, code, text)
    return FieldShown(code, title_of(words, code), shown, options, locked=locked)


def _number(words: Words, text: str) -> str:
    """Thousands apart, whatever the language: a comma typed between them would be read as a fraction's."""
    whole, _, part = text.partition(".")
    grouped = f"{int(whole):,}".replace(",", NBSP)
    return grouped if not part else f"{grouped}{',' if words.language == 'ru' else '.'}{part}"
