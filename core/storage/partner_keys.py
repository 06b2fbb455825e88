"""Records of the keys that packages for partners are sealed for."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from core.domain.partner import PartnerKey
from core.storage.tables import partner_key


class PartnerKeyRecords:
    """Records of `partner_key`: one for each partner at most."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def everything(self) -> dict[int, PartnerKey]:
        """Partner → its key; those without one are absent."""
        found = self._connection.execute(select(partner_key))
        return {row.company_id: PartnerKey(row.recipient, row.set_at, row.confirmed_at) for row in found}

    def put(self, company_id: int, recipient: str, at: datetime) -> None:
        """This key in place of any other; nobody has compared it yet."""
        self.remove(company_id)
        values = {"company_id": company_id, "recipient": recipient, "set_at": at}
        self._connection.execute(insert(partner_key).values(values))

    def confirm(self, company_id: int, at: datetime) -> None:
        """Somebody has compared the words of the key with the partner."""
        self._connection.execute(
            update(partner_key).where(partner_key.c.company_id == company_id).values(confirmed_at=at)
        )

    def remove(self, company_id: int) -> None:
        """From now on its packages are workbooks under passwords."""
        self._connection.execute(delete(partner_key).where(partner_key.c.company_id == company_id))
