"""`./dev bench [NAME …]`: measure the heavy paths and print one figure a line. NAME: rows_in, cleaning, intake,
recognition, scoring, training, computing, window, review, clients, journal, packages, backup, vault, bitflips (default:
all).

Every figure is of this machine in this run; read times as ratios to the bare library measured beside them.
"""

import subprocess
import sys

from tests.bench import (
    backup,
    bitflips,
    cleaning,
    clients,
    computing,
    intake,
    journal,
    packages,
    recognition,
    review,
    rows_in,
    scoring,
    training,
    vault,
    window,
)

PARTS = {
    "rows_in": rows_in.figures,
    "cleaning": cleaning.figures,
    "intake": intake.figures,
    "recognition": recognition.figures,
    "scoring": scoring.figures,
    "training": training.figures,
    "computing": computing.figures,
    "window": window.figures,
    "review": review.figures,
    "clients": clients.figures,
    "journal": journal.figures,
    "packages": packages.figures,
    "backup": backup.figures,
    "vault": vault.figures,
    "bitflips": bitflips.figures,
}


def main(wanted: list[str]) -> int:
    """Run the parts by name."""
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. There are: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    if len(wanted) == 1:
        print(f"# {wanted[0]}", flush=True)
        for figure, value, unit in PARTS[wanted[0]]():
            print(f"{figure:<76} {value:>10.2f} {unit}", flush=True)
        return 0
    # Each part in a process of its own, so that its peak memory is its own.
    parts = [[sys.executable, "-m", "tests.bench", name] for name in wanted or PARTS]
    return max(subprocess.run(part, check=False).returncode for part in parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
