"""The ways in that come up seldom: restoring, and a base that does not open. Each is loaded when it is first shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.domain.backup import Moment
    from core.domain.errors import KnownError
    from desktop.entrance import Entrance
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
    """Shows them when the entrance says so. A base that is open stays so until restoring begins."""

    def __init__(self, program: Opening) -> None:
        self._program = program
        entrance = program.entrance
        entrance.restore_wanted.connect(self.show_restore)
        entrance.restore_ended.connect(self._end)
        entrance.damage_met.connect(self.show_broken)

    def show_restore(self, base: Path | None, file: Path | None) -> None:
        """Restoring a base, from this backup if one was chosen."""
        place = self._program.workplace
        if place is None or place.locked:  # what is locked answers nothing
            self._show(base, file, None)
        else:
            place.ask("standing", lambda session: session.store.moment(), lambda now: self._show(base, file, now))

    def show_broken(self, base: Path, error: KnownError) -> None:
        """A base that does not open."""
        from desktop.screens.restore.broken import BrokenScreen  # noqa: PLC0415 (see above)

        screen = BrokenScreen(self._program.entrance, base, error)
        self._program.frame.show_door(screen)
        screen.first_focus().setFocus()

    def _show(self, base: Path | None, file: Path | None, standing: Moment | None) -> None:
        from desktop.screens.restore.screen import RestoreScreen  # noqa: PLC0415 (see above)

        screen = RestoreScreen(self._program.entrance, base, standing, self._close)
        self._program.frame.show_door(screen)
        screen.presenter.begin(file)
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
            program.frame.show_hall()
            if program.frame.page is not None:
                program.frame.focus_pane(program.frame.page)
        else:
            program.entrance.show_unlock(base)
