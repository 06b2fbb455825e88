"""What is shown of the versions of the model, and what follows from what was pressed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.domain.catalogue import Catalogue
from core.domain.errors import KnownError, UnknownRecord
from core.domain.rights import MAY, UseCase
from core.domain.training import InUseAlready, PublicationOver
from core.services.calibration import CalibrationFacts, read_calibration
from core.services.catalogue import read_catalogue
from core.services.experience import Insight, read_insight
from core.services.outlook import read_outlook
from core.services.publishing import (
    Models,
    Standing,
    Version,
    publish_model,
    read_models,
    roll_back,
    withdraw_publication,
)
from core.services.score_shift import ScoreShift, score_differences
from core.services.session import Done, Progress, Session
from core.services.training import TrainingDue, TrainingReport, train, training_due
from desktop.desk import Desk
from desktop.screens.models import spoken
from desktop.screens.models.shown import Card, Foot, ModelsView
from desktop.screens.models.spoken import AT_ONCE

_STEPS = {"train": "model"}
"""The step of a training by the name under which the strip of long works has words for it."""


@dataclass(frozen=True, slots=True)
class Found:
    """All that the page tells, of one moment; `pending`: so many clients wait to be scored, 0 for whoever may not."""

    models: Models
    due: TrainingDue
    catalogue: Catalogue
    pending: int


class ModelsPresenter:
    """Keeps the chosen version over every reading. One training at a time."""

    def __init__(self, view: ModelsView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._found: Found | None = None
        self._chosen: str | None = None
        self._insight: tuple[str, Insight] | None = None
        self._promised: tuple[Found, CalibrationFacts] | None = None
        self._with = AT_ONCE
        self._shift: tuple[str, str, ScoreShift] | None = None
        self._training = False
        self._comparing = False

    def read(self) -> None:
        """Show the page."""
        computes = self._may(UseCase.COMPUTE)

        def question(session: Session) -> Found:
            pending = read_outlook(session).everybody.pending if computes else 0
            return Found(read_models(session), training_due(session), read_catalogue(session), pending)

        self._desk.ask("models", question, self._take)

    def choose(self, place: int) -> None:
        """The version of this row."""
        versions = self._order()
        if 0 <= place < len(versions) and versions[place] != self._chosen:
            self._chosen = versions[place]
            self._show_card()
            self._look_into()

    def compare_with(self, version: str) -> None:
        """The chosen one is to be compared with that one."""
        self._with = version
        self._show_card()

    def compare(self) -> None:
        """What the chosen one would change against the other."""
        chosen, other = self._chosen, self._with
        if chosen is None or self._comparing:
            return
        self._comparing = True
        self._view.show_refused("")

        def work(session: Session, _progress: Progress) -> Done[ScoreShift]:
            return Done(score_differences(session, other, chosen))

        def told(done: Done[ScoreShift]) -> None:
            self._comparing = False
            self._shift = chosen, other, done.value
            self._show_card()
            self._view.announce(spoken.compared(self._desk.words, done.value))

        def refused(error: KnownError) -> None:
            over()
            if isinstance(error, UnknownRecord):  # no run has fitted a model by itself yet
                self._view.show_refused(self._say("compared_none"))
            else:
                self._refuse(error)

        def over() -> None:
            self._comparing = False

        self._desk.run("compare_models", work, told, refused, over)

    def train(self) -> None:
        """Learn anew."""
        if self._training or not self._may(UseCase.TRAIN):
            return
        self._training = True
        self._view.show_refused("")

        def work(session: Session, progress: Progress) -> Done[TrainingReport]:
            return train(session, lambda step, done, total: progress(_STEPS.get(step, step), done, total))

        self._show_foot()
        self._desk.run("train", work, self._trained, self._not_trained, self._stopped)

    def act(self, deed: str) -> None:
        """What a button of the chosen version does."""
        if deed == "compute":
            self._desk.go("compute")
            return
        one, found = self._version(), self._found
        if found is None:
            return
        if deed == "publish" and one is not None:
            self._do(lambda session: publish_model(session, one.version), "told_published")
        elif deed == "withdraw":
            self.withdraw()
        elif deed == "return":
            self._back_to(self._chosen or AT_ONCE)
        elif deed == "previous":
            self._back_to(spoken.previous(found.models.versions))

    def withdraw(self) -> bool:
        """Take a version back that waits to come into use; whether one waited and this user may."""
        waiting = self._waiting()
        if waiting is None or waiting.publication is None or not self._may(UseCase.PUBLISH):
            return False
        publication = waiting.publication
        self._do(lambda session: withdraw_publication(session, publication), "told_withdrawn")
        return True

    def count_down(self) -> None:
        """A second later."""
        waiting, found = self._waiting(), self._found
        if waiting is None or found is None or waiting.effective_at is None:
            return
        if waiting.effective_at <= self._now():
            self.read()
            return
        self._view.renew(spoken.lines(self._desk.words, found.models, self._now()))
        if self._chosen == waiting.version:
            self._show_card()

    # ------------------------------------------------------------------

    def _say(self, key: str, **blanks: object) -> str:
        return self._desk.words.say("models", key, **blanks)

    def _now(self) -> datetime:
        return self._desk.session.now()

    def _may(self, use_case: UseCase) -> bool:
        return bool(MAY[use_case] & self._desk.session.roles)

    def _order(self) -> list[str]:
        return [] if self._found is None else [*(one.version for one in self._found.models.versions), AT_ONCE]

    def _version(self) -> Version | None:
        if self._found is None or not self._chosen:
            return None
        return spoken.version_at(self._found.models, self._chosen)

    def _waiting(self) -> Version | None:
        versions = () if self._found is None else self._found.models.versions
        return next((one for one in versions if one.standing is Standing.WAITING), None)

    def _back_to(self, version: str) -> None:
        self._do(lambda session: roll_back(session, version), "told_back")

    def _do(self, deed: Callable[[Session], Done[Any]], told: str) -> None:
        self._view.show_refused("")

        def done(_done: Done[Any]) -> None:
            self._desk.tell(self._say(told), icon="graduation-cap")
            self.read()

        self._desk.do(deed, done, self._refuse)

    def _refuse(self, error: KnownError) -> None:
        """It stands otherwise than the page shows: read it, and say why."""
        self._view.show_refused(self._desk.words.error(error))
        if isinstance(error, InUseAlready | PublicationOver):
            self.read()

    # ------------------------------------------------------------------ training

    def _trained(self, done: Done[TrainingReport]) -> None:
        self._training = False
        self._chosen = done.value.version
        verdict = spoken.verdict_of(self._desk.words, done.value.facts)
        sentence = self._say("trained", verdict=verdict)
        if self._view.is_seen():
            self._view.announce(sentence)
        else:
            self._desk.tell(sentence, icon="graduation-cap")
        self.read()

    def _not_trained(self, error: KnownError) -> None:
        self._training = False
        self._view.show_refused(self._desk.words.error(error))
        self._show_foot()

    def _stopped(self) -> None:
        self._training = False
        self._show_foot()

    # ------------------------------------------------------------------ showing

    def _take(self, found: Found) -> None:
        self._found = found
        models, words = found.models, self._desk.words
        self._show_foot()
        if not models.versions:
            self._chosen, action = None, self._say("train") if self._may(UseCase.TRAIN) and not self._training else ""
            self._view.show_none(self._say("none"), self._say("none_text"), action)
            return
        order = self._order()
        if self._chosen not in order:
            self._chosen = order[0]
        used = spoken.version_at(models, models.in_use)
        subtitle = self._say("in_use", model=spoken.named(words, used))
        lines = spoken.lines(words, models, self._now())
        counting = self._waiting() is not None
        self._view.show_versions(lines, order.index(self._chosen or AT_ONCE), subtitle, counting=counting)
        self._show_card()
        self._look_into()

    def _look_into(self) -> None:
        """λ of the chosen one; a version that does not fit the catalogue has none to tell. What runs fit at once may be
        another model by now. Of the one in use also what became of what was promised.
        """
        chosen = self._chosen
        self._look_back()
        if chosen is None or (chosen != AT_ONCE and self._insight is not None and self._insight[0] == chosen):
            return

        def told(insight: Insight) -> None:
            if self._chosen == chosen:
                self._insight = chosen, insight
                self._show_card()

        self._desk.ask("models_insight", lambda session: read_insight(session, chosen), told, lambda _error: None)

    def _look_back(self) -> None:
        """Once after each reading; until it is there, what was told last stands."""
        found = self._found
        if found is None or self._chosen != found.models.in_use:
            return
        if self._promised is not None and self._promised[0] is found:
            return

        def told(facts: CalibrationFacts) -> None:
            self._promised = found, facts
            self._show_card()

        self._desk.ask("models_promised", read_calibration, told)

    def _show_foot(self) -> None:
        found, words = self._found, self._desk.words
        if self._training:
            self._view.show_foot(Foot(self._say("training_foot"), self._say("train"), running=True))
            return
        text = "" if found is None else spoken.due(words, found.due)
        there = found is not None and bool(found.models.versions) and self._may(UseCase.TRAIN)
        self._view.show_foot(Foot(text, self._say("train") if there else "", running=False))

    def _show_card(self) -> None:
        found, words, now = self._found, self._desk.words, self._now()
        if found is None or self._chosen is None:
            return
        one, models = self._version(), found.models
        insight = self._insight[1] if self._insight is not None and self._insight[0] == self._chosen else None
        others = self._others()
        if self._with not in {version for _, version in others}:
            self._with = others[0][1] if others else AT_ONCE
        shift = self._shift
        current = shift is not None and shift[:2] == (self._chosen, self._with)
        compared = spoken.compared(words, shift[2]) if shift is not None and current else ""
        deeds, note = self._deeds(one)
        heads = self._say("members"), self._say("more")
        in_use = self._promised is not None and self._chosen == models.in_use
        promised = spoken.promised(words, self._promised[1]) if self._promised is not None and in_use else None
        if one is None:
            used = models.in_use == AT_ONCE
            weights = {} if insight is None else insight.members
            card = Card(
                title=spoken.titled(words, None),
                state=self._say("state_in_use" if used else "state_at_hand"),
                tone="ok" if used else "plain",
                icon="circle-check" if used else "calculator",
                told=None,
                facts=(self._say("at_once_text"),),
                members=spoken.members_of(words, weights),
                deeds=deeds,
                note=note,
                others=others,
                with_=self._with,
                compared=compared,
                details=spoken.details_of(words, None, insight),
                heads=heads,
                promised=promised,
            )
        else:
            state, tone, icon = spoken.state_of(words, one, now)
            champion = spoken.version_at(models, one.facts.champion)
            card = Card(
                title=spoken.titled(words, one),
                state=state,
                tone=tone,
                icon=icon,
                told=spoken.told_of(words, one, champion, found.catalogue),
                facts=spoken.facts_of(words, one),
                members=spoken.members_of(words, one.facts.members),
                deeds=deeds,
                note=note,
                others=others,
                with_=self._with,
                compared=compared,
                details=spoken.details_of(words, one.facts, insight),
                heads=heads,
                promised=promised,
            )
        self._view.show_card(card)

    def _others(self) -> tuple[tuple[str, str], ...]:
        """What the chosen one can be compared with, the one in use first."""
        found, words, one = self._found, self._desk.words, self._version()
        if found is None or (one is not None and not one.fits):
            return ()
        fitting = [other for other in found.models.versions if other.fits and other.version != self._chosen]
        named = [(spoken.made_at(words, other), other.version) for other in fitting]
        if self._chosen != AT_ONCE:
            named.append((self._say("at_once_cell"), AT_ONCE))
        return tuple(sorted(named, key=lambda pair: pair[1] != found.models.in_use))

    def _deeds(self, one: Version | None) -> tuple[tuple[tuple[str, str], ...], str]:
        """(what may be done with the chosen one, why not or what follows)."""
        found = self._found
        if found is None:
            return (), ""
        may, models = self._may(UseCase.PUBLISH), found.models
        names: list[str] = []
        note = ""
        if one is None:
            names += ["return"] if models.published != AT_ONCE else []
        elif one.standing is Standing.WAITING:
            names.append("withdraw")
            note = self._say("waiting_note")
        elif one.standing is Standing.IN_USE:
            names.append("previous")
            note = "" if one.fits else self._say("unfit_note")
        elif one.may_return:
            names.append("return")
        elif one.publishable:
            names.append("publish")
            note = "" if may else self._say("proposed_note")
        else:
            note = spoken.why_not(self._desk.words, one, models)
        used = (AT_ONCE if one is None else one.version) == models.in_use
        if used and found.pending:
            note = self._say("pending_note", n=found.pending)
            offered = [("compute", self._say("do_compute"))]
        else:
            offered = []
        return (*offered, *((name, self._say(f"do_{name}")) for name in names if may)), note
