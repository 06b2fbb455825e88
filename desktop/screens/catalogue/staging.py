"""What becomes of changes: they are counted, checked by really computing, applied as one, reset, taken back."""

from collections.abc import Callable, Sequence
from typing import Protocol

from core.domain.catalogue import Catalogue
from core.domain.errors import KnownError
from core.services.catalogue_edits import Applied, StepLine, apply_edits, undo_edits
from core.services.foreseeing import Foreseen, foresee_edits
from core.services.session import Done, Progress, Session
from desktop.desk import Desk
from desktop.foreseen import tell_foreseen
from desktop.screens.catalogue.draft import Draft


class StagingView(Protocol):
    """What is shown of it."""

    def show_state(self, text: str, *, changed: bool, sound: bool, busy: bool, undoable: bool) -> None:
        """The bar of changes."""

    def show_effect(self, title: str, lines: Sequence[str]) -> None:
        """What the check has found; no lines take it away."""

    def show_refused(self, sentence: str) -> None:
        """Why not; an empty sentence takes it back."""


class Staging:
    """Holds the draft. `shown` is called when it has changed by itself, `again` when the base is to be read anew."""

    def __init__(self, view: StagingView, desk: Desk, shown: Callable[[], object], again: Callable[[], object]) -> None:
        self._view = view
        self._desk = desk
        self._shown = shown
        self._again = again
        self.draft: Draft | None = None
        self._found: Foreseen | None = None
        self._steps: Sequence[StepLine] = ()
        self._busy = False

    def take(self, catalogue: Catalogue, steps: Sequence[StepLine]) -> bool:
        """The base as it is now; what was changed here stays. Returns whether there was nothing to stay."""
        self._steps = steps
        fresh = self.draft is None or not self.draft.count
        if fresh:
            self.draft = Draft(catalogue, catalogue)
        return fresh

    def put(self, draft: Draft) -> None:
        """Something was typed, added or taken out."""
        self.draft = draft
        self._found = None
        self.show()

    def reset(self) -> None:
        """Forget the changes."""
        self.draft = self._found = None
        self._view.show_refused("")
        self._again()

    def check(self) -> None:
        """Find out what they would do."""
        draft = self._ready()
        if draft is None:
            return

        def work(session: Session, progress: Progress) -> Done[Foreseen]:
            return foresee_edits(session, draft.base, draft.now, progress)

        self._set_busy(True)
        self._desk.run("foresee", work, self._checked, self._refused, lambda: self._set_busy(False))

    def apply(self) -> None:
        """Make them."""
        draft = self._ready()
        if draft is None:
            return

        def done(result: Done[Applied]) -> None:
            self.draft = self._found = None
            self._view.show_refused("")
            say = self._desk.words.say
            self._desk.tell(say("staged", "applied", n=result.value.changes), entry=result.entry)
            self._again()

        self._desk.do(lambda session: apply_edits(session, draft.base, draft.now), done, self._refused)

    def undo(self, entry: int | None = None) -> bool:
        """Take back the last step that stands, or that of an entry; whether there is one. While something is being
        changed only that of an entry.
        """
        if entry is None and self.draft is not None and self.draft.count:
            return False
        standing = [one.entry for one in self._steps if one.undoable]
        wanted = next(iter(standing), None) if entry is None else entry
        if wanted is None or wanted not in standing:
            return False

        def done(_result: Done[int]) -> None:
            self._desk.tell(self._desk.words.say("client", "undone_edit_catalogue"), icon="undo-2")
            self._again()

        self._desk.do(lambda session: undo_edits(session, wanted), done, self._refused)
        return True

    def put_away(self) -> None:
        """The result of the check has been read."""
        self._found = None
        self.show()

    def show(self) -> None:
        """Say how things stand."""
        words, draft = self._desk.words, self.draft
        count = 0 if draft is None else draft.count
        undoable = any(one.undoable for one in self._steps)
        text = words.say("staged", "changes", n=count) if count else self._last_step()
        sound = draft is not None and not draft.typed
        self._view.show_state(text, changed=bool(count), sound=sound, busy=self._busy, undoable=undoable)
        lines = () if self._found is None else tell_foreseen(self._found, words)
        self._view.show_effect(words.say("staged", "effect"), lines)
        self._shown()

    def _last_step(self) -> str:
        """Who changed the catalogue by hand last."""
        words, last = self._desk.words, next((one for one in self._steps if one.undoable), None)
        if last is None:
            return words.say("staged", "none")
        return words.say("staged", "last", n=last.changes, who=last.login, day=words.day(last.at.date()))

    def _ready(self) -> Draft | None:
        """The draft, where there is something in it that can be checked and applied."""
        draft = self.draft
        return draft if draft is not None and draft.changes and not draft.typed and not self._busy else None

    def _checked(self, done: Done[Foreseen]) -> None:
        self._busy = False
        self._found = done.value
        self._view.show_refused("")
        self.show()

    def _refused(self, error: KnownError) -> None:
        self._busy = False
        self._view.show_refused(self._desk.words.error(error))
        self.show()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.show()
