"""Another partner for the card that is shown: who, why, and then as any other decision."""

from core.domain.decision import OverrideReason
from core.services.overriding import Choice, read_choices
from core.services.review import Card, QueueEntry
from desktop.desk import Desk
from desktop.screens.review.deciding import Deciding
from desktop.screens.review.giving_text import choices_text
from desktop.screens.review.view import ReviewView


class Giving:
    """Asks about one card at a time; the question goes with the card."""

    def __init__(self, view: ReviewView, desk: Desk, deciding: Deciding) -> None:
        self._view = view
        self._desk = desk
        self._deciding = deciding
        self._about: tuple[QueueEntry, Card, str] | None = None
        self._choices: list[Choice] = []
        self._service: int | None = None
        self._reason: OverrideReason | None = None

    @property
    def asking(self) -> bool:
        """Whether the question stands, or is on its way."""
        return self._about is not None

    def ask(self, entry: QueueEntry, card: Card, who: str) -> None:
        """Ask who is to get this one."""
        about = self._about = entry, card, who
        self._choices, self._service, self._reason = [], None, None

        def take(found: list[Choice]) -> None:
            if self._about is about:
                self._take(found)

        self._desk.ask("review.choices", lambda session: read_choices(session, entry.id), take)

    def pick(self, service_id: int) -> None:
        """This partner, if nothing keeps the client from it."""
        if any(one.rival.service_id == service_id and not one.blocks for one in self._choices):
            self._service = service_id
            self._show()

    def pick_place(self, place: int) -> None:
        """The partner at this place of the list, from 0."""
        if place < len(self._choices):
            self.pick(self._choices[place].rival.service_id)

    def pick_reason(self, reason: OverrideReason) -> None:
        """For this reason."""
        if self._choices:
            self._reason = reason
            self._show()

    def give(self) -> None:
        """As it was chosen; nothing happens before both are."""
        about, service, reason = self._about, self._service, self._reason
        if about is None or service is None or reason is None:
            return
        entry, card, who = about
        partner = next(one.rival.partner for one in self._choices if one.rival.service_id == service)
        self.leave()
        self._deciding.give_to(entry, card.service_id, service, reason, partner=partner, who=who)

    def follow(self, card: Card) -> None:
        """The same card is shown anew, maybe in another language."""
        if self._about is not None and self._choices and self._about[1].id == card.id:
            entry, _, who = self._about
            self._about = entry, card, who
            self._show()

    def leave(self) -> None:
        """Ask no more."""
        if self._about is not None:
            self._about = None
            self._choices = []
            self._view.show_choices(None)

    def _take(self, found: list[Choice]) -> None:
        if not found:
            self._about = None
            self._desk.tell(self._desk.words.say("review", "give_nobody"), icon="info")
            return
        self._choices = found
        open_to_all = [one for one in found if not one.blocks]
        if len(open_to_all) == 1:  # nothing to choose between
            self._service = open_to_all[0].rival.service_id
        self._show()

    def _show(self) -> None:
        if self._about is not None:
            _, card, _ = self._about
            self._view.show_choices(choices_text(card, self._choices, self._service, self._reason, self._desk.words))
