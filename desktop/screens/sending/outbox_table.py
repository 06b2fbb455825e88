"""The outbox in words: where each package stands, what may be done with it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from core.domain.outbox import FINAL, Hitch, Posting
from core.services.outbox import OutboxRow
from desktop.screens.sending.remedies import Remedies
from desktop.screens.sending.shown import Next, Shown, TableLine
from desktop.words import Words

_SIGNS: Final = {
    Posting.QUEUED: ("timer", "accent"),
    Posting.OFFLINE: ("cloud-off", "warn"),
    Posting.SENDING: ("send", "accent"),
    Posting.ERROR: ("triangle-alert", "err"),
    Posting.UNKNOWN: ("circle-question-mark", "warn"),
    Posting.SENT: ("key-round", "warn"),
}


def outbox_table(words: Words, rows: Sequence[OutboxRow], now: datetime) -> Shown:
    """`now` in UTC without zone, as the moments of the rows."""
    columns = ("partner", "address", "file", "leads", "state")
    return Shown(
        titles=tuple(words.say("sending", f"column_{one}") for one in columns),
        lines=tuple(_line(words, one, now) for one in rows),
        wide=4,
        strong=0,
        state=4,
        numbers=frozenset({3}),
    )


def outbox_next(words: Words, row: OutboxRow, remedies: Remedies) -> Next:
    """What may be done with a package: what mends it comes first."""
    remedy = remedies.of(row.outcome) if row.mine and row.state is Posting.ERROR else ""
    can = [one for one in (remedy, *row.ways, "reveal" if row.password_due else "") if one]
    return Next(words.say("sending", _hint(row)), frozenset(can), can[0] if can else "")


def _hint(row: OutboxRow) -> str:
    if row.outcome in FINAL:
        return f"hint_{row.outcome}"
    if not row.mine:
        return "hint_colleague"
    if row.doubtful and row.state is not Posting.UNKNOWN:
        return "hint_doubtful"
    return f"mend_{row.outcome}" if row.state is Posting.ERROR else f"hint_{row.state.value}"


def posting_state(words: Words, row: OutboxRow, now: datetime) -> str:
    """Where it stands, as one reads it in the list."""
    if row.state is Posting.QUEUED and row.due_at is not None:
        left = max(0, round((row.due_at - now).total_seconds()))
        return words.say("sending", "posting_queued", left=f"{left // 60}:{left % 60:02d}")
    at = "" if row.due_at is None else words.moment(_local(row.due_at), _local(now))
    if row.state is Posting.OFFLINE and at:
        return words.say("sending", "posting_offline", at=at)
    if row.state is Posting.ERROR:
        why = words.say("sending", f"why_{row.outcome}", code=row.code)
        return words.say("sending", "posting_error_again", why=why, at=at) if at else why
    restored = row.state is Posting.UNKNOWN and row.outcome == Hitch.RESTORED
    return words.say("sending", "posting_restored" if restored else f"posting_{row.state.value}")


def _line(words: Words, row: OutboxRow, now: datetime) -> TableLine:
    state = posting_state(words, row, now)
    facts = {"partner": row.partner, "address": row.address, "file": row.file_name, "state": state}
    return TableLine(
        cells=(row.partner, row.address, row.file_name, words.number(row.leads), state),
        sentence=words.say("sending", "row_outbox", n=row.leads, **facts),
        icon=_SIGNS[row.state][0],
        ink=_SIGNS[row.state][1],
    )


def _local(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC).astimezone().replace(tzinfo=None)
