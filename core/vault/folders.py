"""A folder that takes another's place: the old one or the new one stands under the name, whatever is killed when.

What a kill may leave is told by names beside the place, and `mend_place` ends it at the next start:

    .NAME.restoring   being filled; forgotten by the next one who fills it
    .NAME.ready       whole; takes the place if nothing stands there any more
    .NAME.replaced    what stood there, to be removed

Imports little: the way in asks it before anything heavy is loaded.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.vault.files import settle


@contextmanager
def parents_of(place: Path) -> Iterator[None]:
    """Make the folders above `place`; those that the block leaves empty are removed again. Raises OSError."""
    made = [parent for parent in place.parents if not parent.exists()]
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        for parent in made:
            with suppress(OSError):  # it holds what was made there, or what others put there
                parent.rmdir()


def new_folder_for(place: Path) -> Path:
    """An empty folder beside `place`, for its owner's eyes alone, to be filled for `replace_folder`. Raises OSError."""
    filling = _beside(place, "restoring")
    shutil.rmtree(filling, ignore_errors=True)
    filling.mkdir(mode=0o700)
    return filling


def replace_folder(new: Path, place: Path, kept: Path | None = None) -> None:
    """Put the whole folder `new`, which lies beside it, at `place`.

    What stood there gets the name `kept`, or is removed. Raises OSError; then what stood there stands there still.
    """
    ready, aside = _beside(place, "ready"), kept or _beside(place, "replaced")
    new.rename(ready)
    settle(place.parent)
    try:
        _swap(ready, place, aside)
    except OSError:
        shutil.rmtree(ready, ignore_errors=True)
        raise
    settle(place.parent)
    if kept is None:
        shutil.rmtree(aside, ignore_errors=True)


def mend_place(place: Path) -> None:
    """End what a killed `replace_folder` began. Raises OSError."""
    ready, replaced = _beside(place, "ready"), _beside(place, "replaced")
    if not place.exists():
        for whole in (ready, replaced):
            with suppress(FileNotFoundError):
                whole.rename(place)
                settle(place.parent)
                break
    if place.exists():
        for left in (ready, replaced):
            shutil.rmtree(left, ignore_errors=True)


def _swap(ready: Path, place: Path, aside: Path) -> None:
    if not place.exists():
        ready.rename(place)
        return
    place.rename(aside)
    try:
        ready.rename(place)
    except OSError:
        if not place.exists():
            aside.rename(place)
        raise


def _beside(place: Path, state: str) -> Path:
    return place.parent / f".{place.name}.{state}"
