"""`opuntia replies`: answers of partners out of a file."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.cli.passwords import read_table_password
from core.services.replies import read_waiting, take_reply
from core.services.session import Session
from core.services.wording import Language, say


def add_reply_arguments(parser: argparse.ArgumentParser, told: Callable[[str], str]) -> None:
    """What `replies` takes; `told` says what is for what."""
    parser.add_argument("file", type=Path, metavar="FILE", help=told("reply_file"))
    parser.add_argument("--table-password", action="store_true", help=told("table_password"))
    parser.add_argument("--json", action="store_true", help=told("json"))


def take_replies(session: Session, options: argparse.Namespace, language: Language) -> str | dict[str, Any]:
    """Do it; what became of the answers, a mapping with `--json`, else sentences. Rows that wait are told by their
    number in the file alone.
    """
    password = read_table_password(language) if options.table_password else None
    before = {one.id for one in read_waiting(session)}
    taken = take_reply(session, options.file, password).value
    waiting = [one for one in read_waiting(session) if one.id not in before]
    if options.json:
        return {
            "recorded": taken.recorded,
            "known": taken.known,
            "waiting": taken.waiting,
            "rows": [{"row": one.number, "problem": one.problem.value} for one in waiting],
        }
    lines = [say(language, "replies", "taken", recorded=taken.recorded, known=taken.known, waiting=taken.waiting)]
    lines += [
        say(language, "replies", "row", row=one.number, problem=say(language, "replies", f"problem_{one.problem}"))
        for one in waiting
    ]
    return "\n".join(lines)
