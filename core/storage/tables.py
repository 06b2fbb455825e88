"""The records of the `work` store, the main file of the connection; those of models are in `model_tables.py`, those of
`people` in `people_tables.py`.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import JSON

from core.domain.client import ClientType
from core.domain.lead import Answer, Stage

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def one_of(column: str, words: list[str]) -> CheckConstraint:
    """The column holds one of these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _client_type() -> Column[str]:
    return Column("client_type", String, nullable=False)


_TYPES = [kind.value for kind in ClientType]

# ---------------------------------------------------------------------- work: the base itself

base_info = Table(
    "base_info", metadata, Column("name", String, primary_key=True), Column("value", String, nullable=False)
)

mark = Table("mark", metadata, Column("id", Integer, primary_key=True), Column("commits", Integer, nullable=False))
"""Counts the commits over both stores; its twin in `people` must show the same number."""

setting = Table("setting", metadata, Column("name", String, primary_key=True), Column("value", JSON, nullable=False))

unit = Table(
    "unit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("parent_id", ForeignKey("unit.id")),
)
"""The organisation as a tree: companies, departments, units. `parent_id` is empty at the top."""

user_account = Table(
    "user_account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String, nullable=False, unique=True),
    Column("roles", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("told_entry", Integer, nullable=False, server_default="0"),
    Column("unit_id", ForeignKey("unit.id")),
)
"""`told_entry`: up to this entry of the audit the user was told what others did to keys and users.
`unit_id` is where the user stands in the organisation; empty for the whole of it.
"""

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("user_id", ForeignKey("user_account.id"), nullable=False),
    Column("role", String, nullable=False),
    Column("use_case", String, nullable=False),
    Column("details", JSON, nullable=False),
    Column("chain", String, nullable=False),
)

# ---------------------------------------------------------------------- work: the catalogue

company = Table(
    "company",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("own", Boolean, nullable=False),
    Column("lead_cap", Integer),
    Column("archived", Boolean, nullable=False, server_default="0"),
)
"""`lead_cap`: at most so many leads leave for it in a month; empty for any number."""

kind = Table(
    "kind",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    _client_type(),
    Column("repeatable_after", Integer),
    Column("answer_days", Integer),
    Column("ask_again_days", Integer),
    one_of("client_type", _TYPES),
)

service = Table(
    "service",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False),
    Column("name", String, nullable=False),
    _client_type(),
    Column("company_id", ForeignKey("company.id"), nullable=False),
    Column("kind_id", ForeignKey("kind.id"), nullable=False, index=True),
    Column("recorded", Boolean),
    Column("description", String, nullable=False),
    Column("conversion", Float),
    Column("weight", Float, nullable=False),
    Column("arppu", Float),
    Column("arppu_source", String, nullable=False),
    Column("arppu_date", Date),
    Column("lever", Float, nullable=False),
    Column("lever_reason", String, nullable=False),
    Column("least_age", Integer),
    Column("most_age", Integer),
    Column("least_income", Float),
    Column("places", JSON, nullable=False, server_default="[]"),
    Column("archived", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("key", "client_type", "company_id"),
    one_of("client_type", _TYPES),
    CheckConstraint("conversion BETWEEN 0 AND 1", name="conversion"),
    CheckConstraint("weight >= 1", name="weight"),
    CheckConstraint("arppu >= 0", name="arppu"),
    CheckConstraint("lever > 0", name="lever"),
)

need = Table(
    "need",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
)

service_need = Table(
    "service_need",
    metadata,
    Column("service_id", ForeignKey("service.id"), primary_key=True),
    Column("need_id", ForeignKey("need.id"), primary_key=True),
)

matrix_cell = Table(
    "matrix_cell",
    metadata,
    Column("from_service", ForeignKey("service.id"), primary_key=True),
    Column("to_service", ForeignKey("service.id"), primary_key=True),
    Column("value", Integer, nullable=False),
    CheckConstraint("value IN (0, 1)", name="value"),
)

catalogue_step = Table(
    "catalogue_step",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry", Integer, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("user_id", ForeignKey("user_account.id"), nullable=False),
    Column("changes", JSON, nullable=False),
    Column("displaced", JSON, nullable=False),
    Column("undone", Boolean, nullable=False),
)
"""Changes of the catalogue that were applied together: `changes` as [noun, id, field, before, after], `displaced` the
ownerships that a change of kind has put together as they were before, and, with "joined" at the end, what they became.
"""

partner_field = Table(
    "partner_field",
    metadata,
    Column("company_id", ForeignKey("company.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("field", String, nullable=False),
    Column("title", String),
)
"""What leaves for a partner, column by column; a column without a `title` of the partner's has ours."""

partner_key = Table(
    "partner_key",
    metadata,
    Column("company_id", ForeignKey("company.id"), primary_key=True),
    Column("recipient", String, nullable=False),
    Column("set_at", DateTime, nullable=False),
    Column("confirmed_at", DateTime),
)
"""The public key in age's form for which a partner's packages are sealed; `confirmed_at`: when its words were compared
by voice.
"""

# ---------------------------------------------------------------------- work: clients without their identity

client = Table(
    "client",
    metadata,
    Column("id", Integer, primary_key=True),
    _client_type(),
    Column("added_on", Date, nullable=False),
    Column("scored_by", String),
    Column("best_chance", Float),
    Column("due_on", Date),
    Column("manager_id", ForeignKey("user_account.id"), index=True),
    one_of("client_type", _TYPES),
)

"""`scored_by` names the model, catalogue and rules that scored this client last; empty means pending. `best_chance`
is the best P(kind) found then; empty where no kind is left after the rules. On `due_on` a kind that was closed to this
client opens again, so the client is pending from that day.
"""

portrait = Table(
    "portrait",
    metadata,
    Column("client_id", ForeignKey("client.id"), primary_key=True),
    Column("birth_year", Integer),
    Column("education", String),
    Column("family_status", String),
    Column("dependants", Integer),
    Column("housing", String),
    Column("job_type", String),
    Column("experience", Float),
    Column("income", Float),
    Column("extra_income", Float),
    Column("extra_income_type", String),
    Column("credit_sum", Float),
    Column("credit_term", Integer),
    Column("credit_initial", Float),
    Column("car_year", Integer),
    Column("car_price", Float),
    Column("linked_to_entity", Boolean),
)

ownership = Table(
    "ownership",
    metadata,
    Column("client_id", ForeignKey("client.id"), primary_key=True),
    Column("kind_id", ForeignKey("kind.id"), primary_key=True),
    Column("service_id", ForeignKey("service.id")),
    Column("since", Date),
    Column("until", Date),
)
"""`service_id` stays empty where a table names a product that several companies sell."""

refusal = Table(
    "refusal",
    metadata,
    Column("client_id", ForeignKey("client.id"), primary_key=True),
    Column("kind_id", ForeignKey("kind.id"), primary_key=True),
    Column("service_id", ForeignKey("service.id")),
    Column("on", Date),
    Column("noted_on", Date, nullable=False),
)
"""Refusals that tables tell of, the latest per kind. `on` is empty where the table gives no day."""

# ---------------------------------------------------------------------- work: scores and leads

resolution_inputs = Table(
    "resolution_inputs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("kind_id", ForeignKey("kind.id"), nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("content", JSON, nullable=False),
)
"""All that a resolution looked at, besides the client's lot; clients with the same rivals share one record."""

recommendation = Table(
    "recommendation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", ForeignKey("client.id"), nullable=False, index=True),
    Column("kind_id", ForeignKey("kind.id"), nullable=False),
    Column("service_id", ForeignKey("service.id"), nullable=False),
    Column("model_version", ForeignKey("model.version"), nullable=False),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("which", Float, nullable=False),
    Column("takes", Float, nullable=False),
    Column("chance", Float, nullable=False),
    Column("score", Integer, nullable=False),
    Column("experience", Float, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("inputs_id", ForeignKey("resolution_inputs.id"), nullable=False),
    Column("rule", String, nullable=False),
    Column("runners_up", JSON, nullable=False),
    Column("margin", Float),
    Column("stage", String, nullable=False),
    Column("stage_since", DateTime, nullable=False),
    Column("offered_on", Date),
    Column("package_id", ForeignKey("package.id")),
    Column("postponed_until", Date),
    Column("decline_reason", String),
    Column("settled_id", ForeignKey("service.id")),
    Column("override_reason", String),
    Column("given_up", Float),
    Column("overridden_by", ForeignKey("user_account.id")),
    Column("overridden_at", DateTime),
    Column("rerouted_from", Integer),
    Column("candidates", LargeBinary, nullable=False, server_default=text("x''")),
    Column("came_by", String, nullable=False, server_default="model"),
    one_of("stage", [stage.value for stage in Stage]),
    CheckConstraint("score BETWEEN 1 AND 99", name="score"),
    sqlite_autoincrement=True,  # a decision on its way must not land on whoever got the freed id
)
"""`experience` is λ of the kind, `chance` = takes × which = P(kind). Postponed ones come back on `postponed_until`.

`service_id` is who gets the client. Where a person gave it to another rival, `settled_id` is the service that it was
settled for, `given_up` the value by which that one was ahead: in roubles where the ARPPU of every rival was known, else
in conversion. `rerouted_from` is the lead that it goes on from, whose partner did not answer.
"""
# All that the review reads of every one: rows are wide, and each page of them is deciphered first.
_QUEUE = ("stage", "score", "client_id", "rank", "service_id", "kind_id", "chance", "postponed_until")
Index("ix_recommendation_queue", *(recommendation.c[name] for name in _QUEUE))

outcome = Table(
    "outcome",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("recommendation_id", ForeignKey("recommendation.id"), nullable=False, unique=True),
    Column("answer", String, nullable=False),
    Column("on", Date, nullable=False),
    Column("amount", Float),
    Column("reason", String),
    one_of("answer", [answer.value for answer in Answer]),
)

package = Table(
    "package",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("company_id", ForeignKey("company.id"), nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("file_name", String, nullable=False, unique=True),
    Column("fields", JSON, nullable=False),
    Column("leads", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("saved", Boolean, nullable=False),
    Column("password_given", Boolean, nullable=False),
    Column("recipient", String),
    Column("lead_ids", JSON(none_as_null=True)),
    Column("made_by", Integer),
    Column("approved_by", Integer),
    Column("approved_at", DateTime),
    sqlite_autoincrement=True,
)
"""The register of what leaves; its content lies in `people`, also after it was saved. See core/storage/packages.py."""
