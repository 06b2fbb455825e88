"""Clients: who they are (kept in `people`) and their portrait (kept in `work`)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class ClientType(StrEnum):
    """The two markets of the group; a service is sold in exactly one."""

    PERSON = "ФЛ"
    ENTITY = "ЮЛ"


class DocumentKind(StrEnum):
    """Documents that the group's template asks for."""

    PASSPORT = "passport"
    FOREIGN_PASSPORT = "foreign_passport"
    DRIVING_LICENCE = "driving_licence"


@dataclass(frozen=True, slots=True)
class Document:
    """An identity document. Numbers are text: leading zeros count."""

    kind: DocumentKind
    series: str = ""
    number: str = ""
    issued_on: date | None = None
    issued_by: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """All that identifies a client. Lives in the `people` store and in packages, nowhere else.

    `phone` is E.164 (+79161234567). `details` holds the remaining free text of the table by field name.
    """

    surname: str = ""
    name: str = ""
    patronymic: str = ""
    organisation: str = ""
    inn: str = ""
    birth_date: date | None = None
    phone: str = ""
    email: str = ""
    documents: tuple[Document, ...] = ()
    details: dict[str, str] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """«Фамилия Имя Отчество», or the organisation's name."""
        return " ".join(filter(None, (self.surname, self.name, self.patronymic))) or self.organisation

    @property
    def short_name(self) -> str:
        """«Фамилия И. О.», or the organisation's name."""
        if not self.surname:
            return self.full_name
        return " ".join([self.surname, *(f"{name[0]}." for name in (self.name, self.patronymic) if name)])


@dataclass(frozen=True, slots=True)
class Portrait:
    """The facts that models may see: numbers and words from closed lists, never free text. None means unknown.

    Money in roubles, experience in years, credit term in months. The lists are in `resources/portrait.toml`.
    """

    birth_year: int | None = None
    education: str | None = None
    family_status: str | None = None
    dependants: int | None = None
    housing: str | None = None
    job_type: str | None = None
    experience: float | None = None
    income: float | None = None
    extra_income: float | None = None
    extra_income_type: str | None = None
    credit_sum: float | None = None
    credit_term: int | None = None
    credit_initial: float | None = None
    car_year: int | None = None
    car_price: float | None = None
    linked_to_entity: bool | None = None


ENTREPRENEUR = "entrepreneur"
"""The job type of an ИП."""

ENTREPRENEURS = frozenset({ENTREPRENEUR, "own_business"})
"""Job types whose holders also buy as a business, like people linked to an entity."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a table says of a client and a product, in the table's words: bought, or offered and refused. `on` is the
    day, None where the table gives none.
    """

    product: str
    on: date | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One cleaned row of a client table. `row` is the row's number in the file, counted from 1."""

    row: int
    client_type: ClientType
    identity: Identity
    portrait: Portrait
    purchases: tuple[Purchase, ...] = ()
