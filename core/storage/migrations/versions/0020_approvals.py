"""Who made a package, and who approved it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_MAKERS = """
UPDATE package SET made_by = made.user_id
FROM (
    SELECT packed.value AS package_id, audit_entry.user_id AS user_id
    FROM audit_entry, json_each(audit_entry.details, '$.packages') AS packed
    WHERE audit_entry.use_case = 'send'
) AS made
WHERE made.package_id = package.id
"""


def upgrade() -> None:
    """Bring both stores to this version. Makers of before stand in the audit."""
    op.add_column("package", sa.Column("made_by", sa.Integer(), nullable=True))
    op.add_column("package", sa.Column("approved_by", sa.Integer(), nullable=True))
    op.add_column("package", sa.Column("approved_at", sa.DateTime(), nullable=True))
    op.execute(_MAKERS)
