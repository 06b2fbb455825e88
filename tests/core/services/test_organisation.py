"""The organisation as data, and whose clients a user reaches by it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import (
    BeyondReach,
    MissingValue,
    NothingToUndo,
    UnitWithinItself,
    UnknownLogin,
    UnknownRecord,
    UnknownUnit,
)
from core.domain.organisation import Organisation, Unit
from core.domain.rights import Role
from core.services.client_erasing import erase_clients
from core.services.decisions import accept
from core.services.history import undo
from core.services.organisation import (
    add_unit,
    managers_within,
    move_unit,
    place_user,
    read_organisation,
    reassign,
    undo_reassign,
)
from core.services.review import read_queue
from core.services.scoring import compute
from core.services.session import Session
from core.services.users import create_user, dismiss_user
from tests.support.bases import CAR, LOGIN, client_row, fill_catalogue, open_prepared
from tests.support.imported import import_clients

MANAGER, SUPERVISOR = frozenset({Role.MANAGER}), frozenset({Role.SUPERVISOR})


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Two clients of nobody, scored; besides the one user a manager and an analyst."""
    opened, _ = open_prepared(tmp_path, found)
    yield opened
    opened.close()


def found(session: Session) -> None:
    fill_catalogue(session)
    import_clients(session, [client_row(1, CAR), client_row(2, CAR)])
    compute(session)
    create_user(session, "vera", MANAGER)
    create_user(session, "anton", frozenset({Role.ANALYST}))


def as_user(session: Session, login: str, roles: frozenset[Role]) -> Session:
    with session.store.reading() as work:
        user = work.accounts.user(login)
    assert user is not None
    return replace(session, user_id=user.id, roles=roles)


def queued(session: Session) -> set[int]:
    return {one.client_id for one in read_queue(session).entries}


def test_in_a_base_where_clients_have_no_manager_every_sales_role_may_act(session: Session) -> None:
    for login, roles in ((LOGIN, frozenset(Role)), ("vera", MANAGER), ("vera", SUPERVISOR)):
        assert queued(as_user(session, login, roles)) == {1, 2}


def test_a_reassigned_client_is_the_other_managers_at_once(session: Session) -> None:
    reassign(session, [1], "vera")
    mine, hers = as_user(session, LOGIN, MANAGER), as_user(session, "vera", MANAGER)
    assert (queued(mine), queued(hers), queued(session)) == ({2}, {1, 2}, {1, 2})
    lead = next(one.id for one in read_queue(hers).entries if one.client_id == 1)
    with pytest.raises(BeyondReach):
        accept(mine, [lead])
    accept(hers, [lead])
    reassign(session, [1], None)
    assert queued(mine) == {1, 2}


def test_what_was_decided_before_a_client_went_to_another_manager_is_not_undone_by_the_first(session: Session) -> None:
    mine = as_user(session, LOGIN, MANAGER)
    decided = accept(mine, [next(one.id for one in read_queue(mine).entries if one.client_id == 1)])
    reassign(session, [1], "vera")
    assert decided.entry is not None
    with pytest.raises(NothingToUndo):
        undo(mine, decided.entry)


def test_a_manager_brings_in_own_clients_and_leaves_those_of_others_as_they_are(session: Session) -> None:
    reassign(session, [1], "vera")
    mine = as_user(session, LOGIN, MANAGER)
    changed = replace(client_row(1, CAR), portrait=replace(client_row(1).portrait, income=7.0))
    report = import_clients(mine, [changed, client_row(2, CAR), client_row(3, CAR), client_row(3, CAR)]).value
    assert (report.imported, report.updated, report.unchanged, report.merged, report.others) == (1, 0, 1, 1, 1)
    assert 1 not in report.clients
    with session.store.reading() as work:
        assert work.clients.portraits([1])[1].income is None
    assert set(report.clients) == {2, 3}
    compute(session)
    assert (queued(mine), queued(as_user(session, "vera", MANAGER))) == ({2, 3}, {1, 2})


def test_what_a_supervisor_brings_in_is_anybodys(session: Session) -> None:
    import_clients(as_user(session, "vera", SUPERVISOR), [client_row(3, CAR)])
    compute(session)
    assert 3 in queued(as_user(session, LOGIN, MANAGER))


def test_a_supervisor_has_the_unit_and_all_below_it(session: Session) -> None:
    reassign(session, [1], "vera")
    top = add_unit(session, "Филиал").value
    team = add_unit(session, "Отдел", top).value
    place_user(session, "vera", team)
    head = as_user(session, LOGIN, SUPERVISOR)
    assert queued(head) == {2}  # on no unit of an organisation that has some
    for unit, reached in ((top, {1, 2}), (team, {1, 2}), (add_unit(session, "Другой", top).value, {2})):
        place_user(session, LOGIN, unit)
        assert queued(head) == reached
    with pytest.raises(BeyondReach):
        reassign(head, [1], None)
    with pytest.raises(BeyondReach):
        reassign(head, [2], "vera")
    move_unit(session, team, read_organisation(session).places[head.user_id])
    reassign(head, [2], "vera")


def test_clients_go_to_those_alone_who_see_people(session: Session) -> None:
    for login in ("anton", "nobody"):
        with pytest.raises(UnknownLogin):
            reassign(session, [1], login)
    with pytest.raises(UnknownRecord):
        reassign(session, [1, 99], "vera")


def test_clients_that_were_given_away_come_back_to_whom_they_were(session: Session) -> None:
    reassign(session, [1], "vera")
    done = reassign(session, [1, 2], LOGIN)
    assert done.entry is not None
    assert undo_reassign(session, done.entry).value == 2
    with session.store.reading() as work:
        assert work.clients.managers([1, 2, 99]) == {1: 2, 2: None}
    with pytest.raises(NothingToUndo):
        undo_reassign(session, done.entry)


def test_giving_away_is_undone_by_oneself_alone_and_not_once_somebody_else_has_the_client(session: Session) -> None:
    done = reassign(session, [1, 2], "vera")
    assert done.entry is not None
    with pytest.raises(NothingToUndo):
        undo_reassign(as_user(session, "vera", SUPERVISOR), done.entry)
    reassign(session, [2], None)
    with pytest.raises(NothingToUndo):
        undo_reassign(session, done.entry)
    reassign(session, [2], "vera")
    erase_clients(session, [2])
    assert undo_reassign(session, done.entry).value == 1


def test_clients_may_be_given_to_those_who_see_people_within_ones_unit(session: Session) -> None:
    assert list(managers_within(session).values()) == [LOGIN, "vera"]
    unit = add_unit(session, "Отдел").value
    place_user(session, LOGIN, unit)
    head = as_user(session, LOGIN, SUPERVISOR)
    assert list(managers_within(head).values()) == [LOGIN]
    place_user(session, "vera", unit)
    dismiss_user(session, "vera")
    assert list(managers_within(head).values()) == [LOGIN]


def test_units_form_a_tree(session: Session) -> None:
    top = add_unit(session, " Филиал ").value
    team = add_unit(session, "Отдел", top).value
    assert read_organisation(session).units == {top: Unit(top, "Филиал", None), team: Unit(team, "Отдел", top)}
    for below in (top, team):
        with pytest.raises(UnitWithinItself):
            move_unit(session, top, below)
    move_unit(session, team, None)
    move_unit(session, top, team)
    assert read_organisation(session).below(team) == {top, team}
    with pytest.raises(MissingValue):
        add_unit(session, " ")
    for refused in (lambda: add_unit(session, "Отдел", 99), lambda: move_unit(session, top, 99)):
        with pytest.raises(UnknownUnit):
            refused()
    with pytest.raises(UnknownUnit):
        place_user(session, LOGIN, 99)


@given(parents=st.lists(st.integers(0, 7), max_size=8), places=st.dictionaries(st.integers(1, 5), st.integers(1, 8)))
def test_everybody_is_of_their_own_team_and_of_that_of_whoever_stands_above(
    parents: list[int], places: dict[int, int]
) -> None:
    units = {id_: Unit(id_, "", parent if 0 < parent < id_ else None) for id_, parent in enumerate(parents, start=1)}
    tree = Organisation(units, {user: unit for user, unit in places.items() if unit in units})
    for user in range(1, 6):
        team = tree.team(user)
        if not units:
            assert team is None
            continue
        assert team is not None
        assert user in team
        for other in team & tree.places.keys():
            assert (tree.team(other) or frozenset()) <= team
