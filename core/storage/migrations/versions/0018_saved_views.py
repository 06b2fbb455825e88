"""Saved views of the list of clients; indexes of lines of answers under the names that they are declared by."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Bring both stores to this version."""
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        schema="people",
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_saved_view_user_id"), "saved_view", ["user_id"], schema="people")
    for column in ("recommendation_id", "client_id"):
        op.drop_index(op.f(f"ix_people_reply_line_{column}"), "reply_line", schema="people", if_exists=True)
        name = op.f(f"ix_reply_line_{column}")
        op.create_index(name, "reply_line", [column], schema="people", if_not_exists=True)
