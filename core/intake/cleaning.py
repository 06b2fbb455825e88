"""A table and its mapping to clean client rows. A cell that cannot be read is dropped and said; nothing is repaired."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from core.domain.client import ENTREPRENEUR, ClientRow, ClientType, Document, DocumentKind, Identity, Portrait, Purchase
from core.intake.answers import Answer
from core.intake.cells import LEAST_AGE, NOTHING, Cleaner, Outcome, Who, as_text, cleaner, names_entrepreneur
from core.intake.choices import ColumnChoices
from core.intake.conventions import Chosen, Detected, chosen_readings, detect
from core.intake.fields import DOCUMENT_PARTS, FIELDS, Field, Form, Place
from core.intake.lists import OTHER
from core.intake.mapping import Mapping
from core.intake.meanings import with_meanings
from core.intake.problems import Code, Level, Problem
from core.intake.tables import Cell, Row, Table

Progress: TypeAlias = Callable[[int, int], None]

BLOCK = 4_000
"""Rows that are cleaned together, column by column; progress is told after each block."""

_REMEMBERED = 20_000
"""Different values of a column whose outcomes are kept: words repeat, numbers that do not must not fill the memory."""

_FIRST_BIRTH_YEAR = 1900

_PORTRAIT = tuple(Portrait.__dataclass_fields__)
_DETAILS = tuple(code for code, field in FIELDS.items() if field.place is Place.DETAIL)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The clean rows in the order of the file, all problems by row and column, and how the columns were read."""

    rows: list[ClientRow]
    problems: list[Problem]
    detected: Detected = field(default_factory=dict)

    @property
    def skipped(self) -> int:
        """Rows left out because of an error."""
        return sum(problem.level is Level.ERROR for problem in self.problems)


def clean(  # noqa: PLR0913, PLR0917 (the table, its reading, and who listens)
    table: Table,
    mapping: Mapping,
    today: date,
    progress: Progress | None = None,
    chosen: Chosen | None = None,
    choices: ColumnChoices | None = None,
) -> Cleaned:
    """Clean every row of the table. Raises MissingColumns.

    How dates, full names and money are read is detected per column, from all its cells, unless it is `chosen`
    for the column's index or in `choices.readings`; a row then has no say in what another row means. Words that
    `choices.values` give a meaning are read as that. Which columns there are is the `mapping`'s alone.

    An optional cell in error is dropped with a warning and its row goes through; a row without any name is left out
    with an error. `progress(rows done, rows in all)` is called after each block and may raise to stop the work.
    """
    mapping.require()
    choices, used = choices or ColumnChoices(), mapping.used
    detected = detect(table, used, {**chosen_readings(used, choices.readings), **(chosen or {})})
    columns = [
        _Column(
            index,
            field,
            mapping.headers[index],
            with_meanings(cleaner(field, today, detected.get(index)), field, choices.values.get(index, {})),
            mapping.services.get(index),
        )
        for index, field in used.items()
    ]
    cleaned = Cleaned([], [], detected)
    for start in range(0, len(table.rows), BLOCK):
        end = start + BLOCK
        block = _Block(table.rows[start:end], table.numbers[start:end], columns, len(table.headers), today)
        cleaned.rows.extend(block.clients())
        cleaned.problems.extend(sorted(block.problems, key=lambda problem: problem.row))
        if progress:
            progress(min(end, len(table.rows)), len(table.rows))
    return cleaned


class _Column:
    """One mapped column: cleans values and remembers what it made of them."""

    def __init__(self, index: int, field: Field, header: str, clean_cell: Cleaner, service: str | None) -> None:
        self.index = index
        self.field = field
        self.header = header
        self.service = service
        self._clean = clean_cell
        self._known: dict[Cell, Outcome] = {None: NOTHING}

    def outcomes(self, cells: Sequence[Cell]) -> list[Outcome]:
        """The clean value and the problem of each cell."""
        known, clean_cell = self._known, self._clean
        new = set(cells).difference(known)
        if len(new) > len(cells) // 2 or len(known) > _REMEMBERED:  # values that do not repeat need no memory
            known = {cell: known[cell] for cell in set(cells) - new}
        for cell in new:
            known[cell] = clean_cell(cell)
        if len(new) <= len(cells) // 2:
            self._known = known
        return list(map(known.__getitem__, cells))


class _Block:
    """Some rows of a table, cleaned by columns and put together again by rows."""

    def __init__(
        self, rows: Sequence[Row], numbers: Sequence[int], columns: Sequence[_Column], width: int, today: date
    ) -> None:
        self._numbers = numbers
        self._today = today
        self._headers = {column.field.code: column.header for column in columns}
        self.problems = [
            Problem(number, "", Code.EXTRA_CELLS) for number, row in zip(numbers, rows, strict=True) if len(row) > width
        ]
        self._nothing = [None] * len(rows)
        self._values: dict[str, list[Any]] = {}
        self._words: dict[str, list[Any]] = {}
        self._entrepreneurs = [False] * len(rows)
        self._services: list[tuple[str, list[Answer | date | None]]] = []
        for column in columns:
            self._clean_column(column, [row[column.index] for row in rows])

    def clients(self) -> Iterator[ClientRow]:
        """The rows that have a name."""
        names = list(self._names())
        types = list(self._types(names))
        self._values["job_type"] = self._jobs(names)
        purchases = list(self._purchases())
        portraits = map(_portrait, *self._portraits(types))
        identity_columns = [
            *list(zip(*names, strict=True))[:4],
            self._texts("inn"),
            self._of("birth_date"),
            self._texts("phone"),
            self._texts("email"),
            self._documents(),
            self._details(purchases),
        ]
        identities = map(Identity, *identity_columns)
        parts = zip(self._numbers, types, identities, portraits, purchases, strict=True)
        for number, client_type, identity, portrait, bought in parts:
            if identity.full_name:
                yield ClientRow(number, client_type, identity, portrait, bought)
            else:
                self.problems.append(Problem(number, "", Code.NO_NAME))

    def _clean_column(self, column: _Column, cells: list[Cell]) -> None:
        if bool in set(map(type, cells)):  # True would be remembered as 1
            cells = [str(cell) if isinstance(cell, bool) else cell for cell in cells]
        outcomes = column.outcomes(cells)
        code = column.field.code
        values, problems = zip(*outcomes, strict=True)
        if column.service is None:
            self._values[code] = list(values)
        else:
            self._services.append((column.service, list(values)))
        if any(problems):
            found = zip(self._numbers, problems, strict=True)
            self.problems.extend(Problem(number, column.header, problem) for number, problem in found if problem)
        if column.field.form is Form.CLIENT_TYPE:
            self._entrepreneurs = [names_entrepreneur(cell) for cell in cells]
        if column.field.form is Form.WORD:  # words that the code does not hold stay with the person
            self._words[code] = [
                as_text(cell) if value == OTHER or problem else None
                for cell, (value, problem) in zip(cells, outcomes, strict=True)
            ]

    def _purchases(self) -> Iterator[tuple[Purchase, ...]]:
        """What each row says of products: those of its cell with the row's day and result, then those of the columns
        of services. In a table with results a product without one was neither bought nor refused.
        """
        has_results = "purchase_result" in self._values
        columns = zip(self._of("products"), self._of("purchase_date"), self._of("purchase_result"), strict=True)
        for row, (products, on, result) in enumerate(columns):
            said = result if has_results else Answer.BOUGHT
            answers = [(product, said) for product in products or ()]
            answers += [(service, column[row]) for service, column in self._services]
            yield tuple(_purchase(product, answer, on) for product, answer in answers if answer not in _NO_PURCHASE)

    def _of(self, code: str) -> list[Any]:
        return self._values.get(code, self._nothing)

    def _texts(self, code: str) -> list[str]:
        return [value or "" for value in self._of(code)]

    def _names(self) -> Iterator[Who]:
        """Who the clients are. A name in one column counts where the separate ones are empty, an entrepreneur in the
        column of organisations where nobody else is named.
        """
        columns = (self._of(code) for code in ("surname", "name", "patronymic", "organisation", "full_name"))
        for surname, name, patronymic, company, whole in zip(*columns, strict=True):
            firm, person = company or Who(), whole or Who()
            if surname or name or patronymic:
                person = Who(surname or "", name or "", patronymic or "", "", person.entrepreneur or firm.entrepreneur)
            elif not any(person[:3]) and firm.entrepreneur:
                person = firm._replace(organisation=person.organisation)
            elif firm.entrepreneur:
                person = person._replace(entrepreneur=True)
            yield person._replace(organisation=firm.organisation or person.organisation)

    def _types(self, names: Sequence[Who]) -> Iterator[ClientType]:
        """As the table says, else an entity where there is an organisation and nobody's name."""
        for stated, who in zip(self._of("client_type"), names, strict=True):
            yield stated or (ClientType.ENTITY if who.organisation and not any(who[:3]) else ClientType.PERSON)

    def _jobs(self, names: Sequence[Who]) -> list[Any]:
        """The job as the table says, else that of those who are called entrepreneurs."""
        parts = zip(self._of("job_type"), names, self._entrepreneurs, strict=True)
        return [job or (ENTREPRENEUR if who.entrepreneur or stated else None) for job, who, stated in parts]

    def _portraits(self, types: Sequence[ClientType]) -> list[list[Any]]:
        """The columns of `Portrait` in its order."""
        births = self._of("birth_date")
        years: list[int | None] = []
        for row, (born, client_type) in enumerate(zip(births, types, strict=True)):
            is_birth = born and client_type is ClientType.PERSON  # entities may state their founding there
            if is_birth and not is_likely_birth(born, self._today):
                self.problems.append(Problem(self._numbers[row], self._headers["birth_date"], Code.BIRTH_DATE_UNLIKELY))
                births[row] = is_birth = None
            years.append(born.year if is_birth else None)
        return [years, *(self._of(code) for code in _PORTRAIT[1:])]

    def _documents(self) -> Iterator[tuple[Document, ...]]:
        kinds = [
            (kind, list(zip(*(self._of(f"{kind}_{part}") for part in DOCUMENT_PARTS), strict=True)))
            for kind in sorted(DocumentKind)  # as the base gives them back
            if any(f"{kind}_{part}" in self._values for part in DOCUMENT_PARTS)
            or (kind is DocumentKind.PASSPORT and "passport" in self._values)
        ]
        for row, whole in enumerate(self._of("passport")):
            found = []
            for kind, parts in kinds:
                if any(parts[row]):
                    found.append(_document(kind, parts[row]))
                elif whole and kind is DocumentKind.PASSPORT:
                    found.append(Document(kind, whole[0], whole[1], issued_by=whole[2]))
            yield tuple(found)

    def _details(self, purchases: Sequence[tuple[Purchase, ...]]) -> Iterator[dict[str, str]]:
        columns = {code: self._values[code] for code in _DETAILS if code in self._values} | self._words
        if "products" in self._values or self._services:
            columns["products"] = ["; ".join(one.product for one in bought if not one.refused) for bought in purchases]
        if not columns:
            yield from ({} for _ in self._numbers)
        for values in zip(*columns.values(), strict=True):
            yield {
                code: value if isinstance(value, str) else value.isoformat()
                for code, value in zip(columns, values, strict=True)
                if value
            }


_portrait = lru_cache(maxsize=10_000)(Portrait)
"""Many clients look alike: a portrait that many have is kept once."""


def is_likely_birth(born: date, today: date) -> bool:
    """Whether a client, who is of age for a passport, may have been born on this day."""
    youngest = (today.year - LEAST_AGE, today.month, today.day)
    return born.year >= _FIRST_BIRTH_YEAR and (born.year, born.month, born.day) <= youngest


_NO_PURCHASE = (None, Answer.NOTHING)


def _purchase(product: str, answer: Answer | date, on: date | None) -> Purchase:
    return Purchase(product, answer if isinstance(answer, date) else on, answer is Answer.REFUSED)


def _document(kind: DocumentKind, parts: tuple[Any, ...]) -> Document:
    series, number, issued_on, issued_by, code = parts
    return Document(kind, series or "", number or "", issued_on, issued_by or "", code or "")
