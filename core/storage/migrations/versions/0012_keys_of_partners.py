"""Keys of partners, and for which of them a package was sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Bring both stores to this version."""
    op.create_table(
        "partner_key",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_partner_key_company_id")),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_partner_key")),
    )
    op.add_column("package", sa.Column("recipient", sa.String(), nullable=True))
