"""Records of recommendations as scoring writes them, and of what it reads to know which kinds are closed to whom.

All of the whole base: scoring places everybody among everybody.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from core.domain.lead import OPEN, UNDECIDED, Answer, Stage
from core.domain.recommendation import Recommendation, Settled
from core.storage.follow_up_tables import recall
from core.storage.rows import Still, batches, heard, insert_many, record, unheard
from core.storage.tables import outcome, recommendation, refusal

UNDECIDED_VALUES = [stage.value for stage in UNDECIDED]
STAGE_OF_CLIENTS = recommendation.c.stage.concat("")
"""The stage where clients are named: an expression, so that SQLite looks for the clients and not for all of a stage."""
ENDED = and_(
    recommendation.c.stage == Stage.DECLINED.value,
    or_(
        recommendation.c.rerouted_from.is_not(None),
        exists().where(recall.c.recommendation_id == recommendation.c.id),
    ),
)
"""Nobody declined it: it had gone on to the next partner, or is called back, and stays on record for that."""
SETTLED = ("service_id", "inputs_id", "rule", "runners_up", "margin")


class ScoredLeads:
    """Records of `recommendation`, `outcome`, `refusal`; where `clients` are named, theirs alone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace_undecided(self, clients: Sequence[int], new: Iterable[Recommendation]) -> None:
        """Put new recommendations in the place of the undecided ones of these clients."""
        for some in batches(clients):
            old = recommendation.c.client_id.in_(some) & STAGE_OF_CLIENTS.in_(UNDECIDED_VALUES)
            self._connection.execute(delete(recommendation).where(old))
        insert_many(self._connection, insert(recommendation), map(flat, new))

    def undecided(self, but_for: Set[int], still: Still = unheard) -> list[tuple[int, int, int, float, int]]:
        """(id, client, inputs, P(kind), score) of all undecided recommendations, but for those of some clients.
        `still` is called every now and then.
        """
        names = ("id", "client_id", "inputs_id", "chance", "score")
        wanted = select(*(recommendation.c[name] for name in names)).where(recommendation.c.stage.in_(UNDECIDED_VALUES))
        return [
            (id_, client_id, inputs_id, chance, score)
            for id_, client_id, inputs_id, chance, score in heard(self._connection.execute(wanted), still)
            if client_id not in but_for
        ]

    def rescore(self, scores: Sequence[tuple[int, int]], run_id: int, still: Still = unheard) -> None:
        """Write scores anew: (id, score) of a run. `still` is called every now and then."""
        change = update(recommendation).where(recommendation.c.id == bindparam("key"))
        for some in batches(scores):
            still()
            rows = [{"key": id_, "new": score} for id_, score in some]
            self._connection.execute(change.values(score=bindparam("new"), run_id=run_id), rows)

    def resettle(self, settled: Sequence[tuple[int, Settled]], still: Still = unheard) -> None:
        """Write partners anew. `still` is called every now and then."""
        change = update(recommendation).where(recommendation.c.id == bindparam("key"))
        new = {name: bindparam(f"new_{name}", type_=recommendation.c[name].type) for name in SETTLED}
        for some in batches(settled):
            still()
            rows = [{"key": id_, **{f"new_{name}": value for name, value in _settled(one)}} for id_, one in some]
            self._connection.execute(change.values(new), rows)

    def standing_kinds(self, clients: Collection[int] | None = None) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
        """(open, declined): client → kinds with an open recommendation, client → kinds the manager will not offer;
        what has `ENDED` closes nothing.
        """
        opened: dict[int, set[int]] = {}
        declined: dict[int, set[int]] = {}
        stages = [stage.value for stage in OPEN | {Stage.DECLINED}]
        wanted = select(recommendation.c.client_id, recommendation.c.kind_id, recommendation.c.stage).where(~ENDED)
        of_stage = (recommendation.c.stage if clients is None else STAGE_OF_CLIENTS).in_(stages)
        for client_id, kind_id, stage in self._of(wanted.where(of_stage), clients):
            group = declined if stage == Stage.DECLINED else opened
            group.setdefault(client_id, set()).add(kind_id)
        return opened, declined

    def refusals(self, clients: Collection[int] | None = None) -> dict[tuple[int, int], list[date]]:
        """(client, kind) → the days on which the client refused it, here or as tables tell."""
        wanted = (
            select(recommendation.c.client_id, recommendation.c.kind_id, outcome.c.on)
            .join_from(outcome, recommendation)
            .where(outcome.c.answer == Answer.REFUSED.value)
        )
        days: dict[tuple[int, int], list[date]] = {}
        for client_id, kind_id, day in self._of(wanted, clients):
            days.setdefault((client_id, kind_id), []).append(day)
        told = select(refusal.c.client_id, refusal.c.kind_id, func.coalesce(refusal.c.on, refusal.c.noted_on))
        for client_id, kind_id, day in self._of(told, clients, refusal.c.client_id):
            days.setdefault((client_id, kind_id), []).append(day)
        return days

    def unanswered(self, clients: Collection[int] | None = None) -> dict[tuple[int, int], date]:
        """(client, kind) → the last day on which an offer of it came to nothing without a refusal."""
        silent = [Answer.NO_ANSWER.value, Answer.UNREACHABLE.value, Answer.WRONG_DATA.value]
        wanted = (
            select(recommendation.c.client_id, recommendation.c.kind_id, func.max(outcome.c.on))
            .join_from(outcome, recommendation)
            .where(outcome.c.answer.in_(silent))
            .group_by(recommendation.c.client_id, recommendation.c.kind_id)
        )
        return {(client_id, kind_id): day for client_id, kind_id, day in self._of(wanted, clients)}

    def _of(
        self,
        wanted: Select[Any],
        clients: Collection[int] | None,
        column: ColumnElement[int] = recommendation.c.client_id,
    ) -> Iterator[Any]:
        """The rows of these clients (all, for None)."""
        if clients is None:
            yield from self._connection.execute(wanted)
            return
        for some in batches(list(clients)):
            yield from self._connection.execute(wanted.where(column.in_(some)))


def _settled(one: Settled) -> list[tuple[str, Any]]:
    values = record(one)
    values["runners_up"] = list(one.runners_up)
    return list(values.items())


def flat(one: Recommendation) -> Mapping[str, Any]:
    """As a row without its id and override."""
    values = record(one)
    del values["id"], values["settled"], values["override"]
    told = {"reasons": list(one.reasons), "candidates": one.candidates.bits, "came_by": one.came_by.value}
    return values | dict(_settled(one.settled)) | told
