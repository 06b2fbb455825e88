"""Mutated files go through the very reader of the child process, in one process as long as it lives."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Final

from core.intake.apart import _OUT_OF_MEMORY
from tests.fuzz.mutations import mutated

SECONDS: Final = 20
"""A file may take so long; the program gives it 50 s of silence."""


@dataclass
class Report:
    """`ends`: how many files ended in a table or in which error. `bad`: (number, the file it was made of, how): a fault
    of ours, or a reader that died or took too long. The slowest and the largest are (seconds or bytes, number).
    """

    seed: int
    count: int
    ends: Counter[str] = field(default_factory=Counter)
    bad: list[tuple[int, str, str]] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, 0)
    largest: tuple[int, int] = (0, 0)
    seconds: float = 0.0


def run(seed: int, count: int) -> Report:
    """Read so many."""
    report, began, first = Report(seed, count), monotonic(), 0
    while first < count:
        code, last = 0, first - 1
        for answer, code in _child(seed, first, count):  # noqa: B007 (the last one is used)
            if answer is not None:
                last = answer["number"]
                report.ends[answer["end"]] += 1
                report.slowest = max(report.slowest, (answer["seconds"], last))
                report.largest = max(report.largest, (answer["bytes"], last))
                if answer["end"].startswith("fault"):
                    report.bad.append((last, mutated(seed, last)[0], answer["end"]))
        first = last + 1
        if first < count:
            if code in _OUT_OF_MEMORY:  # the program says so too
                report.ends["died for want of memory"] += 1
            else:
                report.bad.append((first, mutated(seed, first)[0], f"the reader ended with {code}"))
            first += 1
    report.seconds = monotonic() - began
    return report


def told(report: Report) -> str:
    """The report in lines."""
    lines = [f"{report.count} files, seed {report.seed}, {report.seconds:.0f} s"]
    lines += [f"{number:>7}  {end}" for end, number in report.ends.most_common()]
    lines.append(f"slowest {report.slowest[0]:.2f} s (no. {report.slowest[1]})")
    lines.append(f"most memory {report.largest[0] / 2**20:.0f} MB (no. {report.largest[1]})")
    lines += [f"BAD no. {number}, made of {name}: {how}" for number, name, how in report.bad]
    return "\n".join(lines)


def _child(seed: int, first: int, count: int) -> Iterator[tuple[dict[str, Any] | None, int]]:
    """The answers of a reader of its own, then None with how it ended."""
    command = [sys.executable, "-m", "tests.fuzz.running", str(seed), str(first), str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_ROOT) as child:
        for line in child.stdout or ():
            yield json.loads(line), 0
        yield None, child.wait()


_ROOT: Final = Path(__file__).parents[2]


def _serve(seed: int, first: int, count: int) -> None:
    from core.cli import table_reading  # noqa: PLC0415 (the parent does without)
    from core.intake.wish import Wish  # noqa: PLC0415

    table_reading._hold_back()
    asked = {"what": "table", "wish": asdict(Wish()), "careful": False}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        for number in range(first, count):
            path.write_bytes(mutated(seed, number)[1])
            began = monotonic()
            _limit(SECONDS)
            end = _read(path, asked)
            _limit(0)
            answer = {"number": number, "end": end, "seconds": monotonic() - began, "bytes": _memory()}
            print(json.dumps(answer), flush=True)


def _read(path: Path, asked: dict[str, Any]) -> str:
    """How it ends: in a table, in an error that people read, or in a fault."""
    from core.cli.table_reading import _lines  # noqa: PLC0415
    from core.domain.errors import KnownError  # noqa: PLC0415
    from core.intake.table_lines import parsed  # noqa: PLC0415

    try:
        for line in _lines(path, asked):
            parsed(line)
    except KnownError as error:
        return error.code
    except BaseException as fault:
        return f"fault {type(fault).__name__}"
    return "table"


def _limit(seconds: int) -> None:
    """The process ends if it takes longer."""
    if sys.platform != "win32":
        import signal  # noqa: PLC0415

        signal.alarm(seconds)


def _memory() -> int:
    """The most bytes that this process has ever held."""
    if sys.platform == "win32":
        return 0
    import resource  # noqa: PLC0415

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    _serve(*map(int, sys.argv[1:4]))
