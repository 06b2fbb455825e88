"""The records of answers that partners send back: codes in the `work` store, their lines beside the people."""

from sqlalchemy import JSON, Column, DateTime, ForeignKey, Integer, String, Table

from core.storage.people_tables import PEOPLE
from core.storage.tables import metadata

lead_code = Table(
    "lead_code",
    metadata,
    Column("code", String, primary_key=True),
    Column("recommendation_id", ForeignKey("recommendation.id"), nullable=False, index=True),
    Column("package_id", ForeignKey("package.id"), nullable=False, index=True),
)
"""The codes by which partners answer: core/domain/reply.py. A lead has one in every package it has lain in."""

reply_line = Table(
    "reply_line",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("number", Integer, nullable=False),
    Column("said", JSON, nullable=False),
    Column("comment", String, nullable=False),
    Column("problem", String),
    Column("recommendation_id", Integer, index=True),
    Column("client_id", Integer, index=True),
    Column("settled_at", DateTime),
    schema=PEOPLE,
    sqlite_autoincrement=True,
)
"""Lines of replies that were recorded with a comment, and those that wait, or waited, for a person: `problem`. What a
partner wrote may name people, whatever it was asked for.
"""
