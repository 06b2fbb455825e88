"""The window: postponed until a day, imports from draft to report, ids that are never given out twice."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_REBUILT = ("package", "recommendation", "outcome")
"""Parents first. SQLite numbers a table anew only where the table is made anew, and what refers to it goes with it."""


def upgrade() -> None:
    """Bring both stores to this version."""
    connection = op.get_bind()
    columns = {name: [str(one["name"]) for one in sa.inspect(connection).get_columns(name)] for name in _REBUILT}
    for name in _REBUILT:  # references follow a table that is renamed, so that nothing ever refers to what is not there
        op.rename_table(name, f"old_{name}")
    _make_anew()
    for name in _REBUILT:
        old, new = (sa.table(table, *map(sa.column, columns[name])) for table in (f"old_{name}", name))
        op.execute(sa.insert(new).from_select(columns[name], sa.select(old).order_by(old.c.id)))
    for name in reversed(_REBUILT):
        op.drop_table(f"old_{name}")
    op.create_index("ix_recommendation_client_id", "recommendation", ["client_id"])
    op.create_index("ix_recommendation_stage_score", "recommendation", ["stage", "score"])
    op.create_table(
        "table_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_import")),
        schema="people",
        sqlite_autoincrement=True,
    )


def _make_anew() -> None:
    op.create_table(
        "package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("leads", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("saved", sa.Boolean(), nullable=False),
        sa.Column("password_given", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_package_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package")),
        sa.UniqueConstraint("file_name", name=op.f("uq_package_file_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("model_version", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("which", sa.Float(), nullable=False),
        sa.Column("takes", sa.Float(), nullable=False),
        sa.Column("chance", sa.Float(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("experience", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("inputs_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("runners_up", sa.JSON(), nullable=False),
        sa.Column("margin", sa.Float(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("stage_since", sa.DateTime(), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=True),
        sa.Column("package_id", sa.Integer(), nullable=True),
        sa.Column("postponed_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "stage IN ('processed', 'in_review', 'postponed', 'declined', 'waiting', 'task', 'packaged', 'sent', 'outcome')",
            name=op.f("ck_recommendation_stage"),
        ),
        sa.CheckConstraint("score BETWEEN 1 AND 99", name=op.f("ck_recommendation_score")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_recommendation_client_id")),
        sa.ForeignKeyConstraint(["inputs_id"], ["resolution_inputs.id"], name=op.f("fk_recommendation_inputs_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["kind.id"], name=op.f("fk_recommendation_kind_id")),
        sa.ForeignKeyConstraint(["model_version"], ["model.version"], name=op.f("fk_recommendation_model_version")),
        sa.ForeignKeyConstraint(["package_id"], ["package.id"], name=op.f("fk_recommendation_package_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_recommendation_run_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_recommendation_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.CheckConstraint(
            "answer IN ('bought', 'refused', 'no_answer', 'unreachable', 'wrong_data')", name=op.f("ck_outcome_answer")
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_outcome_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("recommendation_id", name=op.f("uq_outcome_recommendation_id")),
    )
