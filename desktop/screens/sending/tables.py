"""What the grids of this page say: packages, tasks, and the cells that would leave."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from core.domain.approval import Approval
from core.services.outgoing import Outgoing, Preview
from core.services.sending import PackageRow
from core.services.today import Task
from desktop.screens.sending.approving import approval_next
from desktop.screens.sending.shown import Next, Shown, TableLine
from desktop.words import Words

_SIGNS: Final = {
    "held": ("user-check", "warn"),
    "unsaved": ("circle-dashed", "warn"),
    "no_password": ("key-round", "warn"),
    "saved": ("circle-check", "ok"),
    "sent": ("send", "muted"),
}
_NAMES: Final = ("full_name", "service")
"""Fields of a package of which the first that leaves takes what room is left."""


def package_state(row: PackageRow) -> str:
    """ "held" (it waits for an approval), "unsaved", "no_password" or "saved"; "sent" comes after all of them."""
    if row.sent:
        return "sent"
    if row.approval is not Approval.NONE:
        return "held"
    if not row.saved:
        return "unsaved"
    return "saved" if row.password_given else "no_password"


def package_table(words: Words, rows: Sequence[PackageRow], now: datetime) -> Shown:
    """Packages; `now` is the local time."""
    columns = ("partner", "file", "leads", "made", "state")
    return Shown(
        titles=tuple(words.say("sending", f"column_{one}") for one in columns),
        lines=tuple(_package(words, one, now) for one in rows),
        wide=1,
        strong=0,
        state=4,
        numbers=frozenset({2}),
    )


def package_next(words: Words, row: PackageRow | None, way: str) -> Next:
    """What may be done with a package that is still here; `way` of those it may leave by itself: "mail" or "draft"."""
    if row is None or row.sent:
        return Next("", frozenset(), "save")
    if row.approval is not Approval.NONE:
        return approval_next(words, row.approval)
    state = package_state(row)
    can = {"unsaved": {"save"}, "no_password": {"save", "reveal", "send"}, "saved": {"save", "send"}}[state]
    first = {"unsaved": "save", "no_password": "reveal", "saved": "send"}[state]
    hint = "sealed" if row.sealed and state == "saved" else state
    return Next(words.say("sending", f"hint_{hint}"), frozenset({*can, way}), first)


def _package(words: Words, row: PackageRow, now: datetime) -> TableLine:
    code = package_state(row)
    state = words.say("sending", f"state_{code}")
    made = words.moment(row.made_at.replace(tzinfo=UTC).astimezone().replace(tzinfo=None), now)
    facts = {"partner": row.partner, "state": state, "made": made, "file": row.file_name}
    return TableLine(
        cells=(row.partner, row.file_name, words.number(row.leads), made, state),
        sentence=words.say("sending", "row_package", n=row.leads, **facts),
        icon=_SIGNS[code][0],
        ink=_SIGNS[code][1],
    )


def task_table(words: Words, tasks: Sequence[Task]) -> Shown:
    """What our own company offers itself."""
    columns = ("who", "phone", "service", "since")
    return Shown(
        titles=tuple(words.say("sending", f"column_{one}") for one in columns),
        lines=tuple(_task(words, one) for one in tasks),
        wide=2,
        strong=0,
    )


def _task(words: Words, task: Task) -> TableLine:
    phone = words.phone(task.phone) or words.say("sending", "no_phone")
    since = words.day(task.since)
    facts = {"who": task.who, "service": task.service, "phone": phone, "since": since}
    return TableLine((task.who, phone, task.service, since), words.say("sending", "row_task", **facts))


def preview_table(offer: Outgoing, cells: Preview) -> Shown:
    """Exactly the cells of the file, letter for letter."""
    named = [offer.fields.index(code) for code in _NAMES if code in offer.fields]
    wide = named[0] if named else 0
    return Shown(cells.titles, tuple(TableLine(row, ", ".join(row)) for row in cells.rows), wide=wide, strong=wide)
