"""Records of models: those that runs of scoring fit at once, those of trainings, and which one is in use."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.domain.training import Origin, Publication
from core.storage.model_tables import model, publication, run, trained_model
from core.storage.rows import added


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model as plain bytes (ml/bundle.py), with what it was fitted on: so many observations, which catalogue."""

    version: str
    fitted_on: int
    catalogue: str
    content: bytes
    origin: Origin = Origin.AT_ONCE


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A version without its content. `facts` as JSON: core/domain/training.py."""

    version: str
    origin: Origin
    user_id: int | None
    at: datetime
    catalogue: str
    facts: Mapping[str, Any]


class ModelRecords:
    """Records of `model`, `trained_model`, `publication`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def in_use(self, catalogue: str, now: datetime, unusable: Set[str] = frozenset()) -> StoredModel | None:
        """The published version if it fits this catalogue and has none of the unusable members, else the last model
        that was fitted at once.
        """
        published = self.published(now)
        if published:
            wanted = _CONTENT.where(model.c.version == published, model.c.catalogue == catalogue)
            row = self._connection.execute(wanted).first()
            if row is not None and unusable.isdisjoint(row.facts.get("members", ())):
                return self._stored(row)
        return self.at_once()

    def at_once(self) -> StoredModel | None:
        """The last model that was fitted at once."""
        wanted = _CONTENT.where(model.c.version.not_in(select(trained_model.c.version)))
        row = self._connection.execute(wanted.order_by(model.c.id.desc()).limit(1)).first()
        return None if row is None else self._stored(row)

    def published(self, now: datetime) -> str:
        """The version that was put into use last, "" where models are fitted at once; whether it fits or not."""
        held = [one for one in self.publications() if one.holds(now)]
        return max(held, key=lambda one: (one.effective_at, one.id)).version if held else ""

    def mark(self, version: str | None = None) -> tuple[str, datetime, int, Origin] | None:
        """(version, made at, fitted on, origin) of this model (for None of that by which the base was scored last)."""
        wanted = select(model.c.version, model.c.made_at, model.c.fitted_on, trained_model.c.origin).join_from(
            model, trained_model, model.c.version == trained_model.c.version, isouter=True
        )
        last = select(run.c.model_version).order_by(run.c.id.desc()).limit(1).scalar_subquery()
        row = self._connection.execute(wanted.where(model.c.version == (version or last))).first()
        return None if row is None else (row.version, row.made_at, row.fitted_on, Origin(row.origin or Origin.AT_ONCE))

    def one(self, version: str) -> StoredModel | None:
        """This version, whether in use or not."""
        row = self._connection.execute(_CONTENT.where(model.c.version == version)).first()
        return None if row is None else self._stored(row)

    def versions(self) -> list[tuple[str, Origin]]:
        """All versions and where they come from, in the order in which they were made."""
        wanted = select(model.c.version, trained_model.c.origin).join_from(
            model, trained_model, model.c.version == trained_model.c.version, isouter=True
        )
        rows = self._connection.execute(wanted.order_by(model.c.id))
        return [(version, Origin(origin or Origin.AT_ONCE)) for version, origin in rows]

    def twin(self, version: str) -> bytes | None:
        """The content of the twin of a version; None where it has none."""
        content: bytes | None = self._connection.scalar(
            select(trained_model.c.twin).where(trained_model.c.version == version)
        )
        return content

    def add(self, new: StoredModel, made_at: datetime) -> None:
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

    def add_trained(self, new: StoredModel, made: TrainedModel, twin: bytes) -> None:
        """Keep a version of a training beside its twin."""
        self.add(new, made.at)
        values = {"version": made.version, "origin": made.origin.value, "user_id": made.user_id, "at": made.at}
        self._connection.execute(insert(trained_model).values(**values, facts=dict(made.facts), twin=twin))

    def trained(self) -> list[TrainedModel]:
        """All versions of trainings, the newest first."""
        columns = (trained_model.c[name] for name in ("version", "origin", "user_id", "at", "facts"))
        wanted = select(*columns, model.c.catalogue).join_from(trained_model, model)
        rows = self._connection.execute(wanted.order_by(trained_model.c.id.desc()))
        return [
            TrainedModel(row.version, Origin(row.origin), row.user_id, row.at, row.catalogue, row.facts) for row in rows
        ]

    def publications(self) -> list[Publication]:
        """All, in their order."""
        rows = self._connection.execute(select(publication).order_by(publication.c.id))
        return [
            Publication(row.id, row.version or "", row.user_id, row.at, row.effective_at, row.withdrawn_at)
            for row in rows
        ]

    def publish(self, version: str, user_id: int, at: datetime, effective_at: datetime) -> int:
        """Put a version into use from then on ("": models that are fitted at once); returns the publication's id."""
        values = {"version": version or None, "user_id": user_id, "at": at, "effective_at": effective_at}
        return added(self._connection, insert(publication).values(values))

    def withdraw(self, publication_id: int, at: datetime) -> None:
        """As if it had never been."""
        one = update(publication).where(publication.c.id == publication_id)
        self._connection.execute(one.values(withdrawn_at=at))

    @staticmethod
    def _stored(row: Any) -> StoredModel:
        origin = Origin(row.origin) if row.origin else Origin.AT_ONCE
        return StoredModel(row.version, row.fitted_on, row.catalogue, row.content, origin)


_CONTENT: Select[Any] = select(
    *(model.c[name] for name in ("version", "fitted_on", "catalogue", "content")),
    trained_model.c.origin,
    trained_model.c.facts,
).join_from(model, trained_model, model.c.version == trained_model.c.version, isouter=True)
