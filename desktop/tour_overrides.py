"""Stops of the tour at decisions against the numbers: some clients go to other partners, some are declined; afterwards
all is as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING, Final

from core.domain.decision import CHOSEN_BY_PEOPLE, DeclineReason
from core.services.decisions import decline, note_reason
from core.services.history import undo
from core.services.overriding import override, read_choices
from core.services.review import read_queue
from desktop.screens.overrides.sums import Grouping

if TYPE_CHECKING:
    from desktop.bootstrap import Program

_LOOKED_AT: Final = 40
_GIVEN: Final = 7
_REASONS: Final = (DeclineReason.NOT_NOW, DeclineReason.HAS_IT, None, DeclineReason.NOT_NOW, DeclineReason.OTHER)


def overrides_stops(program: Program) -> Iterator[tuple[str, Callable[[], None]]]:
    """Name and way of each."""
    entries: list[int] = []
    yield "overrides", partial(_each, program, entries)
    yield "overrides-partners", partial(_by, program, Grouping.PARTNER)
    yield "overrides-declined", partial(_by, program, Grouping.DECLINED)
    yield "overrides-none", partial(_none, program, entries)


def _each(program: Program, entries: list[int]) -> None:
    place = program.workplace
    if place is None:
        return
    session, why = place.session, cycle(CHOSEN_BY_PEOPLE)
    ids = [one.id for one in read_queue(session).entries[:_LOOKED_AT]]
    for one, reason in zip(ids[-len(_REASONS) :], _REASONS, strict=True):
        entries.append(decline(session, [one]).entry or 0)
        if reason is not None:
            note_reason(session, [one], reason)
    for one in ids[: -len(_REASONS)]:
        open_to_all = [choice.rival.service_id for choice in read_choices(session, one) if not choice.blocks]
        if open_to_all and len(entries) < _GIVEN + len(_REASONS):
            entries.append(override(session, one, open_to_all[0], next(why)).entry or 0)
    program.go("overrides", {})


def _by(program: Program, grouping: Grouping) -> None:
    from desktop.screens.overrides.screen import OverridesScreen  # noqa: PLC0415 (the application comes first)

    if isinstance(page := program.frame.page, OverridesScreen):
        page.presenter.pick_grouping(grouping)


def _none(program: Program, entries: list[int]) -> None:
    place = program.workplace
    if place is None:
        return
    for entry in entries:
        undo(place.session, entry)
    _by(program, Grouping.EACH)
    program.go("overrides", {})
