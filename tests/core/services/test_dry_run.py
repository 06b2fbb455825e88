"""The dry run of every odd file says what the real one does, counted in the base itself, and undoing takes it back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from core.domain.client import ClientRow, ClientType, Identity, Portrait
from core.domain.errors import KnownError
from core.intake.tables import read_table
from core.services import table_import
from core.services.imports import read_imports
from core.services.session import Session
from core.services.table_import import TableImport, TableRequest
from core.services.undoing import undo_import
from core.storage.client_images import Image, is_only_recognised_otherwise
from tests.core.intake.files import cleaned
from tests.support.bases import open_filled
from tests.support.imported import import_clients
from tests.support.reading import changed_tables, logical_dump
from tests.support.ugly_files import UGLY, write
from tests.support.ugly_texts import HEADERS, PEOPLE, Ugly

LEFT = {"main.audit_entry", "main.mark", "main.sqlite_sequence", "people.mark", "people.saved_mapping"}
LEFT |= {"people.sqlite_sequence", "people.table_import"}
"""What an import that came and went leaves."""

KNOWN = (
    ClientRow(2, ClientType.PERSON, Identity("Кактусова", "Вера", phone="+79160000001"), Portrait(income=50_000.0)),
    *cleaned(HEADERS, PEOPLE[1]).rows,
    ClientRow(3, ClientType.PERSON, Identity("Ким", "Вера", inn="500100732259"), Portrait()),
)
"""Of the three people whom most of the files name one is known in part and one as they tell of him."""

REFUSED = {"no header.csv", "phones alone.txt", "numbers alone.csv", "days.xlsx", "a sheet of notes first.xlsx"}
REFUSED |= {"two levels unmerged.xlsx", "parameters above.xlsx", "neighbours.csv"}
"""Files in which no column holds names."""

EXPECTED = {"utf-8.csv": (3, 1, 1, 1, 0), "pages.csv": (6, 1, 1, 1, 3)}


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows, new, updated, unchanged, merged of one file, and what lies beside them."""

    planned: tuple[int, ...]
    reported: tuple[int, ...]
    in_base: tuple[int, ...]
    skipped: int
    in_file: int
    again: tuple[int, ...]
    changed: frozenset[str]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Each file is brought in and taken back."""
    opened = open_filled(tmp_path_factory.mktemp("dry"))
    import_clients(opened, [replace(one, row=number) for number, one in enumerate(KNOWN, start=2)])
    with pytest.MonkeyPatch.context() as patch:
        # A child for each file takes longer than all else; that it reads the same is proven where it is tested.
        patch.setattr(table_import, "read_table_apart", lambda path, wish, _progress: read_table(path, wish))
        yield opened
    opened.close()


def images(session: Session) -> dict[int, Image]:
    with session.store.reading() as work:
        return work.clients.images(list(work.clients.columns().ids))


def bring_in(session: Session, file: Path) -> Counted | None:
    dump, before = logical_dump(session), images(session)
    table = TableImport(session, TableRequest(file))
    try:
        table.read()
        plan = table.plan()
    except KnownError:
        assert logical_dump(session) == dump
        return None
    assert logical_dump(session) == dump, "a dry run writes nothing"
    report = table.bring_in(plan)
    after = images(session)
    told = {id_ for id_, image in before.items() if not is_only_recognised_otherwise(image, after[id_])}
    met = set(report.clients)
    new = len(after) - len(before)
    merged = len(table.cleaned.rows) - len(met)
    again = table.plan()
    undone = undo_import(session, read_imports(session)[0].id).value
    assert (undone.removed, undone.obstacles) == (new, ())
    return Counted(
        planned=plan.numbers[:5],
        reported=(report.rows, report.imported, report.updated, report.unchanged, report.merged),
        in_base=(len(table.cleaned.rows), new, len(told), len((met & before.keys()) - told), merged),
        skipped=table.cleaned.skipped,
        in_file=table.seen.rows or 0,
        again=(again.imported, again.updated),
        changed=frozenset(changed_tables(dump, logical_dump(session))),
    )


@pytest.mark.parametrize("ugly", UGLY, ids=lambda ugly: ugly.name)
def test_the_dry_run_of_an_odd_file_is_what_the_real_run_does_to_the_row(
    session: Session, tmp_path: Path, ugly: Ugly
) -> None:
    found = bring_in(session, write(tmp_path, ugly))
    assert (found is None) is (ugly.name in REFUSED)
    if found is None:
        return
    assert found.planned == found.reported == found.in_base
    assert found.planned[0] + found.skipped == found.in_file == ugly.rows
    assert found.again == (0, 0), "the same file again changes nothing"
    assert found.changed <= LEFT, "and undone it has changed nothing"
    assert found.planned == EXPECTED.get(ugly.name, found.planned)


def test_rows_of_every_kind_are_expected_of_files_that_are_there() -> None:
    assert EXPECTED.keys() | REFUSED < {ugly.name for ugly in UGLY}
    assert all(map(any, zip(*EXPECTED.values(), strict=True)))
