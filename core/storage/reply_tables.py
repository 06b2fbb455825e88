"""The records of answers that partners send back, in the `work` store."""

from sqlalchemy import Column, ForeignKey, String, Table

from core.storage.tables import metadata

lead_code = Table(
    "lead_code",
    metadata,
    Column("code", String, primary_key=True),
    Column("recommendation_id", ForeignKey("recommendation.id"), nullable=False, index=True),
    Column("package_id", ForeignKey("package.id"), nullable=False, index=True),
)
"""The codes by which partners answer: core/domain/reply.py. A lead has one in every package it has lain in."""
