"""The headless face of the use cases: `opuntia …`. May import `core.services` and all below it.

Start reading in `program.py` (the commands); `telling.py` words progress and summaries.
"""

from core.cli.program import main

__all__ = ["main"]
