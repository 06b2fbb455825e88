"""The matrix of rights, generated from the one table: every use case by its real functions on a real base, for every
role, whosever the client is and in whatever state.
"""

import ast
import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest

import core.services
from core.domain.errors import BeyondReach, KnownError, NotAllowed, StageForbidden, UnknownRecord
from core.domain.rights import COMING, RIGHTS, SEES_PEOPLE, Role, Scope, UseCase, Whose
from core.services.session import Session
from tests.support.callers import ACTS, CALLED_OTHERWISE, COUNTS, LOOKS, PLAIN
from tests.support.ranks import Ranks, Spot, make_ranks, taken_back

REFUSALS = (NotAllowed, BeyondReach, UnknownRecord, StageForbidden)
BY_OTHER_WAYS = {UseCase.RECOVER: "users.recover", UseCase.RESTORE: "restores.restore"}
"""Use cases that nobody is signed in for; tests/core/services/test_users.py and test_restores.py do them."""


@pytest.fixture(scope="module")
def ranks(tmp_path_factory: pytest.TempPathFactory) -> Ranks:
    return make_ranks(tmp_path_factory.mktemp("ranks"))


@pytest.fixture(params=Role)
def session(request: pytest.FixtureRequest, ranks: Ranks, tmp_path: Path) -> Iterator[Session]:
    entered = ranks.enter(request.param, ranks.copied(tmp_path))
    yield entered
    entered.close()


def expected(session: Session, use_case: UseCase, spot: Spot) -> bool:
    """What the table says."""
    (role,) = session.roles
    scope = RIGHTS[use_case].scopes.get(role)
    return scope is not None and scope.covers(spot.whose) and spot.state in RIGHTS[use_case].states


def reached(session: Session, ranks: Ranks, use_case: UseCase, folder: Path) -> dict[str, set[Spot]]:
    """Function → the clients that it reaches."""
    found: dict[str, set[Spot]] = {}
    for name, look in LOOKS.get(use_case, {}).items():
        try:
            with taken_back(session):
                clients = look(session, ranks)
        except REFUSALS:
            clients = set()
        found[name] = {spot for spot in ranks.spots if spot.client in clients}
    for name, act in ACTS.get(use_case, {}).items():
        found[name] = set()
        for spot in ranks.spots:
            try:
                with taken_back(session):
                    if act(session, spot, folder):
                        found[name].add(spot)
            except REFUSALS:
                continue
    return found


@pytest.mark.parametrize("use_case", sorted({*ACTS, *LOOKS}))
def test_a_use_case_reaches_just_the_clients_that_the_table_gives_to_the_role(
    session: Session, ranks: Ranks, use_case: UseCase, tmp_path: Path
) -> None:
    found = reached(session, ranks, use_case, tmp_path / "out")
    allowed = {spot for spot in ranks.spots if expected(session, use_case, spot)}
    assert {name: spots - allowed for name, spots in found.items()} == {name: set() for name in found}
    assert set().union(*found.values()) == allowed
    if allowed:
        assert [name for name, spots in found.items() if not spots] == []


@pytest.mark.parametrize(("use_case", "name"), [(one, name) for one, row in COUNTS.items() for name in row])
def test_numbers_count_the_clients_within_reach_alone(
    session: Session, ranks: Ranks, use_case: UseCase, name: str
) -> None:
    states, count = COUNTS[use_case][name]
    (role,) = session.roles
    scope = RIGHTS[use_case].scopes.get(role)
    if scope is None:
        with pytest.raises(NotAllowed), taken_back(session):
            count(session, ranks)
        return
    within = [spot for spot in ranks.spots if scope.covers(spot.whose)]
    wanted = len([spot for spot in within if states is None or states & {spot.state, spot.kept}])
    assert wanted
    with taken_back(session):
        assert count(session, ranks) == wanted


def test_a_use_case_that_touches_no_client_asks_for_the_role_alone(
    session: Session, ranks: Ranks, tmp_path: Path
) -> None:
    (role,) = session.roles
    for use_case, calls in PLAIN.items():
        for name, call in calls.items():
            try:
                call(session, ranks, tmp_path)
            except NotAllowed as refused:
                assert role not in RIGHTS[use_case].scopes, name
                assert refused.facts == {"use_case": use_case.value}, name
            else:
                assert role in RIGHTS[use_case].scopes, name


# ---------------------------------------------------------------------- nothing is forgotten


def public_functions() -> dict[str, FunctionType]:
    """`module.function` of all in core/services that take the session first."""
    found = {}
    for info in pkgutil.iter_modules(core.services.__path__):
        module = import_module(f"core.services.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters.values()), None)
            ours = function.__module__ == module.__name__ and not name.startswith("_")
            if ours and first is not None and first.annotation in {Session, "Session"}:
                found[f"{info.name}.{name}"] = function
    return found


def registered() -> dict[UseCase, set[str]]:
    """Use case → the functions by which the matrix calls it."""
    tables = (ACTS, LOOKS, COUNTS, PLAIN)
    return {use_case: {name for table in tables for name in table.get(use_case, {})} for use_case in UseCase}


def test_every_use_case_has_its_row_and_its_callers() -> None:
    assert RIGHTS.keys() == set(UseCase)
    called = {use_case for use_case, names in registered().items() if names}
    assert called == set(UseCase) - COMING - BY_OTHER_WAYS.keys()


def test_every_function_that_takes_a_session_is_called_by_the_matrix() -> None:
    called = {name for names in registered().values() for name in names}
    assert set(public_functions()) == called | CALLED_OTHERWISE.keys()


def test_every_function_that_takes_a_session_goes_through_the_use_case_it_is_called_for() -> None:
    for use_case, names in registered().items():
        for name in names:
            assert use_case in asked(name), name


def asked(name: str) -> set[UseCase]:
    """The use cases that a function and those of its module that it calls name before they work."""
    module = import_module(f"core.services.{name.split('.', maxsplit=1)[0]}")
    functions = {one.name: one for one in ast.parse(inspect.getsource(module)).body if isinstance(one, ast.FunctionDef)}
    waiting, seen, found = [name.split(".")[1]], set(), set()
    while waiting:
        one = waiting.pop()
        if one in seen or one not in functions:
            continue
        seen.add(one)
        for call in (node for node in ast.walk(functions[one]) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name):
                waiting.append(call.func.id)
            elif isinstance(call.func, ast.Attribute) and call.func.attr in {"doing", "reading", "keeping", "role_for"}:
                found |= {UseCase[arg.attr] for arg in call.args if isinstance(arg, ast.Attribute)}
    return found


def test_what_is_still_to_come_has_no_function_yet() -> None:
    """Whoever builds one takes it out of COMING and gives it its callers."""
    for file in Path(core.services.__path__[0]).glob("*.py"):
        named = {
            node.attr
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "UseCase"
        }
        assert named.isdisjoint(one.name for one in COMING), file.name


def test_the_matrix_stands_on_clients_of_everybody_in_every_state(ranks: Ranks) -> None:
    stood = {(spot.whose, spot.state) for spot in ranks.spots}
    states = set().union(*(right.states for right in RIGHTS.values()))
    assert stood == {(whose, state) for whose in Whose for state in states}


def test_every_refusal_that_the_matrix_counts_is_a_sentence() -> None:
    assert all(issubclass(one, KnownError) and one.code for one in REFUSALS)


@pytest.mark.parametrize("role", [role for role in Role if role not in SEES_PEOPLE])
def test_whoever_holds_no_key_to_people_works_in_a_base_without_them(ranks: Ranks, role: Role, tmp_path: Path) -> None:
    session = ranks.enter(role, ranks.copied(tmp_path))
    assert not session.store.sees_people
    assert all(
        RIGHTS[one].scopes[role] in {Scope.BASE, Scope.NO_CLIENTS} for one in UseCase if role in RIGHTS[one].roles
    )
    session.close()
