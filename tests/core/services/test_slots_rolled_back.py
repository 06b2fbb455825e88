"""Where a command about users or passwords is rolled back, the slots are as they were: nobody is told one thing and
finds another at the door.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.domain.errors import DiskFull, PlaceUnwritable
from core.domain.rights import Role
from core.services import rotation, users
from core.services.doctor import examine_base
from core.services.session import Session, sign_in
from core.storage.audit import Audit
from tests.support.bases import LOGIN, PASSWORD, open_new_base, reopen
from tests.support.disks import FullDisk

OTHER, NEW_PASSWORD = "vera", "other-pads-and-fruit"
KEEPER = frozenset({Role.ADMINISTRATOR})
CHANGES: dict[str, Callable[[Session], object]] = {
    "a password": lambda session: users.change_password(session, PASSWORD, NEW_PASSWORD),
    "a new user": lambda session: users.create_user(session, "boris", KEEPER),
    "another's password": lambda session: users.reset_password(session, OTHER),
    "other roles": lambda session: users.change_roles(session, OTHER, KEEPER),
    "the people key": lambda session: users.grant_people(session, OTHER, users.read_users(session)[-1].public_key),
    "somebody who leaves": lambda session: users.dismiss_user(session, OTHER),
    "a sheet": users.make_sheet,
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    session = open_new_base(tmp_path_factory.mktemp("rolled back"))
    users.create_user(session, OTHER, frozenset({Role.MANAGER}))
    session.close()
    return session.store.folder


@pytest.fixture
def base(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / template.name))


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_could_not_be_committed_has_changed_no_slot(
    base: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_audit: Audit) -> None:
        raise DiskFull

    before = (base / "slots.json").read_bytes()
    session = reopen(base)
    monkeypatch.setattr(Audit, "anchor", refuse)
    with pytest.raises(DiskFull):
        CHANGES[change](session)
    assert (base / "slots.json").read_bytes() == before
    monkeypatch.undo()
    assert all(finding.good for finding in examine_base(session))
    CHANGES[change](session)
    assert (base / "slots.json").read_bytes() != before
    session.close()


@pytest.mark.parametrize("change", [*CHANGES, "other keys"])
def test_slots_that_cannot_be_written_are_said_and_nothing_is_changed(
    base: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fdopen = os.fdopen
    session = reopen(base)
    keys = session.keys
    before = (base / "slots.json").read_bytes()
    monkeypatch.setattr(os, "fdopen", lambda *arguments: FullDisk(fdopen(*arguments)))
    FullDisk.left = 0
    with pytest.raises(DiskFull):
        (CHANGES | {"other keys": rotation.rotate_keys})[change](session)
    monkeypatch.undo()
    assert ((base / "slots.json").read_bytes(), session.keys) == (before, keys)
    session.close()
    sign_in(base, LOGIN, PASSWORD).close()


def test_slots_that_may_not_be_written_are_said_by_their_own_name(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError(13, "refused")

    session = reopen(base)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(PlaceUnwritable):
        users.change_password(session, PASSWORD, NEW_PASSWORD)
    session.close()
