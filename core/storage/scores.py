"""Records of models, runs and the inputs of resolutions."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from core.storage.rows import added
from core.storage.tables import model, resolution_inputs, run


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model as plain bytes (ml/bundle.py), with what it was fitted on."""

    version: str
    fitted_on: int
    catalogue: str
    content: bytes


class ScoreRecords:
    """Records of `model`, `run`, `resolution_inputs`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def latest_model(self) -> StoredModel | None:
        """The model in use."""
        row = self._connection.execute(select(model).order_by(model.c.id.desc()).limit(1)).first()
        return None if row is None else StoredModel(row.version, row.fitted_on, row.catalogue, row.content)

    def model_mark(self) -> tuple[str, datetime, int] | None:
        """(version, made at, fitted on) of the model in use."""
        wanted = select(model.c.version, model.c.made_at, model.c.fitted_on).order_by(model.c.id.desc()).limit(1)
        row = self._connection.execute(wanted).first()
        return None if row is None else (row.version, row.made_at, row.fitted_on)

    def add_model(self, new: StoredModel, made_at: datetime) -> None:
        """Keep a model, the same one once."""
        values = {
            "version": new.version,
            "fitted_on": new.fitted_on,
            "catalogue": new.catalogue,
            "content": new.content,
        }
        put = upsert(model).values(**values, made_at=made_at)
        again = {"made_at": made_at, "fitted_on": new.fitted_on, "catalogue": new.catalogue}
        self._connection.execute(put.on_conflict_do_update(index_elements=["version"], set_=again))

    def latest_run(self) -> tuple[int, str, bytes] | None:
        """(id, model version, best chances) of the last run."""
        row = self._connection.execute(select(run).order_by(run.c.id.desc()).limit(1)).first()
        return None if row is None else (row.id, row.model_version, row.best)

    def last_run(self) -> int:
        """The id of the last run, 0 before any."""
        return int(self._connection.scalar(select(func.max(run.c.id))) or 0)

    def add_run(self, at: datetime, model_version: str, eligible: int, best: bytes) -> int:
        """Keep a run over the whole base and return its id."""
        values = {"at": at, "model_version": model_version, "eligible": eligible, "best": best}
        return added(self._connection, insert(run).values(values))

    def ensure_inputs(self, kind_id: int, rule_version: int, content: Mapping[str, Any]) -> int:
        """The id of a record with these inputs of a resolution; added if it is new."""
        plain = json.dumps(content, sort_keys=True)
        digest = hashlib.sha256(f"{kind_id}|{rule_version}|{plain}".encode()).hexdigest()
        found = self._connection.scalar(select(resolution_inputs.c.id).where(resolution_inputs.c.digest == digest))
        if found is not None:
            return int(found)
        values = {"digest": digest, "kind_id": kind_id, "rule_version": rule_version, "content": dict(content)}
        return added(self._connection, insert(resolution_inputs).values(values))

    def inputs(self, ids: Collection[int] | None = None) -> dict[int, tuple[int, int, dict[str, Any]]]:
        """These inputs of resolutions (all, for None) by id: (kind, rule version, content)."""
        wanted = select(resolution_inputs)
        rows = self._connection.execute(wanted if ids is None else wanted.where(resolution_inputs.c.id.in_(ids)))
        return {row.id: (row.kind_id, row.rule_version, row.content) for row in rows}
