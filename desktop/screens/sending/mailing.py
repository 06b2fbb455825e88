"""What the page of sending does by mail: a package is queued, and what stands in the outbox is looked after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.fallen import Fallen
from core.domain.outbox import AddressMissing, AddressUnconfirmed, MailAccountMissing, Posting
from core.services.letters import save_draft_letter
from core.services.outbox import cancel_posting, count_as_sent, queue_package, send_again, try_now
from core.services.sending import make_package
from desktop.screens.sending.outbox_table import outbox_next, outbox_table
from desktop.screens.sending.remedies import CARD, SETTINGS, Remedies
from desktop.screens.sending.shown import Next, Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any

    from core.domain.errors import KnownError
    from core.domain.partner import PartnerAddress
    from core.services.outbox import OutboxRow
    from core.services.outgoing import Outgoing
    from core.services.sending import Made, PackageRow
    from core.services.session import Done, Session
    from desktop.desk import Desk
    from desktop.screens.sending.shown import SendingView


class Mailing:
    """A part of `SendingPresenter`: `then` shows the tab of the outbox once a package is in it, `refused` a refusal,
    `dissolved` that a package may not leave any more, why, and whether it was saved before.
    """

    def __init__(
        self,
        view: SendingView,
        desk: Desk,
        then: Callable[[], object],
        refused: Callable[[KnownError], None],
        dissolved: Callable[[Fallen, bool], None],
    ) -> None:
        self._view = view
        self._desk = desk
        self._then = then
        self._refused, self._dissolved = refused, dissolved
        self.remedies = Remedies(desk)
        self.rows: Sequence[OutboxRow] = ()
        self.addresses: dict[str, PartnerAddress] = {}
        self.delay = 0
        self.approvals = False
        """Whether packages wait for an approval: then none is made and sent in one go."""
        self.account = False
        """Whether this user has an account to send from, in a base that sends at all."""
        self._chosen: int | None = None
        self._asked: Callable[[], object] | None = None

    # ------------------------------------------------------------------ a package is to go by mail

    def can(self) -> str:
        """ "mail" with an account, else "draft": a letter for the mail program."""
        return "mail" if self.account else "draft"

    def keeps(self, partner: str) -> str:
        """The code of what keeps packages for a partner from going by mail; "" where nothing does, and in the sample,
        which sends nothing.
        """
        error = None if self._desk.session.is_sample else self._keeps(partner)
        return "" if error is None else error.code

    def can_reach(self, partner: str) -> bool:
        """Whether a package for this partner can go by mail."""
        return not self._desk.session.is_sample and not self.approvals and self._keeps(partner) is None

    def _keeps(self, partner: str) -> KnownError | None:
        if not self.account:
            return MailAccountMissing()
        address = self.addresses.get(partner)
        if address is None:
            return AddressMissing()
        return AddressUnconfirmed() if address.confirmed_at is None else None

    def ask(self, package: PackageRow) -> None:
        """Show where it would go, and ask."""
        self._ask(package.partner, package.leads, lambda: self._queue(package.id))

    def ask_offer(self, offer: Outgoing) -> None:
        """The same for a package that is made once that was agreed to."""
        self._ask(offer.partner, offer.leads, lambda: self._make(offer.partner_id))

    def _ask(self, partner: str, leads: int, then: Callable[[], object]) -> None:
        error, say = self._keeps(partner), self._say
        if error is not None:
            self._refused(error)
            return
        self._asked, address = then, self.addresses[partner].address
        text = say("mail_text", n=leads, partner=partner, address=address, delay=self.delay)
        self._view.ask_mail(say("mail_question"), text, (say("mail_yes"), say("cancel")))

    def agree(self) -> None:
        """The question was answered with its first answer."""
        asked, self._asked = self._asked, None
        if asked is not None:
            asked()

    def save_draft(self, package: PackageRow, folder: Path) -> None:
        """Write the letter for the mail program."""
        language = self._desk.words.language

        def told(done: Done[Path | Fallen]) -> None:
            if isinstance(done.value, Fallen):
                self._dissolved(done.value, package.saved)
            else:
                self._desk.tell(self._say("draft_saved", file=done.value.name), icon="mail")

        self._desk.do(lambda session: save_draft_letter(session, package.id, folder, language), told, self._refused)

    def _make(self, partner: int) -> None:
        language = self._desk.words.language

        def made(done: Done[Made]) -> None:
            if done.value.packages:
                self._queue(*done.value.packages)
            else:
                self._view.show_problem(self._say("none_made"), "warn")

        self._desk.do(lambda session: make_package(session, partner, language), made, self._refused)

    def _queue(self, package: int) -> None:
        language = self._desk.words.language

        def queued(_done: Done[Any]) -> None:
            self._chosen = package
            self._then()

        self._desk.do(lambda session: queue_package(session, package, language), queued, self._refused)

    # ------------------------------------------------------------------ the outbox

    @property
    def chosen(self) -> OutboxRow | None:
        """The row that stands."""
        return next((one for one in self.rows if one.package_id == self._chosen), None)

    @property
    def chosen_package(self) -> int | None:
        """Its package."""
        return None if self.chosen is None else self.chosen.package_id

    def show(self) -> None:
        """The tab."""
        if self.chosen is None:
            self._chosen = self.rows[0].package_id
        place = [one.package_id for one in self.rows].index(self._chosen or 0)
        counting = any(one.state is Posting.QUEUED for one in self.rows)
        self._view.show_outbox(self._table(), place, self._next(), counting=counting)

    def pick(self, place: int) -> None:
        """Another one."""
        if place < len(self.rows):
            self._chosen = self.rows[place].package_id
            self._view.show_outbox_next(self._next())

    def count_down(self) -> None:
        """A second has gone."""
        self._view.renew_outbox(self._table())

    def primary(self) -> None:
        """The page's one way on."""
        first = self._next().first
        if first:
            self.act(first)

    def act(self, deed: str) -> None:
        """ "cancel", "retry", "count", "again" or a remedy; what cannot be taken back is asked for."""
        row, say = self.chosen, self._say
        if row is None or deed not in self._next().can:
            return
        if deed in {SETTINGS, CARD}:
            self.remedies.go(deed, row.partner)
        package = row.package_id
        commands: dict[str, Callable[[Session], Done[Any]]] = {
            "cancel": lambda session: cancel_posting(session, package),
            "retry": lambda session: try_now(session, package),
            "count": lambda session: count_as_sent(session, package),
            "again": lambda session: send_again(session, package),
        }
        if deed not in commands:
            return

        def do() -> None:
            self._desk.do(
                commands[deed], lambda _: self._desk.tell(say(f"told_{deed}", partner=row.partner)), self._refused
            )

        if deed in {"count", "again"}:
            self._asked = do
            text = say(f"{deed}_text", partner=row.partner, address=row.address)
            self._view.ask_mail(say(f"{deed}_question"), text, (say(deed), say("cancel")))
        else:
            do()

    def _next(self) -> Next:
        row = self.chosen
        return Next("", frozenset(), "") if row is None else outbox_next(self._desk.words, row, self.remedies)

    def _table(self) -> Shown:
        return outbox_table(self._desk.words, self.rows, self._desk.session.now())

    def _say(self, key: str, **blanks: object) -> str:
        return self._desk.words.say("sending", key, **blanks)
