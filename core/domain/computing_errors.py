"""Why a computation ended before its last client; whoever is finished stays computed."""

from core.domain.errors import DiskFull, Trouble


class ComputeNoRoom(DiskFull, code="compute_no_room"):
    """The disk of the base has less room than what is left of the run will write, in megabytes; `done` clients were
    finished before. Facts: `needs`, `has`, `done`.
    """


class ComputeUnwritten(DiskFull, code="compute_unwritten"):
    """The disk did not take a portion, though it tells of enough room or of none at all. Facts: `done`."""


class ComputeNoMemory(Trouble, code="compute_no_memory"):
    """There was not enough memory, nor was there in smaller portions. Facts: `done`."""
