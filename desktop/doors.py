"""The ways in that come up seldom: restoring, a base that does not open, a package to open. Each is loaded when it is
first shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.domain.backup import Moment
    from core.domain.errors import KnownError
    from core.services.session import Session
    from desktop.entrance import Entrance
    from desktop.screens.restore.presenter import RestorePresenter
    from desktop.window.frame import Frame
    from desktop.workplace import Workplace


class Opening(Protocol):
    """What the program does for them."""

    frame: Frame
    entrance: Entrance
    base: Path | None

    @property
    def workplace(self) -> Workplace | None:
        """The desk of the open base."""

    def switch(self, then: Callable[[], object]) -> None:
        """Close the base, if what is under way may end, and go on."""


class Doors:
    """Shows them when the entrance says so. A base that is open stays so until restoring begins, and whoever locks it
    on that way comes back to it.
    """

    def __init__(self, program: Opening) -> None:
        self._program = program
        self._over: tuple[Workplace, RestorePresenter] | None = None
        """The way of restoring over the pages of an open base."""
        entrance = program.entrance
        entrance.find_session = self._find_session
        entrance.restore_wanted.connect(self.show_restore)
        entrance.restore_ended.connect(self._end)
        entrance.damage_met.connect(self.show_broken)
        entrance.opening_wanted.connect(self.show_opening)

    def show_restore(self, base: Path | None, file: Path | None) -> None:
        """Restoring a base, from this backup if one was chosen."""
        place = self._program.workplace
        if place is None or place.locked:  # what is locked answers nothing
            self._show(base, file, None)
        else:
            self._ask_standing(place, base, file)

    def show_opening(self) -> None:
        """Opening a package, over whatever is there."""
        from desktop.screens.opening.screen import OpeningWindow  # noqa: PLC0415 (see above)

        OpeningWindow(self._program.frame, self._program.entrance).open()

    def come_back(self) -> None:
        """To the pages, or to restoring over them: the one who had locked the base has opened it again."""
        self._program.frame.show_hall()
        if self._over is not None and self._over[0] is self._program.workplace:
            place, restoring = self._over
            self._ask_standing(place, restoring.base, restoring.file)

    def show_broken(self, base: Path, error: KnownError) -> None:
        """A base that does not open."""
        from desktop.screens.restore.broken import BrokenScreen  # noqa: PLC0415 (see above)

        screen = BrokenScreen(self._program.entrance, base, error)
        self._program.frame.show_door(screen)
        screen.first_focus().setFocus()

    def _ask_standing(self, place: Workplace, base: Path | None, file: Path | None) -> None:
        place.ask("standing", lambda session: session.store.moment(), lambda now: self._show(base, file, now))

    def _find_session(self, base: Path) -> Session | None:
        place = self._program.workplace
        if place is None or place.locked or base not in {self._program.base, place.session.store.folder}:
            return None
        return place.session

    def _show(self, base: Path | None, file: Path | None, standing: Moment | None) -> None:
        from desktop.screens.restore.screen import RestoreScreen  # noqa: PLC0415 (see above)

        screen = RestoreScreen(self._program.entrance, base, standing, self._close)
        self._program.frame.show_door(screen)
        screen.presenter.begin(file)
        place = self._program.workplace
        if place is not None and not place.locked:
            self._over = (place, screen.presenter)
        screen.first_focus().setFocus()

    def _close(self, then: Callable[[], object]) -> None:
        if self._program.workplace is None:
            then()
        else:
            self._program.switch(then)

    def _end(self, base: Path | None) -> None:
        """Nothing was restored: back to where one came from."""
        program = self._program
        if program.workplace is not None and not program.workplace.locked:
            self._over = None
            program.frame.show_hall()
            if program.frame.page is not None:
                program.frame.focus_pane(program.frame.page)
        else:
            program.entrance.show_unlock(base)
