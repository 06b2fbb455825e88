"""Files that people take along lie outside of the base."""

from pathlib import Path

from core.domain.errors import PlaceUnwritable


def refuse_inside(folder: Path, file: Path) -> None:
    """Raises PlaceUnwritable where `file` would lie in `folder`, or where nobody can tell."""
    try:
        inside = file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        raise PlaceUnwritable from None
    if inside:
        raise PlaceUnwritable
