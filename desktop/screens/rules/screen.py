"""The page of thresholds and rules: one form, and the bar of changes at the foot."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from desktop.asked import Asked
from desktop.desk import Desk
from desktop.screens.rules.presenter import RulesPresenter
from desktop.trial import TrialPresenter, TrialShown
from desktop.widgets.forms import Form
from desktop.widgets.frames import Block, Scroll, column, holder, row
from desktop.widgets.labels import Label
from desktop.widgets.page import Page
from desktop.widgets.staged import EffectBlock, StagedBar
from desktop.widgets.trial import TrialBlock

_WIDE: Final = 640


class RulesScreen(Page):
    """Lays out and tells; `RulesPresenter` decides."""

    listens = frozenset({"settings", "recommendations"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = RulesPresenter(self, desk)
        self.form = Form()
        self.form.edited.connect(self.presenter.put)
        self._next = Label(tone="muted", wrap=True)
        self._next.setMaximumWidth(_WIDE)
        self.effect = EffectBlock()
        self.effect.setMaximumWidth(_WIDE)
        self.effect.closed.connect(self.presenter.put_away)
        self.bar = StagedBar()
        self.bar.check_wanted.connect(self.presenter.check)
        self.bar.apply_wanted.connect(self.presenter.apply)
        self.bar.reset_wanted.connect(self.presenter.reset)
        self.bar.undo_wanted.connect(self.undo)
        card = Block()
        card.setLayout(column(self.form, margins=(28, 16, 28, 12)))
        self.trial = TrialPresenter(self, desk)
        self.trial_block = TrialBlock()
        self.trial_block.hide()
        self.trial_block.edited.connect(self.trial.put)
        self.trial_block.pressed.connect(self.trial.press)
        body = holder(column(self._next, 12, card, 16, self.trial_block, None))
        body.setMaximumWidth(_WIDE)
        beside = row(body, margins=(24, 4, 24, 20))
        beside.addStretch(0)
        beside.setStretch(0, 1)
        effect = row(self.effect, margins=(24, 0, 24, 8))
        effect.addStretch(0)
        effect.setStretch(0, 1)
        self._effect_place = holder(effect)
        self._effect_place.hide()
        self.scrolled = Scroll(holder(beside))
        content = column(self._effect_place, self.scrolled)
        content.setStretch(1, 1)
        self.set_content(holder(content))
        self.set_footer(self.bar)

    def retranslate(self) -> None:
        """Static words."""
        say = self._desk.words.say
        self.title.setText(say("rules", "title"))
        self._next.setText(say("rules", "next_run"))
        self.bar.say(*(say("staged", name) for name in ("check", "apply", "reset", "undo")))
        self.form.setAccessibleName(say("rules", "title"))

    def arrive(self, _facts: Mapping[str, Any]) -> None:
        """Read the rules, and the trial."""
        self.presenter.read()
        self.trial.read()

    def first_focus(self) -> QWidget | None:
        """The first rule."""
        return next(iter(self.form.controls.values()), None)

    def press_primary(self) -> None:
        """Apply."""
        self.presenter.apply()

    def undo(self) -> bool:
        """Take the last step back."""
        return self.presenter.undo() or self.trial.undo()

    def undo_entry(self, entry: int) -> bool:
        """The Undo of the toast."""
        return self.presenter.undo(entry) or self.trial.undo(entry)

    # ------------------------------------------------------------------ what the presenter shows

    def show_fields(self, fields: Sequence[Asked], *, fresh: bool) -> None:
        """The form."""
        self.form.show_fields(fields, fresh=fresh)

    def show_state(self, text: str, *, changed: bool, sound: bool, busy: bool, undoable: bool) -> None:
        """The bar."""
        self.bar.show_state(text, changed=changed, sound=sound, busy=busy, undoable=undoable)

    def show_effect(self, title: str, lines: Sequence[str]) -> None:
        """What the check has found."""
        self._effect_place.setVisible(bool(lines))
        self.effect.show_effect(title, lines, self._desk.words.say("staged", "close"))

    def show_refused(self, sentence: str) -> None:
        """The message bar."""
        self.show_message(sentence, "err")

    def show_trial(self, shown: TrialShown) -> None:
        """The trial of the model."""
        self.trial_block.show()
        self.trial_block.show_lines(shown.title, shown.lines)
        icon = "square" if shown.is_stop else "play"
        self.trial_block.show_form(shown.fields, shown.button, icon, enabled=shown.enabled, refused=shown.refused)
