"""The records of what goes by mail, in the `work` store; the accounts of users are in `people_tables.py`."""

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, ForeignKey, Integer, String, Table

from core.domain.outbox import Posting
from core.storage.tables import metadata

_STATES = ", ".join(f"'{state.value}'" for state in Posting)

partner_address = Table(
    "partner_address",
    metadata,
    Column("company_id", ForeignKey("company.id"), primary_key=True),
    Column("address", String, nullable=False),
    Column("set_at", DateTime, nullable=False),
    Column("confirmed_at", DateTime),
)
"""The mailbox of a partner for packages; `confirmed_at`: when somebody asked the partner whether it is right. It is of
the directory of companies, which administrators keep, as their names are.
"""

outbox_item = Table(
    "outbox_item",
    metadata,
    Column("package_id", ForeignKey("package.id"), primary_key=True),
    Column("user_id", ForeignKey("user_account.id"), nullable=False),
    Column("message_id", String, nullable=False, unique=True),
    Column("address", String, nullable=False),
    Column("language", String, nullable=False),
    Column("state", String, nullable=False),
    Column("queued_at", DateTime, nullable=False),
    Column("due_at", DateTime),
    Column("tries", Integer, nullable=False),
    Column("outcome", String, nullable=False),
    Column("code", Integer, nullable=False),
    Column("doubtful", Boolean, nullable=False),
    Column("ended_at", DateTime),
    CheckConstraint(f"state IN ({_STATES})", name="state"),
)
"""Packages on their way by mail: core/domain/outbox.py."""
