"""The dry run of every odd file says what the real one does, counted in the base itself, and undoing takes it back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from core.domain.client import ClientRow, ClientType, Identity, Portrait
from core.domain.errors import KnownError
from core.intake.tables import read_table
from core.services import table_import
from core.services.clients import import_clients
from core.services.imports import read_imports
from core.services.session import Session
from core.services.table_import import TableImport, TableRequest
from core.services.undoing import undo_import
from core.storage.client_images import Image, is_only_recognised_otherwise
from tests.core.intake.files import cleaned
from tests.support.bases import fill_catalogue, open_new_base
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
REFUSED |= {"two levels unmerged.xlsx", "parameters above.xlsx"}
"""Files in which no column holds names."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows, new, updated, unchanged, merged, others of one file, and what lies between them."""

    planned: tuple[int, ...]
    reported: tuple[int, ...]
    in_base: tuple[int, ...]
    questions: int
    skipped: int
    in_file: int
    again: tuple[int, ...]
    changed: frozenset[str]


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Counted | None]]:
    """Each odd file brought in and taken back, in one base; None of those that are refused."""
    folder = tmp_path_factory.mktemp("dry")
    session = open_new_base(folder)
    fill_catalogue(session)
    import_clients(session, [replace(one, row=number) for number, one in enumerate(KNOWN, start=2)])
    with pytest.MonkeyPatch.context() as patch:
        # A child for each file takes longer than all else; that it reads the same is proven where it is tested.
        patch.setattr(table_import, "read_table_apart", lambda path, wish, _progress: read_table(path, wish))
        yield {ugly.name: bring_in(session, write(folder, ugly)) for ugly in UGLY}
    session.close()


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
        planned=plan.numbers[:-1],
        reported=(report.rows, report.imported, report.updated, report.unchanged, report.merged, report.others),
        in_base=(len(table.cleaned.rows), new, len(told), len((met & before.keys()) - told), merged, 0),
        questions=plan.numbers[-1],
        skipped=table.cleaned.skipped,
        in_file=len(table.table.rows),
        again=(again.imported, again.updated),
        changed=frozenset(changed_tables(dump, logical_dump(session))),
    )


@pytest.mark.parametrize("ugly", UGLY, ids=lambda ugly: ugly.name)
def test_the_dry_run_of_an_odd_file_is_what_the_real_run_does_to_the_row(
    counted: dict[str, Counted | None], ugly: Ugly
) -> None:
    found = counted[ugly.name]
    assert (found is None) is (ugly.name in REFUSED)
    if found is None:
        return
    assert found.planned == found.reported == found.in_base
    assert found.planned[0] + found.skipped == found.in_file == ugly.rows
    assert found.again == (0, 0), "the same file again changes nothing"
    assert found.changed <= LEFT, "and undone it has changed nothing"


def test_the_odd_files_bring_in_rows_of_every_kind(counted: dict[str, Counted | None]) -> None:
    brought = [one for one in counted.values() if one is not None]
    assert len(brought) >= 65
    totals = [sum(column) for column in zip(*(one.planned for one in brought), strict=True)]
    assert totals[0] == sum(totals[1:])
    assert min(totals[:-1]) > 0
    assert min(sum(one.questions for one in brought), sum(one.skipped for one in brought)) > 0
