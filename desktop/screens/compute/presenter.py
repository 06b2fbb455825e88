"""What the page of computing says, and when it starts and stops the work."""

from dataclasses import dataclass, replace
from datetime import UTC
from typing import Protocol

from core.domain.errors import KnownError
from core.domain.progress import Progress, Stopped
from core.services.scoring import ScoringReport, compute
from core.services.session import Done, Session
from core.services.today import Today, read_today
from desktop.desk import Desk, Job


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the card: an icon, what is so, what follows from it."""

    icon: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Running:
    """The work under way. `share` 0…1, None where it is not known."""

    text: str
    share: float | None
    stopping: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What came of the last run; `whole` unless it was stopped."""

    title: str
    lines: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing before anything can be computed, and the page where it can be had."""

    title: str
    text: str
    action: str
    page: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All that the page shows. `run`, `again` and `review` are the words of the buttons, empty where there is none."""

    facts: tuple[Fact, ...] = ()
    lack: Lack | None = None
    running: Running | None = None
    told: Told | None = None
    run: str = ""
    again: str = ""
    review: str = ""
    foot: str = ""


class ComputeView(Protocol):
    """What the presenter shows."""

    def show_picture(self, picture: Picture) -> None:
        """Show all of it."""

    def show_refused(self, sentence: str) -> None:
        """Why the work could not be done; an empty sentence takes it back."""

    def announce(self, sentence: str) -> None:
        """Let a screen reader say it."""

    def follow(self) -> Progress:
        """A listener for the work's own thread; it hands on to `ComputePresenter.advance` on the window's."""

    def is_seen(self) -> bool:
        """Whether the page is in front."""


class ComputePresenter:
    """One run at a time. A report stays until the next run, or until somebody new waits to be scored."""

    def __init__(self, view: ComputeView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._today: Today | None = None
        self._job: Job | None = None
        self._running = False
        self._stopping = False
        self._progress: tuple[str, int, int] | None = None
        self._report: ScoringReport | None = None
        self._found = 0
        self._nothing_done = False

    def read(self) -> None:
        """Read how things stand."""
        self._desk.ask("compute", read_today, self._read)

    def run(self) -> None:
        """Compute, unless it is under way or something is missing."""
        today = self._today
        if self._running or today is None or not today.clients or not today.services:
            return
        self._running, self._stopping, self._progress = True, False, None
        self._report, self._nothing_done = None, False
        self._view.show_refused("")
        listener = self._view.follow()

        parts: list[ScoringReport] = []

        def work(session: Session, progress: Progress) -> Done[ScoringReport]:
            """Once more where a lock has cut it short: then the parts are told as one run."""

            def tell(step: str, done: int, total: int) -> None:
                progress(step, done, total)
                listener(step, done, total)

            try:
                done = compute(session, tell)
            except Stopped:
                if not parts:
                    raise
                return Done(parts[-1])
            parts.append(done.value.after(parts[-1]) if parts else done.value)
            return replace(done, value=parts[-1])

        self._show()
        job = self._desk.run("compute", work, self._ended, self._refused, self._stopped)
        self._job = job if self._running else None

    def stop(self) -> None:
        """Ask the work to stop; what is finished stays."""
        if self._job is not None and not self._stopping:
            self._stopping = True
            self._job.stop()
            self._show()

    def advance(self, step: str, done: int, total: int) -> None:
        """Show how far the work is."""
        if self._running:
            self._progress = step, done, total
            self._show()

    def press_primary(self) -> None:
        """Ctrl+Enter: the filled button."""
        picture = self._picture()
        if picture.run:
            self.run()
        elif picture.review:
            self.review()

    def review(self) -> None:
        """Go on to what was found."""
        self._desk.go("review")

    def supply(self) -> None:
        """Go to where the missing thing can be had."""
        lack = self._picture().lack
        if lack is not None:
            self._desk.go(lack.page)

    # ------------------------------------------------------------------

    def _read(self, today: Today) -> None:
        if self._report is not None and today.pending > self._report.left:
            self._report = None
        if self._nothing_done and self._today is not None and today.pending != self._today.pending:
            self._nothing_done = False
        self._today = today
        self._show()

    def _ended(self, done: Done[ScoringReport]) -> None:
        self._end()
        self._report = done.value

        def tell(today: Today) -> None:
            self._found = today.undecided
            self._read(today)
            told = self._told()
            if told is not None:
                self._say_end(told.title)

        self._desk.ask("compute_end", read_today, tell)

    def _stopped(self) -> None:
        self._end()
        self._nothing_done = True
        self._say_end(self._desk.words.say("compute", "stopped_at_once"))
        self._show()

    def _refused(self, error: KnownError) -> None:
        self._end()
        self._view.show_refused(self._desk.words.error(error))
        self.read()

    def _end(self) -> None:
        self._running, self._stopping, self._progress, self._job = False, False, None, None

    def _say_end(self, sentence: str) -> None:
        if self._view.is_seen():
            self._view.announce(sentence)
        else:
            self._desk.tell(sentence)

    def _show(self) -> None:
        self._view.show_picture(self._picture())

    def _picture(self) -> Picture:
        today, words = self._today, self._desk.words
        if today is None:
            return Picture()
        if not today.services:
            return Picture(lack=self._lack("no_services", "to_catalogue", "catalogue"))
        if not today.clients:
            return Picture(lack=self._lack("no_clients", "to_imports", "imports"))
        facts = (self._who(today), self._by_what(today), self._stand(today))
        if self._running:
            return Picture(facts, running=self._how_far(), foot=words.say("compute", "running_foot"))
        review = words.say("compute", "review", count=today.undecided_from or today.undecided)
        return Picture(
            facts,
            told=self._told(),
            run=words.say("compute", "run", count=today.pending) if today.pending else "",
            again="" if today.pending else words.say("compute", "again"),
            review=review if today.undecided and (self._report or not today.pending) else "",
            foot=words.say("compute", "foot"),
        )

    def _who(self, today: Today) -> Fact:
        say = self._desk.words.say
        if not today.pending:
            return Fact("users", say("compute", "all_scored"), say("compute", "all_scored_text", n=today.clients))
        ready = today.clients - today.pending
        known = ready > 0 and today.model is not None
        text = say("compute", "pending_ready", n=ready) if known else say("compute", "pending_new")
        return Fact("users", say("compute", "pending", n=today.pending), text)

    def _by_what(self, today: Today) -> Fact:
        words, model = self._desk.words, today.model
        if model is None:
            return Fact("grid-3x3", words.say("compute", "no_model"), words.say("compute", "no_model_text"))
        made = words.day(model.made_at.replace(tzinfo=UTC).astimezone().date())
        text = words.say("compute", "model_text", n=model.fitted_on)
        return Fact("graduation-cap", words.say("compute", "model", day=made), text)

    def _stand(self, today: Today) -> Fact:
        say = self._desk.words.say
        if not today.undecided:
            return Fact("sparkles", say("compute", "no_undecided"), say("compute", "no_undecided_text"))
        text = say("compute", "undecided_none_from")
        if today.undecided_from:
            text = say("compute", "undecided_from", n=today.undecided_from)
        return Fact("sparkles", say("compute", "undecided", n=today.undecided), text)

    def _lack(self, key: str, action: str, page: str) -> Lack:
        say = self._desk.words.say
        return Lack(say("compute", key), say("compute", f"{key}_text"), say("compute", action), page)

    def _how_far(self) -> Running:
        say = self._desk.words.say
        if self._stopping:
            return Running(say("compute", "stopping"), self._share(), stopping=True)
        if self._progress is None:
            return Running(say("jobs", "preparing"), None, stopping=False)
        step, done, total = self._progress
        text = say("jobs", f"step_{step}")
        if total > 1:
            text = say("jobs", "counted", step=text, done=done, total=total)
        return Running(text, self._share(), stopping=False)

    def _share(self) -> float | None:
        """How much of a step that is counted is done."""
        if self._progress is None:
            return None
        _, done, total = self._progress
        return done / total if total > 1 else None

    def _told(self) -> Told | None:
        say, report = self._desk.words.say, self._report
        if self._nothing_done:
            return Told(say("compute", "stopped_at_once"), (), whole=False)
        if report is None:
            return None
        lines = [say("compute", "scored", n=report.scored)] if report.scored and not report.left else []
        lines += [say("compute", "reused", n=report.reused)] if report.reused else []
        lines += [say("compute", "new_model" if report.new_model else "same_model")]
        lines += [say("compute", "resettled", n=report.resettled)] if report.resettled else []
        without = report.scored + report.reused - report.eligible
        lines += [say("compute", "no_offer", n=without)] if without > 0 else []
        if report.left:
            title = say("compute", "stopped", done=report.scored, left=report.left)
            return Told(title, tuple(lines), whole=False)
        return Told(say("compute", "done", n=self._found), tuple(lines), whole=True)
