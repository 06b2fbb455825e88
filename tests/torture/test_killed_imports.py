"""An import that is killed at a chosen moment: the base is as before, its draft is there, one goes on to the end."""

import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.cli import main, passwords, telling
from core.intake import sources
from core.intake.choices import Corrections
from core.intake.cleaning import Cleaned, clean
from core.intake.corrections import corrected, fitting, marks_of
from core.intake.sources import Source, file_stamp
from core.intake.tables import Table, read_table
from core.services import table_import
from core.services.drafts import ImportDraft, begin_draft, read_drafts, save_draft
from core.services.imports import finish_import, mapping_of, plan_import, read_imports
from core.services.journal import check_journal
from core.services.session import Progress, Session, no_progress, sign_in
from core.services.settling import ROW, End, Settlement, ends_of
from tests.support.bases import LOGIN, PASSWORD, client_row, open_filled
from tests.support.imported import import_clients
from tests.support.reading import logical_dump, people

if sys.platform == "win32":
    pytest.skip("the import is forked", allow_module_level=True)

LETTERS = "бвгджзклмн"
ROWS = 300
BESIDE = {"main.audit_entry", "main.mark", "people.mark", "people.table_import", "people.sqlite_sequence"}
BESIDE |= {"main.sqlite_sequence"}
"""What a backup before the import and its draft may change."""

Moment = tuple[str, Callable[[int, int], bool]]
MOMENTS: dict[str, Moment] = {
    "clients are written": ("store", lambda done, total: 0 < done < total),
    "all is written and nothing kept": ("store", lambda done, total: done == total > ROWS),
}


def named(number: int) -> str:
    return "Опун" + "".join(LETTERS[int(digit)] * 2 for digit in f"{number:03}") + "цин"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base with two clients, to be copied, and the table beside it."""
    session = open_filled(tmp_path_factory.mktemp("killed"))
    import_clients(session, [client_row(1), client_row(2)])
    session.close()
    lines = ["Фамилия;Имя;Телефон;Дата рождения", "Кактусов1;Пётр;+7 916 000-00-01;", "Тест;Тест;0;"]
    lines += [f"{named(one)};Юст;+7 925 000-{one // 100:02}-{one % 100:02};15.05.1980" for one in range(ROWS)]
    (session.store.folder.parent / "clients.csv").write_text("\n".join(lines), encoding="utf-8")
    return session.store.folder.parent


@pytest.fixture
def home(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, PASSWORD)
    for module in (sources, table_import):
        monkeypatch.setattr(module, "read_table_apart", lambda path, wish, _progress: read_table(path, wish))
    return Path(shutil.copytree(made, tmp_path / "home"))


def entered(home: Path) -> Iterator[Session]:
    session = sign_in(home / "Test.opuntia", LOGIN, PASSWORD)
    yield session
    session.close()


def killed(work: Callable[[], object]) -> None:
    """Let a process of its own do it; it is to end by SIGKILL."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it has come to its end"
    assert os.WTERMSIG(status) == signal.SIGKILL


def killing(moment: Moment) -> Progress:
    """A progress that kills its process at this moment."""
    step, is_it = moment

    def tell(at: str, done: int, total: int) -> None:
        if at == step and is_it(done, total):
            os.kill(os.getpid(), signal.SIGKILL)

    return tell


def as_it_was(session: Session, before: dict[str, list[str]]) -> None:
    """Nothing but a draft is there of the import, and both stores are whole."""
    after = logical_dump(session)
    assert {name for name, rows in before.items() if rows != after[name]} <= BESIDE
    assert session.store.check() == []
    assert check_journal(session).trouble is None


def cleaned_of(session: Session, draft: ImportDraft) -> Cleaned:
    """Of a draft that one goes on with, as the window does it."""
    table: Table = draft.source.read()
    mapping = mapping_of(table.headers, draft.columns.fields, draft.columns.services)
    corrections = fitting(table, draft.corrections)
    assert corrections == draft.corrections
    return clean(corrected(table, corrections), mapping, session.today(), choices=draft.columns)


def finish(session: Session, draft: ImportDraft, progress: Progress = no_progress) -> None:
    cleaned = cleaned_of(session, draft)
    plan = plan_import(session, cleaned.rows, draft.settlement, progress)
    finish_import(session, draft.id, plan, cleaned.problems, None, progress)


def chosen(session: Session, file: Path) -> ImportDraft:
    """A draft with a cell typed over, a row left out, and two rows called two people."""
    source = Source(str(file), file_stamp(file))
    table = source.read()
    places = {number: place for place, number in enumerate(table.numbers)}
    corrections = Corrections({4: {1: "Агав"}}, frozenset({3}), marks_of(table, places, (3, 4)))
    settlement = Settlement(different=frozenset({ends_of(End(ROW, 4), End(ROW, 5))}))
    draft = begin_draft(session, source, table).value
    return save_draft(session, replace(draft, corrections=corrections, settlement=settlement, step=4)).value


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, Counter[Any]]:
    """Who is in the base after an import that nobody has killed."""
    return {}


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_window_s_import_goes_on_from_its_draft_after_a_kill(
    home: Path, moment: str, undisturbed: dict[str, Counter[Any]]
) -> None:
    if not undisturbed:
        other = Path(shutil.copytree(home, home.with_name("other")))
        for session in entered(other):
            finish(session, chosen(session, other / "clients.csv"))
            undisturbed["people"] = people(session)
    for session in entered(home):
        draft = chosen(session, home / "clients.csv")
        before = logical_dump(session)

    def work() -> None:
        for session in entered(home):
            finish(session, draft, killing(MOMENTS[moment]))

    killed(work)
    for session in entered(home):
        as_it_was(session, before)
        assert read_drafts(session) == [draft]
        finish(session, draft)
        assert people(session) == undisturbed["people"]
        assert len(list(people(session).elements())) == ROWS + 2
        assert [one.state for one in read_imports(session)] == ["done", "done"]


def test_the_headless_import_leaves_a_draft_and_another_run_brings_everybody_in(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for session in entered(home):
        before = logical_dump(session)
    command = ["import", str(home / "clients.csv"), "--base", str(home / "Test.opuntia"), "--user", LOGIN, "--json"]

    with monkeypatch.context() as patch:
        patch.setattr(telling, "Progress", lambda _language: killing(MOMENTS["clients are written"]))
        killed(lambda: main(command))
    for session in entered(home):
        as_it_was(session, before)
        (draft,) = read_drafts(session)
        assert Path(draft.path).name == "clients.csv"
    assert main(command) == 0
    for session in entered(home):
        assert len(list(people(session).elements())) == ROWS + 3
        assert session.store.check() == []
        finish(session, draft)
        assert len(list(people(session).elements())) == ROWS + 3, "and what was left of the first changes nothing"
        assert read_drafts(session) == []
