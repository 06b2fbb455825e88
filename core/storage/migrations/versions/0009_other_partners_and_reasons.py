"""Who got a client in place of the partner that it was settled for, and why something was declined."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Bring both stores to this version."""
    for name, kind in (
        ("decline_reason", sa.String()),
        ("override_reason", sa.String()),
        ("given_up", sa.Float()),
        ("overridden_at", sa.DateTime()),
    ):
        op.add_column("recommendation", sa.Column(name, kind, nullable=True))
    # Columns with their references: Alembic adds the two apart, which SQLite cannot.
    op.execute(
        """
        ALTER TABLE recommendation ADD COLUMN settled_id INTEGER
        CONSTRAINT fk_recommendation_settled_id REFERENCES service (id)
        """
    )
    op.execute(
        """
        ALTER TABLE recommendation ADD COLUMN overridden_by INTEGER
        CONSTRAINT fk_recommendation_overridden_by REFERENCES user_account (id)
        """
    )
