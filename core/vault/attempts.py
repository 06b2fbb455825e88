"""Wrong passwords slow the next try down: 1, 2, 4 … 30 seconds from the fifth one on.

The count lies beside the slots and is written before the password is looked at, so that ending the program forgets
nothing. It hinders guessing at the keyboard; whoever has the files is hindered by Argon2id alone.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Any, Final

from core.domain.errors import TooSoon, WrongPassword
from core.vault.files import read_plain, write_whole
from core.vault.slots import plain_login

ATTEMPTS_FILE: Final = "attempts.json"
FREE_ATTEMPTS: Final = 4
LONGEST_WAIT: Final = 30
_MOST_LOGINS: Final = 200


def wait_after(failures: int) -> int:
    """Seconds from the last of so many wrong passwords until the next may be tried."""
    return 0 if failures <= FREE_ATTEMPTS else min(LONGEST_WAIT, 1 << min(10, failures - FREE_ATTEMPTS - 1))


@contextmanager
def attempt(folder: Path, login: str, now: datetime) -> Iterator[None]:
    """Try a password inside of the block: WrongPassword counts, anything else does not, success forgets the count.

    Raises TooSoon; OSError where the count cannot be written.
    """
    counts = _read(folder)
    name = _name(login)
    failures, last = counts.get(name, (0, now))
    waited = (now - min(last, now)).total_seconds()  # a clock that was put back has waited for nothing
    if wait_after(failures) > waited:
        if last > now:
            _write(folder, counts | {name: (failures, now)})
        raise TooSoon(seconds=ceil(wait_after(failures) - waited))
    _write(folder, counts | {name: (failures + 1, now)})
    try:
        yield
    except WrongPassword:
        raise
    except BaseException:
        _write(folder, counts)
        raise
    _write(folder, {other: kept for other, kept in counts.items() if other != name})


def _name(login: str) -> str:
    """A password typed into the wrong field is not written down."""
    return hashlib.sha256(plain_login(login).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _read(folder: Path) -> dict[str, tuple[int, datetime]]:
    found: dict[str, tuple[int, datetime]] = {}
    with suppress(OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        kept: dict[str, Any] = json.loads(read_plain(folder / ATTEMPTS_FILE))
        for name, (failures, at) in kept.items():
            found[str(name)] = (int(failures), datetime.fromtimestamp(float(at), UTC))
    return found


def _write(folder: Path, counts: dict[str, tuple[int, datetime]]) -> None:
    latest = sorted(counts.items(), key=lambda one: one[1][1])[-_MOST_LOGINS:]
    if not latest and not (folder / ATTEMPTS_FILE).exists():
        return
    content = {name: [failures, at.timestamp()] for name, (failures, at) in latest}
    write_whole(folder / ATTEMPTS_FILE, json.dumps(content).encode())
