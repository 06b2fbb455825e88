"""The window: how long until the password can be typed, and how long it stands still while a table comes in.

Drawn offscreen, in processes of their own, over and over in turn; every figure is a median.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from core.services import sample
from core.services.session import create_base
from desktop.preferences import HOME_VARIABLE, Preferences

STARTS = 9
IMPORTS = 3
ROWS = 50_000

_WINDOWS = ("empty", "form", "unlock")
_GONE_ON = {
    "counting": "a loop of bare Python on the jobs' thread",
    "reading": f"{ROWS:,} rows read by a child process and shown",
    "columns": "what the columns mean is shown",
    "checking": f"{ROWS:,} rows checked and what was found is shown",
    "matching": f"{ROWS:,} rows compared with each other and the base",
    "summary": "what will come of it is shown",
    "importing": f"{ROWS:,} rows stored and the report shown",
}


def figures() -> Iterator[tuple[str, float, str]]:
    """(figure, value, unit)."""
    with tempfile.TemporaryDirectory() as scratch:
        yield from _start(Path(scratch))
        yield from _import(Path(scratch))


def _start(home: Path) -> Iterator[tuple[str, float, str]]:
    base = home / "Bench.opuntia"
    create_base(base, sample.read_plan()["own"], sample.LOGIN, sample.PASSWORD)
    preferences = Preferences(home)
    preferences.opened(base, sample.LOGIN)
    preferences.save()
    environment = _surroundings(home)
    taken: dict[str, list[float]] = {name: [] for name in _WINDOWS}
    for turn in range(STARTS + 1):
        for name in _WINDOWS:
            seconds = _until_shown(name, environment)
            if turn:  # the first one compiles
                taken[name].append(seconds)
    empty, form, unlock = (median(taken[name]) * 1000 for name in _WINDOWS)
    yield "an empty window of PySide6, process start to first paint", empty, "ms"
    yield "a plain form of PySide6, likewise", form, "ms"
    yield "the program, process start to the password field", unlock, "ms"
    yield "the program / an empty window", unlock / empty, "×"
    yield "the program / a plain form", unlock / form, "×"


def _until_shown(name: str, environment: dict[str, str]) -> float:
    began = perf_counter()
    command = [sys.executable, "-m", "tests.bench.shown", name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as child:
        said = child.stdout.readline() if child.stdout else b""
        seconds = perf_counter() - began
    if said.strip() != b"shown" or child.returncode:
        raise RuntimeError(name)
    return seconds


def _import(folder: Path) -> Iterator[tuple[str, float, str]]:
    table = folder / "clients.xlsx"
    sample.write_table(table, list(sample.invented_rows(random.Random(3), ROWS, datetime.now(UTC).date())))
    gaps: dict[str, list[float]] = {name: [] for name in _GONE_ON}
    for turn in range(IMPORTS):
        place = folder / f"import {turn}"
        place.mkdir()
        command = [sys.executable, "-m", "tests.bench.heartbeat", str(table), str(place)]
        said = subprocess.run(command, check=True, capture_output=True, env=_surroundings(folder)).stdout
        for name, gap in json.loads(said).items():
            gaps[name].append(gap)
    for name, what in _GONE_ON.items():
        yield f"longest gap of the window's thread, {what}", median(gaps[name]), "ms"
    yield "the longest gap of all", max(max(one) for one in gaps.values()), "ms"


def _surroundings(home: Path) -> dict[str, str]:
    """Without a screen, with compiled modules: they are a part of what people install."""
    own = {HOME_VARIABLE: str(home), "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(home / "compiled")}
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | own
