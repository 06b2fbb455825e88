"""Whatever comes between, the keys that were to change do, and those that are needed stay."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.domain.rights import Role
from core.services import rotation, users
from core.services.clients import import_clients
from core.services.session import Session, sign_in
from tests.support.bases import LOGIN, PASSWORD, client_row, open_new_base, reopen
from tests.support.colleagues import OTHER

MANAGER, KEEPER = frozenset({Role.MANAGER}), frozenset({Role.ADMINISTRATOR})


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base with three clients, whose one user holds every role."""
    session = open_new_base(tmp_path_factory.mktemp("kept"))
    import_clients(session, [client_row(number) for number in range(3)], None)
    session.close()
    return session.store.folder


@pytest.fixture
def base(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / template.name))


@pytest.fixture
def session(base: Path) -> Session:
    return reopen(base)


class Killed(BaseException):
    """Nothing after it is done."""


def kill(*_: object) -> None:
    raise Killed


@pytest.mark.parametrize(
    "parting", [users.dismiss_user, lambda session, login: users.change_roles(session, login, KEEPER)]
)
def test_killed_between_a_parting_and_the_new_keys_these_are_still_due(
    session: Session, monkeypatch: pytest.MonkeyPatch, parting: Callable[[Session, str], object]
) -> None:
    users.create_user(session, OTHER, MANAGER)
    before = session.keys
    with monkeypatch.context() as killing:
        killing.setattr(users, "rotate_keys", kill)
        with pytest.raises(Killed):
            parting(session, OTHER)
    session.close()
    again = sign_in(session.store.folder, LOGIN, PASSWORD)
    assert rotation.finish_rotation(again)
    assert again.keys.work != before.work
    assert again.keys.people != before.people
    assert not rotation.rotation_due(again)
    again.close()
