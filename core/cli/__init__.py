"""The headless face of the use cases: `opuntia …`. May import `core.services` and all below it.

Start reading in `program.py` (the commands); `telling.py` words progress and summaries. `table_reading.py` is the child
process that reads foreign tables, `model_training.py` the one that trains.
"""

import sys
from collections.abc import Sequence

from core.intake.children import TRAIN_MODEL
from core.intake.table_lines import COMMAND as READ_TABLE


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Only what the command needs is imported."""
    arguments = sys.argv[1:] if argv is None else argv
    if list(arguments) == [READ_TABLE]:
        from core.cli.table_reading import serve  # noqa: PLC0415

        return serve()
    if list(arguments) == [TRAIN_MODEL]:
        from core.cli.model_training import serve as train  # noqa: PLC0415

        return train()
    from core.cli.program import main as run  # noqa: PLC0415
    from core.vault.dumps import refuse_dumps  # noqa: PLC0415

    if argv is None:
        refuse_dumps()
    return run(arguments)


__all__ = ["main"]
