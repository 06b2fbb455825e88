"""Read mutated files as the program does: `./dev fuzz N [--seed S]`."""

import argparse
import sys

from tests.fuzz.running import run, told


def main() -> int:
    """Print what became of them; 1 where the reader failed by a fault of ours, died, or took too long."""
    parser = argparse.ArgumentParser(prog="./dev fuzz", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=2_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    report = run(options.seed, options.count)
    print(told(report))
    return 1 if report.bad else 0


if __name__ == "__main__":
    sys.exit(main())
