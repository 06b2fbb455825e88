"""Tombstones: codes of erased clients, and the secret they are made with."""

import hmac
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Bring both stores to this version."""
    op.create_table(
        "tombstone",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tombstone")),
        schema="people",
    )
    secret = sa.table("secret", sa.column("name"), sa.column("value", sa.LargeBinary()), schema="people")
    connection = op.get_bind()
    signing = connection.scalar(sa.select(secret.c.value).where(secret.c.name == "signing_key"))
    # A base and its older backups come here apart; the code of a client must be the same in all of them.
    made = secrets.token_bytes(32) if signing is None else hmac.digest(signing, b"tombstones", "sha256")
    op.execute(sa.insert(secret).values(name="tombstone_key", value=made))
