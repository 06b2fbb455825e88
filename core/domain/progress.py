"""How long work tells where it stands, and how it is stopped."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""(step, done, total): how long work tells where it stands, on the thread that does it. What it raises stops the work,
and the step leaves nothing; after `Stopped`, computing keeps what it had finished.
"""


class Stopped(Exception):
    """Raised by a Progress where the user has stopped the work. Bringing in a table leaves nothing; computing keeps the
    clients it had finished (`ScoringReport.left`), and raises this on where there are none.
    """


def no_progress(_step: str, _done: int, _total: int) -> None:
    """For callers who do not want to know."""
