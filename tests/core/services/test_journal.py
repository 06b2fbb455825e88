"""The journal is read by those who watch over the base, leaves as a workbook, and is checked against heads outside."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from core.domain.errors import FolderUnwritable, NotAllowed, PlaceUnwritable, TooManyLines
from core.domain.journal import GROUPS, REVEALS, AuditHead, AuditTrouble, Group, JournalFilter, JournalLine, Tampering
from core.domain.rights import Role, UseCase
from core.services import journal
from core.services.catalogue import read_catalogue
from core.services.clients import import_clients
from core.services.decisions import accept_from, decline
from core.services.doctor import Finding, examine_base
from core.services.entries import tell_details, tell_role, tell_use_case
from core.services.journal import JournalCheck, check_journal, export_journal, read_journal
from core.services.outgoing import preview
from core.services.scoring import compute
from core.services.sending import (
    hand_out_passwords,
    make_packages,
    mark_sent,
    read_packages,
    read_password,
    save_packages,
)
from core.services.session import Session
from core.services.settings import change_settings, read_settings
from core.services.wording import LANGUAGES, Language, say
from core.storage.connection import connect
from core.storage.location import system_mounts
from core.storage.store import UnitOfWork, open_base
from core.vault.slots import StoreKeys, unlock
from tests.core.storage.journals import chained_anew, replace_rows, rows, unguarded
from tests.support.bases import (
    CAR,
    LOGIN,
    NOW,
    PASSWORD,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_new_base,
    reopen,
)
from tests.support.workbooks import property_of

EVERYTHING = JournalFilter()
BORIS = "boris"


def _work(session: Session, folder: Path) -> None:
    """Something of every kind, on several days, by two users."""
    fill_catalogue(session)
    with session.store.unit_of_work() as work:
        boris = work.accounts.add_user(BORIS, frozenset(Role))
    anna, session.user_id = session.user_id, boris
    _on(session, NOW + timedelta(days=1))
    clients = import_clients(session, [client_row(n, CAR) for n in range(1, 9)], consent_to_all(session)).value.clients
    compute(session)
    _on(session, NOW + timedelta(days=2))
    session.user_id = anna
    first = next(one.id for one in all_recommendations(session))
    decline(session, [first])
    accept_from(session, 1, list(clients))
    partners = [one.id for one in read_catalogue(session).companies.values() if not one.own]
    preview(session, partners[0], "ru")
    make_packages(session, list(clients), "ru")
    save_packages(session, folder / "out")
    package = read_packages(session)[0].id
    read_password(session, package)
    hand_out_passwords(session, folder / "passwords.txt")
    mark_sent(session, package)
    _on(session, NOW + timedelta(days=5))
    change_settings(session, replace(read_settings(session), accept_from=70, review_floor=50))


def _on(session: Session, at: datetime) -> None:
    session.clock = lambda: at


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a base with a past, and of what left it."""
    folder = tmp_path_factory.mktemp("journal")
    session = open_new_base(folder)
    _work(session, folder)
    session.close()
    return folder


@pytest.fixture(scope="module")
def reader(template: Path) -> Iterator[Session]:
    """The base, for tests that only read."""
    session = reopen(template / "Test.opuntia")
    yield session
    session.close()


@pytest.fixture(scope="module")
def keys(template: Path) -> StoreKeys:
    """Both keys, so that copies open without a password."""
    return unlock(template / "Test.opuntia", LOGIN, PASSWORD).keys


@pytest.fixture
def session(template: Path, keys: StoreKeys, reader: Session, tmp_path: Path) -> Iterator[Session]:
    """A copy of the base."""
    folder = shutil.copytree(template / "Test.opuntia", tmp_path / "Test.opuntia")
    session = replace(reader, store=open_base(Path(folder), keys, system_mounts))
    yield session
    session.close()


def _again(session: Session, keys: StoreKeys) -> None:
    """Open the base of a closed session again."""
    session.store = open_base(session.store.folder, keys, system_mounts)


def _lines(session: Session, wanted: JournalFilter = EVERYTHING) -> list[JournalLine]:
    return list(read_journal(session, wanted, limit=10_000).lines)


def test_lines_come_newest_first_with_who_did_what_when_and_as_what(reader: Session) -> None:
    page = read_journal(reader, EVERYTHING)
    assert [line.id for line in page.lines] == list(range(page.total, 0, -1))
    newest = page.lines[0]
    assert (newest.login, newest.role, newest.use_case) == (LOGIN, "administrator", "change_settings")
    assert newest.at == (NOW + timedelta(days=5)).replace(tzinfo=None)
    assert newest.details == {"accept_from": [80, 70], "review_floor": [60, 50]}
    assert {line.login for line in page.lines} == {LOGIN, BORIS}
    assert list(page.logins.values()) == [LOGIN, BORIS]


def test_pages_follow_each_other_without_a_gap(reader: Session) -> None:
    everything, total = _lines(reader), read_journal(reader, EVERYTHING, limit=1).total
    pages = [read_journal(reader, EVERYTHING, limit=7, offset=offset) for offset in range(0, total, 7)]
    assert [line for page in pages for line in page.lines] == everything
    assert {page.total for page in pages} == {total} == {len(everything)}
    assert read_journal(reader, EVERYTHING, limit=7, offset=total).lines == ()


def _reveals(line: JournalLine) -> bool:
    return bool(REVEALS & line.details.keys())


def _passes(line: JournalLine, wanted: JournalFilter, users: dict[str, int]) -> bool:
    """The filter said once more, without SQL."""
    day = line.at.replace(tzinfo=UTC).astimezone().date()
    in_groups = {
        group
        for group in Group
        if (group is Group.REVEAL) == _reveals(line) and (_reveals(line) or line.use_case in GROUPS[group])
    }
    named = wanted.groups or wanted.use_cases
    return (
        (wanted.first is None or wanted.first <= day)
        and (wanted.last is None or day <= wanted.last)
        and wanted.user_id in {None, users[line.login]}
        and (not named or line.use_case in wanted.use_cases or bool(in_groups & wanted.groups))
    )


_DAYS = st.none() | st.dates(NOW.date() - timedelta(days=2), NOW.date() + timedelta(days=7))
_FILTERS = st.builds(
    JournalFilter,
    first=_DAYS,
    last=_DAYS,
    user_id=st.sampled_from([None, 1, 2]),
    groups=st.frozensets(st.sampled_from(Group), max_size=3),
    use_cases=st.frozensets(st.sampled_from(UseCase), max_size=3),
)


@given(wanted=_FILTERS)
def test_a_filter_lets_through_just_what_it_says(reader: Session, wanted: JournalFilter) -> None:
    everything = _lines(reader)
    users = {login: id_ for id_, login in read_journal(reader, EVERYTHING, limit=1).logins.items()}
    page = read_journal(reader, wanted, limit=10_000)
    assert list(page.lines) == [line for line in everything if _passes(line, wanted, users)]
    assert page.total == len(page.lines)


def test_every_group_of_this_past_has_lines_and_a_look_is_no_sending(reader: Session) -> None:
    by_group = {group: _lines(reader, JournalFilter(groups=frozenset({group}))) for group in Group}
    assert {group for group, lines in by_group.items() if not lines} == {Group.EXPORT}
    assert {next(iter(line.details)) for line in by_group[Group.REVEAL]} == REVEALS
    assert not any(_reveals(line) for line in by_group[Group.SEND])
    assert sum(map(len, by_group.values())) == len(_lines(reader))


def test_days_are_those_of_this_computer_from_their_first_moment_to_their_last(session: Session) -> None:
    day = date(2026, 12, 24)
    moments = (
        datetime.combine(day - timedelta(days=1), time.max),
        datetime.combine(day, time.min),
        datetime.combine(day, time.max),
        datetime.combine(day + timedelta(days=1), time.min),
    )
    for at in moments:
        _on(session, at.astimezone())
        change_settings(session, read_settings(session))
    found = _lines(session, JournalFilter(first=day, last=day))
    assert [line.at for line in found] == [at.astimezone(UTC).replace(tzinfo=None) for at in (moments[2], moments[1])]


def test_the_ends_of_the_calendar_bound_nothing(reader: Session) -> None:
    assert _lines(reader, JournalFilter(first=date.min, last=date.max)) == _lines(reader)
    assert _lines(reader, JournalFilter(first=date.max)) == _lines(reader, JournalFilter(last=date.min)) == []


@pytest.mark.parametrize("role", Role)
def test_those_who_watch_over_the_base_read_the_journal_and_managers_do_not(
    reader: Session, tmp_path: Path, role: Role
) -> None:
    one = replace(reader, roles=frozenset({role}))
    asked: list[Callable[[], object]] = [
        lambda: read_journal(one, EVERYTHING),
        lambda: check_journal(one),
        lambda: export_journal(one, EVERYTHING, tmp_path / "journal.xlsx", "ru"),
    ]
    if role is not Role.MANAGER:
        assert all(ask() for ask in asked[:2])
        return
    for ask in asked:
        with pytest.raises(NotAllowed):
            ask()
    assert not list(tmp_path.iterdir())


def _sheet(file: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_is_the_page_in_words(session: Session, tmp_path: Path, language: Language) -> None:
    wanted = JournalFilter(first=(NOW + timedelta(days=1)).date())
    lines, file = _lines(session, wanted), tmp_path / "journal.xlsx"
    assert export_journal(session, wanted, file, language).value == len(lines) > 10
    header, *cells = _sheet(file)
    assert header[0] == say(language, "journal", "column_id")
    assert cells == [
        [
            line.id,
            line.at,
            line.login,
            tell_role(language, line.role),
            tell_use_case(language, line.use_case),
            tell_details(language, line.use_case, line.details),
        ]
        for line in lines
    ]


def test_nobody_s_name_phone_or_password_is_in_the_workbook(session: Session, tmp_path: Path, template: Path) -> None:
    file = tmp_path / "journal.xlsx"
    export_journal(session, EVERYTHING, file, "ru")
    text = str(_sheet(file))
    passwords = [line.split("\t")[2] for line in (template / "passwords.txt").read_text("utf-8").splitlines()]
    assert passwords
    for telling in ("Кактусов", "Пётр", "7916", "С-1", *passwords):
        assert telling not in text


def test_an_export_stands_in_the_journal_before_a_byte_is_written(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, seen = tmp_path / "journal.xlsx", []

    def write(path: Path, content: bytes) -> None:
        assert content.startswith(b"PK")
        assert not path.exists()
        seen.append(_lines(session)[0])

    monkeypatch.setattr(journal, "write_whole", write)
    wanted = JournalFilter(
        NOW.date(), None, session.user_id, frozenset({Group.SEND, Group.REVEAL}), frozenset({UseCase.COMPUTE})
    )
    expected = len(_lines(session, wanted))
    done = export_journal(session, wanted, file, "ru")
    [entry] = seen
    assert (entry.id, entry.use_case, entry.role) == (done.entry, "export_journal", "supervisor")
    assert entry.details == {
        "exported": expected,
        "first": "2026-11-20",
        "user": session.user_id,
        "groups": ["reveal", "send"],
        "use_cases": ["compute"],
    }


def test_an_export_that_cannot_be_written_leaves_its_entry_and_the_old_file(session: Session, tmp_path: Path) -> None:
    (tmp_path / "journal.xlsx").mkdir()
    before = len(_lines(session))
    for file in (tmp_path / "journal.xlsx", tmp_path / "nowhere" / "journal.xlsx"):
        with pytest.raises(FolderUnwritable):
            export_journal(session, EVERYTHING, file, "ru")
    assert [line.use_case for line in _lines(session)[:-before]] == ["export_journal"] * 2
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == []


@pytest.mark.parametrize("name", ["work.db", "journal.xlsx", "../Test.opuntia/people.db"])
def test_nothing_is_written_into_the_base_itself(session: Session, name: str) -> None:
    before = {file: file.read_bytes() for file in session.store.folder.iterdir()}
    with pytest.raises(PlaceUnwritable):
        export_journal(session, EVERYTHING, session.store.folder / name, "ru")
    assert {file: file.read_bytes() for file in session.store.folder.iterdir()} == before


def test_more_lines_than_a_workbook_takes_are_refused_whole(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = len(_lines(session))
    monkeypatch.setattr(journal, "MOST_EXPORTED", total - 1)
    with pytest.raises(TooManyLines) as refused:
        export_journal(session, EVERYTHING, tmp_path / "journal.xlsx", "ru")
    assert refused.value.facts == {"most": total - 1}
    assert len(_lines(session)) == total
    assert not (tmp_path / "journal.xlsx").exists()
    monkeypatch.setattr(journal, "MOST_EXPORTED", total)
    assert export_journal(session, EVERYTHING, tmp_path / "journal.xlsx", "ru").value == total


def test_an_export_does_not_outdate_a_computation(session: Session, tmp_path: Path) -> None:
    with session.store.reading() as work:
        before = work.audit.last()
    export_journal(session, EVERYTHING, tmp_path / "journal.xlsx", "ru")
    with session.store.reading() as work:
        assert work.audit.last() == before


def test_an_analyst_without_the_key_of_people_reads_exports_and_leaves_the_journal_whole(
    session: Session, keys: StoreKeys, tmp_path: Path
) -> None:
    total = len(_lines(session))
    session.close()
    analyst = replace(session, roles=frozenset({Role.ANALYST}))
    _again(analyst, StoreKeys(keys.work, None))
    assert len(_lines(analyst)) == total
    export_journal(analyst, EVERYTHING, tmp_path / "journal.xlsx", "en")
    assert len(_sheet(tmp_path / "journal.xlsx")) == total + 1
    found = check_journal(analyst)
    assert (found.head.id, found.anchored_to, found.trouble) == (total + 1, 0, None)
    assert check_journal(analyst, [AuditHead(found.head.id, found.head.chain)]).anchored_to == total + 1
    analyst.close()
    _again(session, keys)
    found = check_journal(session)
    assert (found.head.id, found.anchored_to, found.trouble) == (total + 1, total, None)
    change_settings(session, read_settings(session))
    assert check_journal(session).anchored_to == total + 2


def _package_heads(template: Path) -> list[AuditHead]:
    """The heads that the packages carry, the oldest first."""
    found = []
    for line in (template / "passwords.txt").read_text("utf-8").splitlines():
        name, _, password = line.split("\t")
        id_, _, chain = property_of(template / "out" / name, password, "opuntia-journal").partition(":")
        found.append(AuditHead(int(id_), chain))
    return sorted(found, key=lambda head: head.id)


def test_a_package_carries_the_entry_that_came_before_it(reader: Session, template: Path) -> None:
    heads = _package_heads(template)
    making = next(line.id for line in _lines(reader) if line.details.get("packages"))
    assert {head.id for head in heads} == {making - 1}
    assert len(set(heads)) == 1
    found = check_journal(reader, heads)
    assert found.trouble is None
    assert found.anchored_to == found.head.id


def test_both_files_put_back_agree_with_each_other_and_not_with_a_head_from_outside(
    session: Session, keys: StoreKeys, template: Path
) -> None:
    old = {file: file.read_bytes() for file in session.store.folder.iterdir()}
    change_settings(session, read_settings(session))
    head = check_journal(session).head
    session.close()
    for file, content in old.items():
        file.write_bytes(content)
    _again(session, keys)
    assert check_journal(session).trouble is None
    assert check_journal(session, _package_heads(template)).trouble is None
    assert check_journal(session, [head]).trouble == AuditTrouble(Tampering.SHORTENED, head.id)


def _attack(session: Session, keys: StoreKeys, tamper: Callable[[UnitOfWork], None]) -> None:
    """Close the base, change its journal with the key of `work` alone, open it again."""
    session.close()
    connection = connect(session.store.folder, StoreKeys(keys.work, None))
    with connection.begin():
        work = UnitOfWork(connection, sees_people=False)
        unguarded(work)
        tamper(work)
    connection.close()
    connection.engine.dispose()
    _again(session, keys)


def _edit(work: UnitOfWork) -> None:
    work.audit._connection.exec_driver_sql("UPDATE audit_entry SET details = '{}' WHERE id = 9")


def _remove(work: UnitOfWork) -> None:
    work.audit._connection.exec_driver_sql("DELETE FROM audit_entry WHERE id BETWEEN 5 AND 7")


def _cut(work: UnitOfWork) -> None:
    work.audit._connection.exec_driver_sql("DELETE FROM audit_entry WHERE id > 20")


def _rewrite(work: UnitOfWork) -> None:
    written = rows(work)
    written[8] = (*written[8][:5], "{}", "")
    replace_rows(work, chained_anew(written))


@pytest.mark.parametrize(
    ("tamper", "kind", "entry"),
    [
        (_edit, Tampering.CHANGED, 9),
        (_remove, Tampering.MISSING, 5),
        (_cut, Tampering.SHORTENED, 21),
        (_rewrite, Tampering.REWRITTEN, None),
    ],
)
def test_the_check_and_the_doctor_name_the_first_broken_entry(
    session: Session, keys: StoreKeys, tamper: Callable[[UnitOfWork], None], kind: Tampering, entry: int | None
) -> None:
    head = check_journal(session).head
    assert Finding("audit", good=True, fact=str(head.id)) in examine_base(session)
    _attack(session, keys, tamper)
    trouble = AuditTrouble(kind, entry or head.id)
    found = check_journal(session)
    assert found == JournalCheck(found.head, head.id, trouble)
    told = [finding for finding in examine_base(session) if not finding.good]
    assert told == [Finding(f"audit_{kind}", good=False, fact=str(trouble.id))]
    for language in LANGUAGES:
        assert str(trouble.id) in say(language, "doctor", told[0].code, fact=told[0].fact)
