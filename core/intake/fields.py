"""The fields that a column of a client table can be mapped to: where a value goes and how it is cleaned."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from types import MappingProxyType

from core.domain.client import DocumentKind


class Place(StrEnum):
    """Where a value goes. Free text never goes to the portrait: that has numbers and words of closed lists only."""

    NOWHERE = "nowhere"
    IDENTITY = "identity"
    DOCUMENT = "document"
    DETAIL = "detail"
    PORTRAIT = "portrait"
    PRODUCTS = "products"
    CLIENT_TYPE = "client_type"


class Form(StrEnum):
    """How a cell is cleaned; `cells.py` has a function for each."""

    TEXT = "text"
    NAME = "name"
    FULL_NAME = "full_name"
    ORGANISATION = "organisation"
    PHONE = "phone"
    EMAIL = "email"
    DATE = "date"
    CODE = "code"
    PASSPORT = "passport"
    CARD_TAIL = "card_tail"
    SEX = "sex"
    NUMBER = "number"
    WORD = "word"
    YES_NO = "yes_no"
    PRODUCTS = "products"
    ANSWER = "answer"
    SERVICE = "service"
    CLIENT_TYPE = "client_type"


class Unit(StrEnum):
    """What a number counts; decides which words may stand behind it («тыс», «лет», «мес»)."""

    ROUBLES = "roubles"
    YEARS = "years"
    MONTHS = "months"
    PEOPLE = "people"
    CALENDAR_YEAR = "calendar_year"


class Check(StrEnum):
    """Codes whose last digits follow from the others."""

    INN = "inn"
    SNILS = "snils"
    OGRN = "ogrn"
    VIN = "vin"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `code` is its name in domain values, in `resources/headers.toml` and in saved mappings.

    `least` and `most` bound a number, `usual` is where it mostly lies (0 is usual too), `lengths` are the usual
    lengths of a code (any, when empty), `check` says how its last digits follow, `document` is the document that a part
    belongs to.
    """

    code: str
    place: Place
    form: Form = Form.TEXT
    unit: Unit = Unit.ROUBLES
    whole: bool = False
    least: float = -inf
    most: float = inf
    usual: tuple[float, float] = (-inf, inf)
    lengths: tuple[int, ...] = ()
    check: Check | None = None
    document: DocumentKind | None = None


DOCUMENT_PARTS = ("series", "number", "issued_on", "issued_by", "code")
"""The parts of a document, in the order of `core.domain.client.Document`."""

_PART_FORMS = (Form.CODE, Form.CODE, Form.DATE, Form.TEXT, Form.CODE)
_PART_LENGTHS: Mapping[DocumentKind, Mapping[str, tuple[int, ...]]] = {
    DocumentKind.PASSPORT: {"series": (4,), "number": (6,), "code": (6,)},
    DocumentKind.FOREIGN_PASSPORT: {"series": (2,), "number": (7,)},
    DocumentKind.DRIVING_LICENCE: {"series": (4,), "number": (6,)},
}

MOST_MONEY = 1e10
INN_LENGTHS = (10, 12)


def _detail(code: str, form: Form = Form.TEXT, lengths: tuple[int, ...] = (), check: Check | None = None) -> Field:
    return Field(code, Place.DETAIL, form, lengths=lengths, check=check)


def _money(code: str, usual: tuple[float, float]) -> Field:
    return Field(code, Place.PORTRAIT, Form.NUMBER, least=0, most=MOST_MONEY, usual=usual)


def _number(code: str, unit: Unit, least: float, most: float, *, whole: bool = True) -> Field:
    return Field(code, Place.PORTRAIT, Form.NUMBER, unit, whole, least, most)


def _word(code: str) -> Field:
    return Field(code, Place.PORTRAIT, Form.WORD)


def _document(kind: DocumentKind) -> list[Field]:
    return [
        Field(f"{kind}_{part}", Place.DOCUMENT, form, lengths=_PART_LENGTHS[kind].get(part, ()), document=kind)
        for part, form in zip(DOCUMENT_PARTS, _PART_FORMS, strict=True)
    ]


_ALL = (
    Field("row_number", Place.NOWHERE),
    Field("full_name", Place.IDENTITY, Form.FULL_NAME),
    Field("surname", Place.IDENTITY, Form.NAME),
    Field("name", Place.IDENTITY, Form.NAME),
    Field("patronymic", Place.IDENTITY, Form.NAME),
    Field("organisation", Place.IDENTITY, Form.ORGANISATION),
    Field("inn", Place.IDENTITY, Form.CODE, lengths=INN_LENGTHS, check=Check.INN),
    Field("birth_date", Place.IDENTITY, Form.DATE),
    Field("phone", Place.IDENTITY, Form.PHONE),
    Field("email", Place.IDENTITY, Form.EMAIL),
    Field("client_type", Place.CLIENT_TYPE, Form.CLIENT_TYPE),
    Field("products", Place.PRODUCTS, Form.PRODUCTS),
    Field("purchase_date", Place.PRODUCTS, Form.DATE),
    Field("purchase_result", Place.PRODUCTS, Form.ANSWER),
    Field("passport", Place.DOCUMENT, Form.PASSPORT, document=DocumentKind.PASSPORT),
    *(field for kind in DocumentKind for field in _document(kind)),
    _detail("sex", Form.SEX),
    _detail("client_code", Form.CODE),
    _detail("snils", Form.CODE, (11,), Check.SNILS),
    _detail("ogrn", Form.CODE, (13, 15), Check.OGRN),
    _detail("city"),
    _detail("birth_place"),
    _detail("tariff"),
    _detail("salon"),
    _detail("passport_previous"),
    _detail("credit_signed_on", Form.DATE),
    _detail("registration_address"),
    _detail("registered_on", Form.DATE),
    _detail("workplace_name"),
    _detail("workplace_inn", Form.CODE, INN_LENGTHS, Check.INN),
    _detail("position"),
    _detail("workplace_address"),
    _detail("workplace_phone"),
    _detail("job_started_on", Form.DATE),
    _detail("car_brand"),
    _detail("car_model"),
    _detail("vin", Form.CODE, check=Check.VIN),
    _detail("card_tail", Form.CARD_TAIL),
    _word("education"),
    _word("family_status"),
    _number("dependants", Unit.PEOPLE, 0, 20),
    _word("housing"),
    _word("job_type"),
    _number("experience", Unit.YEARS, 0, 70, whole=False),
    _money("income", (1e3, 5e6)),
    _money("extra_income", (100, 5e6)),
    _word("extra_income_type"),
    _money("credit_sum", (5e3, 5e8)),
    _number("credit_term", Unit.MONTHS, 1, 600),
    _money("credit_initial", (1e3, 2e8)),
    _number("car_year", Unit.CALENDAR_YEAR, 1950, inf),
    _money("car_price", (3e4, 1e8)),
    Field("linked_to_entity", Place.PORTRAIT, Form.YES_NO),
)

FIELDS: Mapping[str, Field] = MappingProxyType({field.code: field for field in _ALL})
"""Every field by its code."""

SERVICE = Field("service", Place.PRODUCTS, Form.SERVICE)
"""A column that speaks of one service and says of each client whether it was bought. There may be many of them, each
with the service beside it (`Mapping.services`), so it is none of `FIELDS`.
"""
