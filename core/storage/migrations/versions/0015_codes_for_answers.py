"""Codes by which partners answer."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Bring both stores to this version."""
    op.create_table(
        "lead_code",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_lead_code_recommendation_id")
        ),
        sa.ForeignKeyConstraint(["package_id"], ["package.id"], name=op.f("fk_lead_code_package_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_lead_code")),
    )
    op.create_index(op.f("ix_lead_code_recommendation_id"), "lead_code", ["recommendation_id"])
    op.create_index(op.f("ix_lead_code_package_id"), "lead_code", ["package_id"])
