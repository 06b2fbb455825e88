"""The records of models in the `work` store: what was fitted, what was trained and put into use, what scored whom."""

from sqlalchemy import Column, DateTime, ForeignKey, Integer, LargeBinary, String, Table
from sqlalchemy.types import JSON

from core.domain.training import Origin
from core.storage.tables import metadata, one_of

model = Table(
    "model",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", String, nullable=False, unique=True),
    Column("made_at", DateTime, nullable=False),
    Column("fitted_on", Integer, nullable=False),
    Column("catalogue", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""Models as files. One that is not in `trained_model` was fitted at once by a run of scoring."""

trained_model = Table(
    "trained_model",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", ForeignKey("model.version"), nullable=False, unique=True),
    Column("origin", String, nullable=False),
    Column("user_id", ForeignKey("user_account.id")),
    Column("at", DateTime, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("twin", LargeBinary),
    one_of("origin", [origin.value for origin in Origin if origin is not Origin.AT_ONCE]),
)
"""Models of trainings: core/domain/training.py has the `facts`. `twin`: the same, fitted without the clients on whom
versions are compared. Beside `model`, whose large content nobody has to read past for a list.
"""

publication = Table(
    "publication",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", ForeignKey("trained_model.version")),
    Column("user_id", ForeignKey("user_account.id"), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("effective_at", DateTime, nullable=False),
    Column("withdrawn_at", DateTime),
)
"""What was put into use from when on; without a version: models that runs of scoring fit at once."""

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("model_version", ForeignKey("model.version"), nullable=False),
    Column("eligible", Integer, nullable=False),
    Column("best", LargeBinary, nullable=False),
)
"""A run over the whole base. `best`: the best P(kind) of every eligible client, sorted, little-endian float64."""
