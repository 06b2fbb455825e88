"""Which signal of the page goes where."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.screens.review.screen import ReviewScreen


def wire(page: ReviewScreen) -> None:
    """Connect widgets with the presenter; buttons hand a state that nobody wants."""
    does = page.presenter
    page.strip.moved.connect(lambda value, settled: does.move_threshold(value, settled=settled))
    page.strip.left.connect(page.to_queue)
    page.queue.chosen.connect(does.select)
    page.queue.seen.connect(does.look)
    page.queue.several.connect(does.choose)
    page.card.stepped.connect(does.step)
    page.card.copied.connect(does.copy_said)
    page.panel.closed.connect(does.close_panel)
    page.panel.acted.connect(does.open_client)
    page.footer_bar.accept.clicked.connect(lambda _on: does.accept())
    page.footer_bar.decline.clicked.connect(lambda _on: does.decline())
    page.footer_bar.postpone.clicked.connect(lambda _on: does.postpone(None))
    for button in (page.footer_bar.other, page.footer_bar.other_short):
        button.clicked.connect(lambda _on: does.choose_partner())
    page.footer_bar.undo.clicked.connect(lambda _on: does.undo())
    for button in (page.footer_bar.details, page.footer_bar.details_short):
        button.clicked.connect(lambda _on: does.toggle_details())
    page.reason_bar.given.connect(does.declined.give)
    page.choices.picked.connect(does.giving.pick)
    page.choices.reasoned.connect(does.giving.pick_reason)
    page.choices.given.connect(does.giving.give)
    page.choices.left.connect(does.close_panel)
    page.day_bar.chosen.connect(page.postpone_until)
    page.day_bar.left.connect(page.to_queue)
    page.filters.clicked.connect(lambda _on: does.filtering.toggle())
    page.filter_bar.picked.connect(does.filtering.pick)
    page.filter_bar.left.connect(page.to_queue)
    page.filter_bar.reset.connect(does.filtering.reset)
    page.empty.pressed.connect(does.empty.press)
    page.message.pressed.connect(does.show_newer)
    page.message.closed.connect(page.forget_offer)
