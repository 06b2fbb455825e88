"""A backup in words, for the lists that show several."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.domain.backup import Backup, Reason
from desktop.words import Words


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A line of the list in words; `damaged` has a mark of its own."""

    file: Path
    made_at: str
    reason: str
    size: str
    clients: str
    leads: str
    state: str
    damaged: bool
    spoken: str


def row_of(words: Words, one: Backup, now: datetime) -> BackupRow:
    """A backup in words; `now` is local."""
    say, facts = words.say, one.facts
    known = facts is not None and facts.reason in set(Reason)
    reason = say("backups", f"reason_{facts.reason}" if known and facts is not None else "reason_unknown")
    told = (
        words.moment(local(one.made_at), now),
        reason,
        words.size(one.size),
        words.number(facts.moment.clients) if facts else "—",
        words.number(facts.moment.leads) if facts else "—",
        say("backups", "damaged_mark" if one.damaged else "sound_mark"),
    )
    heads = (say("backups", f"head_{name}") for name in ("made_at", "reason", "size", "clients", "leads", "state"))
    spoken = "; ".join(f"{head}: {text}" for head, text in zip(heads, told, strict=True))
    return BackupRow(one.file, *told, damaged=one.damaged, spoken=spoken)


def local(at: datetime) -> datetime:
    """The local time of one in UTC without zone."""
    return at.replace(tzinfo=UTC).astimezone()
