"""What the review reads of every recommendation stands in one index, so that its queue opens without the rest."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Bring both stores to this version."""
    op.drop_index("ix_recommendation_stage_score", "recommendation")
    read = ("client_id", "rank", "service_id", "kind_id", "chance", "postponed_until")
    op.create_index("ix_recommendation_queue", "recommendation", ["stage", "score", *read])
