"""A journal of 100,000 entries: written, checked, read and taken along, beside hashlib's bare chain of the same."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from core.domain.journal import Group, JournalFilter
from core.domain.rights import Role, UseCase
from core.services import sample
from core.services.journal import check_journal, export_journal, read_journal
from core.services.session import Session, create_base, sign_in
from core.services.settings import change_settings, read_settings

ENTRIES = 100_000
COMMITS = 50


def figures() -> Iterator[tuple[str, float, str]]:
    """(figure, value, unit)."""
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch) / "Bench.opuntia"
        create_base(base, sample.read_plan()["own"], sample.LOGIN, sample.PASSWORD)
        session = sign_in(base, sample.LOGIN, sample.PASSWORD)
        yield f"append one of {ENTRIES:,} entries in one commit", _fill(session) / ENTRIES * 1e6, "µs"
        yield (
            f"a command with its entry, committed to disk, mean of {COMMITS}",
            _commands(session) / COMMITS * 1e3,
            "ms",
        )
        contents = _contents(session)
        began = perf_counter()
        chain = "0" * 64
        for content in contents:
            chain = sha256(chain.encode() + b"\n" + content).hexdigest()
        bare = perf_counter() - began
        began = perf_counter()
        found = check_journal(session)
        checking = perf_counter() - began
        if found.trouble or found.head.chain != chain:
            raise RuntimeError(found)
        yield f"bare chain by hashlib over {len(contents):,} entries", bare, "s"
        yield "check of the whole journal", checking, "s"
        yield "check, as a multiple of the bare chain", checking / bare, "×"
        for name, wanted in _filters(session):
            began = perf_counter()
            page = read_journal(session, wanted)
            yield f"first page of {page.total:,} lines, {name}", (perf_counter() - began) * 1e3, "ms"
        began = perf_counter()
        file = base.parent / "journal.xlsx"
        day = session.today() - timedelta(days=1)
        lines = export_journal(session, JournalFilter(last=day), file, "ru").value
        yield f"export of {lines:,} lines", perf_counter() - began, "s"
        yield "its workbook", file.stat().st_size / 2**20, "MiB"
        session.close()


def _fill(session: Session) -> float:
    """Entries as a year of work leaves them, the first ones more than a day ago; seconds."""
    at = session.now() - timedelta(days=366)
    every = timedelta(days=365) / ENTRIES
    began = perf_counter()
    with session.store.unit_of_work() as work:
        for number in range(ENTRIES):
            use_case, details = _entry(number)
            work.audit.append(at + number * every, session.user_id, Role.MANAGER, use_case, details)
    return perf_counter() - began


def _entry(number: int) -> tuple[UseCase, dict[str, object]]:
    if number % 10 == 0:
        return UseCase.SEND, {"packages": [number], "leads": 40, "left_out": {"no_consent": 3}}
    if number % 10 == 1:
        return UseCase.SEND, {"preview": number}
    before = [[number + place, "processed", None] for place in range(3)]
    return UseCase.DECIDE, {"own": 1, "waiting": 2, "recommendations": before}


def _commands(session: Session) -> float:
    settings = read_settings(session)
    began = perf_counter()
    for number in range(COMMITS):
        change_settings(session, replace(settings, accept_from=70 + number % 20))
    return perf_counter() - began


def _contents(session: Session) -> list[bytes]:
    """What goes into the chain, entry by entry."""
    with session.store.reading() as work:
        return [
            json.dumps(
                {
                    "at": str(one.at),
                    "user_id": one.user_id,
                    "role": one.role,
                    "use_case": one.use_case,
                    "details": one.details,
                },
                ensure_ascii=False,
                sort_keys=True,
            ).encode()
            for one in work.audit.entries()
        ]


def _filters(session: Session) -> Iterator[tuple[str, JournalFilter]]:
    today = session.today()
    yield "no filter", JournalFilter()
    yield "a week", JournalFilter(first=today - timedelta(days=30), last=today - timedelta(days=24))
    yield "what was shown", JournalFilter(groups=frozenset({Group.REVEAL}))
    yield "sendings of a user", JournalFilter(user_id=session.user_id, groups=frozenset({Group.SEND}))
