"""What the page of rules does: shows each with its effect, stages changes, checks, applies and takes them back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from core.domain.errors import KnownError
from core.domain.settings import Settings
from core.services.foreseeing import Foreseen, foresee_settings
from core.services.rule_effects import RuleEffects, read_rule_effects
from core.services.session import Done, Progress, Session
from core.services.settings import change_settings, undo_settings
from desktop.asked import Asked
from desktop.desk import Desk
from desktop.foreseen import tell_foreseen
from desktop.screens.rules.fields import Draft, changed_rules, fields_of


class RulesView(Protocol):
    """What the presenter shows."""

    def show_fields(self, fields: Sequence[Asked], *, fresh: bool) -> None:
        """The form; a `fresh` one forgets what was being typed."""

    def show_state(self, text: str, *, changed: bool, sound: bool, busy: bool, undoable: bool) -> None:
        """The bar of changes."""

    def show_effect(self, title: str, lines: Sequence[str]) -> None:
        """What the check has found; no lines take it away."""

    def show_refused(self, sentence: str) -> None:
        """Why not; an empty sentence takes it back."""


class RulesPresenter:
    """Keeps what was changed and not applied, also while the page is left."""

    def __init__(self, view: RulesView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._effects: RuleEffects | None = None
        self._draft: Draft | None = None
        self._found: Foreseen | None = None
        self._busy = False
        self._last: int | None = None

    def read(self) -> None:
        """Show the rules as they are, with what was changed of them here."""
        self._desk.ask("rules", read_rule_effects, self._read)

    def put(self, name: str, value: object) -> None:
        """Somebody typed or ticked something."""
        if self._draft is not None:
            self._draft = self._draft.put(name, value)
            self._found = None
            self._show(fresh=False)

    def reset(self) -> None:
        """Forget the changes."""
        self._draft = self._found = None
        self._view.show_refused("")
        if self._effects is not None:
            self._read(self._effects)

    def check(self) -> None:
        """Find out what the changes would do."""
        if self._busy or not self._ready or self._draft is None:
            return
        settings = self._draft.settings

        def work(session: Session, progress: Progress) -> Done[Foreseen]:
            return foresee_settings(session, settings, progress)

        self._set_busy(True)
        self._desk.run("foresee", work, self._checked, self._refused, lambda: self._set_busy(False))

    def apply(self) -> None:
        """Make the changes."""
        if self._busy or not self._ready or self._draft is None:
            return
        settings, count = self._draft.settings, len(self._changed)

        def done(result: Done[None]) -> None:
            self._draft = self._found = None
            self._last = result.entry
            self._view.show_refused("")
            self._desk.tell(self._desk.words.say("staged", "applied", n=count), entry=result.entry)
            self.read()

        self._desk.do(lambda session: change_settings(session, settings), done, self._refused)

    def undo(self, entry: int | None = None) -> bool:
        """Take back the last step, or that of an entry; whether there is one. While something is being changed only
        that of an entry.
        """
        wanted = self._last
        if wanted is None or entry not in {None, wanted} or (entry is None and self._staged):
            return False

        def done(_result: Done[Settings]) -> None:
            self._last = None
            self._desk.tell(self._desk.words.say("client", "undone_change_settings"), icon="undo-2")
            self.read()

        self._desk.do(lambda session: undo_settings(session, wanted), done, self._refused)
        return True

    def put_away(self) -> None:
        """The result of the check has been read."""
        self._found = None
        self._show(fresh=False)

    # ------------------------------------------------------------------

    @property
    def _changed(self) -> list[str]:
        if self._draft is None or self._effects is None:
            return []
        return changed_rules(self._effects.settings, self._draft.settings)

    @property
    def _staged(self) -> int:
        """How many rules are being changed, those whose text is not understood too."""
        return 0 if self._draft is None else len({*self._changed, *self._draft.typed})

    @property
    def _ready(self) -> bool:
        """Whether there is something to check and apply, and all of it is understood."""
        return self._draft is not None and not self._draft.typed and bool(self._changed)

    def _read(self, effects: RuleEffects) -> None:
        draft, changed = self._draft, self._changed
        fresh = draft is None or not (changed or draft.typed)
        self._effects = effects
        if fresh or draft is None:
            self._draft = Draft(effects.settings, {})
        else:  # the rules that were not changed here may be others by now
            mine = {name: getattr(draft.settings, name) for name in changed}
            self._draft = replace(draft, settings=replace(effects.settings, **mine))
        self._show(fresh=fresh)

    def _show(self, *, fresh: bool) -> None:
        words, draft = self._desk.words, self._draft
        if self._effects is None or draft is None:
            return
        self._view.show_fields(fields_of(draft, self._effects, words), fresh=fresh)
        count = self._staged
        text = words.say("staged", "changes", n=count) if count else words.say("staged", "none")
        self._view.show_state(
            text, changed=bool(count), sound=not draft.typed, busy=self._busy, undoable=self._last is not None
        )
        lines = () if self._found is None else tell_foreseen(self._found, words)
        self._view.show_effect(words.say("staged", "effect"), lines)

    def _checked(self, done: Done[Foreseen]) -> None:
        self._busy = False
        self._found = done.value
        self._view.show_refused("")
        self._show(fresh=False)

    def _refused(self, error: KnownError) -> None:
        self._busy = False
        self._view.show_refused(self._desk.words.error(error))
        self._show(fresh=False)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._show(fresh=False)
