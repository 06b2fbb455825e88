"""Which column of a table is which field: suggested by the headers, changeable by hand, the same for every row."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from core.domain.errors import MissingColumns
from core.intake.contents import Sureness, suggest_by_content
from core.intake.fields import FIELDS, SERVICE, Field
from core.intake.headers import Headers, known_headers, title
from core.intake.service_columns import suggest_products, suggest_services
from core.intake.service_finder import ServiceFinder
from core.intake.tables import Row
from core.intake.words import words

_PARTS_WITHIN: Final = 5
"""Columns to the left among which the document's name is looked for."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """The headers of a table and the fields of its columns by index from 0. A field is there once.

    `services` are the columns that speak of one service each, as tables name it; no such column has a field. `sure`
    says of suggested columns how sure they are; equal mappings may differ in it.
    """

    headers: tuple[str, ...]
    fields: Pairs[int, Field]
    sure: Pairs[int, Sureness] = field(default_factory=dict, compare=False)
    services: Pairs[int, str] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, int]:
        """Field code → column index."""
        return {one.code: column for column, one in self.fields.items()}

    @property
    def used(self) -> dict[int, Field]:
        """All columns that are read, in their order; SERVICE for those of services."""
        return dict(sorted((dict(self.fields) | dict.fromkeys(self.services, SERVICE)).items()))

    @property
    def unmapped(self) -> tuple[int, ...]:
        """Columns with a header that nobody understood."""
        used = self.used
        return tuple(i for i, header in enumerate(self.headers) if header and i not in used)

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the fields that would tell who the clients are; empty where that is told: by a full name, by surname
        and name, or by an organisation. No other column is needed.
        """
        columns = self.columns
        if columns.keys() >= {"surname", "name"} or columns.keys() & {"full_name", "organisation"}:
            return ()
        half = columns.keys() & {"surname", "name"}
        missing = {"surname", "name"} - half if half else {"full_name", "organisation"}
        return tuple(code for code in FIELDS if code in missing)

    def require(self) -> "Mapping":
        """Itself, if it tells who the clients are. Raises MissingColumns with the titles of what is missing."""
        if self.missing:
            raise MissingColumns(columns=", ".join(title(FIELDS[code]) for code in self.missing))
        return self


def suggest(headers: Iterable[str], rows: Sequence[Row] = (), finder: ServiceFinder | None = None) -> Mapping:
    """The mapping that the headers speak for, and where they say nothing, the cells of `rows`.

    Surer matches go first; of equal ones the first column wins. No field is there twice. With a `finder` columns of
    single services, and one whose cells name services, are found too.
    """
    known = known_headers()
    found = _Suggestion(tuple(headers), known)
    for step in known.STEPS:
        found.take(partial(known.field, step=step))
    found.take_parts()
    found.take(known.misprinted)
    found.take(known.weak)
    if rows:
        suggest_by_content(found.headers, rows, found.fields, found.sure)
    services = suggest_services(found.headers, rows, found.fields, finder) if finder else {}
    for column in services:
        found.fields.pop(column, None)
        found.sure[column] = Sureness.HEADER
    if finder and FIELDS["products"] not in found.fields.values():
        taken = found.fields | services
        free = [
            at for at, said in enumerate(found.headers) if said and at not in taken and not known.is_of_offers(said)
        ]
        named = suggest_products(free, rows, finder)
        if named is not None:
            found.fields[named], found.sure[named] = FIELDS["products"], Sureness.CONTENT
    return _with_lone_name(Mapping(found.headers, dict(sorted(found.fields.items())), found.sure, services))


class _Suggestion:
    """What has been found so far."""

    def __init__(self, headers: tuple[str, ...], known: Headers) -> None:
        self.headers = headers
        self.fields: dict[int, Field] = {}
        self.sure: dict[int, Sureness] = {}
        self._known = known

    def take(self, meaning: Callable[[str], Field | None]) -> None:
        """Give each free column the free field that its header means."""
        for column, header in enumerate(self.headers):
            if header and column not in self.fields:
                self._give(column, meaning(header))

    def take_parts(self) -> None:
        """«Кем выдан» beside «Паспорт серия» is the passport's."""
        documents = {column: field.document for column, field in self.fields.items() if field.document}
        for column, header in enumerate(self.headers):
            part = None if column in self.fields else self._known.part(header)
            left = max((place for place in documents if place < column), default=None)
            if part and left is not None and column - left <= _PARTS_WITHIN:
                self._give(column, FIELDS.get(f"{documents[left]}_{part}"))

    def _give(self, column: int, field: Field | None) -> None:
        if field and field not in self.fields.values():
            self.fields[column] = field
            exact = self._known.is_exact(self.headers[column], field)
            self.sure[column] = Sureness.EXACT if exact else Sureness.HEADER


def _with_lone_name(mapping: Mapping) -> Mapping:
    """An English «Name» without a surname beside it holds the whole name."""
    columns = mapping.columns
    column = columns.get("name")
    if column is None or columns.keys() & {"surname", "full_name"} or "name" not in words(mapping.headers[column]):
        return mapping
    return replace(mapping, fields={**mapping.fields, column: FIELDS["full_name"]})
