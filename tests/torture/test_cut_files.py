"""What the program writes is cut off anywhere, as by a disk that was pulled out: the old state, the new one or a clear
error, and never anything else.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from core.domain.backup import Reason
from core.domain.errors import (
    BackupDamaged,
    BaseDamaged,
    EmptyTable,
    FileMissing,
    KnownError,
    PasswordProtected,
    UnreadableFile,
)
from core.domain.rights import Role
from core.intake.catalogue_files import read_catalogue_file
from core.intake.tables import list_sheets, read_table
from core.services import users
from core.services.backup_place import back_up_store
from core.services.backups import list_backups
from core.services.outbox import cancel_posting
from core.services.restores import read_backup, restore
from core.services.sending import read_packages, save_package
from core.services.session import sign_in
from core.vault.recovery import new_sheet
from core.vault.slot_changes import changing, holdings
from core.vault.slots import StoreKeys, check_slots, read_base_id, unlock, unlock_by_sheet
from tests.support.bases import LOGIN, NOW, PASSWORD, reopen
from tests.support.firm import bytes_in, found_firm

EDGE, STRIDE = 4_096, 512


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm with a colleague and a sheet, its packages and a backup; a test works on a copy."""
    folder = tmp_path_factory.mktemp("cut")
    session = reopen(found_firm(folder))
    users.create_user(session, "vera", frozenset({Role.MANAGER}))
    users.make_sheet(session)
    back_up_store(session.store, folder / "copies", NOW, Reason.BY_HAND)
    session.close()
    return folder


@pytest.fixture
def copy(home: Path, tmp_path: Path) -> Path:
    """All of it, to be spoilt."""
    return Path(shutil.copytree(home, tmp_path / "home"))


def cuts(size: int) -> Iterator[int]:
    """Every byte of both ends and every 512th between, the longest first: a file can be cut in place."""
    yield from range(size - 1, max(size - EDGE, 0) - 1, -1)
    yield from range(size - EDGE - 1, EDGE, -STRIDE)
    yield from range(min(EDGE, size - EDGE), -1, -1)


def test_all_cuts_are_made() -> None:
    made = list(cuts(20_000))
    assert made == sorted(made, reverse=True)
    assert {*range(4_096), *range(20_000 - 4_096, 20_000)} <= set(made)
    assert max(before - after for before, after in pairwise(made)) == STRIDE


# ---------------------------------------------------------------------- slots


def _ways_in(folder: Path, keys: StoreKeys) -> dict[str, Callable[[], object]]:
    def change() -> None:
        with changing(folder, keys.work) as slots:
            slots.remove("vera")

    return {
        "a password": lambda: unlock(folder, LOGIN, PASSWORD),
        "a sheet": lambda: unlock_by_sheet(folder, new_sheet()),
        "a change": change,
        "the list of holders": lambda: holdings(folder, keys.work),
        "the check of a backup": lambda: check_slots(folder, keys),
    }


def test_slots_cut_at_any_byte_are_damage_however_they_are_read(copy: Path) -> None:
    base = copy / "Test.opuntia"
    keys = unlock(base, LOGIN, PASSWORD).keys
    slots, ways = base / "slots.json", _ways_in(base, keys)
    size = slots.stat().st_size
    for length in range(size - 1, -1, -1):
        os.truncate(slots, length)
        for name, way in ways.items():
            with pytest.raises(KnownError) as refused:
                way()
            assert isinstance(refused.value, BaseDamaged), (length, name)
        assert read_base_id(base) is None
        assert slots.stat().st_size == length
    assert size > 2_000


def test_slots_cut_in_the_midst_of_a_change_of_keys_are_damage_too(copy: Path) -> None:
    base = copy / "Test.opuntia"
    keys = unlock(base, LOGIN, PASSWORD).keys
    with changing(base, keys.work) as slots:
        slots.begin_swap(StoreKeys(bytes(32), bytes(32)), ())
    file = base / "slots.json"
    assert json.loads(file.read_bytes())["swap"]
    for length in range(file.stat().st_size - 1, -1, -1):
        os.truncate(file, length)
        with pytest.raises(BaseDamaged):
            unlock(base, LOGIN, PASSWORD)


def test_with_slots_cut_off_the_base_is_not_entered_and_nothing_else_changes(copy: Path) -> None:
    base = copy / "Test.opuntia"
    slots = base / "slots.json"
    whole = slots.read_bytes()
    before = bytes_in(base)
    for length in [*range(len(whole) - 1, 0, -97), 1, 0]:
        os.truncate(slots, length)
        with pytest.raises(BaseDamaged):
            sign_in(base, LOGIN, PASSWORD)
    slots.write_bytes(whole)
    assert {name: kept for name, kept in bytes_in(base).items() if name != "attempts.json"} == {
        name: kept for name, kept in before.items() if name != "attempts.json"
    }
    sign_in(base, LOGIN, PASSWORD).close()


# ---------------------------------------------------------------------- backups


def test_a_backup_cut_anywhere_is_listed_as_damaged_and_never_restored(copy: Path) -> None:
    base = copy / "Test.opuntia"
    (file,) = (copy / "copies").iterdir()
    size, before = file.stat().st_size, bytes_in(base)
    refused = 0
    for length in cuts(size):
        os.truncate(file, length)
        (listed,) = list_backups(file.parent)
        assert listed.damaged
        with pytest.raises(BackupDamaged):
            read_backup(file)
        if refused % 8 == 0:
            with pytest.raises(BackupDamaged):
                restore(file, base, LOGIN, PASSWORD)
        refused += 1
    assert refused > 2 * EDGE
    assert bytes_in(base) == before
    assert not list(copy.glob(".*"))


# ---------------------------------------------------------------------- packages


@pytest.fixture
def quick_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The password that anybody may try is wrong for a package: what is derived from it need not take its time."""
    derive = ECMA376Agile._derive_iterated_hash_from_password

    def derive_soon(password: str, salt: bytes, algorithm: str, _rounds: int) -> Any:
        return derive(password, salt, algorithm, 1)

    monkeypatch.setattr(ECMA376Agile, "_derive_iterated_hash_from_password", staticmethod(derive_soon))


@pytest.mark.usefixtures("quick_guesses")
def test_a_package_cut_anywhere_is_no_table_and_no_catalogue(copy: Path) -> None:
    file = next((copy / "packages").glob("*.xlsx"))
    readers: tuple[Callable[[Path], object], ...] = (read_table, list_sheets, read_catalogue_file)
    told = set()
    for number, length in enumerate([file.stat().st_size, *cuts(file.stat().st_size)]):
        os.truncate(file, length)
        for read in readers if number % 32 == 0 else readers[:1]:
            with suppress(UnreadableFile, PasswordProtected, EmptyTable):
                assert read(file) == (), length  # no sheets: what is left says nothing of a workbook
                told.add(read.__name__)
    assert told <= {"list_sheets"}


def test_a_package_cut_off_is_whole_again_when_it_is_saved_again(copy: Path) -> None:
    session = reopen(copy / "Test.opuntia")
    package = next(one for one in read_packages(session) if not one.sent)
    cancel_posting(session, package.id)
    file = copy / "packages" / package.file_name
    whole = file.read_bytes()
    for length in (0, 1, EDGE, len(whole) - 1):
        os.truncate(file, length)
        save_package(session, package.id, file.parent)
        assert file.read_bytes() == whole
    session.close()
    with pytest.raises(FileMissing):
        read_table(copy / "packages" / "none.xlsx")
