"""Records of the accounts from which users send letters; they lie in `people`."""

from sqlalchemy import Connection, delete, insert, select

from core.domain.mailing import MailAccount, Security
from core.storage.people_tables import mail_account
from core.storage.rows import record


class MailAccountRecords:
    """Records of `mail_account`: one for each user at most."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, user_id: int) -> MailAccount | None:
        """The account of a user."""
        row = self._connection.execute(select(mail_account).where(mail_account.c.user_id == user_id)).one_or_none()
        if row is None:
            return None
        return MailAccount(row.host, row.port, Security(row.security), row.user, row.address, row.password)

    def put(self, user_id: int, account: MailAccount) -> None:
        """This account in place of any other."""
        self.remove(user_id)
        values = record(account) | {"user_id": user_id, "security": account.security.value}
        self._connection.execute(insert(mail_account).values(values))

    def remove(self, user_id: int) -> None:
        """The user has none any more."""
        self._connection.execute(delete(mail_account).where(mail_account.c.user_id == user_id))
