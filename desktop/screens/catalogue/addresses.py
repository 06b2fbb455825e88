"""The mail address of a partner: written, checked with the partner once, taken away. Packages go nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from core.domain.rights import MAY, UseCase
from core.services.partner_addresses import confirm_partner_address, remove_partner_address, set_partner_address
from core.services.partners import Partner, read_partners

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.domain.errors import KnownError
    from core.services.session import Done, Session
    from desktop.desk import Desk


class AddressView(Protocol):
    """What is shown of it."""

    def show_address(self, title: str, address: str, state: str, *, confirmed: bool) -> None:
        """The address of a partner, "" for none, and what is known of it."""

    def show_address_refused(self, sentence: str) -> None:
        """Why it was not taken."""


class Addresses:
    """Of the partner that was `open`ed last."""

    def __init__(self, view: AddressView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._partner: Partner | None = None

    @property
    def allowed(self) -> bool:
        """Whether this user keeps the cards of partners."""
        return bool(self._desk.session.roles & MAY[UseCase.EDIT_PARTNERS])

    def open(self, company: int) -> None:
        """Show the address of a partner."""

        def found(partners: Sequence[Partner]) -> None:
            partner = next((one for one in partners if one.id == company), None)
            if partner is not None:
                self._show(partner)
            else:
                self._desk.warn(self._desk.words.say("catalogue", "address_later"))

        self._desk.ask("partner_address", read_partners, found)

    def save(self, text: str) -> None:
        """This is the address."""
        self._do(lambda session, company: set_partner_address(session, company, text), "address_saved")

    def confirm(self) -> None:
        """The partner says that it is right."""
        address = "" if self._partner is None or self._partner.address is None else self._partner.address.address
        self._do(lambda session, company: confirm_partner_address(session, company, address), "address_confirmed")

    def remove(self) -> None:
        """Nothing is mailed to this partner any more."""
        self._do(remove_partner_address, "address_removed")

    def _do(self, command: Callable[[Session, int], Done[Partner]], told: str) -> None:
        partner = self._partner
        if partner is None:
            return

        def done(result: Done[Partner]) -> None:
            self._show(result.value)
            self._desk.tell(self._desk.words.say("catalogue", told, name=partner.name), icon="mail")

        self._desk.do(lambda session: command(session, partner.id), done, self._refused)

    def _show(self, partner: Partner) -> None:
        self._partner = partner
        say, address = self._desk.words.say, partner.address
        if address is None:
            state = say("catalogue", "address_none")
        elif address.confirmed_at is None:
            state = say("catalogue", "address_unasked")
        else:
            state = say("catalogue", "address_asked", day=self._desk.words.day(address.confirmed_at.date()))
        confirmed = address is None or address.confirmed_at is not None
        title = say("catalogue", "address_title", name=partner.name)
        self._view.show_address(title, "" if address is None else address.address, state, confirmed=confirmed)

    def _refused(self, error: KnownError) -> None:
        self._view.show_address_refused(self._desk.words.error(error))
