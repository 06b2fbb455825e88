"""What lies over the card: its details, which follow it, what keeps it here, or something said once."""

from enum import Enum, auto

from core.services.review import Card
from desktop.screens.review.panel_text import PanelText, blocked_text, details_text
from desktop.screens.review.view import ReviewView
from desktop.words import Words


class _Open(Enum):
    NOTHING = auto()
    DETAILS = auto()
    BLOCKS = auto()
    SAID = auto()


class Panels:
    """One at a time."""

    def __init__(self, view: ReviewView) -> None:
        self._view = view
        self._open = _Open.NOTHING

    @property
    def is_open(self) -> bool:
        """Whether anything lies over the card."""
        return self._open is not _Open.NOTHING

    @property
    def hides_card(self) -> bool:
        """Whether it is about something else than the card: nobody decides about a card unseen."""
        return self._open is _Open.SAID

    @property
    def says_blocks(self) -> bool:
        """Whether it says what keeps the card here."""
        return self._open is _Open.BLOCKS

    def say(self, panel: PanelText) -> None:
        """Something that is said once."""
        self._show(panel, _Open.SAID)

    def say_blocks(self, card: Card, words: Words) -> None:
        """What keeps this one from being accepted, and what mends it."""
        self._show(blocked_text(card, words), _Open.BLOCKS)

    def show_details(self, card: Card, words: Words) -> None:
        """All reasons and the formula of the card."""
        self._show(details_text(card, words), _Open.DETAILS)

    def follow(self, card: Card, words: Words) -> None:
        """A card is shown, or the same one anew."""
        if self._open is _Open.DETAILS:
            self.show_details(card, words)
        elif self._open is _Open.BLOCKS and card.blocks:
            self.say_blocks(card, words)
        else:
            self.leave()

    def leave(self) -> None:
        """Another card: what was said about the one before is over."""
        if self._open is _Open.BLOCKS:
            self.close()

    def close(self) -> None:
        """The card again."""
        self._show(None, _Open.NOTHING)

    def _show(self, panel: PanelText | None, what: _Open) -> None:
        self._open = what
        self._view.show_panel(panel)
