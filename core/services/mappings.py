"""Saved mappings: what the columns of a table mean is kept by its headers, for everybody who imports into the base.

An import that is done keeps its own (`core/services/imports.py`); a table with the same headers, in whatever order, or
with most of them, is then read as that one was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from typing import Any, Final

from core.domain.errors import MappingNameTaken, MissingValue, UnknownMapping
from core.domain.rights import UseCase
from core.domain.text import fold
from core.intake.choices import ColumnChoices
from core.intake.mapping import Mapping as FieldMapping
from core.intake.mapping import suggest
from core.intake.service_finder import ServiceFinder
from core.intake.tables import Row, Table
from core.intake.unknown_words import is_alike
from core.services.session import Done, Session
from core.storage.saved_mappings import StoredMapping
from core.storage.unit_of_work import UnitOfWork

CHANGED: Final = frozenset({"mappings"})

NEAR: Final = 0.5
"""A mapping is near a table where both have this share of the headers of the one that has more."""

_LEAST_COMMON: Final = 2

_NAMING: Final = 3
"""Columns that name the mapping of a pasted block."""


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """A mapping as it was kept. `columns` by index in `headers`; `consent` and `policy` are the import's own, as it
    keeps them; `changed_at` in UTC.
    """

    id: int
    name: str
    headers: tuple[str, ...]
    columns: ColumnChoices
    changed_at: datetime
    consent: str | None = None
    policy: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UsedMapping:
    """A saved mapping put on a table. `columns` by index in the table's own headers.

    `exact`: the table has the very headers, in whatever order. Otherwise `missing` are headers of the mapping that the
    table has not, `new` those of the table that the mapping does not know (their columns have what is suggested for
    them), `renamed` pairs of an old and a new header that are probably one column, which is read as before.
    """

    name: str
    columns: ColumnChoices
    exact: bool = True
    missing: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    consent: str | None = None
    policy: Mapping[str, Any] = field(default_factory=dict)


def signature(headers: Iterable[str]) -> str:
    """The headers in one code, regardless of their order, of case and signs."""
    return sha256("\n".join(sorted(map(fold, headers))).encode()).hexdigest()


# ---------------------------------------------------------------------- use cases


def read_mappings(session: Session) -> list[SavedMapping]:
    """All saved mappings, the latest change first."""
    with session.reading(UseCase.IMPORT_CLIENTS) as work:
        return [_saved(one) for one in work.saved_mappings.everything()]


def mapping_for(
    session: Session, headers: Sequence[str], name: str | None = None, rows: Sequence[Row] = ()
) -> UsedMapping | None:
    """The saved mapping for a table with these headers, put on it; `rows` help to suggest what new columns are.

    By `name` that one, however little of it fits; raises UnknownMapping where there is none. Without a name the one
    with the same headers, else the nearest of those that have most headers in common, else None.
    """
    known, finder = read_mappings(session), read_finder(session)
    if name is not None:
        chosen = next((one for one in known if fold(one.name) == fold(name)), None)
        if chosen is None:
            raise UnknownMapping
        return _put_on(chosen, headers, rows, finder)
    near = max(known, key=lambda one: _nearness(one.headers, headers), default=None)
    return _put_on(near, headers, rows, finder) if near and _nearness(near.headers, headers) >= NEAR else None


def read_finder(session: Session) -> ServiceFinder:
    """What finds the services that headers and cells of a table name."""
    with session.reading(UseCase.IMPORT_CLIENTS) as work:
        return ServiceFinder(work.catalogue.read(), work.catalogue.synonyms())


def columns_of(session: Session, table: Table) -> tuple[FieldMapping, UsedMapping | None]:
    """What is suggested for the columns of a table, and the saved mapping that comes first where one fits."""
    mapping = suggest(table.headers, table.rows, read_finder(session))
    return mapping, mapping_for(session, table.headers, rows=table.rows)


def keep_mapping(  # noqa: PLR0913, PLR0917
    session: Session,
    name: str,
    headers: Sequence[str],
    columns: ColumnChoices,
    consent: str | None = None,
    policy: Mapping[str, Any] | None = None,
) -> Done[SavedMapping]:
    """Keep what the columns of tables with these headers mean, in place of what was kept for the same headers.

    Raises MissingValue for an empty name, MappingNameTaken for that of another mapping.
    """
    with session.doing(UseCase.KEEP_MAPPINGS) as deed:
        _refuse_name(deed.work, name, signature(headers))
        one = StoredMapping(
            id=0,
            signature=signature(headers),
            name=name.strip(),
            headers=list(headers),
            columns=columns.plain,
            consent=consent,
            policy=dict(policy or {}),
            user_id=session.user_id,
            changed_at=deed.at,
        )
        kept = replace(one, id=deed.work.saved_mappings.put(one))
        deed.details |= {"mapping": kept.id}
    return Done(_saved(kept), CHANGED, deed.entry)


def rename_mapping(session: Session, mapping_id: int, name: str) -> Done[None]:
    """Give a mapping another name. Raises MissingValue, MappingNameTaken, UnknownRecord."""
    with session.doing(UseCase.KEEP_MAPPINGS) as deed:
        mine = next((one for one in deed.work.saved_mappings.everything() if one.id == mapping_id), None)
        _refuse_name(deed.work, name, mine.signature if mine else "")
        deed.work.saved_mappings.rename(mapping_id, name.strip())
        deed.details |= {"mapping": mapping_id}
    return Done(None, CHANGED, deed.entry)


def remove_mapping(session: Session, mapping_id: int) -> Done[None]:
    """Forget a mapping; `keep_mapping` brings it back. Raises UnknownRecord."""
    with session.doing(UseCase.KEEP_MAPPINGS) as deed:
        deed.work.saved_mappings.remove(mapping_id)
        deed.details |= {"removed_mapping": mapping_id}
    return Done(None, CHANGED, deed.entry)


def keep_mapping_of(
    work: UnitOfWork, user_id: int, at: datetime, path: str, content: Mapping[str, Any]
) -> StoredMapping | None:
    """Keep what the columns of a draft mean, from what its record holds, as a part of a command that does more.

    A table whose headers are known keeps the name; a new one is called after the file, or a pasted block, which has
    none, after its first columns. None where no header or no column says anything.
    """
    columns = ColumnChoices.from_plain(content)
    headers = list(content["headers"])
    if not any(map(fold, headers)) or not (columns.fields or columns.services):
        return None
    mine, known = signature(headers), work.saved_mappings.everything()
    same = next((one for one in known if one.signature == mine), None)
    wanted = PurePath(path.replace("\\", "/")).stem or ", ".join(filter(fold, headers[:_NAMING]))
    name = same.name if same else _free_name(wanted, {fold(one.name) for one in known})
    policy = dict(content.get("settlement", {}).get("policies", ()))
    one = StoredMapping(0, mine, name, headers, columns.plain, content.get("consent"), policy, user_id, at)
    return replace(one, id=work.saved_mappings.put(one))


def _refuse_name(work: UnitOfWork, name: str, mine: str) -> None:
    if not fold(name):
        raise MissingValue(field="mapping")
    if any(fold(one.name) == fold(name) and one.signature != mine for one in work.saved_mappings.everything()):
        raise MappingNameTaken


def _free_name(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 1
    while fold(name) in taken or not fold(name):
        number += 1
        name = f"{wanted} ({number})"
    return name


def _saved(one: StoredMapping) -> SavedMapping:
    columns = ColumnChoices.from_plain(one.columns)
    return SavedMapping(one.id, one.name, tuple(one.headers), columns, one.changed_at, one.consent, one.policy)


# ---------------------------------------------------------------------- putting it on a table


def _nearness(headers: Iterable[str], others: Iterable[str]) -> float:
    """The share of headers that both have, of the longer row; 0 where they are too few to say anything."""
    ours, theirs = ({fold(header) for header in some} - {""} for some in (headers, others))
    common = len(ours & theirs)
    return common / max(len(ours), len(theirs)) if common >= _LEAST_COMMON or (ours == theirs and ours) else 0.0


def _put_on(saved: SavedMapping, headers: Sequence[str], rows: Sequence[Row], finder: ServiceFinder) -> UsedMapping:
    """The choices by header; of columns that the mapping does not know what is suggested for them."""
    places: dict[str, int] = {}
    for column, header in enumerate(headers):
        places.setdefault(fold(header), column)
    places.pop("", None)
    at = {old: places[fold(header)] for old, header in enumerate(saved.headers) if fold(header) in places}
    lost = [old for old, header in enumerate(saved.headers) if header and old not in at]
    strange = [column for column, header in enumerate(headers) if header and column not in at.values()]
    suggested = suggest(headers, rows, finder)
    renamed = []
    for old in lost:
        new = next((one for one in strange if _is_renamed(saved, old, suggested, one)), None)
        if new is not None:
            at[old] = new
            strange.remove(new)
            renamed.append((saved.headers[old], headers[new]))
    columns = saved.columns.moved(at)
    fields = {column: suggested.fields[column].code for column in strange if column in suggested.fields}
    services = {column: suggested.services[column] for column in strange if column in suggested.services}
    free = {column: code for column, code in fields.items() if code not in columns.fields.values()}
    used = {**saved.columns.fields, **saved.columns.services}
    return UsedMapping(
        name=saved.name,
        columns=replace(columns, fields={**columns.fields, **free}, services={**columns.services, **services}),
        exact=signature(headers) == signature(saved.headers),
        missing=tuple(saved.headers[old] for old in lost if old not in at and old in used),
        new=tuple(headers[column] for column in strange),
        renamed=tuple(renamed),
        consent=saved.consent,
        policy=saved.policy,
    )


def _is_renamed(saved: SavedMapping, old: int, suggested: FieldMapping, new: int) -> bool:
    """Whether a new column is probably the old one: the headers are alike, or what they mean is the same."""
    field, code = suggested.fields.get(new), saved.columns.fields.get(old)
    same_field = field is not None and field.code == code
    service, before = suggested.services.get(new), saved.columns.services.get(old)
    same_service = service is not None and before is not None and fold(service) == fold(before)
    return same_field or same_service or is_alike(saved.headers[old], suggested.headers[new])
