"""Killed at any write of a change of keys or passwords, the base opens as it was or as it was to become."""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.domain.errors import KnownError, WrongPassword
from core.domain.rights import Role
from core.services import rotation, users
from core.services.doctor import examine_base
from core.services.session import Session, sign_in
from tests.support.bases import LOGIN, PASSWORD, client_row, open_new_base
from tests.support.imported import import_clients

NEW_PASSWORD = "other-pads-and-fruit"
CLIENTS = 3
MOST_STEPS = 60

if sys.platform == "win32":
    pytest.skip("children are forked here", allow_module_level=True)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    session = open_new_base(tmp_path_factory.mktemp("killed"))
    import_clients(session, [client_row(number) for number in range(CLIENTS)], None)
    users.create_user(session, "vera", frozenset({Role.MANAGER}))
    users.make_sheet(session)
    session.close()
    return session.store.folder


def killed_at(step: int, base: Path, change: Callable[[Session], object]) -> bool:
    """Let a child make the change and kill it just before its `step`-th write to the disk; whether it came so far."""
    child = os.fork()
    if child == 0:
        _die_before(step)
        change(sign_in(base, LOGIN, PASSWORD))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _die_before(step: int) -> None:
    left = step

    def counted(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **options)

        return call

    for place, name in ((os, "fsync"), (os, "replace"), (Path, "replace")):
        setattr(place, name, counted(getattr(place, name)))


def whole(session: Session) -> bool:
    """Both stores at one moment, every page and every client there."""
    with session.store.reading() as work:
        there = work.clients.count() == len(work.clients.identities(list(work.clients.columns().ids))) == CLIENTS
    return there and all(finding.good for finding in examine_base(session))


@pytest.mark.parametrize("change", [rotation.rotate_keys, lambda session: users.dismiss_user(session, "vera")])
def test_killed_while_keys_change_the_base_opens_whole(
    template: Path, tmp_path: Path, change: Callable[[Session], object]
) -> None:
    steps = 0
    for step in range(1, MOST_STEPS):
        base = Path(shutil.copytree(template, tmp_path / f"{step}.opuntia"))
        died = killed_at(step, base, change)
        session = sign_in(base, LOGIN, PASSWORD)
        assert whole(session), step
        session.close()
        assert not list(base.glob("*.next*")), step
        sign_in(base, LOGIN, PASSWORD).close()
        if not died:
            break
        steps += 1
    assert steps >= 8


def test_killed_while_the_password_changes_the_old_or_the_new_one_opens(template: Path, tmp_path: Path) -> None:
    seen = set()
    for step in range(1, MOST_STEPS):
        base = Path(shutil.copytree(template, tmp_path / f"{step}.opuntia"))
        died = killed_at(step, base, lambda session: users.change_password(session, PASSWORD, NEW_PASSWORD))
        opened = [password for password in (PASSWORD, NEW_PASSWORD) if opens(base, password)]
        assert len(opened) == 1, step
        seen.add(opened[0])
        if not died:
            break
    assert opened == [NEW_PASSWORD]
    assert seen == {PASSWORD, NEW_PASSWORD}


def opens(base: Path, password: str) -> bool:
    try:
        session = sign_in(base, LOGIN, password)
    except WrongPassword:
        return False
    assert whole(session)
    session.close()
    return True


def test_slots_cut_anywhere_are_refused_and_never_a_fault(template: Path, tmp_path: Path) -> None:
    base = Path(shutil.copytree(template, tmp_path / "cut.opuntia"))
    slots = base / "slots.json"
    content = slots.read_bytes()
    for length in range(0, len(content), 97):
        slots.write_bytes(content[:length])
        with pytest.raises(KnownError):
            sign_in(base, LOGIN, PASSWORD)
    slots.write_bytes(content)
    sign_in(base, LOGIN, PASSWORD).close()
