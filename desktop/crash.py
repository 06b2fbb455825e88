"""Crash reports without personal data: where in the code, never with which values.

A report is shown before it is saved. What a hard end leaves behind (faulthandler's file) is offered at the next start.
"""

import faulthandler
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO

ROOT: Final = Path(__file__).resolve().parents[1]
_LIBRARIES: Final = ("PySide6-Essentials", "SQLAlchemy", "sqlcipher3", "numpy", "scipy")
_MOST_LINES: Final = 200


@dataclass(frozen=True, slots=True)
class CrashReport:
    """What can be told of a fault: `text` holds kinds of errors, places in the code and versions, nothing else."""

    text: str

    @classmethod
    def of(cls, error: BaseException, page: str, at: datetime | None = None) -> "CrashReport":
        """The report of an error; its message is left out, for it may hold anything."""
        lines = [_heading(at or datetime.now()), f"page: {page or '-'}", ""]
        link: BaseException | None = error
        seen: set[int] = set()
        while link is not None and id(link) not in seen:
            seen.add(id(link))
            lines.append(type(link).__name__)
            lines += [f"  {_place(frame)}" for frame in traceback.extract_tb(link.__traceback__)]
            link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
        return cls("\n".join(lines[:_MOST_LINES]) + "\n")

    @classmethod
    def of_hard_end(cls, trace: str) -> "CrashReport":
        """The report of a process that ended without a word; `trace` as faulthandler wrote it."""
        kept = [_without_paths(line) for line in trace.splitlines()[:_MOST_LINES]]
        return cls("\n".join([*kept]) + "\n")


class CrashReports:
    """The folder of the program, where a hard end leaves its trace."""

    def __init__(self, folder: Path) -> None:
        self._trace = folder / "last-end.txt"
        self._open: TextIO | None = None

    def watch(self) -> None:
        """From now on a hard end writes its trace. Call `unsent` before, and `note_versions` when there is time."""
        with suppress(OSError):  # a folder that cannot be written must not keep the program from starting
            self._trace.parent.mkdir(parents=True, exist_ok=True)
            self._open = self._trace.open("w", encoding="utf-8")
            faulthandler.enable(self._open)

    def note_versions(self) -> None:
        """Write beforehand what a hard end would have no time to find out."""
        with suppress(OSError):
            if self._open is not None:
                self._open.write(_heading(datetime.now()) + "\n\n")
                self._open.flush()

    def unsent(self) -> CrashReport | None:
        """What the last hard end left, once."""
        try:
            trace = self._trace.read_text(encoding="utf-8", errors="replace")
            self._trace.unlink()
        except OSError:
            return None
        return CrashReport.of_hard_end(trace) if "Fatal" in trace or "exception" in trace else None

    def rest(self) -> None:
        """The program ends well: nothing is left behind."""
        if self._open is not None:
            faulthandler.disable()
            self._open.close()
            self._open = None
            with suppress(OSError):
                self._trace.unlink()

    @staticmethod
    def save(report: CrashReport, file: Path) -> None:
        """Write a report where a person wants it. Raises OSError."""
        file.write_text(report.text, encoding="utf-8")


def _heading(at: datetime) -> str:
    import platform  # noqa: PLC0415 (both are slow to load, and the way in does without)
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    known = []
    for name in ("opuntia", *_LIBRARIES):
        with suppress(PackageNotFoundError):
            known.append(f"{name} {version(name)}")
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.release()}, {platform.machine()}"
    frozen = ", frozen" if getattr(sys, "frozen", False) else ""
    return f"{at:%Y-%m-%d %H:%M}\n{machine}{frozen}\n{', '.join(known)}"


def _place(frame: traceback.FrameSummary) -> str:
    return f"{_short(frame.filename)}:{frame.lineno} {frame.name}"


def _short(name: str) -> str:
    """A file of ours from our root on, a library's from its package on: no user's folder."""
    path = Path(name)
    if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
        return path.relative_to(ROOT).as_posix()
    parts = path.parts
    if "site-packages" in parts:
        return "/".join(parts[parts.index("site-packages") + 1 :])
    return path.name


def _without_paths(line: str) -> str:
    """faulthandler's «File "…", line 3 in f» with the short name."""
    before, quote, rest = line.partition('File "')
    name, end, after = rest.partition('"')
    return f"{before}{_short(name)}{after}" if quote and end else line
