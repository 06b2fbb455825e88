"""The house: catalogue, clients, scores, leads, packages, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Bring both stores to this version."""
    op.create_table(
        "base_info",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_base_info")),
    )
    op.create_table(
        "client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_type", sa.String(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("scored_by", sa.String(), nullable=True),
        sa.Column("best_chance", sa.Float(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint("client_type IN ('ФЛ', 'ЮЛ')", name=op.f("ck_client_client_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
    )
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("key", name=op.f("uq_company_key")),
    )
    op.create_table(
        "kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("client_type", sa.String(), nullable=False),
        sa.Column("repeatable_after", sa.Integer(), nullable=True),
        sa.CheckConstraint("client_type IN ('ФЛ', 'ЮЛ')", name=op.f("ck_kind_client_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kind")),
        sa.UniqueConstraint("key", name=op.f("uq_kind_key")),
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
    )
    op.create_table(
        "model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("fitted_on", sa.Integer(), nullable=False),
        sa.Column("catalogue", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model")),
        sa.UniqueConstraint("version", name=op.f("uq_model_version")),
    )
    op.create_table(
        "need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("key", name=op.f("uq_need_key")),
    )
    op.create_table(
        "consent",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("client_id", "document_id", name=op.f("pk_consent")),
        schema="people",
    )
    op.create_table(
        "consent_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_document")),
        schema="people",
    )
    op.create_table(
        "document",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "kind", name=op.f("pk_document")),
        schema="people",
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        schema="people",
    )
    op.create_table(
        "package_content",
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("package_id", name=op.f("pk_package_content")),
        schema="people",
    )
    op.create_table(
        "person",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("surname", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("patronymic", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("inn", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_person")),
        schema="people",
    )
    op.create_table(
        "person_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "client_id", name=op.f("pk_person_key")),
        schema="people",
    )
    with op.batch_alter_table("person_key", schema="people") as batch_op:
        batch_op.create_index(batch_op.f("ix_person_key_client_id"), ["client_id"], unique=False)

    op.create_table(
        "secret",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
        schema="people",
    )
    op.create_table(
        "synonym",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("phrase", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_synonym")),
        schema="people",
    )
    op.create_table(
        "unknown_product",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_unknown_product")),
        schema="people",
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("login", name=op.f("uq_user_account_login")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("use_case", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_audit_entry_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
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
    )
    op.create_table(
        "partner_field",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_partner_field_company_id")),
        sa.PrimaryKeyConstraint("company_id", "position", name=op.f("pk_partner_field")),
    )
    op.create_table(
        "portrait",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("education", sa.String(), nullable=True),
        sa.Column("family_status", sa.String(), nullable=True),
        sa.Column("dependants", sa.Integer(), nullable=True),
        sa.Column("housing", sa.String(), nullable=True),
        sa.Column("job_type", sa.String(), nullable=True),
        sa.Column("experience", sa.Float(), nullable=True),
        sa.Column("income", sa.Float(), nullable=True),
        sa.Column("extra_income", sa.Float(), nullable=True),
        sa.Column("extra_income_type", sa.String(), nullable=True),
        sa.Column("credit_sum", sa.Float(), nullable=True),
        sa.Column("credit_term", sa.Integer(), nullable=True),
        sa.Column("credit_initial", sa.Float(), nullable=True),
        sa.Column("car_year", sa.Integer(), nullable=True),
        sa.Column("car_price", sa.Float(), nullable=True),
        sa.Column("linked_to_entity", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_portrait_client_id")),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_portrait")),
    )
    op.create_table(
        "resolution_inputs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["kind_id"], ["kind.id"], name=op.f("fk_resolution_inputs_kind_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution_inputs")),
        sa.UniqueConstraint("digest", name=op.f("uq_resolution_inputs_digest")),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("model_version", sa.String(), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("best", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["model_version"], ["model.version"], name=op.f("fk_run_model_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("client_type", sa.String(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.Boolean(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("conversion", sa.Float(), nullable=True),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("arppu", sa.Float(), nullable=True),
        sa.Column("arppu_source", sa.String(), nullable=False),
        sa.Column("arppu_date", sa.Date(), nullable=True),
        sa.Column("lever", sa.Float(), nullable=False),
        sa.Column("lever_reason", sa.String(), nullable=False),
        sa.CheckConstraint("client_type IN ('ФЛ', 'ЮЛ')", name=op.f("ck_service_client_type")),
        sa.CheckConstraint("arppu >= 0", name=op.f("ck_service_arppu")),
        sa.CheckConstraint("conversion BETWEEN 0 AND 1", name=op.f("ck_service_conversion")),
        sa.CheckConstraint("lever > 0", name=op.f("ck_service_lever")),
        sa.CheckConstraint("weight >= 1", name=op.f("ck_service_weight")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_service_company_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["kind.id"], name=op.f("fk_service_kind_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("key", "client_type", "company_id", name=op.f("uq_service_key")),
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_kind_id"), ["kind_id"], unique=False)

    op.create_table(
        "matrix_cell",
        sa.Column("from_service", sa.Integer(), nullable=False),
        sa.Column("to_service", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value IN (0, 1)", name=op.f("ck_matrix_cell_value")),
        sa.ForeignKeyConstraint(["from_service"], ["service.id"], name=op.f("fk_matrix_cell_from_service")),
        sa.ForeignKeyConstraint(["to_service"], ["service.id"], name=op.f("fk_matrix_cell_to_service")),
        sa.PrimaryKeyConstraint("from_service", "to_service", name=op.f("pk_matrix_cell")),
    )
    op.create_table(
        "ownership",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_ownership_client_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["kind.id"], name=op.f("fk_ownership_kind_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_ownership_service_id")),
        sa.PrimaryKeyConstraint("client_id", "kind_id", name=op.f("pk_ownership")),
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
    )
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recommendation_client_id"), ["client_id"], unique=False)
        batch_op.create_index("ix_recommendation_stage_score", ["stage", "score"], unique=False)

    op.create_table(
        "service_need",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_service_need_need_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_need_service_id")),
        sa.PrimaryKeyConstraint("service_id", "need_id", name=op.f("pk_service_need")),
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
