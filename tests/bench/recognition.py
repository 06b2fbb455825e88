"""10,000 people of whom 15 % come a second time, damaged: whom an import recognises, within one table and against a
base, through the plan that the window shows.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

from core.services.imports import plan_import
from core.services.session import Session
from tests.support.bases import open_new_base
from tests.support.people import Somebody
from tests.support.recognition import PRECISION, RECALL, cleaned_rows, halves, measured, people_and_copies, put_in

PEOPLE = 10_000
SEEDS = (7, 8)


def figures() -> Iterator[tuple[str, float, str]]:
    """(figure, value, unit)."""
    for seed in SEEDS:
        people = people_and_copies(PEOPLE, seed)
        with tempfile.TemporaryDirectory() as scratch:
            session = open_new_base(Path(scratch))
            try:
                yield from _told(f"one table, seed {seed}", session, people)
                known, again = halves(people)
                put_in(session, known)
                yield from _told(f"against a base, seed {seed}", session, again)
            finally:
                session.close()


def _told(what: str, session: Session, people: Sequence[Somebody]) -> Iterator[tuple[str, float, str]]:
    rows = cleaned_rows(people)
    started = perf_counter()
    plan = plan_import(session, rows)
    seconds = perf_counter() - started
    found = measured(plan, people)
    yield f"{what}: precision of what joins by itself (≥ {PRECISION:.0%})", 100 * found.precision, "%"
    yield f"{what}: recall of what joins or is asked about (≥ {RECALL:.0%})", 100 * found.recall, "%"
    yield f"{what}: pairs joined", found.joined, ""
    yield f"{what}: pairs asked about", found.asked, ""
    yield f"{what}: worked out in", seconds, "s"
