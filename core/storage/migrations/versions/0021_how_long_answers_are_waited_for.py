"""How long answers of a kind are waited for, and after how many days one asks again."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Bring both stores to this version."""
    op.add_column("kind", sa.Column("answer_days", sa.Integer(), nullable=True))
    op.add_column("kind", sa.Column("ask_again_days", sa.Integer(), nullable=True))
