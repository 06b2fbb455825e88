"""An import is undone as a whole, or not at all with the reasons listed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.client import ClientRow, ClientType, Identity, Portrait, Purchase
from core.domain.errors import ImportNotDone, ImportTooOld, UnknownRecord
from core.domain.lead import Stage
from core.domain.merging import Policy
from core.domain.ownership import Ownership
from core.domain.rights import UseCase
from core.intake.mapping import suggest
from core.services.clients import ImportReport
from core.services.consents import withdraw_consent
from core.services.decisions import accept, accept_from
from core.services.drafts import start_draft
from core.services.imports import finish_import, plan_import, read_imports
from core.services.merges import merge_clients
from core.services.recalls import read_recalls
from core.services.scoring import compute
from core.services.sending import make_packages, mark_sent, read_packages, save_package, save_packages
from core.services.session import Session
from core.services.settling import CLIENT, ROW, End, Settlement, ends_of
from core.services.undoing import ImportUndone, InTheWay, undo_import
from tests.support.bases import CAR, SERVICE, TODAY, client_row, consent_to_all, open_filled
from tests.support.imported import import_clients
from tests.support.reading import changed_tables, logical_dump

HEADERS = ["ФИО"]
BESIDE = {"main.audit_entry", "main.mark", "people.mark", "people.table_import", "main.sqlite_sequence"}
BESIDE |= {"people.sqlite_sequence", "people.saved_mapping"}
"""What an import that came and went leaves: its record, what its columns meant, the audit, counters."""

NAMES = ["Анна", "Аня", "Инна", "Ольга"]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    yield opened
    opened.close()


def bring(
    session: Session, rows: Sequence[ClientRow], settlement: Settlement | None = None, paper: str = ""
) -> tuple[int, ImportReport]:
    draft = start_draft(session, "/tables/Список.xlsx", None, HEADERS, suggest(HEADERS)).value.id
    consent = consent_to_all(session, paper) if paper else None
    report = finish_import(session, draft, plan_import(session, rows, settlement), [], consent).value
    return draft, report


def undone(session: Session, draft: int) -> ImportUndone:
    return undo_import(session, draft).value


def later(session: Session) -> None:
    """An hour goes by."""
    then = session.clock() + timedelta(hours=1)
    session.clock = lambda: then


def person(
    number: int, name: str, birth: int | None, phone: str, *bought: str, income: float | None = None
) -> ClientRow:
    born = None if birth is None else date(1980, 1, birth)
    identity = Identity("Соколова", name, "Игоревна", birth_date=born, phone=phone)
    portrait = Portrait(birth_year=born.year if born else None, income=income)
    return ClientRow(number, ClientType.PERSON, identity, portrait, tuple(Purchase(one) for one in bought))


def test_an_import_of_new_clients_leaves_nothing_once_undone(session: Session) -> None:
    import_clients(session, [client_row(n, CAR) for n in range(1, 6)])
    before = logical_dump(session)
    draft, report = bring(session, [client_row(n, CAR, "Нечто") for n in range(3, 12)], paper="С-7")
    assert report.imported == 6
    assert undone(session, draft) == ImportUndone(6, report.updated)
    assert changed_tables(before, logical_dump(session)) <= BESIDE
    assert read_imports(session)[0].state == "undone"


rows = st.lists(
    st.builds(
        person,
        st.just(0),
        st.sampled_from(NAMES),
        st.sampled_from([None, 1, 2, 21]),
        st.sampled_from(["", "+79161110001", "+79161110002"]),
        st.sampled_from([CAR, SERVICE, "Нечто"]),
        income=st.sampled_from([None, 50_000.0, 90_000.0]),
    ),
    max_size=12,
)
policies = st.dictionaries(st.sampled_from(["phone", "income", "birth_date", "name"]), st.sampled_from(Policy))


@given(known=rows, table=rows, rules=policies, refused=st.booleans(), ask=st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_restores_every_record_whatever_was_known_and_whatever_came(  # noqa: PLR0913, PLR0917
    session: Session,
    known: list[ClientRow],
    table: list[ClientRow],
    rules: dict[str, Policy],
    refused: bool,
    ask: bool,
) -> None:
    import_clients(session, [replace(row, row=number) for number, row in enumerate(known, start=2)])
    before = logical_dump(session)
    numbered = [replace(row, row=number) for number, row in enumerate(table, start=2)]
    if refused:
        numbered = [replace(row, purchases=(Purchase(CAR, TODAY, refused=True),)) for row in numbered]
    settlement = Settlement(policies=rules, join_sure=not ask)
    plan = plan_import(session, numbered, settlement)
    draft, report = bring(session, numbered, settlement, paper="С-9")
    told = (report.rows, report.imported, report.updated, report.unchanged, report.merged, report.others)
    assert plan.numbers == (*told, report.questions)
    assert report.imported + report.updated + report.unchanged + report.merged + report.others == len(table)
    assert undone(session, draft).obstacles == ()
    assert changed_tables(before, logical_dump(session)) <= BESIDE
    assert session.store.check() == []


def test_a_decided_pair_is_undone_with_its_import(session: Session) -> None:
    import_clients(session, [person(2, "Анна", 1, "+79161110001")])
    with session.store.reading() as work:
        (known,) = work.clients.recognised_by()
    before = logical_dump(session)
    row = person(2, "Анна", None, "+79990000000", CAR)
    apart = Settlement(different=frozenset({ends_of(End(CLIENT, known), End(ROW, 2))}))
    one = Settlement(same=frozenset({ends_of(End(CLIENT, known), End(ROW, 2))}))
    for settlement, imported in ((apart, 1), (one, 0)):
        draft, report = bring(session, [row], settlement)
        assert report.imported == imported
        undone(session, draft)
        assert changed_tables(before, logical_dump(session)) <= BESIDE


def test_what_has_left_keeps_an_import_and_is_listed(session: Session, tmp_path: Path) -> None:
    draft, report = bring(session, [client_row(n, CAR) for n in range(1, 30)], paper="С-1")
    compute(session)
    accept_from(session, 1, report.clients)
    make_packages(session, report.clients, "ru")
    save_packages(session, tmp_path / "out")
    with session.store.reading() as work:
        sent = {one.client_id for one in work.leads.in_stage(Stage.PACKAGED)}
    mark_sent(session, read_packages(session)[0].id)
    before = logical_dump(session)
    result = undone(session, draft)
    assert {one.client_id for one in result.obstacles} == sent
    assert {one.why for one in result.obstacles} == {InTheWay.LEFT}
    assert all(one.who.startswith("Кактусов") and one.what.endswith(".xlsx") for one in result.obstacles)
    assert logical_dump(session) == before


def test_decisions_on_new_clients_go_with_them(session: Session) -> None:
    draft, report = bring(session, [client_row(n, CAR) for n in range(1, 20)])
    compute(session)
    with session.store.reading() as work:
        leads = work.leads.in_stage(Stage.PROCESSED)
    accept(session, [leads[0].id])
    assert undone(session, draft).removed == report.imported == 19
    with session.store.reading() as work:
        assert work.leads.in_stage(Stage.WAITING) == work.leads.in_stage(Stage.TASK) == []


def test_a_later_import_of_the_same_clients_is_undone_first(session: Session) -> None:
    first, _ = bring(session, [person(2, "Анна", 1, "+79161110001")])
    later(session)
    second, _ = bring(session, [person(2, "Анна", 1, "+79161110001", CAR, income=70_000.0)])
    (met,) = undone(session, first).obstacles
    assert (met.why, met.who, met.what) == (InTheWay.LATER, "Соколова А. И.", "/tables/Список.xlsx")
    assert undone(session, second).restored == 1
    assert undone(session, first).removed == 1


def test_clients_that_changed_or_were_joined_since_keep_an_import(session: Session) -> None:
    import_clients(session, [person(2, "Анна", 1, "+79161110001")])
    draft, report = bring(session, [person(2, "Анна", 1, "+79161110001", income=70_000.0), client_row(7, CAR)])
    with session.store.unit_of_work() as work:
        kind = next(iter(work.catalogue.read().kinds))
        work.clients.put_ownerships([Ownership(report.clients[0], kind, None, None)])
    assert [one.why for one in undone(session, draft).obstacles] == [InTheWay.CHANGED]
    merge_clients(session, *report.clients)
    assert {one.why for one in undone(session, draft).obstacles} == {InTheWay.JOINED}


def test_a_consent_that_was_withdrawn_since_stays_withdrawn(session: Session) -> None:
    import_clients(session, [client_row(1, CAR)])
    draft, report = bring(session, [client_row(1, CAR, SERVICE)], paper="С-5")
    withdraw_consent(session, report.clients, "С-5")
    assert undone(session, draft).restored == 1
    with session.store.reading() as work:
        (partner, *_) = [one.id for one in work.catalogue.read().companies.values() if not one.own]
        assert work.consents.live(report.clients, partner, "offer", TODAY) == set()
    assert len(logical_dump(session)["people.consent"]) == 1


def test_only_an_import_that_is_done_can_be_undone(session: Session) -> None:
    draft = start_draft(session, "/tables/a.xlsx", None, HEADERS, suggest(HEADERS)).value.id
    with pytest.raises(ImportNotDone):
        undo_import(session, draft)
    done, _ = bring(session, [client_row(1, CAR)])
    undone(session, done)
    with pytest.raises(ImportNotDone):
        undo_import(session, done)
    with pytest.raises(UnknownRecord):
        undo_import(session, 10**6)


def test_an_import_of_a_version_that_kept_no_changes_is_not_undone_in_name_only(session: Session) -> None:
    draft, _ = bring(session, [client_row(1)])
    with session.keeping(UseCase.IMPORT_CLIENTS) as work:
        work.table_imports.keep_changes(draft, [], {})
    with pytest.raises(ImportTooOld):
        undo_import(session, draft)
    assert [one.state for one in read_imports(session)] == ["done"]


def test_what_is_packed_by_the_consent_of_an_import_alone_does_not_leave_once_that_is_undone(
    session: Session, tmp_path: Path
) -> None:
    first, client = client_row(1, CAR), 1
    import_clients(session, [first])
    draft, _ = bring(session, [first], paper="С-5")
    compute(session)
    accept_from(session, 1, [client])
    make_packages(session, [client], "ru")
    sent, *others = read_packages(session)
    assert others
    save_package(session, sent.id, tmp_path / "out")
    mark_sent(session, sent.id)
    assert undone(session, draft).obstacles == ()
    assert [one.id for one in read_packages(session)] == [sent.id]
    assert [one.file_name for one in read_recalls(session)] == [sent.file_name]
