"""Records of recommendations through all their stages, and of outcomes."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)

from core.domain.conversion import Answers
from core.domain.decision import RefusalReason
from core.domain.errors import UnknownRecord
from core.domain.lead import Answer, Stage
from core.domain.recommendation import Arm, Candidates, Recommendation, Settled
from core.storage.deadlines import is_answered, past_deadline, to_ask
from core.storage.overrides import as_settled, taken_override
from core.storage.reach import EVERYBODY, Reach
from core.storage.rows import batches
from core.storage.scored_leads import SETTLED, STAGE_OF_CLIENTS, UNDECIDED_VALUES, ScoredLeads
from core.storage.tables import outcome, package, recommendation

_IN_QUEUE = [Stage.PROCESSED.value, Stage.IN_REVIEW.value, Stage.POSTPONED.value]
_RETURNED = recommendation.c.stage == Stage.POSTPONED.value
"""Of what asks for a decision."""
_BEST_FIRST = (recommendation.c.score.desc(), recommendation.c.client_id, recommendation.c.rank)


@dataclass(frozen=True, slots=True)
class LeadOutcome:
    """What came back of a lead; `amount` in roubles, `reason` of a refusal."""

    answer: Answer
    on: date
    amount: float | None
    reason: RefusalReason | None = None


class LeadRecords(ScoredLeads):
    """Records of `recommendation` and `outcome`. What is read is of the clients within reach, but for the numbers of
    the whole base that scoring (`ScoredLeads`) and base rates rest on.
    """

    def __init__(self, connection: Connection, reach: Reach = EVERYBODY) -> None:
        super().__init__(connection)
        self._reach = reach
        self._mine = reach.holds(recommendation.c.client_id)

    # ------------------------------------------------------------------ reading

    def of_clients(self, clients: Sequence[int], stages: Collection[Stage]) -> list[Recommendation]:
        """The recommendations of these clients in these stages, batch by batch the highest score first."""
        wanted = STAGE_OF_CLIENTS.in_([stage.value for stage in stages])
        pieces = (self._read(wanted & recommendation.c.client_id.in_(some)) for some in batches(clients))
        return [one for piece in pieces for one in piece]

    def count_of(self, clients: Sequence[int], stages: Collection[Stage]) -> int:
        """How many recommendations of these clients are in these stages."""
        wanted = STAGE_OF_CLIENTS.in_([stage.value for stage in stages])
        counted = select(func.count()).select_from(recommendation)
        pieces = (counted.where(wanted, self._mine, recommendation.c.client_id.in_(some)) for some in batches(clients))
        return sum(self._connection.scalar(piece) or 0 for piece in pieces)

    def best_score(self, clients: Sequence[int], stages: Collection[Stage]) -> int | None:
        """The highest score of these clients' recommendations in these stages; None where there is none."""
        wanted = STAGE_OF_CLIENTS.in_([stage.value for stage in stages])
        highest = select(func.max(recommendation.c.score))
        pieces = (highest.where(wanted, self._mine, recommendation.c.client_id.in_(some)) for some in batches(clients))
        found = [score for piece in pieces if (score := self._connection.scalar(piece)) is not None]
        return max(found, default=None)

    def in_stage(self, stage: Stage, services: Collection[int] | None = None) -> list[Recommendation]:
        """All recommendations of a stage, of these services where they are given, the highest score first."""
        wanted = recommendation.c.stage == stage.value
        return list(self._read(wanted if services is None else wanted & recommendation.c.service_id.in_(services)))

    def everything(self) -> Iterator[Recommendation]:
        """Every recommendation of the base, one after another, the highest score first."""
        return self._read(recommendation.c.id.is_not(None))

    def best_by_rule(self) -> list[Recommendation]:
        """For each rule of resolution the undecided recommendation with the highest score."""
        first = func.row_number().over(
            partition_by=recommendation.c.rule,
            order_by=_BEST_FIRST,
        )
        undecided = recommendation.c.stage.in_(UNDECIDED_VALUES) & self._mine
        ranked = select(recommendation.c.id, first.label("place")).where(undecided)
        places = ranked.subquery()
        return list(self._read(recommendation.c.id.in_(select(places.c.id).where(places.c.place == 1))))

    def some(self, ids: Sequence[int]) -> list[Recommendation]:
        """These recommendations. Raises UnknownRecord, BeyondReach."""
        found = self.present(ids)
        if len(found) != len(set(ids)):
            self._refuse_beyond(set(ids) - {one.id for one in found})
            raise UnknownRecord
        return found

    def present(self, ids: Sequence[int]) -> list[Recommendation]:
        """Those of these recommendations that are still there."""
        pieces = (self._read(recommendation.c.id.in_(piece)) for piece in batches(ids))
        return [one for piece in pieces for one in piece]

    def of_package(self, package_id: int) -> list[Recommendation]:
        """The leads that leave together."""
        return list(self._read(recommendation.c.package_id == package_id))

    def counts(self) -> dict[Stage, int]:
        """How many recommendations stand in each stage."""
        wanted = select(recommendation.c.stage, func.count()).where(self._mine).group_by(recommendation.c.stage)
        return {Stage(stage): count for stage, count in self._connection.execute(wanted)}

    # ------------------------------------------------------------------ review and today

    def queue(self, day: date, least_score: int = 0) -> Sequence[Row[tuple[int, int, int, bool, int]]]:
        """(id, client, score, returned, service) of what asks for a decision on `day` with at least this score: the
        returned ones first, each group by score, the highest first, then by client and rank.
        """
        returned = _RETURNED.label("returned")
        of_card = (recommendation.c.id, recommendation.c.client_id, recommendation.c.score)
        wanted = select(*of_card, returned, recommendation.c.service_id).where(recommendation.c.score >= least_score)
        ordered = wanted.where(_undecided_on(day), self._mine).order_by(returned.desc(), *_BEST_FIRST)
        return self._connection.execute(ordered).all()

    def queue_scores(self, day: date) -> dict[int, int]:
        """Score → how many with it ask for a decision on `day`."""
        wanted = select(recommendation.c.score, func.count()).where(_undecided_on(day), self._mine)
        by_stage = wanted.group_by(recommendation.c.stage, recommendation.c.score)  # as the index has them
        counts: dict[int, int] = {}
        for score, count in self._connection.execute(by_stage):
            counts[score] = counts.get(score, 0) + count
        return counts

    def queue_services(self, day: date) -> set[int]:
        """The services of all that asks for a decision on `day`."""
        wanted = select(recommendation.c.service_id).where(_undecided_on(day), self._mine).distinct()
        return set(self._connection.scalars(wanted))

    def queue_counts(self, day: date, least_score: int) -> tuple[int, int, int]:
        """(returned or with at least this score, all, returned) of all that asks for a decision on `day`."""
        from_score = or_(_RETURNED, recommendation.c.score >= least_score)
        counted = select(func.count().filter(from_score), func.count(), func.count().filter(_RETURNED))
        near, every, back = self._connection.execute(counted.where(_undecided_on(day), self._mine)).one()
        return int(near), int(every), int(back)

    def count_by_client(self, clients: Sequence[int], stages: Collection[Stage]) -> dict[int, int]:
        """Client → how many of its recommendations are in these stages."""
        wanted = STAGE_OF_CLIENTS.in_([stage.value for stage in stages])
        counted = select(recommendation.c.client_id, func.count()).where(wanted).group_by(recommendation.c.client_id)
        pieces = (counted.where(recommendation.c.client_id.in_(some)) for some in batches(clients))
        return {client_id: count for piece in pieces for client_id, count in self._connection.execute(piece)}

    def count_by_service(self, stage: Stage) -> dict[int, int]:
        """Service → how many of its recommendations are in a stage."""
        standing = (recommendation.c.stage == stage.value) & self._mine
        counted = select(recommendation.c.service_id, func.count()).where(standing)
        rows = self._connection.execute(counted.group_by(recommendation.c.service_id))
        return {int(service): int(count) for service, count in rows}

    def contacts(self, clients: Sequence[int]) -> dict[int, date]:
        """Client → the last day on which it was offered anything."""
        last = select(recommendation.c.client_id, func.max(recommendation.c.offered_on))
        offered = last.where(recommendation.c.offered_on.is_not(None)).group_by(recommendation.c.client_id)
        pieces = (offered.where(recommendation.c.client_id.in_(some)) for some in batches(clients))
        return {client_id: day for piece in pieces for client_id, day in self._connection.execute(piece)}

    def mean_chances(self) -> dict[int, float]:
        """Kind → the mean P(kind) of its undecided recommendations."""
        mean = select(recommendation.c.kind_id, func.avg(recommendation.c.chance))
        grouped = mean.where(recommendation.c.stage.in_(UNDECIDED_VALUES)).group_by(recommendation.c.kind_id)
        return {kind: float(chance) for kind, chance in self._connection.execute(grouped)}

    def unsent_packages(self) -> set[int]:
        """The packages whose leads have not left yet."""
        packaged = recommendation.c.stage == Stage.PACKAGED.value
        return set(self._connection.scalars(select(recommendation.c.package_id).where(packaged).distinct()))

    def overdue(self, day: date) -> tuple[int, date | None, int | None]:
        """(how many, the day on which the oldest left, its service) of the leads whose answer is late on `day`."""
        late = (recommendation.c.stage == Stage.SENT.value) & past_deadline(day)
        count = self._connection.scalar(select(func.count()).where(late, self._mine)) or 0
        oldest = select(recommendation.c.offered_on, recommendation.c.service_id).where(late, self._mine)
        found = self._connection.execute(oldest.order_by(recommendation.c.offered_on, recommendation.c.id)).first()
        return (int(count), found[0], found[1]) if found else (0, None, None)

    def count_to_ask(self, day: date) -> int:
        """How many are to be asked about on `day`."""
        return (
            self._connection.scalar(select(func.count()).select_from(recommendation).where(to_ask(day), self._mine))
            or 0
        )

    def sent_between(self, since: date, until: date) -> dict[int, int]:
        """Service → how many of its leads left for the partner from `since` to `until`, both included."""
        left = recommendation.c.package_id.is_not(None) & recommendation.c.offered_on.between(since, until)
        counted = (
            select(recommendation.c.service_id, func.count())
            .where(left, self._mine)
            .group_by(recommendation.c.service_id)
        )
        return {int(service): int(count) for service, count in self._connection.execute(counted)}

    def queue_offers(self) -> Sequence[Row[tuple[int, int, int, str, float, int]]]:
        """(id, service, inputs, model, P(kind), score) of all that may ask for a decision."""
        names = ("id", "service_id", "inputs_id", "model_version", "chance", "score")
        wanted = select(*(recommendation.c[name] for name in names))
        return self._connection.execute(wanted.where(recommendation.c.stage.in_(_IN_QUEUE), self._mine)).all()

    # ------------------------------------------------------------------ stages

    def decide(
        self,
        ids: Sequence[int],
        stage: Stage,
        at: datetime,
        *,
        postponed_until: date | None = None,
        offered_on: date | None = None,
    ) -> None:
        """Put recommendations into a stage by a decision; what an earlier one noted is gone."""
        days = {"postponed_until": postponed_until, "offered_on": offered_on}
        self._change(ids, stage=stage.value, stage_since=at, **days, **as_settled())

    def restore(self, before: Iterable[tuple[int, Stage, date | None]], at: datetime) -> None:
        """Put recommendations back to before a decision: (id, stage, postponed until)."""
        rows = [{"key": id_, "old_stage": stage.value, "old_until": until} for id_, stage, until in before]
        old: dict[str, Any] = {"stage": bindparam("old_stage"), "postponed_until": bindparam("old_until")}
        change = update(recommendation).where(recommendation.c.id == bindparam("key"))
        self._connection.execute(change.values(**old, stage_since=at, offered_on=None, **as_settled()), rows)

    def move(self, ids: Sequence[int], stage: Stage, at: datetime) -> None:
        """Put recommendations into a stage."""
        self._change(ids, stage=stage.value, stage_since=at)

    def offer(self, ids: Sequence[int], stage: Stage, at: datetime, on: date) -> None:
        """Put recommendations into a stage in which the client is asked from this day on."""
        self._change(ids, stage=stage.value, stage_since=at, offered_on=on)

    def pack(self, ids: Sequence[int], package_id: int | None, at: datetime) -> None:
        """Put leads into a package, or (None) take them out of it: they wait again."""
        stage = Stage.WAITING if package_id is None else Stage.PACKAGED
        self._change(ids, stage=stage.value, stage_since=at, package_id=package_id)

    def move_to_kind(self, service_id: int, kind_id: int) -> None:
        """The service is of another kind now: what was offered, refused or bought of it counts there."""
        change = update(recommendation).where(recommendation.c.service_id == service_id)
        self._connection.execute(change.values(kind_id=kind_id))

    # ------------------------------------------------------------------ outcomes

    def outcomes(self, ids: Sequence[int]) -> dict[int, LeadOutcome]:
        """Recommendation → what came back of it; of those that were read here before."""
        columns = (outcome.c[name] for name in ("recommendation_id", "answer", "on", "amount", "reason"))
        wanted = select(*columns)
        pieces = (wanted.where(outcome.c.recommendation_id.in_(some)) for some in batches(ids))
        rows = (row for piece in pieces for row in self._connection.execute(piece))
        return {
            id_: LeadOutcome(Answer(answer), on, amount, why and RefusalReason(why))
            for id_, answer, on, amount, why in rows
        }

    def gone_since(
        self, clients: Sequence[int], stages: Collection[Stage], since: Mapping[int, datetime]
    ) -> Iterator[tuple[int, str]]:
        """(client, file of the package) of these clients' leads that came into these stages at a client's time or
        later; own tasks have no file.
        """
        wanted = (
            select(recommendation.c.client_id, recommendation.c.stage_since, func.coalesce(package.c.file_name, ""))
            .join_from(recommendation, package, recommendation.c.package_id == package.c.id, isouter=True)
            .where(recommendation.c.stage.in_([stage.value for stage in stages]))
            .order_by(recommendation.c.id)
        )
        for some in batches(clients):
            found = self._connection.execute(wanted.where(recommendation.c.client_id.in_(some)))
            yield from ((client_id, file) for client_id, at, file in found if at >= since[client_id])

    def answers(self, day: date, since: date = date.min) -> dict[int, Answers]:
        """Answered offers per service as of `day`: wrong data do not count, "no answer" only past its deadline.

        With `since` those alone whose answer came on that day or later.
        """
        return self._answers(recommendation.c.service_id, day, since)

    def answers_by_day(self, day: date, since: date) -> dict[date, Answers]:
        """The same by the day on which the answer came."""
        return self._answers(outcome.c.on, day, since)

    def answers_by_score(self, day: date) -> dict[int, Answers]:
        """The same by the score with which it was offered."""
        return self._answers(recommendation.c.score, day, date.min)

    # ------------------------------------------------------------------

    def _answers(self, by: ColumnElement[Any], day: date, since: date) -> dict[Any, Answers]:
        bought = func.count().filter(outcome.c.answer == Answer.BOUGHT.value)  # a sum of truths reads back as a truth
        wanted = (
            select(by, bought, func.count())
            .join_from(outcome, recommendation)
            .where(is_answered(day), outcome.c.on >= since, self._mine)
            .group_by(by)
        )
        return {one: Answers(int(sold), int(count)) for one, sold, count in self._connection.execute(wanted)}

    def _change(self, ids: Sequence[int], **values: object) -> None:
        for some in batches(ids):
            self._connection.execute(update(recommendation).where(recommendation.c.id.in_(some)).values(**values))

    def _refuse_beyond(self, ids: Collection[int]) -> None:
        for some in batches(sorted(ids)):
            of = select(recommendation.c.client_id).where(recommendation.c.id.in_(some))
            self._reach.refuse_beyond(self._connection, self._connection.scalars(of).all())

    def _read(self, condition: Any) -> Iterator[Recommendation]:
        wanted: Select[Any] = select(recommendation).where(condition, self._mine)
        for row in self._connection.execute(wanted.order_by(*_BEST_FIRST)).mappings():
            values = dict(row)
            override = taken_override(values)
            settled = Settled(**{name: values.pop(name) for name in SETTLED})
            values |= {"settled": settled, "override": override, "stage": Stage(values["stage"])}
            values |= {"candidates": Candidates(values["candidates"]), "came_by": Arm(values["came_by"])}
            yield Recommendation(**values)


def _undecided_on(day: date) -> ColumnElement[bool]:
    """Asks for a decision on `day`: undecided, or postponed until then or earlier; what was postponed without a day is
    back at once.
    """
    until = recommendation.c.postponed_until
    return and_(recommendation.c.stage.in_(_IN_QUEUE), or_(~_RETURNED, until.is_(None), until <= day))
