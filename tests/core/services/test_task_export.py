"""Our own tasks taken along: a client's number and the service, of those within reach, in cells that stay dead."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from core.domain.errors import FolderUnwritable, MissingColumns, NotAllowed, PlaceUnwritable, UnknownRecord
from core.domain.journal import Group, JournalFilter
from core.domain.lead import Answer, Stage
from core.domain.rights import Role
from core.intake.tables import read_table
from core.services import table_import
from core.services.catalogue import read_catalogue
from core.services.client_card import read_client
from core.services.decisions import accept_from
from core.services.journal import read_journal
from core.services.leads import leads_in
from core.services.organisation import reassign
from core.services.outcomes import record_outcome
from core.services.scoring import compute
from core.services.session import Session
from core.services.task_export import export_tasks
from core.services.users import create_user
from core.services.wording import LANGUAGES
from tests.core.services.conftest import sheet_of
from tests.core.services.test_own_exports import planned
from tests.support.bases import (
    CASCO,
    LIABILITY,
    TODAY,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_prepared,
)
from tests.support.by_hand import rename_service
from tests.support.imported import import_clients


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Clients whose best offers are ours and partners'; all are accepted."""
    opened, _ = open_prepared(tmp_path, _accepted)
    yield opened
    opened.close()


def _accepted(session: Session) -> None:
    fill_catalogue(session)
    rows = [client_row(number, CASCO, LIABILITY) for number in range(1, 7)]
    clients = list(import_clients(session, rows, consent_to_all(session)).value.clients)
    compute(session)
    accept_from(session, 1, clients)


def tasks(session: Session) -> list[list[object]]:
    """(number, service) of each, as the card of the client and the catalogue tell them."""
    services = read_catalogue(session).services
    return sorted(
        [read_client(session, one.client_id).number, services[one.service_id].name]
        for one in leads_in(session, Stage.TASK)
    )


def test_a_task_is_a_row_of_number_and_service_and_nothing_else_leaves(session: Session, tmp_path: Path) -> None:
    wanted = tasks(session)
    assert wanted and leads_in(session, Stage.WAITING)
    for language, heads in (
        ("ru", ["Номер клиента", "Предлагаемая услуга"]),
        ("en", ["Client number", "Offered service"]),
    ):
        file = tmp_path / f"{language}.xlsx"
        assert export_tasks(session, file, language).value == len(wanted)  # type: ignore[arg-type]
        head, *rows = sheet_of(file)
        assert head == heads
        assert rows == wanted
        whole = b"".join(ZipFile(file).read(name) for name in ZipFile(file).namelist()).decode()
        for trace in ("Кактусов", "Пётр", "Ильич", "7916", "1950"):
            assert trace not in whole
    (one, other) = read_journal(session, JournalFilter(groups=frozenset({Group.EXPORT}))).lines
    assert one.details == other.details == {"exported": len(wanted)}


def test_what_is_answered_is_no_task_any_more(session: Session, tmp_path: Path) -> None:
    before = tasks(session)
    record_outcome(session, leads_in(session, Stage.TASK)[0].id, Answer.NO_ANSWER, TODAY)
    file = tmp_path / "tasks.xlsx"
    assert export_tasks(session, file, "ru").value == len(before) - 1
    assert sheet_of(file)[1:] == tasks(session)


def test_nobodys_task_beyond_reach_is_taken_along(session: Session, tmp_path: Path) -> None:
    create_user(session, "vera", frozenset({Role.MANAGER}))
    theirs = leads_in(session, Stage.TASK)[0].client_id
    number = read_client(session, theirs).number
    reassign(session, [theirs], "vera")
    session.roles = frozenset({Role.MANAGER})
    file = tmp_path / "tasks.xlsx"
    export_tasks(session, file, "ru")
    assert number not in {row[0] for row in sheet_of(file)[1:]}
    session.roles = frozenset({Role.ADMINISTRATOR, Role.ANALYST})
    with pytest.raises(NotAllowed):
        export_tasks(session, file, "ru")


@pytest.mark.parametrize(
    "payload", ["=1+1", "+7", "-2", "@SUM(A1)", "＝1+1"], ids=["is", "plus", "minus", "at", "wide"]
)
def test_the_name_of_a_service_comes_back_as_text(session: Session, tmp_path: Path, payload: str) -> None:
    service = leads_in(session, Stage.TASK)[0].service_id
    rename_service(session, service, payload)
    file = tmp_path / "tasks.xlsx"
    export_tasks(session, file, "ru")
    assert payload in {row[1] for row in read_table(file).rows}
    assert "<f>" not in ZipFile(file).read("xl/worksheets/sheet1.xml").decode()


def test_such_a_file_brings_nobody_in_when_it_is_imported(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_import, "read_table_apart", lambda path, wish, _progress: read_table(path, wish))
    for language in LANGUAGES:
        file = tmp_path / f"{language}.xlsx"
        export_tasks(session, file, language)
        with pytest.raises(MissingColumns):
            planned(session, file)


def test_it_is_told_in_the_journal_before_it_is_written_and_never_lies_in_the_base(
    session: Session, tmp_path: Path
) -> None:
    with pytest.raises(FolderUnwritable):
        export_tasks(session, tmp_path / "none" / "tasks.xlsx", "ru")
    (line,) = read_journal(session, JournalFilter(groups=frozenset({Group.EXPORT}))).lines
    assert line.details == {"exported": len(tasks(session))}
    with pytest.raises(PlaceUnwritable):
        export_tasks(session, session.store.folder / "tasks.xlsx", "ru")
    for one in leads_in(session, Stage.TASK):
        record_outcome(session, one.id, Answer.REFUSED, TODAY)
    with pytest.raises(UnknownRecord):
        export_tasks(session, tmp_path / "tasks.xlsx", "ru")
    assert not (tmp_path / "tasks.xlsx").exists()
