"""Users: what they were told about keys, and to whom the people key was given."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring both stores to this version."""
    op.add_column("user_account", sa.Column("told_entry", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "key_holder",
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("recipient", name=op.f("pk_key_holder")),
        schema="people",
    )
