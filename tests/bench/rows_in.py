"""100,000 rows in: a client table read, cleaned, stored encrypted and scored, beside calamine's bare read of it."""

import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from python_calamine import CalamineWorkbook

from core.intake.cleaning import clean
from core.intake.mapping import suggest
from core.intake.tables import read_table
from core.services import sample
from core.services.catalogue import load_catalogue, read_catalogue_file
from core.services.scoring import compute
from core.services.session import create_base, sign_in
from tests.support.imported import import_clients

ROWS = 100_000


def figures() -> Iterator[tuple[str, float, str]]:
    """(figure, value, unit)."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        table_file, matrix_file = folder / "clients.xlsx", folder / "matrix.xlsx"
        today = datetime.now(UTC).date()
        sample.write_table(table_file, list(sample.invented_rows(random.Random(3), ROWS, today)))
        sample.write_matrix(matrix_file)
        base = folder / "Bench.opuntia"
        create_base(base, sample.read_plan()["own"], sample.LOGIN, sample.PASSWORD)
        session = sign_in(base, sample.LOGIN, sample.PASSWORD)
        load_catalogue(session, read_catalogue_file(matrix_file))

        seconds = [perf_counter()]
        CalamineWorkbook.from_path(table_file).get_sheet_by_index(0).to_python()
        seconds.append(perf_counter())
        table = read_table(table_file)
        seconds.append(perf_counter())
        cleaned = clean(table, suggest(table.headers), today)
        seconds.append(perf_counter())
        import_clients(session, cleaned.rows)
        seconds.append(perf_counter())
        compute(session)
        seconds.append(perf_counter())
        again = import_clients(session, cleaned.rows).value
        seconds.append(perf_counter())
        reused = compute(session).value.reused
        seconds.append(perf_counter())
        session.close()

        bare, read, cleaning, storing, scoring, second_import, second_run = (
            after - before for before, after in pairwise(seconds)
        )
        yield f"bare read by calamine, {ROWS:,} rows × {len(table.headers)} columns", bare, "s"
        yield "read the table", read, "s"
        yield "check and clean", cleaning, "s"
        yield "match and store, encrypted", storing, "s"
        yield "rows in, all steps, as a multiple of the bare read", (read + cleaning + storing) / bare, "×"
        yield "score, settle partners and store recommendations", scoring, "s"
        yield f"the same table again ({again.unchanged:,} clients unchanged)", second_import, "s"
        yield f"second run ({reused:,} clients reused)", second_run, "s"
        yield "base on disk", sum(file.stat().st_size for file in base.iterdir()) / 2**20, "MiB"
        if sys.platform != "win32":
            import resource  # noqa: PLC0415  (not on Windows)

            yield "peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MiB"
