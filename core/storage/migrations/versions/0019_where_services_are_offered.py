"""The towns whose people a service is for."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Bring both stores to this version."""
    op.add_column("service", sa.Column("places", sa.JSON(), nullable=False, server_default="[]"))
