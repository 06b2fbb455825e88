"""The sheet of needs: which service satisfies what, in words that differ from the matrix here and there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from core.domain.catalogue import MOST_NEEDS, DraftService, company_key, need_key
from core.domain.client import ClientType
from core.domain.errors import NotACatalogue
from core.domain.text import fold
from core.intake.words import client_type, plain_name, tidy, words
from core.intake.workbooks import Row

ServiceKey: TypeAlias = tuple[str, ClientType, str]
"""`DraftService.key`."""

_HEADER_WITHIN = 10


@dataclass(frozen=True, slots=True)
class NeedsRow:
    """One row of the sheet: `number` in the file, `at` counted from the first row below the header."""

    number: int
    at: int
    name: str
    client_type: ClientType | None
    company: str
    needs: tuple[str, ...]

    @property
    def service_key(self) -> ServiceKey | None:
        """The key of the service that the row names, None where its client type is not clear."""
        return (fold(self.name), self.client_type, company_key(self.company)) if self.client_type else None

    def may_be(self, key: ServiceKey) -> bool:
        """Whether client type and company agree with a service that bears another name; a blank company agrees."""
        _, its_type, its_company = key
        return self.client_type is its_type and (not self.company or company_key(self.company) == its_company)


def read_needs(rows: Sequence[Row]) -> list[NeedsRow]:
    """The rows of the sheet. Raises NotACatalogue where its header is not found."""
    if not any(cell is not None for row in rows for cell in row):
        return []
    top, name, company, type_column, needs = _columns(rows)
    found = []
    for number, row in enumerate(rows[top + 1 :], start=top + 2):
        texts = [tidy(str(cell)) if cell is not None else "" for cell in row]
        if texts[name]:
            its_needs = tuple(texts[column] for column in needs if words(texts[column]))
            its_type = client_type(texts[type_column])
            at = number - top - 2
            found.append(NeedsRow(number, at, plain_name(texts[name]), its_type, texts[company], its_needs))
    return found


def join_needs(
    needs: Sequence[NeedsRow], services: Mapping[ServiceKey, DraftService], row_keys: Sequence[ServiceKey | None]
) -> tuple[dict[ServiceKey, DraftService], tuple[tuple[int, str], ...]]:
    """The services with their needs, in the same order, and (row, name) of what fits none.

    A row joins the service of its key, else the one in the same place of the matrix, if that has no needs yet and
    client type and company agree. One need has one wording, the first.
    """
    by_key = {row: key for row in needs if (key := row.service_key) in services}
    taken = set(by_key.values())
    by_place = {
        row: key
        for row in needs
        if row not in by_key
        and row.at < len(row_keys)
        and (key := row_keys[row.at])
        and key not in taken
        and row.may_be(key)
    }
    joined: dict[ServiceKey, list[str]] = {}
    for row in needs:
        key = by_key.get(row) or by_place.get(row)
        if key:
            joined.setdefault(key, []).extend(row.needs)
    wording = {need_key(need): need for row in reversed(needs) for need in reversed(row.needs)}
    complete = {
        key: replace(service, needs=_distinct(joined.get(key, ()), wording)) for key, service in services.items()
    }
    unmatched = tuple((row.number, row.name) for row in needs if row not in by_key and row not in by_place)
    return complete, unmatched


def _distinct(needs: Sequence[str], wording: Mapping[str, str]) -> tuple[str, ...]:
    keys = dict.fromkeys(need_key(need) for need in needs)
    return tuple(wording[key] for key in keys)[:MOST_NEEDS]


def _columns(rows: Sequence[Row]) -> tuple[int, int, int, int, list[int]]:
    """Header row, name, company, client type, needs: the type by what stands below, the others by their headers."""
    for top, row in enumerate(rows[:_HEADER_WITHIN]):
        headers = [words(str(cell)) if cell is not None else () for cell in row]
        names = [at for at, header in enumerate(headers) if header == ("услуга",)]
        companies = [at for at, header in enumerate(headers) if header and header[0].startswith("компани")]
        below = list(zip(*rows[top + 1 :], strict=True))
        counts = [sum(client_type(str(cell)) is not None for cell in column) for column in below]
        if names and companies and any(counts):
            types = counts.index(max(counts))
            needs = [at for at, header in enumerate(headers) if at != types and _speaks_of_needs(header)]
            return top, names[0], companies[0], types, needs
    raise NotACatalogue


def _speaks_of_needs(header: Sequence[str]) -> bool:
    return any(word.startswith("потребност") for word in header)
