"""The records of what follows when leads have left: data to be called back."""

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String, Table, UniqueConstraint

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
    UniqueConstraint("recommendation_id", "file_name"),
    sqlite_autoincrement=True,
)
"""Leads to be called back from partners: core/domain/recall.py."""
