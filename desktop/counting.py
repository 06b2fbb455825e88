"""What the frame tells of the base: read again soon after something changed, once for many changes."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from core.domain.rights import MAY, UseCase
from desktop.places import SALES
from desktop.window.speech import Speech, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from core.services.outbox import OutboxRow
    from core.services.session import Session
    from core.services.today import Today
    from desktop.workplace import Workplace

COUNT_AFTER_MS: Final = 300
SECOND_MS: Final = 1_000


class Counting(QObject):
    """`place` gives the desk of the open base. The folder of backups may be far away: it is read where it changed."""

    def __init__(self, parent: QObject, place: Callable[[], Workplace | None], speech: Speech) -> None:
        super().__init__(parent)
        self._place = place
        self._speech = speech
        self._last_backup: datetime | None = None
        self._backups, self._backups_read = 1, 0
        """How often the folder of backups changed, and what of that is in `_last_backup`."""
        self._soon = QTimer(self, singleShot=True, interval=COUNT_AFTER_MS)
        self._soon.timeout.connect(self.count)
        self._effective_at: datetime | None = None
        """When another model comes into use (UTC, without zone)."""
        self._second = QTimer(self, interval=SECOND_MS)
        self._second.timeout.connect(self._tick)

    def count_soon(self) -> None:
        """While decisions follow each other fast, once is enough."""
        self._soon.start()

    def begin(self) -> None:
        """A base was gone into."""
        self._last_backup = None
        self._backups += 1
        self._await_model(None)
        self.count()

    def changed(self, nouns: frozenset[str]) -> None:
        """Something changed in the base."""
        self._backups += "backups" in nouns
        self.count_soon()

    def settle(self) -> None:
        """What is put off is done now."""
        if self._soon.isActive():
            self._soon.stop()
            self.count()

    def count(self) -> None:
        """Read them."""
        place = self._place()
        if place is not None and MAY[UseCase.TRAIN] & place.session.roles:
            from core.services.publishing import read_waiting  # noqa: PLC0415 (needs the store)

            place.ask("publishing", read_waiting, self._await_model, lambda _busy: None)
        if place is None or not SALES & place.session.roles:
            return
        from core.services.backups import folder_of, list_backups  # noqa: PLC0415 (needs the store)
        from core.services.outbox import read_outbox  # noqa: PLC0415 (needs the store)
        from core.services.today import read_today  # noqa: PLC0415 (needs the store)

        backups, known, known_at = self._backups, self._last_backup, self._backups_read

        def read(session: Session) -> tuple[Today, Sequence[OutboxRow], datetime | None]:
            outbox = read_outbox(session)
            if session.is_sample or backups == known_at:
                return read_today(session), outbox, known
            sound = (one for one in list_backups(folder_of(session), session.base_id) if not one.damaged)
            return read_today(session), outbox, next((one.made_at for one in sound), None)

        place.ask("counts", read, lambda found: self._show(*found, backups), lambda _busy: None)

    def _await_model(self, effective_at: datetime | None) -> None:
        self._effective_at = effective_at
        if effective_at is None:
            self._second.stop()
            self._speech.say_publishing(None)
        else:
            self._second.start()
            self._tick()

    def _tick(self) -> None:
        """A second later; at its end everybody reads again, for another model is in use."""
        place = self._place()
        if place is None or self._effective_at is None:
            self._second.stop()
            return
        left = ceil((self._effective_at - place.session.now()).total_seconds())
        if left > 0:
            self._speech.say_publishing(left)
            return
        self._await_model(None)
        place.changed.emit(frozenset({"models"}))

    def _show(self, today: Today, outbox: Sequence[OutboxRow], last_backup: datetime | None, backups: int) -> None:
        self._last_backup, self._backups_read = last_backup, backups
        counts = {"review": today.undecided_from, "sending": today.waiting_partners + today.unsent}
        counts["outcomes"] = (today.overdue.leads if today.overdue else 0) + today.to_ask
        stages, way = today.stages, _on_the_way(outbox)
        self._speech.say_standing(
            Standing(stages.pending, stages.clients, today.model, self._last_backup, counts, *way)
        )


def _on_the_way(outbox: Sequence[OutboxRow]) -> tuple[int, str]:
    """How many packages stand in the outbox, and the state that asks for a look first."""
    states = [one.state.value for one in outbox if one.state.value != "sent"]
    return len(states), next((one for one in ("unknown", "error", "offline") if one in states), "")
