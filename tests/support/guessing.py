"""Wrong passwords tried by real programs that are killed at random moments, on a clock of their own."""

import json
import random
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.vault.attempts import ATTEMPTS_FILE

LOGIN = "anna"
_SEED = 100
_LINES_EACH = 12
_TRY = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from core.domain.errors import WrongPassword
from core.vault.attempts import attempt
folder, at = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
while True:
    at += timedelta(seconds=60)
    print("begun", flush=True)
    try:
        with attempt(folder, sys.argv[3], at):
            print("asked", flush=True)
            raise WrongPassword
    except WrongPassword:
        pass
"""


@dataclass(frozen=True, slots=True)
class Guessed:
    """Passwords `asked` for as the programs told it, `killed` programs, the `counted` failures in the file, `last` when
    the last one was counted. One whose program was killed between counting and telling is counted and not told.
    """

    asked: int
    killed: int
    counted: int
    last: datetime


def guess(folder: Path, at: datetime, asked: int, kills: int = 4) -> Guessed:
    """Try and kill until at least so many were asked and killed: where the disk is quick, a program asks many before
    its end. Raises AssertionError where a count is lost or made up.
    """
    moments = random.Random(_SEED)
    heard = killed = counted = 0
    while heard < asked or killed < kills:
        command = [sys.executable, "-c", _TRY, str(folder), at.isoformat(), LOGIN]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as guesser:
            assert guesser.stdout is not None
            told = [guesser.stdout.readline() for _ in range(moments.randrange(1, _LINES_EACH))]
            guesser.kill()
            told += guesser.stdout.readlines()
        killed += 1
        begun, now = told.count("begun\n"), told.count("asked\n")
        before = counted
        counted, at = _kept(folder, at)
        assert now <= counted - before <= begun <= now + 1, (told, before, counted)
        heard += now
    return Guessed(heard, killed, counted, at)


def _kept(folder: Path, at: datetime) -> tuple[int, datetime]:
    """The one count there is."""
    if not (folder / ATTEMPTS_FILE).exists():
        return 0, at
    ((failures, last),) = json.loads((folder / ATTEMPTS_FILE).read_bytes()).values()
    return int(failures), datetime.fromtimestamp(last, UTC)
