"""Stops of the tour about the review: the fullest card, and all that can lie over it or below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from core.domain.decision import OverrideReason
from core.services.review import Card, read_cards, read_queue

if TYPE_CHECKING:
    from desktop.bootstrap import Program
    from desktop.screens.review.screen import ReviewScreen


def review_stops(program: Program) -> Iterator[tuple[str, Callable[[], None]]]:
    """Name and way of each, from where the one before has left the page."""
    yield "review-reasons", partial(_reasons, program)
    yield "review-partner", partial(_partner, program)
    yield "review-filters", partial(_filters, program)
    yield "review-all", partial(_unfiltered, program)
    yield "review-several", partial(_several, program)
    yield "review-blocked", partial(_blocked, program)
    yield "review-declined", partial(_declined, program)
    yield "review-undone", partial(_undone, program)


def stand_at_review(program: Program) -> None:
    """The card that has the most to show."""
    _fullest(program)


def _stand_at(program: Program, worth: Callable[[Card], tuple[int, ...]]) -> ReviewScreen | None:
    from desktop.screens.review.screen import ReviewScreen  # noqa: PLC0415 (the application comes first)

    place = program.workplace
    if place is None:
        return None
    queue = read_queue(place.session)
    above = [one.id for one in queue.entries if one.score >= queue.accept_from]
    told = max(read_cards(place.session, above, "ru"), key=worth)
    program.go("review", {"recommendation": told.id})
    program.settle()
    return program.frame.page if isinstance(program.frame.page, ReviewScreen) else None


def _fullest(program: Program) -> ReviewScreen | None:
    """Where the card has the most rivals, and reasons out of data."""
    return _stand_at(program, lambda card: (len(card.rivals), sum(why.by_data for why in card.reasons), -card.id))


def _reasons(program: Program) -> None:
    if page := _fullest(program):
        page.presenter.toggle_details()


def _partner(program: Program) -> None:
    if page := _fullest(program):
        page.presenter.close_panel()
        page.presenter.choose_partner()
        program.settle()
        page.presenter.giving.pick_place(0)
        page.presenter.giving.pick_reason(OverrideReason.KNOWS_PARTNER)


def _filters(program: Program) -> None:
    if page := _fullest(program):
        page.presenter.close_panel()
        page.presenter.filtering.toggle()
        program.settle()
        page.presenter.filtering.pick("own", False)


def _unfiltered(program: Program) -> None:
    if page := _fullest(program):
        page.presenter.filtering.reset()
        page.presenter.filtering.toggle()


def _several(program: Program) -> None:
    if page := _fullest(program):
        page.presenter.close_panel()
        page.presenter.choose_all()


def _blocked(program: Program) -> None:
    if page := _stand_at(program, lambda card: (len(card.blocks), -card.id)):
        page.presenter.close_panel()
        page.presenter.accept()


def _declined(program: Program) -> None:
    if page := _fullest(program):
        page.presenter.close_panel()
        page.presenter.decline()


def _undone(program: Program) -> None:
    """As it was before, for the stops that follow."""
    if page := program.frame.page:
        page.undo()
