"""What a service asks of its clients, and how many leads a partner takes in a month."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Bring both stores to this version."""
    op.add_column("service", sa.Column("least_age", sa.Integer(), nullable=True))
    op.add_column("service", sa.Column("most_age", sa.Integer(), nullable=True))
    op.add_column("service", sa.Column("least_income", sa.Float(), nullable=True))
    op.add_column("company", sa.Column("lead_cap", sa.Integer(), nullable=True))
