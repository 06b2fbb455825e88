"""What a base says, read past the screens: its content row by row, and the counts that screens tell of it."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import text

from core.domain.lead import Stage
from core.domain.recommendation import Recommendation
from core.services.session import Session
from core.vault.attempts import ATTEMPTS_FILE
from tests.support.bases import all_recommendations

_UNDECIDED = {Stage.PROCESSED, Stage.IN_REVIEW}
_DECIDED = {Stage.WAITING, Stage.TASK, Stage.DECLINED, Stage.POSTPONED}


def logical_dump(session: Session) -> dict[str, list[str]]:
    """Every row of every table of both stores."""
    content = {}
    with session.store.reading() as work:
        run = work.clients._connection.execute
        for schema in ("main", "people"):
            tables = run(text(f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table'")).scalars().all()
            for table in tables:
                content[f"{schema}.{table}"] = sorted(map(repr, run(text(f"SELECT * FROM {schema}.{table}")).all()))
    return content


def changed_tables(before: dict[str, list[str]], after: dict[str, list[str]]) -> set[str]:
    """The names of the tables whose content is not what it was."""
    return {name for name in before | after if before.get(name) != after.get(name)}


def found(session: Session) -> list[Recommendation]:
    """All recommendations without the numbers of their records and their times."""
    same = (
        replace(
            one,
            id=0,
            run_id=0,
            model_version="",
            stage_since=one.stage_since.min,
            settled=replace(one.settled, inputs_id=0),
        )
        for one in all_recommendations(session)
    )
    return sorted(same, key=lambda one: (one.client_id, one.kind_id))


def people(session: Session) -> Counter[Any]:
    """Who is in the base, without the numbers of their records."""
    with session.store.reading() as work:
        columns = work.clients.columns()
        return Counter(map(repr, work.clients.identities(list(columns.ids)).values()))


def pending(session: Session) -> int:
    """How many clients wait to be scored."""
    with session.store.reading() as work:
        return sum(by is None for by in work.clients.columns().scored_by)


@dataclass(frozen=True, slots=True)
class Counted:
    """The decisions that the base holds. `waiting` leads for `partners`, `tasks` of our own company."""

    undecided: int
    decided: int
    accepted: int
    waiting: int
    partners: int
    tasks: int
    declined: int
    postponed: int


def count(session: Session, threshold: int) -> Counted:
    """Count anew, from every single recommendation."""
    everything = all_recommendations(session)
    with session.store.reading() as work:
        services = work.catalogue.read().services
    stages = Counter(one.stage for one in everything)
    waiting = [one for one in everything if one.stage is Stage.WAITING]
    return Counted(
        undecided=sum(one.stage in _UNDECIDED and one.score >= threshold for one in everything),
        decided=sum(stages[stage] for stage in _DECIDED),
        accepted=stages[Stage.WAITING] + stages[Stage.TASK],
        waiting=stages[Stage.WAITING],
        partners=len({services[one.service_id].company_id for one in waiting}),
        tasks=stages[Stage.TASK],
        declined=stages[Stage.DECLINED],
        postponed=stages[Stage.POSTPONED],
    )


def all_but_the_count(base: Path) -> dict[str, bytes]:
    """Every file of a base but the count of wrong passwords."""
    return {file.name: file.read_bytes() for file in base.iterdir() if file.name != ATTEMPTS_FILE}
