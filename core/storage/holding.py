"""One program at a time has a base open: two would each keep in memory what the other has changed.

The system holds the lock for as long as the process lives, so a kill leaves none behind.
"""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from core.domain.errors import BaseOpenElsewhere, PlaceUnwritable
from core.vault.files import read_plain, write_whole

LOCK_FILE: Final = "base.lock"
SINCE_FILE: Final = "opened.json"


def hold_base(folder: Path, now: datetime) -> FileLock:
    """Hold the base until the lock is released. `now` is the local time, told to whoever comes second.

    Raises BaseOpenElsewhere, PlaceUnwritable.
    """
    lock = FileLock(folder / LOCK_FILE, timeout=0, thread_local=False, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise BaseOpenElsewhere(since=_since(folder)) from None
    except (OSError, NotImplementedError):
        raise PlaceUnwritable from None
    with suppress(OSError):  # it is only told
        write_whole(folder / SINCE_FILE, json.dumps({"since": f"{now:%d.%m.%Y %H:%M}"}).encode())
    return lock


def _since(folder: Path) -> str:
    try:
        return str(json.loads(read_plain(folder / SINCE_FILE))["since"])[:16]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return "?"
