"""The numbers by which people name clients, in the `work` store."""

from sqlalchemy import Column, ForeignKey, Integer, Table

from core.storage.tables import metadata

client_number = Table(
    "client_number",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", ForeignKey("client.id"), nullable=False, unique=True),
    sqlite_autoincrement=True,  # a number that was told must not come to mean somebody else
)
"""`id` is the number: from 1 on, in the order in which clients come. Ids of clients are random, so that those of two
bases never meet, and long. An erased client has no number.
"""
