"""100,000 rows × 40 columns from the file into the base, step by step, as the window does it, beside calamine's bare
read of the same file; what it takes of memory, how soon it stops when asked, and taking it all back.

The file is made and read barely by processes of their own: this one holds what the program holds, and no more.
"""

import random
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Any, TypeVar

import psutil
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from core.domain.consent import ConsentDocument
from core.intake.apart import read_table_apart
from core.intake.cleaning import clean
from core.intake.mapping import suggest
from core.services import sample
from core.services.catalogue import load_catalogue, read_catalogue, read_catalogue_file
from core.services.drafts import start_draft
from core.services.import_plan import ImportPlan
from core.services.imports import finish_import, plan_import
from core.services.session import Session, Stopped, create_base, sign_in
from core.services.undoing import undo_import
from tests.bench.cleaning import ROWS, invented_table

T = TypeVar("T")

_LOOK_EVERY = 0.05


class Memory:
    """The most memory that this process and its children had together, in bytes."""

    def __init__(self) -> None:
        self.most = 0
        self._ended = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> int:
        """Stop looking."""
        self._ended.set()
        self._thread.join()
        return self.most

    def _watch(self) -> None:
        ours = psutil.Process()
        while not self._ended.wait(_LOOK_EVERY):
            total = 0
            for one in (ours, *ours.children(recursive=True)):
                try:
                    total += one.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.most = max(self.most, total)


def write_table(file: Path) -> None:
    """The table as a workbook."""
    table = invented_table(random.Random(5), ROWS)
    with Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Клиенты")
        for number, row in enumerate([table.headers, *table.rows]):
            sheet.write_row(number, 0, row)


def figures() -> Iterator[tuple[str, float, str]]:
    """(figure, value, unit)."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        table_file = folder / "clients.xlsx"
        _apart(partial(write_table, table_file))
        bare = _apart(partial(_read_barely, table_file))
        session = _open_base(folder)
        try:
            yield f"bare read by calamine, {ROWS:,} rows × 40 columns", bare, "s"
            yield from _steps(session, table_file, bare)
        finally:
            session.close()


def _open_base(folder: Path) -> Session:
    matrix = folder / "matrix.xlsx"
    sample.write_matrix(matrix)
    base = folder / "Bench.opuntia"
    create_base(base, sample.read_plan()["own"], sample.LOGIN, sample.PASSWORD)
    session = sign_in(base, sample.LOGIN, sample.PASSWORD)
    load_catalogue(session, read_catalogue_file(matrix))
    return session


def _read_barely(file: Path) -> float:
    return _timed(lambda: CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python())[0]


def _apart(work: Callable[[], T]) -> T:
    """In a process that is gone afterwards."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work).result()


def _steps(session: Session, file: Path, bare: float) -> Iterator[tuple[str, float, str]]:
    today = datetime.now(UTC).date()
    memory = Memory()
    read, table = _timed(lambda: read_table_apart(file))
    mapped, mapping = _timed(lambda: suggest(table.headers, table.rows))
    checked, cleaned = _timed(lambda: clean(table, mapping, today))
    matched, plan = _timed(lambda: plan_import(session, cleaned.rows))
    draft = start_draft(session, str(file), None, table.headers, mapping).value.id
    yield from _storing_stops(session, draft, plan)
    partners = frozenset(one.id for one in read_catalogue(session).companies.values() if not one.own)
    paper = ConsentDocument("С-1", today, partners)
    stored, report = _timed(lambda: finish_import(session, draft, plan, cleaned.problems, paper).value)
    most = memory.end()
    steps = {"read": read, "map": mapped, "check": checked, "match": matched, "store": stored}
    for name, seconds in steps.items():
        yield f"{name}", seconds, "s"
    total = sum(steps.values())
    yield "all of it", total, "s"
    yield "all of it / the bare read", total / bare, "×"
    yield "new clients", report.imported, ""
    yield "peak memory over all processes", most / 1024**2, "MB"

    again, second = _timed(lambda: plan_import(session, cleaned.rows))
    yield f"the same table again: match ({second.unchanged:,} unchanged)", again, "s"
    yield from _stopping(session, cleaned.rows)
    undone, _ = _timed(lambda: undo_import(session, draft))
    yield "take the import back", undone, "s"
    with session.store.reading() as work:
        yield "clients left of it", work.clients.count(), ""


def _stopping(session: Session, rows: Any) -> Iterator[tuple[str, float, str]]:
    """How long after being asked the planning stops, asked at ten moments of it; the longest."""
    longest, moments = 0.0, 10
    counted = [0]

    def count(_step: str, _done: int, _total: int) -> None:
        counted[0] += 1

    seconds, _ = _timed(lambda: plan_import(session, rows, None, count))
    for moment in range(moments):
        asked = perf_counter() + seconds * (moment + 0.5) / moments

        def stop(_step: str, _done: int, _total: int, asked: float = asked) -> None:
            if perf_counter() >= asked:
                raise Stopped

        try:
            plan_import(session, rows, None, stop)
        except Stopped:
            longest = max(longest, perf_counter() - asked)
    yield "matching stops after being asked, at the longest", longest, "s"


def _storing_stops(session: Session, draft: int, plan: ImportPlan) -> Iterator[tuple[str, float, str]]:
    """How long after being asked the writing has ended with the base as it was, asked at three moments of it."""
    longest = 0.0
    for share in (0.1, 0.5, 0.9):
        asked = [0.0]

        def stop(_step: str, done: int, total: int, share: float = share, asked: list[float] = asked) -> None:
            if asked[0] == 0.0 and done >= share * total:
                asked[0] = perf_counter()
            elif asked[0]:
                raise Stopped

        try:
            finish_import(session, draft, plan, [], None, stop)
        except Stopped:
            longest = max(longest, perf_counter() - asked[0])
    yield "storing has ended after being asked, at the longest", longest, "s"


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    started = perf_counter()
    done = work()
    return perf_counter() - started, done
