"""Drafts of imports: every choice about a table, kept beside the people from the first moment to the last.

A draft holds the file's path and headers, what was chosen, corrected and settled, none of the table's rows; but a
pasted block, which has no file, is kept in it until it is brought in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from core.domain.errors import BadText
from core.domain.rights import UseCase
from core.intake.choices import ColumnChoices, Corrections
from core.intake.mapping import Mapping as FieldMapping
from core.intake.sources import FileStamp, Pasted, Source
from core.intake.tables import Table
from core.intake.wish import Wish
from core.services.mappings import CHANGED as MAPPINGS
from core.services.mappings import UsedMapping, columns_of, keep_mapping_of
from core.services.session import Done, Session
from core.services.settling import Settlement
from core.storage.table_imports import DRAFT, PASTED, StoredImport

DRAFT_DAYS: Final = 30
"""A draft that nobody changes for so long is forgotten."""

FIRST_STEP: Final = 1
CHANGED: Final = frozenset({"imports"})


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """An import that is not done yet.

    `sheet`, `encoding`, `delimiter` and `header` as in `Wish`: None was guessed; `consent` is the text that
    `parse_consent` reads, `scan` the path of its scan, "" for none; `step` is the window's own count; `changed_at` in
    UTC; `used` is the name of the saved mapping that the columns began with. `seen`: how the file stood when it was
    read; `pasted`: the block in place of a file, whose path is empty.
    """

    id: int
    path: str
    sheet: str | None
    headers: tuple[str, ...]
    columns: ColumnChoices
    consent: str | None
    step: int
    changed_at: datetime
    encoding: str | None = None
    delimiter: str | None = None
    header: int | None = None
    corrections: Corrections = field(default_factory=Corrections)
    settlement: Settlement = field(default_factory=Settlement)
    used: str | None = None
    seen: FileStamp | None = None
    pasted: Pasted | None = None
    scan: str = ""

    @property
    def wish(self) -> Wish:
        """How its file is to be read."""
        return Wish(self.sheet, None, self.encoding, self.delimiter, self.header)

    @property
    def source(self) -> Source:
        """Where its table comes from."""
        return Source(self.path, self.seen, self.pasted)

    @property
    def fields(self) -> Mapping[int, str]:
        """Column index from 0 → field code."""
        return self.columns.fields


def start_draft(  # noqa: PLR0913, PLR0917
    session: Session,
    source: Source | str,
    sheet: str | None,
    table_headers: Sequence[str],
    mapping: FieldMapping,
    used: UsedMapping | None = None,
) -> Done[ImportDraft]:
    """Keep the choice of a table, a path alone being a file without a stamp, and what its columns mean: by the mapping
    `used`, else as it is suggested.

    Raises BadText for a path with bytes that are no letters.
    """
    source = Source(source) if isinstance(source, str) else source
    try:
        source.path.encode()
    except UnicodeEncodeError:
        raise BadText from None
    columns = used.columns if used else suggested_columns(mapping)
    with session.keeping(UseCase.IMPORT_CLIENTS) as work:
        at = session.now()
        work.table_imports.forget_drafts(drafts_since(at))
        draft = ImportDraft(0, source.path, sheet, tuple(table_headers), columns, None, FIRST_STEP, at)
        draft = replace(draft, used=used.name if used else None, seen=source.seen, pasted=source.pasted)
        if used is not None:
            draft = replace(draft, settlement=Settlement.from_plain({"policies": used.policy.items()}))
        draft = replace(draft, id=work.table_imports.add(session.user_id, at, draft.path, _content(draft)))
    return Done(draft, CHANGED)


def begin_draft(session: Session, source: Source | str, table: Table) -> Done[ImportDraft]:
    """Start a draft of a table with what its columns mean as far as can be known: `columns_of`. Raises BadText."""
    mapping, used = columns_of(session, table)
    return start_draft(session, source, None, table.headers, mapping, used)


def keep_columns(session: Session, draft: ImportDraft) -> Done[str | None]:
    """Keep what the columns of a draft mean as a saved mapping, before its import is done; returns the name that it
    has: that of the headers' mapping, else one after the file. None where there is nothing to keep.
    """
    with session.doing(UseCase.KEEP_MAPPINGS) as deed:
        kept = keep_mapping_of(deed.work, session.user_id, deed.at, draft.path, _content(draft))
        deed.details |= {"mapping": kept.id} if kept else {}
    return Done(kept.name if kept else None, MAPPINGS, deed.entry)


def suggested_columns(mapping: FieldMapping) -> ColumnChoices:
    """A mapping as choices."""
    return ColumnChoices({column: field.code for column, field in mapping.fields.items()}, dict(mapping.services))


def save_draft(session: Session, draft: ImportDraft) -> Done[ImportDraft]:
    """Keep every choice of a draft; it comes back with the time of this. Raises UnknownRecord: it is done or gone."""
    with session.keeping(UseCase.IMPORT_CLIENTS) as work:
        saved = replace(draft, changed_at=session.now())
        work.table_imports.change(saved.id, saved.changed_at, saved.path, _content(saved))
    return Done(saved, CHANGED)


def read_drafts(session: Session) -> list[ImportDraft]:
    """The drafts of the last 30 days, the newest first, of this user and of whoever is within reach."""
    with session.reading(UseCase.IMPORT_CLIENTS) as work:
        stored = work.table_imports.everything(drafts_since(session.now()))
    return [_draft(one) for one in stored if one.state == DRAFT]


def discard_draft(session: Session, draft_id: int) -> Done[None]:
    """Forget a draft. Raises UnknownRecord: it is done or gone."""
    with session.keeping(UseCase.IMPORT_CLIENTS) as work:
        work.table_imports.discard(draft_id)
    return Done(None, CHANGED)


def drafts_since(at: datetime) -> datetime:
    """Drafts last changed before this are forgotten."""
    return at - timedelta(days=DRAFT_DAYS)


def _content(draft: ImportDraft) -> dict[str, Any]:
    """What the record of a draft holds beside its path."""
    return {
        "sheet": draft.sheet,
        "headers": list(draft.headers),
        "consent": draft.consent,
        "scan": draft.scan,
        "step": draft.step,
        "encoding": draft.encoding,
        "delimiter": draft.delimiter,
        "header": draft.header,
        "settlement": draft.settlement.plain,
        "used": draft.used,
        "seen": None if draft.seen is None else [draft.seen.size, draft.seen.changed],
        PASTED: None if draft.pasted is None else draft.pasted.packed,
        **draft.columns.plain,
        **draft.corrections.plain,
    }


def _draft(stored: StoredImport) -> ImportDraft:
    content = stored.draft
    return ImportDraft(
        id=stored.id,
        path=stored.path,
        sheet=content["sheet"],
        headers=tuple(content["headers"]),
        columns=ColumnChoices.from_plain(content),
        consent=content["consent"],
        step=content["step"],
        changed_at=stored.changed_at,
        encoding=content.get("encoding"),  # drafts of earlier versions have none of these
        delimiter=content.get("delimiter"),
        header=content.get("header"),
        corrections=Corrections.from_plain(content),
        settlement=Settlement.from_plain(content.get("settlement", {})),
        used=content.get("used"),
        seen=FileStamp(*content["seen"]) if content.get("seen") else None,
        pasted=Pasted(content[PASTED]) if content.get(PASTED) else None,
        scan=content.get("scan", ""),
    )
