"""Killed at any step of a backup or a restore, the old base or the new one is found at the next start."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.domain.errors import BaseDamaged
from core.services.backups import list_backups
from core.services.restores import read_backup
from core.services.settings import read_settings
from tests.support.bases import LOGIN, PASSWORD
from tests.support.firm import brought_back, entered, sound_content

OLD, NEW = 1, 4
"""How many recommendations may be open, in the base that stands and in the backup."""

# One process that does the work once, and then forks for each step before which the same work is killed.
_TRIALS = """
import os, shutil, sys
from pathlib import Path
what, source, file, folder, login, password = sys.argv[1], *map(Path, sys.argv[2:5]), *sys.argv[5:]
from core.services import backups, restores
from core.services.session import sign_in
from core.storage import store
from core.vault.kdf import Argon2
done, after, known = 0, None, {}
def counted(owner, name):
    real = getattr(owner, name)
    def call(*arguments, **named):
        global done
        if done == after:
            os._exit(9)
        done += 1
        return real(*arguments, **named)
    setattr(owner, name, call)
def derive(self, password, real=Argon2.derive):
    if self.salt not in known:
        known[self.salt] = real(self, password)
    return known[self.salt]
def work(home, last):
    global done, after
    base = home / source.name
    session = sign_in(base, login, password) if what == "make" else None
    done, after = 0, last
    if session:
        backups.make_backup(session, home / "copies")
        session.close()
    else:
        restores.restore(file, base, login, password, backups=home / "copies")
copy = shutil.copytree
Argon2.derive = derive
for owner, name in (
    (os, "fsync"), (Path, "rename"), (Path, "replace"), (Path, "mkdir"), (shutil, "rmtree"), (store, "copy_pages"),
    (store.Store, "close"), (store.Store, "check"), (store.UnitOfWork, "__init__"),
):
    counted(owner, name)
copy(source.parent, folder / "undisturbed")
work(folder / "undisturbed", None)
for step in range(done):
    home = folder / str(step)
    copy(source.parent, home)
    child = os.fork()
    if not child:
        work(home, step)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 9:
        sys.exit(f"step {step} was not reached")
"""


def _kill_everywhere(what: str, base: Path, file: Path, folder: Path) -> list[tuple[Path, Path]]:
    """All (base, folder of backups) that a kill before each step leaves, in the order of the steps."""
    command = [sys.executable, "-c", _TRIALS, what, *map(str, (base, file, folder)), LOGIN, PASSWORD]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    homes = [folder / str(step) for step in range(len(list(folder.iterdir())) - 1)]
    return [(home / base.name, home / "copies") for home in homes]


def test_a_killed_backup_leaves_the_base_and_the_older_ones_and_nothing_that_looks_like_one(
    changed: Path, saved: Path, tmp_path: Path
) -> None:
    (changed.parent / "copies").mkdir()
    shutil.copy(saved, changed.parent / "copies")
    before = sound_content(changed)
    left = _kill_everywhere("make", changed, saved, tmp_path / "trials")
    assert len(left) >= 12
    named = 0
    for base, copies in left:
        found = list_backups(copies)
        assert not any(one.damaged or read_backup(one.file).damaged for one in found)
        assert saved.name in {one.file.name for one in found}
        named += len(found) - 1
        content = sound_content(base)
        assert {**content, "audit_entry": before["audit_entry"]} == {
            **before,
            "mark": content["mark"],
            "people.mark": content["people.mark"],
        }
    assert 0 < named < len(left)


@pytest.mark.parametrize("damaged", [False, True])
def test_a_killed_restore_leaves_the_old_base_or_the_new_one(
    changed: Path, saved: Path, tmp_path: Path, damaged: bool
) -> None:
    if damaged:
        (changed / "work.db").write_bytes(b"nothing of a store")
    left = _kill_everywhere("restore", changed, saved, tmp_path / "trials")
    assert len(left) >= 20
    stood = []
    for base, copies in left:
        try:
            with entered(base) as session:
                assert session.store.check() == []
                stood.append(read_settings(session).open_recommendations)
        except BaseDamaged:
            assert damaged
            stood.append(OLD)
        assert not any(read_backup(one.file).damaged for one in list_backups(copies))
    assert stood == sorted(stood)
    assert {OLD, NEW} == set(stood)
    for base, copies in left[:: len(left) // 5]:  # and whatever was left is in the way of nothing
        brought_back(saved, base, backups=copies)
        assert not [one for one in base.parent.iterdir() if one.name.startswith(".")]


def test_a_killed_restore_to_an_empty_place_leaves_it_empty_or_the_new_one(
    firm: Path, saved: Path, tmp_path: Path
) -> None:
    shutil.rmtree(firm)
    left = _kill_everywhere("restore", firm, saved, tmp_path / "trials")
    for base, copies in left:
        if base.exists():
            sound_content(base)
        brought_back(saved, base, backups=copies)
        assert [one.name for one in base.parent.iterdir() if one != copies] == [base.name]
