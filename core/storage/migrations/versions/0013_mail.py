"""Mail accounts of users, addresses of partners, and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Bring both stores to this version."""
    op.create_table(
        "mail_account",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("security", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_mail_account")),
        schema="people",
    )
    op.create_table(
        "partner_address",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_partner_address_company_id")),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_partner_address")),
    )
    op.create_table(
        "outbox_item",
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("queued_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'offline', 'sending', 'error', 'unknown', 'sent')", name=op.f("ck_outbox_item_state")
        ),
        sa.ForeignKeyConstraint(["package_id"], ["package.id"], name=op.f("fk_outbox_item_package_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_outbox_item_user_id")),
        sa.PrimaryKeyConstraint("package_id", name=op.f("pk_outbox_item")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_item_message_id")),
    )
