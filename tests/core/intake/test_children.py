"""Children: whoever is started by a program that is killed does not outlive it."""

import subprocess
import sys

import psutil
import pytest

from core.intake.children import TRAIN_MODEL
from core.intake.table_lines import COMMAND

_PARENT = """
import subprocess, sys
from core.intake.children import _surroundings, command_line
child = subprocess.Popen(command_line(sys.argv[1]), env=_surroundings())
print(child.pid, flush=True)
child.wait()
"""
_LONG_ENOUGH = 60.0


@pytest.mark.parametrize("command", [TRAIN_MODEL, COMMAND])
def test_a_child_whose_parent_is_killed_ends_although_nothing_closes_what_it_reads_and_writes(command: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _PARENT, command], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        try:
            parent.kill()
            parent.wait()
            child.wait(_LONG_ENOUGH)  # raises where it goes on waiting for its request, which we hold open
        finally:
            if child.is_running():
                child.kill()
    assert not child.is_running()
