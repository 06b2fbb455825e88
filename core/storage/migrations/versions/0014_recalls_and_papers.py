"""Calling data back from partners, papers of consents as files, titles of a partner's columns."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Bring both stores to this version."""
    op.create_table(
        "recall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"], name=op.f("fk_recall_recommendation_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_recall_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
        sa.UniqueConstraint("recommendation_id", "file_name", name=op.f("uq_recall_recommendation_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "consent_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_paper")),
        schema="people",
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_consent_paper_document_id"), "consent_paper", ["document_id"], schema="people")
    op.add_column("package", sa.Column("lead_ids", sa.JSON(), nullable=True))
    op.add_column("partner_field", sa.Column("title", sa.String(), nullable=True))
