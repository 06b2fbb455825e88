"""Stops of the tour about whole bases: backups, restoring, a base that does not open."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.domain.errors import BaseDamaged

if TYPE_CHECKING:
    from desktop.bootstrap import Program
    from desktop.window.frame import Frame


class BaseStops:
    """Part of `desktop/tour.py`'s guide."""

    program: Program
    frame: Frame

    def _backups(self) -> Path:
        """A folder with a backup of the sample, made once."""
        place = self.program.workplace
        if place is None:
            raise RuntimeError
        folder = self.program.preferences.folder / "backups"
        place.session.backups = folder
        self.program.preferences.keep_backups(place.session.store.folder, folder)
        if not folder.exists():
            from core.services.backups import make_backup  # noqa: PLC0415 (needs the store)

            make_backup(place.session, folder)
        return place.session.store.folder

    def _backed_up(self) -> None:
        self._backups()
        self.program.go("backups", {})

    def _restore(self) -> None:
        self.program.entrance.show_restore(self._backups(), None)

    def _restore_open(self) -> None:
        self.program.entrance.show_restore(
            self._backups(), next((self.program.preferences.folder / "backups").iterdir())
        )

    def _restore_sheet(self) -> None:
        from desktop.screens.restore.screen import RestoreScreen  # noqa: PLC0415 (see above)

        door = self.frame.door
        if isinstance(door, RestoreScreen):
            door.by_sheet.click()

    def _restore_report(self) -> None:
        from core.services.restores import RestoreReport  # noqa: PLC0415 (see above)
        from desktop.screens.restore.screen import RestoreScreen  # noqa: PLC0415

        door = self.frame.door
        if isinstance(door, RestoreScreen):
            file = self.program.preferences.folder / "backups" / "Demo 2026-11-21 0930.opuntia-backup"
            report = RestoreReport(datetime(2026, 11, 18), 400, 120, 2, file, file, True, 1, 3)
            door.presenter.show_report(report)

    def _broken(self) -> None:
        self.program.entrance.show_damaged(self._backups(), BaseDamaged())
