"""Archived companies and services, and changes of the catalogue that can be taken back together."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Bring both stores to this version."""
    for table in ("company", "service"):
        op.add_column(table, sa.Column("archived", sa.Boolean(), nullable=False, server_default="0"))
    op.create_table(
        "catalogue_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("displaced", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_catalogue_step_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_catalogue_step"),
    )
