"""Where it is mended that a package cannot go by mail: the page with just that line or card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.domain.mailing import Sending
from core.domain.outbox import AddressMissing, AddressUnconfirmed, Hitch, MailAccountMissing
from core.domain.rights import MAY, UseCase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.desk import Desk

SETTINGS: Final = "to_settings"
CARD: Final = "to_card"
_OF: Final[dict[str, str]] = {
    MailAccountMissing.code: SETTINGS,
    Hitch.ACCOUNT: SETTINGS,
    Sending.LOGIN: SETTINGS,
    Sending.UNSAFE: SETTINGS,
    AddressMissing.code: CARD,
    AddressUnconfirmed.code: CARD,
    Hitch.ADDRESS: CARD,
    Sending.REFUSED: CARD,
}


class Remedies:
    """`partners`: the id of each by its name. Only who may edit a partner's card is shown the way to it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.partners: Mapping[str, int] = {}

    def of(self, code: str) -> str:
        """SETTINGS or CARD for the code of an error, of a `Hitch` or of a `Sending`; "" where no page mends it."""
        found = _OF.get(code, "")
        if found == CARD and not self._desk.session.roles & MAY[UseCase.EDIT_PARTNERS]:
            return ""
        return found

    def go(self, remedy: str, partner: str) -> None:
        """Show that page."""
        if remedy == SETTINGS:
            self._desk.go("settings", line="mail")
        elif remedy == CARD:
            self._desk.go("catalogue", company=self.partners.get(partner))
