"""Saved views of the list: one's own and the team's, removed, taken back, and silent about people."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.card_errors import ViewNameTaken, ViewTooLong
from core.domain.errors import MissingValue, NothingToUndo, UnknownRecord
from core.domain.rights import Role, UseCase
from core.services.client_views import LONGEST_NAME, keep_view, read_views, remove_view
from core.services.history import undo, undo_last
from core.services.session import Session
from core.services.users import create_user
from tests.support.bases import open_filled

CONTENT = {"chosen": {"city": ["Казань"], "score": [80]}, "off": ["city"], "sort": "score down"}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    create_user(opened, "vera", frozenset({Role.MANAGER}))
    yield opened
    opened.close()


def as_vera(session: Session) -> int:
    """Vera sits at the laptop; returns who sat there."""
    before = session.user_id
    with session.store.reading() as work:
        session.user_id = next(one.id for one in work.accounts.users() if one.login == "vera")
    return before


def names(session: Session) -> list[str]:
    return [one.name for one in read_views(session)]


def test_a_view_comes_back_as_it_was_kept(session: Session) -> None:
    view = keep_view(session, "  Казань   от 80 ", CONTENT).value
    (one,) = read_views(session)
    assert (one.id, one.name, one.content, one.shared, one.own) == (view, "Казань от 80", CONTENT, False, True)


def test_the_team_has_what_is_shared_and_nobody_else_what_is_one_s_own(session: Session) -> None:
    keep_view(session, "Моё", CONTENT)
    shared = keep_view(session, "Для всех", CONTENT, shared=True).value
    as_vera(session)
    assert [(one.name, one.own) for one in read_views(session)] == [("Для всех", False)]
    with pytest.raises(UnknownRecord):
        remove_view(session, shared)
    keep_view(session, "Моё", CONTENT)
    with pytest.raises(ViewNameTaken):
        keep_view(session, "для  всех", CONTENT)


def test_a_view_without_a_name_or_with_too_much_in_it_is_refused(session: Session) -> None:
    with pytest.raises(MissingValue):
        keep_view(session, " ", CONTENT)
    with pytest.raises(ViewTooLong):
        keep_view(session, "о" * (LONGEST_NAME + 1), CONTENT)
    with pytest.raises(ViewTooLong):
        keep_view(session, "Много", {"chosen": {"city": ["Казань"] * 10_000}})
    assert names(session) == []


def test_keeping_and_removing_are_each_taken_back_once(session: Session) -> None:
    kept = keep_view(session, "Казань", CONTENT)
    undo(session, kept.entry or 0)
    assert names(session) == []
    again = keep_view(session, "Казань", CONTENT)
    removed = remove_view(session, again.value)
    assert names(session) == []
    assert undo_last(session).value.use_case is UseCase.KEEP_VIEWS
    assert names(session) == ["Казань"]
    with pytest.raises(NothingToUndo):
        undo(session, removed.entry or 0)


def test_a_removed_view_stays_removed_where_another_one_has_its_name_or_it_was_somebody_else_s(
    session: Session,
) -> None:
    view = keep_view(session, "Казань", CONTENT).value
    removed = remove_view(session, view)
    me = as_vera(session)
    with pytest.raises(NothingToUndo):
        undo(session, removed.entry or 0)
    session.user_id = me
    keep_view(session, "Казань", {})
    with pytest.raises(ViewNameTaken):
        undo(session, removed.entry or 0)


def test_the_audit_names_a_view_by_its_number_alone(session: Session) -> None:
    view = keep_view(session, "Казань", CONTENT).value
    remove_view(session, view)
    with session.reading(UseCase.READ_JOURNAL) as work:
        details = [one.details for one in work.audit.entries() if one.use_case == UseCase.KEEP_VIEWS]
    assert details == [{"view": view}, {"removed_view": view}]
