"""No image of this process is left on the disk when it ends hard: keys and people are in its memory."""

import ctypes
import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4


def refuse_dumps() -> None:
    """Ask the system not to write core files of this process, nor to let other programs of the user read its memory."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 (not on Windows)

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
