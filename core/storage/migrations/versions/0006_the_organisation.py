"""The organisation: units in a tree, users on them, clients with their managers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring both stores to this version."""
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    # A column with its reference: Alembic adds the two apart, which SQLite cannot.
    op.execute(
        """
        ALTER TABLE user_account ADD COLUMN unit_id INTEGER
        CONSTRAINT fk_user_account_unit_id REFERENCES unit (id)
        """
    )
    op.execute(
        """
        ALTER TABLE client ADD COLUMN manager_id INTEGER
        CONSTRAINT fk_client_manager_id REFERENCES user_account (id)
        """
    )
    op.create_index(op.f("ix_client_manager_id"), "client", ["manager_id"])
