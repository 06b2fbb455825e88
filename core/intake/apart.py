"""Tables read in a process of their own: a file that brings its reader down, or fills the memory, costs only that.

The child (`children.py`) is this same program with a hidden command (`core/cli/table_reading.py`), which gets the path
and a password. We watch its memory and how long it is silent; an .xlsx that is too much for calamine is read once more
by a child that makes room for filled cells only.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any, Final, TypeAlias

import psutil

from core.domain.catalogue import CatalogueDraft
from core.domain.client import ClientType
from core.domain.errors import EmptyTable, KnownError, NothingPasted, TableTooBig, TooManyRows, UnreadableFile
from core.intake.children import Child, command_line, started
from core.intake.foreign import guarded
from core.intake.table_lines import COMMAND, catalogue_of, dropped_of, parsed, read_as_of
from core.intake.tables import Cell, Row, Sheet, Table, whole
from core.intake.wish import Wish

Progress: TypeAlias = Callable[[int, int], None]

SILENCE_SECONDS = 50.0
"""A child that says nothing for so long is ended."""

TOTAL_SECONDS = 600.0
"""And so is one that goes on saying something for so long."""

CHILD_BYTES = 1024**3
ALL_BYTES = 1400 * 1024**2
"""Memory that the child, and it and we together, may take."""

MOST_ROWS: Final = 200_000
"""Rows of one table that are kept; the others are counted. So many clients are compared in about a minute."""

_SHARED_TEXTS: Final = 200_000

_SECOND_TRY_WITHIN: Final = 25.0
"""Seconds within which a child must have failed to be worth another one."""

_OUT_OF_MEMORY: Final = (-6, -9, 0xC0000409)
"""How a child ends that was given no more memory: by itself, by the system, by itself on Windows."""

_TICK_SECONDS = 0.1


def read_table_apart(path: Path, wish: Wish | None = None, progress: Progress | None = None) -> Table:
    """What `read_table` returns and raises, read by a child process; UnreadableFile or TableTooBig also for one that
    does not survive, and TooManyRows.

    `progress(rows read, rows in all)` is called ten times a second and oftener, with 0 of 0 while nothing is known yet.
    What it raises ends the child and comes out.
    """
    began = monotonic()
    request = {"path": str(path), "wish": asdict(wish or Wish()), "what": "table"}
    try:
        return _table({**request, "careful": False}, progress)
    except _Lost as lost:
        error = lost.error
    if monotonic() - began < _SECOND_TRY_WITHIN:
        with suppress(_Lost):
            return _table({**request, "careful": True}, progress)
    raise error


def read_text_apart(text: str, wish: Wish | None = None, progress: Progress | None = None) -> Table:
    """The table of a pasted text, read by a child process. Raises NothingPasted, TableTooBig, TooManyRows; `progress`
    as above.
    """
    error: KnownError
    try:
        return _table({"path": "", "text": text, "wish": asdict(wish or Wish()), "what": "text"}, progress)
    except _Lost as lost:
        error = lost.error
    except (EmptyTable, UnreadableFile):
        error = NothingPasted()
    raise error


def _table(request: dict[str, Any], progress: Progress | None) -> Table:
    table = Table((), [], [])
    total = came = 0
    texts: dict[str, str] = {}
    with _answers(request) as answers:
        for answer in answers:
            if answer is not None:
                if "headers" in answer:
                    table, total = guarded(partial(_begun, answer)), answer["rows"]
                numbers = answer.get("numbers", ())
                came += len(numbers)
                room = MOST_ROWS - len(table.rows)
                table.rows.extend(_sharing(row, texts) for row in answer.get("cells", ())[:room])
                table.numbers.extend(numbers[:room])
                if "end" in answer:
                    if answer["end"] != came:
                        raise UnreadableFile
                    table, total = replace(table, dropped=guarded(partial(dropped_of, answer))), came
            if progress:
                progress(came, max(total, came))
    if came > MOST_ROWS:
        sheets = tuple(sheet.name for sheet in table.read_as.sheets)
        raise TooManyRows(came, len(whole(table).headers), MOST_ROWS, sheets)
    return whole(table)


def _sharing(row: list[Cell], texts: dict[str, str]) -> Row:
    """The row, with texts that many cells hold kept once."""
    if len(texts) > _SHARED_TEXTS:
        texts.clear()
    return tuple([texts.setdefault(cell, cell) if type(cell) is str else cell for cell in row])


def _begun(answer: dict[str, Any]) -> Table:
    return Table(tuple(answer["headers"]), [], [], read_as_of(answer))


def list_sheets_apart(path: Path, password: str | None = None, progress: Progress | None = None) -> tuple[Sheet, ...]:
    """What `list_sheets` returns and raises, read by a child process; `progress` is called with 0 of 0."""
    sheets: tuple[Sheet, ...] = ()
    request = {"path": str(path), "wish": asdict(Wish(password=password)), "what": "sheets"}
    with _told(), _answers(request) as answers:
        for answer in answers:
            if answer is not None and "sheets" in answer:
                sheets = tuple(Sheet(**sheet) for sheet in answer["sheets"])
            if progress:
                progress(0, 0)
    return sheets


def read_catalogue_apart(
    path: Path, client_type: ClientType | None = None, progress: Progress | None = None
) -> CatalogueDraft:
    """What `read_catalogue_file` returns and raises, read by a child process; `progress` is called with 0 of 0."""
    draft = CatalogueDraft(())
    with _told(), _answers({"path": str(path), "client_type": client_type, "what": "catalogue"}) as answers:
        for answer in answers:
            if answer is not None and "services" in answer:
                draft = guarded(partial(catalogue_of, answer))
            if answer is not None and answer.get("end", len(draft.services)) != len(draft.services):
                raise UnreadableFile
            if progress:
                progress(0, 0)
    return draft


class _Lost(Exception):
    """A child that was ended or has died; `error` says why to people."""

    def __init__(self, error: KnownError) -> None:
        super().__init__()
        self.error = error


@contextmanager
def _told() -> Iterator[None]:
    """A lost child as the error that people read."""
    try:
        yield
        return
    except _Lost as lost:
        error = lost.error
    raise error


@contextmanager
def _answers(request: dict[str, Any]) -> Iterator[Iterator[dict[str, Any] | None]]:
    """What a child that got this request says, until it says that this is the end. After the block it is gone."""
    with started(_command(), json.dumps(request).encode()) as child:
        yield _said(child)


def _said(child: Child) -> Iterator[dict[str, Any] | None]:
    """The answers as they come, None for each moment without one. Raises what the child names, and _Lost."""
    began = heard = watched = monotonic()
    while True:
        if monotonic() - began > TOTAL_SECONDS:
            raise _Lost(TableTooBig())
        if monotonic() - watched > _TICK_SECONDS:
            watched = monotonic()
            if _is_too_big(child.process.pid):
                raise _Lost(TableTooBig())
        try:
            line = child.lines.following(_TICK_SECONDS)
        except Empty:
            if monotonic() - heard > SILENCE_SECONDS:
                raise _Lost(TableTooBig()) from None
            yield None
            continue
        if line is None:  # it ended before it had said all
            raise _Lost(TableTooBig() if child.process.wait() in _OUT_OF_MEMORY else UnreadableFile())
        heard = monotonic()
        answer = guarded(partial(parsed, line))
        yield answer
        if "end" in answer:
            return


def _is_too_big(child: int) -> bool:
    try:
        taken, ours = (int(psutil.Process(one).memory_info().rss) for one in (child, os.getpid()))
        return taken > CHILD_BYTES or taken + ours > ALL_BYTES
    except psutil.Error:  # it has ended
        return False


def _command() -> list[str]:
    """How this same program is started to read one table."""
    return command_line(COMMAND)
