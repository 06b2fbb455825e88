"""A backup: one file with a base as it was at one moment, and the rule by which backups are thinned with age."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

EVERY: Final = timedelta(minutes=30)
"""How long what was changed may be without a backup."""
ALL_KEPT: Final = timedelta(hours=24)
LONGEST_KEPT: Final = timedelta(days=30)
"""Nothing is kept longer: whoever is erased from the base is then in no backup either when the law's term has run."""


class Reason(StrEnum):
    """Why a backup was made."""

    BY_HAND = "by_hand"
    INTERVAL = "interval"
    IMPORT = "import"
    MIGRATION = "migration"
    ROTATION = "rotation"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of a base: its schema, counter of commits, clients and leads, and the last entry of its audit with
    that entry's chain (0 and "" before any).
    """

    schema: str
    commits: int
    clients: int
    leads: int
    entry: int
    chain: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a backup tells of itself: of which base, when it was made (UTC without zone), why (a `Reason`, or one that a
    newer program knows), by which version of the program.
    """

    base_id: str
    made_at: datetime
    reason: str
    version: str
    moment: Moment


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in its file of `size` bytes. Of a `damaged` one the facts may be unknown; `made_at` is then the file's.

    `made_at` in UTC without zone.
    """

    file: Path
    size: int
    made_at: datetime
    damaged: bool
    facts: Facts | None


def outlived(backups: Sequence[Backup], now: datetime) -> list[Backup]:
    """Those of one base's backups that are kept no longer; `now` in UTC without zone.

    Kept are all of the last 24 hours, and of the last 30 days each day's last, a sound one before a damaged one.
    """
    young = [one for one in backups if now - one.made_at <= LONGEST_KEPT]
    last_of: dict[date, Backup] = {}
    for one in sorted(young, key=lambda one: (not one.damaged, one.made_at)):
        last_of[one.made_at.date()] = one
    kept = {*last_of.values(), *(one for one in young if now - one.made_at <= ALL_KEPT)}
    return [one for one in backups if one not in kept]
