"""Stops of the tour: computing for some clients alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.bootstrap import Program

_SOME = 5


def show_chosen(program: Program) -> None:
    """Somebody has chosen a few clients, some of whom wait."""
    place = program.workplace
    if place is None:
        raise RuntimeError
    with place.session.store.reading() as work:
        standings = work.clients.standings()
    waiting = [client for client, scored_by, _, _ in standings if scored_by is None]
    ready = [client for client, scored_by, _, _ in standings if scored_by is not None]
    program.go("compute", {"clients": [*waiting, *ready][:_SOME]})
