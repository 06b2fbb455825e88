"""Numbers by which people name clients."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Bring both stores to this version."""
    op.create_table(
        "client_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_number_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_number")),
        sa.UniqueConstraint("client_id", name=op.f("uq_client_number_client_id")),
        sqlite_autoincrement=True,
    )
    op.execute(  # what is left of an erased client gets none
        "INSERT INTO client_number (client_id) SELECT id FROM client"
        " WHERE scored_by IS NOT 'erased' ORDER BY added_on, id"
    )
