"""The records of what follows when leads have left: data to be called back, reminders."""

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Integer, String, Table, UniqueConstraint

from core.storage.tables import metadata

recall = Table(
    "recall",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("recommendation_id", ForeignKey("recommendation.id"), nullable=False),
    Column("company_id", ForeignKey("company.id"), nullable=False),
    Column("file_name", String, nullable=False),
    Column("row", Integer),
    Column("sent", Boolean, nullable=False),
    Column("raised_at", DateTime, nullable=False),
    Column("done_at", DateTime),
    Column("reason", String, nullable=False, server_default="consent"),
    UniqueConstraint("recommendation_id", "file_name"),
    sqlite_autoincrement=True,
)
"""Leads to be called back from partners: core/domain/recall.py."""

reminder = Table(
    "reminder",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("recommendation_id", ForeignKey("recommendation.id"), nullable=False, index=True),
    Column("on", Date, nullable=False),
    Column("user_id", ForeignKey("user_account.id"), nullable=False),
    sqlite_autoincrement=True,
)
"""The partner was reminded of a lead on that day."""
