"""One program at a time has a base open."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from core.domain.errors import BaseOpenElsewhere
from core.services.session import sign_in
from core.storage.holding import SINCE_FILE, hold_base
from tests.support.bases import LOGIN, PASSWORD, open_new_base

NOW = datetime(2026, 11, 20, 9, 30)
_HOLD = """
import sys
from datetime import datetime
from pathlib import Path
from core.storage.holding import hold_base
lock = hold_base(Path(sys.argv[1]), datetime(2026, 11, 19, 18, 2))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_one_is_told_since_when_the_base_is_open(tmp_path: Path) -> None:
    held = hold_base(tmp_path, NOW)
    with pytest.raises(BaseOpenElsewhere) as refused:
        hold_base(tmp_path, NOW)
    assert refused.value.facts == {"since": "20.11.2026 09:30"}
    held.release()
    hold_base(tmp_path, NOW).release()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"since": 7}', "null", "[" * 100_000])
def test_whatever_tells_the_time_the_second_one_is_refused(tmp_path: Path, content: str) -> None:
    held = hold_base(tmp_path, NOW)
    (tmp_path / SINCE_FILE).write_text(content, "utf-8")
    with pytest.raises(BaseOpenElsewhere):
        hold_base(tmp_path, NOW)
    held.release()


def test_a_killed_program_holds_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(BaseOpenElsewhere) as refused:
            hold_base(tmp_path, NOW)
        assert refused.value.facts == {"since": "19.11.2026 18:02"}
        other.kill()
    hold_base(tmp_path, NOW).release()


def test_a_base_that_is_open_is_not_opened_again_until_it_is_closed(tmp_path: Path) -> None:
    session = open_new_base(tmp_path)
    base = session.store.folder
    with pytest.raises(BaseOpenElsewhere):
        sign_in(base, LOGIN, PASSWORD)
    session.close()
    sign_in(base, LOGIN, PASSWORD).close()


def test_a_second_program_at_the_command_line_gets_a_sentence_and_changes_nothing(tmp_path: Path) -> None:
    session = open_new_base(tmp_path)
    base = session.store.folder
    before = {file.name: file.read_bytes() for file in base.iterdir()}
    for language, sentence in (("ru", "уже открыта в другом окне"), ("en", "open in another window")):
        second = subprocess.run(
            [sys.executable, "-P", "-m", "core.cli", "replay", "--base", base, "--user", LOGIN, "--lang", language],
            env={**os.environ, "OPUNTIA_PASSWORD": PASSWORD},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert second.returncode == 2
        assert sentence in second.stderr
        assert "Traceback" not in second.stderr
    session.close()
    assert {file.name: file.read_bytes() for file in base.iterdir()} == before
