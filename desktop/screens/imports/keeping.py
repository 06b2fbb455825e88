"""Saving a draft: at once, or when typing pauses; and when it was saved last."""

from datetime import datetime

from core.services.drafts import ImportDraft, save_draft
from core.services.session import Done
from desktop.desk import Desk
from desktop.screens.imports import spoken
from desktop.screens.imports.shown import ImportsView
from desktop.screens.imports.underway import UnderWay


class Keeping:
    """What waits to be saved is saved by `flush`, which the view calls when typing pauses and before it goes."""

    def __init__(self, view: ImportsView, desk: Desk, under_way: UnderWay) -> None:
        self._view = view
        self._desk = desk
        self._under_way = under_way
        self._waiting: ImportDraft | None = None
        self._at: datetime | None = None

    def begin(self, at: datetime | None) -> None:
        """Another draft, saved at this time, or none."""
        self._waiting, self._at = None, at

    def save(self, draft: ImportDraft) -> None:
        """At once; what waited is in it."""
        self._waiting = None
        fresh = self._under_way.fresh()

        def saved(done: Done[ImportDraft]) -> None:
            if fresh():
                self._at = done.value.changed_at
                self._view.show_saved(self.text)

        self._desk.do(lambda session: save_draft(session, draft), saved)

    def save_soon(self, draft: ImportDraft) -> None:
        """Once nothing is typed for a moment: every save is written to the disk for good."""
        self._waiting = draft
        self._view.flush_soon()

    def flush(self) -> None:
        """Save what waits."""
        if self._waiting is not None:
            self.save(self._waiting)

    @property
    def text(self) -> str:
        """When the draft was saved, in words; nothing without a draft."""
        return spoken.saved_text(self._desk.words, self._desk.session, self._at)
