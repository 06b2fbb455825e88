"""The repository as its tests see it: what Git keeps and what it would."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("core", "desktop", "ml", "resources")


@cache
def kept() -> tuple[Path, ...]:
    """Files of the repository, also those not added yet, but for the ignored ones."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(ROOT / name for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file())


def sources() -> list[Path]:
    """The Python files of the program, without its tests."""
    return [file for file in kept() if file.suffix == ".py" and file.relative_to(ROOT).parts[0] in PACKAGES]


def name_of(file: Path) -> str:
    """A file's path from the root, with slashes."""
    return file.relative_to(ROOT).as_posix()
