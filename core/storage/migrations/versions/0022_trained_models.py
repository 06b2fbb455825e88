"""Models of trainings and which one is in use; what a recommendation was chosen from, and how it came about."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Bring both stores to this version. Of recommendations of before nobody knows what they were chosen from."""
    op.create_table(
        "trained_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("twin", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("origin IN ('trained', 'shipped')", name=op.f("ck_trained_model_origin")),
        sa.ForeignKeyConstraint(["version"], ["model.version"], name=op.f("fk_trained_model_version")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_trained_model_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trained_model")),
        sa.UniqueConstraint("version", name=op.f("uq_trained_model_version")),
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("effective_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["version"], ["trained_model.version"], name=op.f("fk_publication_version")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_publication_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    empty = sa.text("x''")
    op.add_column("recommendation", sa.Column("candidates", sa.LargeBinary(), nullable=False, server_default=empty))
    op.add_column("recommendation", sa.Column("came_by", sa.String(), nullable=False, server_default="model"))
