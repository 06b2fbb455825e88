"""A base that another program has open is told of at the way in, and opens there once it is free."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.journeys.conftest import LOGIN, PASSWORD
from tests.support.driver import Driver

_OTHER = """
import sys
from pathlib import Path
from core.services.session import sign_in
session = sign_in(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
print("open", flush=True)
sys.stdin.read()
"""


def test_a_base_open_in_another_program_is_refused_with_a_sentence_until_that_one_ends(
    start: Callable[[], Driver], base_of: Callable[[str], Path]
) -> None:
    command = [sys.executable, "-c", _OTHER, str(base_of("catalogue")), LOGIN, PASSWORD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"open"
        driver = start()
        driver.unlock(LOGIN, PASSWORD)
        assert driver.frame.page is None
        assert driver.door.refusal.text().startswith("Эта база уже открыта в другом окне")
        other.kill()
    driver.unlock(LOGIN, PASSWORD)
    assert driver.frame.page_name == "today"
