"""Who is erased lives on in no import: neither in drafts nor in what imports that are done keep."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.domain.client import ClientRow, ClientType, Identity, Portrait
from core.domain.rights import UseCase
from core.intake.choices import ColumnChoices, Corrections
from core.intake.mapping import suggest
from core.intake.sources import Pasted, Source
from core.services.drafts import ImportDraft, read_drafts, save_draft, start_draft
from core.services.imports import finish_import, plan_import, read_imports
from core.services.session import Session
from core.services.undoing import undo_import
from core.storage.erasing import erase_clients
from tests.support.bases import NOW, open_filled
from tests.support.reading import logical_dump

HEADERS = ("ФИО", "Телефон")
CANARY = "Шипастиков"
TYPED = Corrections({3: {0: f"{CANARY} Юст"}}, frozenset({4}), {3: "m3", 4: "m4"})
ROWS = [ClientRow(3, ClientType.PERSON, Identity(CANARY, "Юст", phone="+79161234567"), Portrait())]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    opened = open_filled(tmp_path_factory.mktemp("erased"))
    yield opened
    opened.close()


@pytest.fixture
def session(base: Session) -> Session:
    """Without imports and clients."""
    base.clock = lambda: NOW
    with base.keeping(UseCase.IMPORT_CLIENTS) as work:
        ids = list(work.clients.columns().ids)
        for one in work.table_imports.everything(NOW.replace(year=2000)):
            if one.state == "draft":
                work.table_imports.discard(one.id)
        erase_clients(work.clients._connection, ids, NOW)
    return base


def draft_of(session: Session, path: str = "/tables/клиенты.xlsx") -> ImportDraft:
    return start_draft(session, path, None, HEADERS, suggest(HEADERS)).value


def keeping(session: Session) -> set[str]:
    """Tables that know the canary."""
    packed = Pasted.of(f"ФИО\n{CANARY} Юст\n").packed
    return {name for name, rows in logical_dump(session).items() if any(CANARY in row or packed in row for row in rows)}


def erase(session: Session, client_id: int) -> None:
    with session.keeping(UseCase.IMPORT_CLIENTS) as work:
        erase_clients(work.clients._connection, [client_id], session.now())


def bring(session: Session) -> tuple[int, int]:
    """An import of the one person, corrected by hand: (import, client)."""
    draft = save_draft(session, replace(draft_of(session), corrections=TYPED)).value
    (client,) = finish_import(session, draft.id, plan_import(session, ROWS), []).value.clients
    return draft.id, client


def test_an_import_that_is_done_keeps_nothing_that_was_typed_into_its_rows(session: Session) -> None:
    bring(session)
    assert "people.person" in keeping(session)
    assert "people.table_import" not in keeping(session)
    with session.store.reading() as work:
        stored = next(one for one in work.table_imports.everything(NOW) if one.state == "done")
    assert not {"cells", "skipped", "marks", "pasted"} & stored.draft.keys()
    assert stored.draft["headers"] == list(HEADERS)


def test_an_erased_client_is_in_no_draft_and_those_that_name_nobody_stay(session: Session) -> None:
    _, client = bring(session)
    save_draft(session, replace(draft_of(session), corrections=TYPED))
    pasted = Source(pasted=Pasted.of(f"ФИО\n{CANARY} Юст\n"))
    start_draft(session, pasted, None, HEADERS, suggest(HEADERS))
    bare = draft_of(session, "/tables/other.xlsx")
    chosen = replace(
        bare, columns=ColumnChoices({0: "full_name"}), corrections=Corrections({}, frozenset({9}), {9: "m"})
    )
    kept = save_draft(session, chosen).value
    assert "people.table_import" in keeping(session)
    erase(session, client)
    assert keeping(session) == set()
    assert read_drafts(session) == [kept]


def test_an_import_of_an_earlier_version_loses_what_was_typed_and_stays_listed(session: Session) -> None:
    import_id, client = bring(session)
    with session.keeping(UseCase.IMPORT_CLIENTS) as work:
        record = work.table_imports.one(import_id)
        work.table_imports._connection.exec_driver_sql(
            "UPDATE people.table_import SET draft = json_set(draft, '$.cells', json(?)) WHERE id = ?",
            (f'[[3, [[0, "{CANARY} Юст"]]]]', import_id),
        )
    assert "people.table_import" in keeping(session)
    erase(session, client)
    assert keeping(session) == set()
    with session.store.reading() as work:
        assert work.table_imports.one(import_id) == record


def test_undoing_an_import_leaves_the_drafts_of_others(session: Session) -> None:
    import_id, _ = bring(session)
    other = save_draft(session, replace(draft_of(session), corrections=TYPED)).value
    assert undo_import(session, import_id).value.removed == 1
    assert read_drafts(session) == [other]
    assert [one.state for one in read_imports(session)][:2] == ["draft", "undone"]
