"""Clients taken along as a workbook: as the list shows them, and so that it comes back without changing anything."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from core.delivery.workbook import Value, table_workbook
from core.domain.errors import FolderUnwritable, TooManyLines, UnknownRecord
from core.domain.masking import masked_email, masked_phone
from core.domain.rights import UseCase
from core.intake.fields import FIELDS
from core.services.client_list import ConsentState, ListedClient, rows_within
from core.services.client_template import meaning_title
from core.services.outside import refuse_inside
from core.services.session import Done, Progress, Session, no_progress
from core.services.wording import Language, say, say_day
from core.storage.unit_of_work import UnitOfWork
from core.vault.files import write_whole

MOST_EXPORTED: Final = 100_000
"""Clients of one workbook: as many as a spreadsheet opens without complaint."""

_PORTION: Final = 2_000
_FIELDS: Final = {
    "surname": 22,
    "name": 16,
    "patronymic": 20,
    "organisation": 30,
    "client_type": 18,
    "birth_date": 14,
    "inn": 16,
    "phone": 20,
    "email": 28,
    "city": 20,
}
"""Columns that an import knows → their width in characters."""

_TOLD: Final = {"kinds": 40, "score": 8, "consent": 20, "contact": 18, "manager": 18, "source": 30, "added": 14}
"""Columns that only tell, and that no import reads: what is owned would come back as the words of a table."""


def export_clients(
    session: Session, ids: Sequence[int], file: Path, language: Language, progress: Progress = no_progress
) -> Done[int]:
    """Write these clients as a workbook, in this order; those that are gone or beyond reach are left out. Returns how
    many. Phone and e-mail of another manager's client are masked, as its card has them.

    That this is done stands in the audit before a byte is written. Raises UnknownRecord (none is left), TooManyLines,
    PlaceUnwritable (a place inside the base), FolderUnwritable (the entry stays).
    """
    with session.doing(UseCase.EXPORT) as deed:
        refuse_inside(session.store.folder, file)
        managers = deed.work.clients.managers(ids)
        within = deed.work.clients.within(ids)
        wanted = [id_ for id_ in ids if id_ in within]
        if not wanted:
            raise UnknownRecord
        if len(wanted) > MOST_EXPORTED:
            raise TooManyLines(most=MOST_EXPORTED)
        deed.details |= {"exported": len(wanted)}
        masked = sum(managers[id_] not in {None, session.user_id} for id_ in wanted)
        if masked:
            deed.details |= {"masked": masked}
    rows: list[tuple[Value, ...]] = []
    for start in range(0, len(wanted), _PORTION):
        progress("rows", start, len(wanted))
        with session.reading(UseCase.EXPORT) as work:
            rows += _rows(session, work, wanted[start : start + _PORTION], language)
    progress("write", 0, 1)
    columns = [(say(language, "fields", code), width) for code, width in _FIELDS.items()]
    columns += [(say(language, "export", code), width) for code, width in _TOLD.items()]
    content = table_workbook(say(language, "export", "sheet"), columns, rows)
    try:
        write_whole(file, content)
    except OSError:
        raise FolderUnwritable from None
    return Done(len(rows), frozenset({"journal"}), deed.entry)


def _rows(session: Session, work: UnitOfWork, ids: Sequence[int], language: Language) -> Iterator[tuple[Value, ...]]:
    """In the order of the columns."""
    people, managers = work.clients.identities(ids), work.clients.managers(ids)
    for listed in rows_within(work, ids, session.today()):
        one, own = people[listed.id], managers[listed.id] in {None, session.user_id}
        yield (
            one.surname,
            one.name,
            one.patronymic,
            one.organisation,
            meaning_title(language, FIELDS["client_type"], listed.client_type),
            one.birth_date,
            one.inn,
            one.phone if own else masked_phone(one.phone),
            one.email if own else masked_email(one.email),
            listed.city,
            "; ".join(listed.kinds),
            listed.score,
            _consent(language, listed),
            listed.contact,
            listed.manager,
            listed.source,
            listed.added_on,
        )


def _consent(language: Language, listed: ListedClient) -> str:
    if listed.consent is ConsentState.NONE or listed.consent_until is None:
        return say(language, "export", f"consent_{listed.consent}")
    return say(language, "export", "consent_until", day=say_day(language, listed.consent_until))
