"""Records of the mail addresses that packages for partners go to."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from core.domain.partner import PartnerAddress
from core.storage.mail_tables import partner_address


class PartnerAddressRecords:
    """Records of `partner_address`: one for each partner at most."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def everything(self) -> dict[int, PartnerAddress]:
        """Partner → its address; those without one are absent."""
        found = self._connection.execute(select(partner_address))
        return {row.company_id: PartnerAddress(row.address, row.set_at, row.confirmed_at) for row in found}

    def put(self, company_id: int, address: str, at: datetime) -> None:
        """This address in place of any other; nobody has confirmed it yet."""
        self.remove(company_id)
        values = {"company_id": company_id, "address": address, "set_at": at}
        self._connection.execute(insert(partner_address).values(values))

    def confirm(self, company_id: int, at: datetime) -> None:
        """Somebody has asked the partner."""
        theirs = partner_address.c.company_id == company_id
        self._connection.execute(update(partner_address).where(theirs).values(confirmed_at=at))

    def remove(self, company_id: int) -> None:
        """From now on nothing is mailed to it."""
        self._connection.execute(delete(partner_address).where(partner_address.c.company_id == company_id))
