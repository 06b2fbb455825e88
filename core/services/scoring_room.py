"""The room on the disk of the base that a run of scoring needs."""

import shutil
from pathlib import Path
from typing import Final

from core.domain.computing_errors import ComputeNoRoom, ComputeUnwritten
from core.services.scoring_run import PORTION

_MB: Final = 1_000_000
_CLIENT: Final = 150
_RECOMMENDATION: Final = 300
_JOURNAL: Final = 2_000
_ONCE: Final = 250_000


def room_for(clients: int, recommendations: int) -> int:
    """Bytes that a run may still write for so many clients with up to so many recommendations each.

    Measured on bases of 300, 5,000 and 15,000 clients whose files were watched during a run (60 services, tests/bench):
    a first run with three recommendations each makes the stores 880–970 bytes longer for each client, two more make it
    490–530; a run over those who have theirs, 2–14. Beyond that the journals of a portion take up to 1,350 bytes for
    each of its clients and are gone with it; model and ranks take the rest. The figures here are these, rounded up, and
    as for a first run.
    """
    grown = clients * (_CLIENT + recommendations * _RECOMMENDATION)
    return grown + min(clients, PORTION) * _JOURNAL + _ONCE


def free_room(folder: Path) -> int | None:
    """Bytes that are free for this user on the disk of a folder; None where the system does not tell."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def lacks_room(folder: Path, needs: int) -> bool:
    """Whether the disk is known to have less than so many bytes."""
    has = free_room(folder)
    return has is not None and has < needs


def name_lack(folder: Path, needs: int, done: int) -> ComputeNoRoom | ComputeUnwritten:
    """The error for a run that the disk has ended after so many clients, and that still needed so many bytes."""
    has = free_room(folder)
    if has is None or has >= needs:  # a quota, a file system with a bound of its own, a disk that fails
        return ComputeUnwritten(done=done)
    return ComputeNoRoom(needs=-(-needs // _MB), has=has // _MB, done=done)
