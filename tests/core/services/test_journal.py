"""The journal is read by those who watch over the base, and leaves as a workbook."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.client import ClientType
from core.domain.errors import FolderUnwritable, NotAllowed, PlaceUnwritable, TooManyLines
from core.domain.journal import GROUPS, REVEALS, Group, JournalFilter, JournalLine
from core.domain.rights import Role, UseCase
from core.services import journal
from core.services.client_card import read_client
from core.services.client_edits import add_client
from core.services.client_erasing import erase_clients
from core.services.entries import tell_details, tell_role, tell_use_case
from core.services.journal import check_journal, export_journal, read_journal
from core.services.session import Session
from core.services.settings import change_settings, read_settings
from core.services.wording import LANGUAGES, Language, say
from tests.core.services.conftest import BORIS, EVERYTHING, all_lines, at_moment, sheet_of
from tests.support.bases import (
    LOGIN,
    NOW,
)


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
    everything, total = all_lines(reader), read_journal(reader, EVERYTHING, limit=1).total
    pages = [read_journal(reader, EVERYTHING, limit=7, offset=offset) for offset in range(0, total, 7)]
    assert [line for page in pages for line in page.lines] == everything
    assert {page.total for page in pages} == {total} == {len(everything)}
    assert read_journal(reader, EVERYTHING, limit=7, offset=total).lines == ()


def test_a_client_is_named_by_the_number_of_its_card_until_it_is_erased(session: Session) -> None:
    session.new_client_id = lambda: 10**17 + 7
    added = add_client(session, ClientType.PERSON, {"surname": "Агава", "phone": "8 495 123-45-67"}).value.client_id
    assert added is not None
    number = read_client(session, added).number
    assert number < added
    assert read_journal(session, EVERYTHING, limit=1).lines[0].details["client"] == number
    erase_clients(session, [added])
    assert read_journal(session, EVERYTHING, limit=2).lines[1].details["client"] == added


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
    everything = all_lines(reader)
    users = {login: id_ for id_, login in read_journal(reader, EVERYTHING, limit=1).logins.items()}
    page = read_journal(reader, wanted, limit=10_000)
    assert list(page.lines) == [line for line in everything if _passes(line, wanted, users)]
    assert page.total == len(page.lines)


def test_every_group_of_this_past_has_lines_and_a_look_is_no_sending(reader: Session) -> None:
    by_group = {group: all_lines(reader, JournalFilter(groups=frozenset({group}))) for group in Group}
    assert {group for group, lines in by_group.items() if not lines} == {Group.EXPORT, Group.USERS, Group.BACKUPS}
    assert {name for line in by_group[Group.REVEAL] for name in REVEALS & line.details.keys()} == REVEALS
    assert not any(_reveals(line) for line in by_group[Group.SEND])
    assert sum(map(len, by_group.values())) == len(all_lines(reader))


def test_days_are_those_of_this_computer_from_their_first_moment_to_their_last(session: Session) -> None:
    day = date(2026, 12, 24)
    moments = (
        datetime.combine(day - timedelta(days=1), time.max),
        datetime.combine(day, time.min),
        datetime.combine(day, time.max),
        datetime.combine(day + timedelta(days=1), time.min),
    )
    for at in moments:
        at_moment(session, at.astimezone())
        change_settings(session, read_settings(session))
    found = all_lines(session, JournalFilter(first=day, last=day))
    assert [line.at for line in found] == [at.astimezone(UTC).replace(tzinfo=None) for at in (moments[2], moments[1])]


def test_the_ends_of_the_calendar_bound_nothing(reader: Session) -> None:
    assert all_lines(reader, JournalFilter(first=date.min, last=date.max)) == all_lines(reader)
    assert all_lines(reader, JournalFilter(first=date.max)) == all_lines(reader, JournalFilter(last=date.min)) == []


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_is_the_page_in_words(session: Session, tmp_path: Path, language: Language) -> None:
    wanted = JournalFilter(first=(NOW + timedelta(days=1)).date())
    lines, file = all_lines(session, wanted), tmp_path / "journal.xlsx"
    assert export_journal(session, wanted, file, language).value == len(lines) > 10
    header, *cells = sheet_of(file)
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


def test_nobody_s_name_phone_or_password_is_in_the_workbook(session: Session, tmp_path: Path, past: Path) -> None:
    file = tmp_path / "journal.xlsx"
    export_journal(session, EVERYTHING, file, "ru")
    text = str(sheet_of(file))
    passwords = [line.split("\t")[2] for line in (past / "passwords.txt").read_text("utf-8").splitlines()]
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
        seen.append(all_lines(session)[0])

    monkeypatch.setattr(journal, "write_whole", write)
    wanted = JournalFilter(
        NOW.date(), None, session.user_id, frozenset({Group.SEND, Group.REVEAL}), frozenset({UseCase.COMPUTE})
    )
    expected = len(all_lines(session, wanted))
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
    before = len(all_lines(session))
    for file in (tmp_path / "journal.xlsx", tmp_path / "nowhere" / "journal.xlsx"):
        with pytest.raises(FolderUnwritable):
            export_journal(session, EVERYTHING, file, "ru")
    assert [line.use_case for line in all_lines(session)[:-before]] == ["export_journal"] * 2
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
    total = len(all_lines(session))
    monkeypatch.setattr(journal, "MOST_EXPORTED", total - 1)
    with pytest.raises(TooManyLines) as refused:
        export_journal(session, EVERYTHING, tmp_path / "journal.xlsx", "ru")
    assert refused.value.facts == {"most": total - 1}
    assert len(all_lines(session)) == total
    assert not (tmp_path / "journal.xlsx").exists()
    monkeypatch.setattr(journal, "MOST_EXPORTED", total)
    assert export_journal(session, EVERYTHING, tmp_path / "journal.xlsx", "ru").value == total


def test_an_export_does_not_outdate_a_computation(session: Session, tmp_path: Path) -> None:
    with session.store.reading() as work:
        before = work.audit.last()
    export_journal(session, EVERYTHING, tmp_path / "journal.xlsx", "ru")
    with session.store.reading() as work:
        assert work.audit.last() == before
