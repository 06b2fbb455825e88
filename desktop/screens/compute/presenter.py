"""What the page of computing says, and when it starts and stops the work."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from core.domain.errors import KnownError
from core.domain.progress import Progress, Stopped
from core.services.outlook import Crowd, Outlook, read_outlook
from core.services.scoring import ScoringReport, compute
from core.services.session import Done, Session
from core.services.today import Today, read_today
from desktop.desk import Desk, Job
from desktop.screens.compute import spoken
from desktop.screens.compute.picture import ALL, CHOSEN, IMPORT, Picture, Running, Told
from desktop.stages import tell_stages


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

    def time_left(self, share: float) -> float | None:
        """Seconds until the step under way is done, of which so much is; None before that can be told."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the base stands, of one moment."""

    outlook: Outlook
    today: Today


@dataclass(frozen=True, slots=True)
class Result:
    """What came of the last run, and how the base stood after it."""

    report: ScoringReport
    after: Standing


class ComputePresenter:
    """One run at a time. A report stays until the next run, or until somebody new waits to be scored."""

    def __init__(self, view: ComputeView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._standing: Standing | None = None
        self._clients: tuple[int, ...] = ()
        self._import: int | None = None
        self._crowd = ALL
        self._job: Job | None = None
        self._running = False
        self._stopping = False
        self._progress: tuple[str, int, int] | None = None
        self._result: Result | None = None
        self._nothing_done = False

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """The page is gone to: for `clients`, for those of an `import`, or, without facts, as it stood."""
        if facts:
            self._clients, self._import = tuple(facts.get("clients", ())), facts.get("import")
            self._crowd = CHOSEN if self._clients else IMPORT if self._import is not None else ALL
        self.read()

    def leave(self) -> None:
        """The page is left: whoever comes next means everybody, unless they say otherwise."""
        self._clients, self._import, self._crowd = (), None, ALL

    def read(self) -> None:
        """Read how things stand."""
        self._desk.ask("compute", self._question(), self._read)

    def choose(self, crowd: str) -> None:
        """Others are to be computed."""
        self._crowd = crowd
        self._show()

    def run(self) -> None:
        """Compute, unless it is under way or something is missing."""
        if self._running or self._standing is None or spoken.lack(self._desk.words, self._standing.outlook):
            return
        self._running, self._stopping, self._progress = True, False, None
        self._result, self._nothing_done = None, False
        self._view.show_refused("")
        listener, some = self._view.follow(), self._some()
        parts: list[ScoringReport] = []

        def work(session: Session, progress: Progress) -> Done[ScoringReport]:
            """Once more where a lock has cut it short: then the parts are told as one run."""

            def tell(step: str, done: int, total: int) -> None:
                progress(step, done, total)
                listener(step, done, total)

            try:
                done = compute(session, tell, some)
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

    def _question(self) -> Callable[[Session], Standing]:
        clients, import_id = self._clients, self._import
        return lambda session: Standing(read_outlook(session, clients, import_id), read_today(session))

    def _some(self) -> Sequence[int] | None:
        """Who is chosen; None for everybody."""
        if self._standing is None or self._crowd == ALL:
            return None
        return self._clients if self._crowd == CHOSEN else self._standing.outlook.import_clients

    def _crowd_of(self, outlook: Outlook) -> Crowd | None:
        crowds = {ALL: outlook.everybody, CHOSEN: outlook.chosen, IMPORT: outlook.imported}
        return crowds[self._crowd]

    def _read(self, standing: Standing) -> None:
        before, pending = self._standing, standing.outlook.everybody.pending
        if self._result is not None and pending > self._result.after.outlook.everybody.pending:
            self._result = None
        if before is not None and pending != before.outlook.everybody.pending:
            self._nothing_done = False
        self._standing = standing
        if self._crowd_of(standing.outlook) is None:
            self._crowd = ALL
        self._show()

    def _ended(self, done: Done[ScoringReport]) -> None:
        self._end()
        if done.value.short is not None:
            self._view.show_refused(self._desk.words.error(done.value.short))

        def tell(standing: Standing) -> None:
            self._result = Result(done.value, standing)
            self._read(standing)
            told = self._told()
            if told is not None:
                self._say_end(told.title)

        self._desk.ask("compute_end", self._question(), tell)

    def _stopped(self) -> None:
        self._end()
        self._nothing_done = True
        self._say_end(self._desk.words.say("compute", "stopped_at_once"))
        self._show()

    def _refused(self, error: KnownError) -> None:
        self._end()
        self._view.show_refused(self._desk.words.error(error))
        self._show()
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
        words = self._desk.words
        if self._standing is None:
            return Picture()
        outlook, today = self._standing.outlook, self._standing.today
        lack = spoken.lack(words, outlook)
        if lack is not None:
            return Picture(lack=lack)
        crowd = self._crowd_of(outlook) or outlook.everybody
        facts, stages = spoken.facts(words, outlook, crowd), tell_stages(today.stages, words)
        if self._running:
            return Picture(facts, stages=stages, running=self._how_far(), foot=words.say("compute", "running_foot"))
        review = words.say("compute", "review", count=today.undecided_from or today.undecided)
        return Picture(
            facts,
            crowds=spoken.crowds(words, outlook),
            crowd=self._crowd,
            stages=stages,
            told=self._told(),
            run=words.say("compute", "run", count=crowd.pending) if crowd.pending else "",
            again="" if crowd.pending else words.say("compute", "again"),
            review=review if today.undecided and (self._result or not crowd.pending) else "",
            foot=spoken.foot(words, outlook, crowd),
        )

    def _told(self) -> Told | None:
        words = self._desk.words
        if self._nothing_done:
            return Told(words.say("compute", "stopped_at_once"), (), whole=False)
        return None if self._result is None else spoken.told(words, self._result.report, self._result.after.today)

    def _how_far(self) -> Running:
        say = self._desk.words.say
        share = self._share()
        now = "prepare" if self._progress is None else self._progress[0]
        steps = spoken.steps(self._desk.words, now, everybody=self._crowd == ALL)
        if self._stopping:
            return Running(say("compute", "stopping"), share, stopping=True, steps=steps)
        if self._progress is None:
            return Running(say("jobs", "preparing"), None, stopping=False, steps=steps)
        step, done, total = self._progress
        text = say("jobs", f"step_{step}")
        if total > 1:
            text = say("jobs", "counted", step=text, done=done, total=total)
        left = None if share is None else self._view.time_left(share)
        if left is not None:
            minutes = round(left / 60)
            time = say("jobs", "about_minutes", n=minutes) if minutes else say("jobs", "under_a_minute")
            text = say("compute", "step_and_time", step=text, time=time)
        return Running(text, share, stopping=False, steps=steps)

    def _share(self) -> float | None:
        """How much of a step that is counted is done."""
        if self._progress is None:
            return None
        _, done, total = self._progress
        return done / total if total > 1 else None
