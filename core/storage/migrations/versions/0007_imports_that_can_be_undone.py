"""Imports that can be undone, merges that can be split, what tables meant before, refusals that tables tell."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

PEOPLE = "people"


def upgrade() -> None:
    """Bring both stores to this version."""
    op.create_table(
        "refusal",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_refusal_client_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["kind.id"], name=op.f("fk_refusal_kind_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_refusal_service_id")),
        sa.PrimaryKeyConstraint("client_id", "kind_id", name=op.f("pk_refusal")),
    )
    op.add_column("table_import", sa.Column("made", sa.JSON(), nullable=False, server_default="{}"), schema=PEOPLE)
    op.create_table(
        "import_change",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", "client_id", name=op.f("pk_import_change")),
        schema=PEOPLE,
    )
    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("split_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
        schema=PEOPLE,
    )
    op.create_table(
        "pair",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "other_id", name=op.f("pk_pair")),
        schema=PEOPLE,
    )
    indexed = {"import_change": ["client_id"], "merge": ["client_id", "other_id"], "pair": ["other_id"]}
    for table, column in [(table, column) for table, columns in indexed.items() for column in columns]:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], schema=PEOPLE)
    op.create_table(
        "saved_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("consent", sa.String(), nullable=True),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_mapping")),
        sa.UniqueConstraint("signature", name=op.f("uq_saved_mapping_signature")),
        sa.UniqueConstraint("name", name=op.f("uq_saved_mapping_name")),
        schema=PEOPLE,
    )
    op.create_table(
        "seen_file",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_seen_file")),
        schema=PEOPLE,
    )
