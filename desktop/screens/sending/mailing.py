"""What the page of sending does by mail: a package is queued, and what stands in the outbox is looked after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.outbox import AddressMissing, AddressUnconfirmed, Posting
from core.services.letters import save_draft_letter
from core.services.outbox import cancel_posting, count_as_sent, queue_package, send_again, try_now
from desktop.screens.sending.outbox_table import outbox_next, outbox_table
from desktop.screens.sending.shown import Next, Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any

    from core.domain.errors import KnownError
    from core.domain.partner import PartnerAddress
    from core.services.outbox import OutboxRow
    from core.services.sending import PackageRow
    from core.services.session import Done, Session
    from desktop.desk import Desk
    from desktop.screens.sending.shown import SendingView


class Mailing:
    """A part of `SendingPresenter`: `then` shows the tab of the outbox once a package is in it, `refused` a refusal."""

    def __init__(
        self, view: SendingView, desk: Desk, then: Callable[[], object], refused: Callable[[KnownError], None]
    ) -> None:
        self._view = view
        self._desk = desk
        self._then = then
        self._refused = refused
        self.rows: Sequence[OutboxRow] = ()
        self.addresses: dict[str, PartnerAddress] = {}
        self.delay = 0
        self.account = False
        """Whether this user has an account to send from, in a base that sends at all."""
        self._chosen: int | None = None
        self._queued: PackageRow | None = None
        self._asked: Callable[[], object] | None = None

    # ------------------------------------------------------------------ a package is to go by mail

    def can(self) -> str:
        """ "mail" with an account, else "draft": a letter for the mail program."""
        return "mail" if self.account else "draft"

    def ask(self, package: PackageRow) -> None:
        """Show where it would go, and ask."""
        address, say = self.addresses.get(package.partner), self._say
        if address is None:
            self._refused(AddressMissing())
        elif address.confirmed_at is None:
            self._refused(AddressUnconfirmed())
        else:
            self._queued, self._asked = package, self._queue
            text = say("mail_text", n=package.leads, partner=package.partner, address=address.address, delay=self.delay)
            self._view.ask_mail(say("mail_question"), text, (say("mail_yes"), say("cancel")))

    def agree(self) -> None:
        """The question was answered with its first answer."""
        asked, self._asked = self._asked, None
        if asked is not None:
            asked()

    def save_draft(self, package: PackageRow, folder: Path) -> None:
        """Write the letter for the mail program."""
        language = self._desk.words.language

        def told(done: Done[Path | None]) -> None:
            if done.value is None:
                self._view.show_problem(self._say("dissolved"), "warn")
            else:
                self._desk.tell(self._say("draft_saved", file=done.value.name), icon="mail")

        self._desk.do(lambda session: save_draft_letter(session, package.id, folder, language), told, self._refused)

    def _queue(self) -> None:
        package, language = self._queued, self._desk.words.language
        if package is None:
            return

        def queued(_done: Done[Any]) -> None:
            self._chosen = package.id
            self._then()

        self._desk.do(lambda session: queue_package(session, package.id, language), queued, self._refused)

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
        """ "cancel", "retry", "count" or "again"; what cannot be taken back is asked for."""
        row, say = self.chosen, self._say
        if row is None or deed not in self._next().can:
            return
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
        return Next("", frozenset(), "") if row is None else outbox_next(self._desk.words, row)

    def _table(self) -> Shown:
        return outbox_table(self._desk.words, self.rows, self._desk.session.now())

    def _say(self, key: str, **blanks: object) -> str:
        return self._desk.words.say("sending", key, **blanks)
