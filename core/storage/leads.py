"""Records of recommendations through all their stages, and of outcomes."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from core.domain.conversion import Answers
from core.domain.lead import OPEN, UNDECIDED, Answer, Stage
from core.storage.rows import batches, portions, record
from core.storage.tables import outcome, recommendation


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation, as stored. `id` is 0 before it is."""

    client_id: int
    kind_id: int
    service_id: int
    model_version: str
    run_id: int
    rank: int
    which: float
    takes: float
    chance: float
    score: int
    experience: float
    reasons: list[Any]
    inputs_id: int
    rule: str
    runners_up: list[int]
    margin: float | None
    stage: Stage = Stage.PROCESSED
    decided_at: datetime | None = None
    package_id: int | None = None
    id: int = 0


class LeadRecords:
    """Records of `recommendation` and `outcome`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace_undecided(self, clients: Sequence[int], new: Iterable[Recommendation]) -> None:
        """Put new recommendations in the place of the undecided ones of these clients."""
        stages = [stage.value for stage in UNDECIDED]
        for some in batches(clients):
            old = recommendation.c.client_id.in_(some) & recommendation.c.stage.in_(stages)
            self._connection.execute(delete(recommendation).where(old))
        for some_new in portions(new):
            rows = [record(one) for one in some_new]
            for row in rows:
                del row["id"]
            self._connection.execute(insert(recommendation), rows)

    def undecided(self, but_for: Set[int]) -> list[tuple[int, float, int]]:
        """(id, P(kind), score) of all undecided recommendations, but for those of some clients."""
        columns = (recommendation.c.id, recommendation.c.client_id, recommendation.c.chance, recommendation.c.score)
        wanted = select(*columns).where(recommendation.c.stage.in_([stage.value for stage in UNDECIDED]))
        found = self._connection.execute(wanted)
        return [(id_, chance, score) for id_, client_id, chance, score in found if client_id not in but_for]

    def rescore(self, scores: Iterable[tuple[int, int]], run_id: int) -> None:
        """Write scores anew: (id, score) of a run."""
        rows = [{"key": id_, "new": score} for id_, score in scores]
        if rows:
            change = update(recommendation).where(recommendation.c.id == bindparam("key"))
            self._connection.execute(change.values(score=bindparam("new"), run_id=run_id), rows)

    def standing_kinds(self) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
        """(open, declined): client → kinds with an open recommendation, client → kinds the manager will not offer."""
        opened: dict[int, set[int]] = {}
        declined: dict[int, set[int]] = {}
        stages = [stage.value for stage in OPEN | {Stage.DECLINED}]
        wanted = select(recommendation.c.client_id, recommendation.c.kind_id, recommendation.c.stage)
        for client_id, kind_id, stage in self._connection.execute(wanted.where(recommendation.c.stage.in_(stages))):
            group = declined if stage == Stage.DECLINED else opened
            group.setdefault(client_id, set()).add(kind_id)
        return opened, declined

    def refusals(self) -> dict[tuple[int, int], list[date]]:
        """(client, kind) → the days on which the client refused it."""
        wanted = (
            select(recommendation.c.client_id, recommendation.c.kind_id, outcome.c.on)
            .join_from(outcome, recommendation)
            .where(outcome.c.answer == Answer.REFUSED.value)
        )
        days: dict[tuple[int, int], list[date]] = {}
        for client_id, kind_id, day in self._connection.execute(wanted):
            days.setdefault((client_id, kind_id), []).append(day)
        return days

    def answers(self) -> dict[int, Answers]:
        """Answered offers per service. Wrong data do not count; a recorded "no answer" stands past its deadline."""
        counted = [answer.value for answer in Answer if answer is not Answer.WRONG_DATA]
        bought = func.sum(outcome.c.answer == Answer.BOUGHT.value)
        wanted = (
            select(recommendation.c.service_id, bought, func.count())
            .join_from(outcome, recommendation)
            .where(outcome.c.answer.in_(counted))
            .group_by(recommendation.c.service_id)
        )
        return {service: Answers(int(sold), int(count)) for service, sold, count in self._connection.execute(wanted)}

    def of_clients(self, clients: Sequence[int]) -> list[Recommendation]:
        """All recommendations of these clients, best first within a client."""
        found: list[Recommendation] = []
        for some in batches(clients):
            found.extend(self._read(select(recommendation).where(recommendation.c.client_id.in_(some))))
        return found

    def in_stage(self, stage: Stage) -> list[Recommendation]:
        """All recommendations of a stage, the highest score first."""
        return list(self._read(select(recommendation).where(recommendation.c.stage == stage.value)))

    def everything(self) -> Iterator[Recommendation]:
        """Every recommendation of the base, one after another."""
        return self._read(select(recommendation))

    def counts(self) -> dict[Stage, int]:
        """How many recommendations stand in each stage."""
        wanted = select(recommendation.c.stage, func.count()).group_by(recommendation.c.stage)
        return {Stage(stage): count for stage, count in self._connection.execute(wanted)}

    def move(self, ids: Sequence[int], stage: Stage, at: datetime, package_id: int | None = None) -> None:
        """Put recommendations into a stage; `package_id` where they left with a package."""
        for some in batches(ids):
            change = update(recommendation).where(recommendation.c.id.in_(some))
            self._connection.execute(change.values(stage=stage.value, decided_at=at, package_id=package_id))

    def some(self, ids: Sequence[int]) -> list[Recommendation]:
        """These recommendations."""
        found: list[Recommendation] = []
        for piece in batches(ids):
            found.extend(self._read(select(recommendation).where(recommendation.c.id.in_(piece))))
        return found

    def of_package(self, package_id: int) -> list[Recommendation]:
        """The leads that leave together."""
        return list(self._read(select(recommendation).where(recommendation.c.package_id == package_id)))

    def add_outcome(self, recommendation_id: int, answer: Answer, on: date, amount: float | None) -> None:
        """Keep what came back of a lead."""
        values = {"recommendation_id": recommendation_id, "answer": answer.value, "on": on, "amount": amount}
        self._connection.execute(insert(outcome).values(values))

    def _read(self, wanted: Select[Any]) -> Iterator[Recommendation]:
        ordered = wanted.order_by(recommendation.c.score.desc(), recommendation.c.client_id, recommendation.c.rank)
        for row in self._connection.execute(ordered).mappings():
            yield Recommendation(**{**row, "stage": Stage(row["stage"])})
