"""Backups in a folder: made, verified before they get their name, listed, removed."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import time
from typing import Final

from core.domain.backup import Backup, Facts, Reason
from core.domain.errors import BackupDamaged, BackupInside, BaseDamaged, BaseNewer, BaseUnreadable, FileMissing
from core.storage.backup_file import examine, read_manifest, write_backup
from core.storage.location import known_refusals, resolved
from core.storage.store import Store
from core.vault.files import settle, write_whole
from core.vault.slots import SLOTS_FILE, check_slots

SUFFIX: Final = ".opuntia-backup"
_SCRAP: Final = ".opuntia-{}.part"
_SCRAP_LIVES: Final = timedelta(days=1).total_seconds()
_LONGEST_NAME: Final = 180
"""Bytes of a base's name in the name of a backup: file systems take 255 in all."""


def make_copy(  # noqa: PLR0913, PLR0917
    store: Store, folder: Path, name: str, at: datetime, reason: Reason, version: str
) -> Backup:
    """A verified backup of an open base in `folder`, which is made if need be. `at` with its zone.

    Nobody commits while the pages are copied; checked is the copy, on a connection of its own: every page, the
    structure, the references, both stores of one moment, the slots. Only then it gets its name, «NAME 2026-11-21 0930».
    Raises NoPeopleKey, BackupInside, BaseDamaged, BaseUnreadable, StoresApart, BaseBusy, DiskFull, PlaceUnwritable;
    then nothing is left of it.
    """
    with known_refusals(), _scrap(store.folder, folder) as scrap:
        with store.keys_turn:
            keys = store.keys
            base_id = _copy_slots(store, scrap)
            moment = store.copy_to(scrap)
        _refuse_unsound(Store(scrap, keys))
        made_at = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        facts = Facts(base_id, made_at, reason.value, version, moment)
        made = scrap / "backup"
        write_backup(made, scrap, facts, keys.work)
        try:
            with made.open("rb") as opened:
                examine(opened)
        except BackupDamaged:  # the disk gives back other bytes than it took
            raise BaseDamaged from None
        size = made.stat().st_size
        file = made.replace(_free_name(folder, f"{_cut(name)} {at.astimezone():%Y-%m-%d %H%M}"))
        settle(folder)
    return Backup(file, size, made_at, False, facts)


def list_copies(folder: Path, base_id: str | None = None) -> list[Backup]:
    """The backups in a folder, the newest first: of one base and those of which nobody can tell, or (None) all.

    Only what they tell of themselves is read. A folder that is not there or may not be read holds none.
    """
    try:
        files = [file for file in folder.iterdir() if file.suffix == SUFFIX and file.is_file()]
    except OSError:
        return []
    found = [one for file in files if (one := _read(file)) is not None]
    wanted = [one for one in found if base_id is None or one.facts is None or one.facts.base_id == base_id]
    return sorted(wanted, key=_age, reverse=True)


def read_copy(file: Path) -> Backup:
    """What a backup tells of itself; every byte of it is looked at, and it is `damaged` if any is not as written.

    Raises FileMissing, BackupDamaged where nothing can be read of it, BaseNewer.
    """
    if not file.is_file():
        raise FileMissing
    try:
        with file.open("rb") as opened:
            facts = read_manifest(opened).facts
            try:
                examine(opened)
                damaged = False
            except BackupDamaged:
                damaged = True
            return Backup(file, file.stat().st_size, facts.made_at, damaged, facts)
    except OSError:
        raise FileMissing from None


def _age(one: Backup) -> tuple[datetime, int, str]:
    """Of two backups of one second the one with more in it is the younger."""
    return one.made_at, 0 if one.facts is None else one.facts.moment.commits, one.file.name


def _read(file: Path) -> Backup | None:
    """None for one that has gone meanwhile."""
    try:
        told = file.stat()
    except OSError:
        return None
    try:
        with file.open("rb") as opened:
            facts = read_manifest(opened).facts
    except (OSError, BackupDamaged, BaseNewer):
        made_at = datetime.fromtimestamp(told.st_mtime, UTC).replace(tzinfo=None)
        return Backup(file, told.st_size, made_at, True, None)
    return Backup(file, told.st_size, facts.made_at, False, facts)


@contextmanager
def _scrap(base: Path, folder: Path) -> Iterator[Path]:
    """A folder in `folder` for what has no name yet; what a kill left of earlier ones goes with it."""
    if resolved(folder).is_relative_to(resolved(base)):
        raise BackupInside
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(_SCRAP.format("*")):
        with suppress(OSError):
            if time() - left.stat().st_mtime > _SCRAP_LIVES:
                shutil.rmtree(left, ignore_errors=True)
    scrap = folder / _SCRAP.format(secrets.token_hex(8))
    scrap.mkdir(mode=0o700)
    try:
        yield scrap
    finally:
        shutil.rmtree(scrap, ignore_errors=True)


def _copy_slots(store: Store, scrap: Path) -> str:
    try:
        content = (store.folder / SLOTS_FILE).read_bytes()
    except OSError:
        raise BaseUnreadable from None
    write_whole(scrap / SLOTS_FILE, content)
    return check_slots(scrap, store.keys)


def _refuse_unsound(copy: Store) -> None:
    try:
        if copy.check():
            raise BaseDamaged
    finally:
        copy.close()


def _free_name(folder: Path, stem: str) -> Path:
    file, number = folder / f"{stem}{SUFFIX}", 1
    while file.exists():
        number += 1
        file = folder / f"{stem} ({number}){SUFFIX}"
    return file


def _cut(name: str) -> str:
    return name.encode(errors="replace")[:_LONGEST_NAME].decode(errors="ignore")
