"""A process that holds keys leaves no image of itself."""

import subprocess
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("core files are a thing of POSIX", allow_module_level=True)

_ASK = """
import resource, sys
from core.vault.dumps import refuse_dumps
resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
refuse_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE))
if sys.platform == "linux":
    import ctypes
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def test_no_core_file_is_written_and_no_other_program_may_read_the_memory() -> None:
    said = subprocess.run([sys.executable, "-c", _ASK], capture_output=True, text=True, check=True).stdout.splitlines()
    assert said == ["(0, 0)", *(["0"] if sys.platform == "linux" else [])]
