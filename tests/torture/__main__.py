"""`./dev torture NAME … [--kills N] [--seed N]`: kill workers at random points and check the base after each kill.

NAME: import, decisions, compute, password, rotation, backup, migration, training (default: all). Exit code 1 where
anything was found.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from random import SystemRandom

from tests.torture.more_scenes import SCENES
from tests.torture.trial import torture


def main(arguments: list[str]) -> int:
    """Run the named ones, one after the other."""
    parser = argparse.ArgumentParser(prog="./dev torture", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SCENES))
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.names if name not in SCENES]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}")
    sound = True
    for name in asked.names or SCENES:
        with tempfile.TemporaryDirectory() as home:
            print(f"# {name}, seed {asked.seed}", flush=True)
            scene = SCENES[name](Path(home), asked.seed)
            tally = torture(scene, asked.kills, asked.seed, Path(home, "errors.txt"))
        for line in tally.lines():
            print(line, flush=True)
        sound = sound and not (tally.found.lost or tally.found.partial or tally.found.damage)
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
