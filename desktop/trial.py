"""The trial of the model as a part of a page, without Qt: what is shown of it when, begun, stopped, taken back.

The widget that shows it is `desktop/widgets/trial.py`; a page takes in both.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from core.domain.errors import KnownError
from core.domain.lift import Lift, Share
from core.domain.trial import Trial, last_days
from core.services.session import Done
from core.services.trials import TrialStanding, begin_trial, read_trial, stop_trial, undo_trial
from desktop.asked import Asked, NotUnderstood, read_day, read_number, write_number
from desktop.desk import Desk
from desktop.words import Words

SHARE: Final = 0.05
DAYS: Final = 90
"""What the form proposes."""
_PERCENT: Final = 0.01
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class TrialShown:
    """The part as it stands: its lines, the `fields` of a new trial, the word of its button ("" for none) and whether
    that can be pressed; `refused` says why not what was just wanted.
    """

    title: str
    lines: tuple[str, ...]
    fields: tuple[Asked, ...]
    button: str
    is_stop: bool
    enabled: bool
    refused: str = ""


class TrialView(Protocol):
    """What the presenter shows."""

    def show_trial(self, shown: TrialShown) -> None:
        """All of it."""


class TrialPresenter:
    """Keeps what is typed for a new trial."""

    def __init__(self, view: TrialView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._standing: TrialStanding | None = None
        self._typed: dict[str, str] = {}
        self._refused = ""
        self._last: int | None = None

    def read(self) -> None:
        """Show it as it is."""
        self._desk.ask("trial", read_trial, self.show)

    def show(self, standing: TrialStanding) -> None:
        """Show what was read."""
        self._standing = standing
        self._show()

    def put(self, name: str, value: object) -> None:
        """Somebody typed something."""
        self._typed[name] = str(value)
        self._refused = ""
        self._show()

    def press(self) -> None:
        """Begin a trial, or stop the one that runs."""
        standing = self._standing
        if standing is None:
            return
        if standing.runs:
            self._desk.do(stop_trial, self._stopped, self._refuse)
            return
        share, last = self._share(), self._last_day(standing)
        if share is not None and last is not None:
            self._desk.do(lambda session: begin_trial(session, share, last), self._begun, self._refuse)

    def undo(self, entry: int | None = None) -> bool:
        """Take back the last of both, or that of an entry; whether there is one."""
        wanted = self._last
        if wanted is None or entry not in {None, wanted}:
            return False

        def done(_result: Done[Trial | None]) -> None:
            self._last = None
            self._desk.tell(self._desk.words.say("client", "undone_try_model"), icon="undo-2")
            self.read()

        self._desk.do(lambda session: undo_trial(session, wanted), done, self._refuse)
        return True

    # ------------------------------------------------------------------

    def _begun(self, done: Done[Trial]) -> None:
        self._typed = {}
        self._told(done, self._desk.words.say("trial", "begun", day=self._desk.words.day(done.value.ends_on)))

    def _stopped(self, done: Done[Trial]) -> None:
        self._told(done, self._desk.words.say("trial", "stopped"))

    def _told(self, done: Done[Trial], sentence: str) -> None:
        self._last, self._refused = done.entry, ""
        self._desk.tell(sentence, entry=done.entry)
        self.read()

    def _refuse(self, error: KnownError) -> None:
        self._refused = self._desk.words.error(error)
        self._show()

    def _share(self) -> float | None:
        """As typed; None where it is no number."""
        try:
            return read_number(self._typed["share"], _PERCENT) if "share" in self._typed else SHARE
        except NotUnderstood:
            return None

    def _last_day(self, standing: TrialStanding) -> date | None:
        """As typed; None where it is no day."""
        try:
            typed = "last_day" in self._typed
            return read_day(self._typed["last_day"]) if typed else standing.day + timedelta(days=DAYS - 1)
        except NotUnderstood:
            return None

    def _show(self) -> None:
        standing, say = self._standing, self._desk.words.say
        if standing is None:
            return
        fields = () if standing.runs else self._fields(standing)
        self._view.show_trial(
            TrialShown(
                title=say("trial", "title"),
                lines=(say("trial", "intro"), *standing_lines(standing, self._desk.words)),
                fields=fields,
                button=say("trial", "stop" if standing.runs else "begin"),
                is_stop=standing.runs,
                enabled=not any(one.wrong for one in fields),
                refused=self._refused,
            )
        )

    def _fields(self, standing: TrialStanding) -> tuple[Asked, ...]:
        words, share, last = self._desk.words, self._share(), self._last_day(standing)
        share_note, day_note = words.say("rules", "not_understood"), words.say("trial", "no_day")
        if share is not None:
            about = round(standing.clients * share)
            share_note = words.say("trial", "share_note", count=about, clients=standing.clients)
        if last is not None:
            earliest, latest = (words.day(day) for day in last_days(standing.day))
            day_note = words.say("trial", "last_day_note", earliest=earliest, latest=latest)
        shown_share = self._typed.get("share", write_number(SHARE, words, _PERCENT))
        shown_day = self._typed.get("last_day", words.day(last) if last is not None else "")
        return (
            Asked(
                "share",
                words.say("trial", "share"),
                value=shown_share,
                note=share_note,
                wrong=share is None,
                short=True,
            ),
            Asked(
                "last_day",
                words.say("trial", "last_day"),
                value=shown_day,
                note=day_note,
                wrong=last is None,
                short=True,
            ),
        )


def standing_lines(standing: TrialStanding, words: Words) -> list[str]:
    """The latest trial in sentences; its result only where it is over."""
    trial = standing.trial
    if trial is None:
        return [words.say("trial", "none", clients=standing.clients)]
    days = {"began": words.day(trial.began_on), "last": words.day(trial.last_day), "ends": words.day(trial.ends_on)}
    groups = {"with_experience": standing.clients - standing.held_out, "without": standing.held_out}
    if not trial.is_over(standing.day):
        left = trial.days_left(standing.day)
        state = words.say("trial", "running", n=left, **days) if standing.runs else words.say("trial", "halted", **days)
        return [state, words.say("trial", "groups", **groups), words.say("trial", "hidden", **days)]
    lines = [words.say("trial", "over", **days)]
    if standing.with_experience is None or standing.without is None or standing.lift is None:
        return [*lines, words.say("trial", "groups", **groups), words.say("trial", "nobody")]
    return [
        *lines,
        _bought("bought_with", standing.with_experience, words),
        _bought("bought_without", standing.without, words),
        _lift(standing.lift, words),
    ]


def _bought(key: str, share: Share, words: Words) -> str:
    rate = words.number(share.rate * _HUNDRED, 1)
    return words.say("trial", key, bought=share.bought, clients=share.clients, rate=rate)


def _lift(lift: Lift, words: Words) -> str:
    least, most = (words.number(bound * _HUNDRED, 1) for bound in (lift.least, lift.most))
    facts = {"difference": words.number(abs(lift.difference) * _HUNDRED, 1), "least": least, "most": most}
    if lift.is_told:
        return words.say("trial", "better" if lift.difference > 0 else "worse", **facts)
    if lift.needed is None:
        return words.say("trial", "same", least=least, most=most)
    return words.say(
        "trial", "unclear", **facts | {"difference": words.number(lift.difference * _HUNDRED, 1)}, needed=lift.needed
    )
