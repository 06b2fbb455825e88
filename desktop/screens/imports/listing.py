"""The beginning: drafts and former imports, and how a draft is removed and brought back."""

from dataclasses import replace

from core.services.drafts import ImportDraft, discard_draft, read_drafts, save_draft, start_draft
from core.services.imports import ImportRecord, mapping_of, read_imports
from core.services.session import Done, Session
from desktop.desk import Desk
from desktop.screens.imports import spoken
from desktop.screens.imports.saved_mappings import SavedMappings
from desktop.screens.imports.shown import ImportsView


class Listing:
    """`reading` names the file that is being read, "" for none."""

    def __init__(self, view: ImportsView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._discarded: ImportDraft | None = None
        self.mappings = SavedMappings(view, desk)
        self.reading = ""
        self.hidden = False

    def show(self) -> None:
        """Read and show."""
        self._desk.ask("imports", read_imports, self._arrived)
        self.mappings.show()

    def discard(self, draft_id: int) -> None:
        """Remove a draft; the last one removed can be brought back."""

        def forget(session: Session) -> Done[ImportDraft | None]:
            draft = next((one for one in read_drafts(session) if one.id == draft_id), None)
            done = discard_draft(session, draft_id)
            return Done(draft, done.changed, done.entry)

        def gone(done: Done[ImportDraft | None]) -> None:
            self._discarded = done.value
            self.mappings.forget_removed()
            self._desk.tell(self._desk.words.say("imports", "discarded"), icon="trash")
            self.show()

        self._desk.do(forget, gone)

    def undo(self) -> bool:
        """Bring back what was removed last, a mapping or a draft; whether there was one."""
        if self.mappings.undo():
            return True
        draft, self._discarded = self._discarded, None
        if draft is None:
            return False
        kept = draft

        def again(session: Session) -> Done[ImportDraft]:
            mapping = mapping_of(kept.headers, kept.fields)
            begun = start_draft(session, kept.source, kept.sheet, kept.headers, mapping).value
            return save_draft(session, replace(kept, id=begun.id))

        def there(_done: Done[ImportDraft]) -> None:
            self._desk.tell(self._desk.words.say("imports", "brought_back"), icon="undo-2")
            self.show()

        self._desk.do(again, there)
        return True

    def _arrived(self, records: list[ImportRecord]) -> None:
        if not self.hidden:
            words, session = self._desk.words, self._desk.session
            self._view.show_start([spoken.import_line(words, session, one) for one in records], self.reading)
