"""Records of runs and of the inputs of resolutions."""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from core.storage.model_tables import run
from core.storage.rows import added
from core.storage.tables import resolution_inputs


class ScoreRecords:
    """Records of `run`, `resolution_inputs`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

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
