"""Which column of a table is which field: suggested by the headers, changeable by hand, the same for every row."""

from collections.abc import Iterable
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, replace

from core.domain.errors import MissingColumns
from core.intake.fields import FIELDS, Field
from core.intake.headers import Headers, known_headers, title
from core.intake.words import words


@dataclass(frozen=True, slots=True)
class Mapping:
    """The headers of a table and the fields of its columns by index from 0. A field is there once."""

    headers: tuple[str, ...]
    fields: Pairs[int, Field]

    @property
    def columns(self) -> dict[str, int]:
        """Field code → column index."""
        return {field.code: column for column, field in self.fields.items()}

    @property
    def unmapped(self) -> tuple[int, ...]:
        """Columns with a header that nobody understood."""
        return tuple(i for i, header in enumerate(self.headers) if header and i not in self.fields)

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


def suggest(headers: Iterable[str], known: Headers | None = None) -> Mapping:
    """The mapping that the headers speak for. Surer matches go first; of equal ones the first column wins."""
    known = known or known_headers()
    names = tuple(headers)
    fields: dict[int, Field] = {}
    for step in known.STEPS:
        for column, header in enumerate(names):
            field = None if column in fields or not header else known.field(header, step)
            if field and field not in fields.values():
                fields[column] = field
    return _with_lone_name(Mapping(names, dict(sorted(fields.items()))))


def _with_lone_name(mapping: Mapping) -> Mapping:
    """An English «Name» without a surname beside it holds the whole name."""
    columns = mapping.columns
    column = columns.get("name")
    if column is None or columns.keys() & {"surname", "full_name"} or "name" not in words(mapping.headers[column]):
        return mapping
    return replace(mapping, fields={**mapping.fields, column: FIELDS["full_name"]})
