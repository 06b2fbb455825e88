"""What lies over the card: its details, which follow it, what keeps it here, or something said once."""

from enum import Enum, auto

from core.services.catalogue import read_catalogue
from core.services.review import Block, Card
from core.services.session import Session
from core.services.why_not import tell_why_not, why_not
from core.services.wording import Language
from desktop.desk import Desk
from desktop.screens.review.panel_text import PanelText, WhyOther, blocked_text, details_text
from desktop.screens.review.view import ReviewView

_ON_THE_CLIENTS_CARD = frozenset({Block.NO_CONSENT, Block.NO_PHONE, Block.NO_LONGER_FITS})
"""What is mended there; caps are not."""


class _Open(Enum):
    NOTHING = auto()
    DETAILS = auto()
    BLOCKS = auto()
    SAID = auto()


class Panels:
    """One at a time."""

    def __init__(self, view: ReviewView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._open = _Open.NOTHING
        self._others: tuple[int, tuple[WhyOther, ...]] | None = None
        """Client → why not the other services, once that has been read."""

    @property
    def is_open(self) -> bool:
        """Whether anything lies over the card."""
        return self._open is not _Open.NOTHING

    @property
    def hides_card(self) -> bool:
        """Whether it is about something else than the card: nobody decides about a card unseen."""
        return self._open is _Open.SAID

    def say(self, panel: PanelText) -> None:
        """Something that is said once."""
        self._show(panel, _Open.SAID)

    def stop_at(self, card: Card) -> None:
        """A blocked card was to be accepted: say what keeps it here and what mends it; asked again, go there."""
        if self._open is _Open.BLOCKS and _mends(card):
            self.open_client(card)
        elif self._open in {_Open.BLOCKS, _Open.SAID}:
            self.close()
        else:
            self._show(blocked_text(card, self._desk.words, mends=_mends(card)), _Open.BLOCKS)

    def open_client(self, card: Card) -> None:
        """All that is known of the client, to be mended."""
        self.close()
        self._desk.go("client", client=card.client_id)

    def show_details(self, card: Card) -> None:
        """All reasons and the formula of the card; why not other services follows as soon as it has been read."""
        words, client = self._desk.words, card.client_id
        known = self._others[1] if self._others is not None and self._others[0] == client else None
        self._show(details_text(card, words, known), _Open.DETAILS)
        if known is not None:
            return
        language = words.language

        def take(found: tuple[WhyOther, ...]) -> None:
            self._others = client, found
            if self._open is _Open.DETAILS:
                self._show(details_text(card, words, found), _Open.DETAILS)

        self._desk.ask("review.others", lambda session: _read_others(session, card, language), take)

    def follow(self, card: Card) -> None:
        """A card is shown, or the same one anew."""
        self._others = None
        if self._open is _Open.DETAILS:
            self.show_details(card)
        elif self._open is _Open.BLOCKS and card.blocks:
            self._show(blocked_text(card, self._desk.words, mends=_mends(card)), _Open.BLOCKS)
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


def _mends(card: Card) -> bool:
    return bool(_ON_THE_CLIENTS_CARD & set(card.blocks))


def _read_others(session: Session, card: Card, language: Language) -> tuple[WhyOther, ...]:
    """Every kind but that of the card, with the rule against it and its number."""
    catalogue = read_catalogue(session)
    mine = catalogue.services[card.service_id].kind_id
    return tuple(
        WhyOther(catalogue.kinds[one.kind_id].name, tell_why_not(language, catalogue, one))
        for one in why_not(session, card.client_id)
        if one.kind_id != mine
    )
