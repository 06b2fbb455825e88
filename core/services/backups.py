"""Backups: each is one verified, encrypted file. Made by hand and by themselves, thinned with age.

The window and the headless program call `back_up_before` ahead of what changes much, and `back_up_if_due` every few
minutes; both thin what has outlived its use once a fresh backup stands. Restoring is in `core/services/restores.py`.
"""

from datetime import datetime
from pathlib import Path

from core.domain.backup import EVERY, Backup, Facts, Reason, outlived
from core.domain.rights import MAY, UseCase
from core.services.backup_place import back_up_store, backups_folder
from core.services.session import Done, Session
from core.storage.backups import list_copies

CHANGED = frozenset({"backups"})


def make_backup(session: Session, folder: Path, reason: Reason = Reason.BY_HAND) -> Done[Backup]:
    """Back up the base into a folder, which is made if need be.

    Who holds no people key (an administrator, an analyst) is refused: the bytes of that store could be copied, but
    whether they are whole nobody could tell, and a backup that may be none is worse than a clear word.

    Raises NoPeopleKey, BackupInside, BaseDamaged, StoresApart, BaseBusy, DiskFull, PlaceUnwritable, NotAllowed; then
    no older backup is touched.
    """
    with session.reading(UseCase.BACK_UP):
        pass
    backup = back_up_store(session.store, folder, session.clock(), reason)
    with session.doing(UseCase.BACK_UP) as deed:
        deed.details |= {"backup": reason.value}
    return Done(backup, CHANGED, deed.entry)


def list_backups(folder: Path, base_id: str | None = None) -> list[Backup]:
    """The backups in a folder, the newest first: of one base and damaged ones, or (None) of all bases.

    Only what they tell of themselves is read; `read_backup` looks at every byte.
    """
    return list_copies(folder, base_id)


def thin(folder: Path, base_id: str, now: datetime) -> list[Path]:
    """Remove the backups of one base that have outlived their use (`core/domain/backup.py`), and return them.

    `now` in UTC without zone. Call it when a fresh backup stands: the old ones go, even if they are the last.
    """
    own = [one for one in list_copies(folder, base_id) if one.facts is not None]
    removed = []
    for one in outlived(own, now):
        try:
            one.file.unlink(missing_ok=True)
        except OSError:  # it goes the next time
            continue
        removed.append(one.file)
    return removed


def backup_due(session: Session, folder: Path, now: datetime) -> bool:
    """Whether half an hour has passed since the last backup and the base has changed since; `now` in UTC without zone.

    Never for the sample, nor for users who cannot make one.
    """
    if session.is_sample or not session.store.sees_people or not session.roles & MAY[UseCase.BACK_UP]:
        return False
    last = _last(session, folder, now)
    if last is not None and now < last.made_at + EVERY:
        return False
    return _changed_since(session, last)


def folder_of(session: Session) -> Path:
    """Where the backups of this base go on this computer."""
    return session.backups or backups_folder(session.store.folder)


def back_up_before(session: Session, reason: Reason, folder: Path | None = None) -> Done[Backup] | None:
    """Back up ahead of an import, a rotation of keys or the like, and thin; None where the last backup is as good.

    `folder` None: where they go on this computer. Raises what `make_backup` does.
    """
    place = folder or folder_of(session)
    if not _changed_since(session, _last(session, place, session.now())):
        return None
    return _make_and_thin(session, place, reason)


def back_up_if_due(session: Session, folder: Path | None = None) -> Done[Backup] | None:
    """Back up and thin if it is time to; None where it is not. Raises what `make_backup` does."""
    place = folder or folder_of(session)
    if not backup_due(session, place, session.now()):
        return None
    return _make_and_thin(session, place, Reason.INTERVAL)


def _make_and_thin(session: Session, folder: Path, reason: Reason) -> Done[Backup]:
    made = make_backup(session, folder, reason)
    thin(folder, session.base_id, session.now())
    return made


def _last(session: Session, folder: Path, now: datetime) -> Facts | None:
    """The facts of the last backup; one of a time to come was made by a wrong clock and is the last for nobody."""
    known = (one.facts for one in list_copies(folder, session.base_id) if one.facts is not None)
    return next((facts for facts in known if facts.made_at <= now), None)


def _changed_since(session: Session, last: Facts | None) -> bool:
    """Whether anything but that backups were made has been written since, or the base has another past."""
    if last is None:
        return True
    commits = session.store.moment().commits
    with session.reading(UseCase.BACK_UP) as work:
        if work.audit.chain_of(last.moment.entry) != last.moment.chain:
            return True
        made, others = work.audit.count_since(last.moment.entry, UseCase.BACK_UP)
    return others > 0 or commits - made != last.moment.commits
