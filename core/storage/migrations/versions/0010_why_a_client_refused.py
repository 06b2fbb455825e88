"""Why a client refused an offer."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Bring both stores to this version."""
    op.add_column("outcome", sa.Column("reason", sa.String(), nullable=True))
