"""The outbox in words: where each package stands, what may be done with it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from core.domain.outbox import Hitch, Posting
from core.services.outbox import OutboxRow
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
_CAN: Final = {
    Posting.QUEUED: ("cancel",),
    Posting.OFFLINE: ("retry", "cancel"),
    Posting.SENDING: (),
    Posting.ERROR: ("retry", "cancel"),
    Posting.UNKNOWN: ("count", "again"),
    Posting.SENT: (),
}
"""What comes first stands first."""


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


def outbox_next(words: Words, row: OutboxRow) -> Next:
    """What may be done with a package. What goes from a colleague's account is not sent from here."""
    fallen = row.outcome == Hitch.CONSENT
    can = [
        one
        for one in _CAN[row.state]
        if (row.mine or one not in {"retry", "again"}) and not (fallen and one == "again")
    ]
    if row.password_due:
        can.append("reveal")
    key = f"mend_{row.outcome}" if row.state is Posting.ERROR else f"hint_{row.state.value}"
    hint = words.say("sending", key if row.mine else "hint_colleague")
    if fallen:
        hint = words.say("sending", "hint_consent")
    return Next(hint, frozenset(can), can[0] if can else "")


def posting_state(words: Words, row: OutboxRow, now: datetime) -> str:
    """Where it stands, as one reads it in the list."""
    if row.state is Posting.QUEUED and row.due_at is not None:
        left = max(0, round((row.due_at - now).total_seconds()))
        return words.say("sending", "posting_queued", left=f"{left // 60}:{left % 60:02d}")
    at = "" if row.due_at is None else words.moment(_local(row.due_at), _local(now))
    if row.state is Posting.OFFLINE and at:
        return words.say("sending", "posting_offline", at=at)
    if row.state is Posting.ERROR:
        why = words.say("sending", f"why_{row.outcome}")
        return words.say("sending", "posting_error_again", why=why, at=at) if at else why
    return words.say("sending", f"posting_{row.state.value}")


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
