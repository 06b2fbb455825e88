"""The journal: entries are only ever added, one after the other, and their head is anchored in `people`."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_TRIGGERS = (
    """
    CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END
    """,
    """
    CREATE TRIGGER audit_entry_is_kept BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END
    """,
    # REPLACE removes a row without a trigger for DELETE, so an id that is taken has to be refused before.
    """
    CREATE TRIGGER audit_entry_comes_next BEFORE INSERT ON audit_entry
    WHEN NEW.id IS NOT coalesce((SELECT max(id) FROM audit_entry), 0) + 1
    BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END
    """,
)

_ANCHOR = """
    UPDATE people.mark
    SET (audit_id, audit_chain) = (SELECT id, chain FROM main.audit_entry ORDER BY id DESC LIMIT 1)
    WHERE EXISTS (SELECT 1 FROM main.audit_entry)
"""


def upgrade() -> None:
    """Bring both stores to this version."""
    _write_details_as_chained()
    for trigger in _TRIGGERS:
        op.execute(trigger)
    op.add_column("mark", sa.Column("audit_id", sa.Integer(), nullable=False, server_default="0"), schema="people")
    op.add_column("mark", sa.Column("audit_chain", sa.String(), nullable=False, server_default=""), schema="people")
    op.execute(_ANCHOR)


def _write_details_as_chained() -> None:
    """Details are stored as the very text that goes into the chain, so that it can be followed without reading them."""
    entry = sa.table("audit_entry", sa.column("id"), sa.column("details"))
    old = op.get_bind().execute(sa.select(entry.c.id, sa.cast(entry.c.details, sa.LargeBinary))).all()
    for id_, details in old:
        try:
            text = json.dumps(json.loads(details), ensure_ascii=False, sort_keys=True, allow_nan=False)
        except (ValueError, RecursionError):  # not written by this program: the check will name it
            continue
        if text.encode() != details:
            op.execute(sa.update(entry).where(entry.c.id == id_).values(details=text))
