"""What follows where no answer comes: the partner is reminded, or the lead goes on to the next one."""

from collections.abc import Callable, Sequence

from core.domain.errors import KnownError
from core.services.awaited import AwaitedLead
from core.services.reminders import Reminder, remind
from core.services.rerouting import Rerouted, reroute
from core.services.session import Done
from desktop.desk import Desk
from desktop.screens.outcomes.shown import OutcomesView, Ways


class Following:
    """Keeps what is waited on and the chosen one of it; `note` takes the entry of what was done, to be undone
    here, `compute` the clients that are computed anew.
    """

    def __init__(
        self,
        view: OutcomesView,
        desk: Desk,
        note: Callable[[int | None], None],
        refused: Callable[[KnownError], None],
        compute: Callable[[Sequence[int]], None],
    ) -> None:
        self._view = view
        self._desk = desk
        self._note = note
        self._refused = refused
        self._compute = compute
        self._leads: Sequence[AwaitedLead] = ()
        self._chosen: AwaitedLead | None = None

    def show(self, leads: Sequence[AwaitedLead], chosen: AwaitedLead | None, *, late: bool) -> str:
        """The ways on from the chosen one of these leads, and from all where they are `late`; returns what is to be
        known of it.
        """
        self._leads, self._chosen = leads, chosen
        going = sum(one.may_go_on for one in leads)
        self._view.show_ways(
            Ways(
                remind=self._say("remind", n=len(self._reminded)) if self._reminded else "",
                pass_on=self._say("pass_on", partner=_next(chosen)) if _next(chosen) else "",
                pass_all=self._say("pass_all", n=going) if late and going > 1 else "",
            )
        )
        return self._told(chosen)

    def remind(self) -> None:
        """Copy the letter to the partner of the chosen one, about all of its leads that are to be asked about, and note
        that it was reminded.
        """
        leads = [one.recommendation for one in self._reminded]
        if not leads:
            return
        language = self._desk.words.language

        def told(done: Done[Reminder]) -> None:
            letter = done.value
            self._view.copy(f"{letter.subject}\n\n{letter.text}")
            self._note(done.entry)
            sentence = self._say("reminded", n=len(letter.leads), partner=letter.partner)
            self._desk.tell(sentence, icon="copy", entry=done.entry)

        self._desk.do(lambda session: remind(session, leads, language), told, self._refused)

    def pass_on(self) -> None:
        """The chosen one goes on to the next partner."""
        if self._chosen is not None and self._chosen.may_go_on:
            self._reroute([self._chosen.recommendation])

    def pass_all(self) -> None:
        """All that may go on do."""
        leads = [one.recommendation for one in self._leads if one.may_go_on]
        if leads:
            self._reroute(leads)

    # ------------------------------------------------------------------

    def _say(self, key: str, **blanks: object) -> str:
        return self._desk.words.say("outcomes", key, **blanks)

    @property
    def _reminded(self) -> list[AwaitedLead]:
        """The chosen one, where a partner has it without an answer, with all of that partner's that are due."""
        chosen = self._chosen
        if chosen is None or chosen.own:
            return []
        theirs = [one for one in self._leads if one.partner == chosen.partner]
        return [one for one in theirs if one is chosen or one.to_ask or one.overdue]

    def _reroute(self, leads: Sequence[int]) -> None:
        clients = [one.client for one in self._leads if one.recommendation in set(leads) and one.client is not None]

        def told(done: Done[Rerouted]) -> None:
            self._note(done.entry)
            what = done.value
            sentence = self._say("passed_own" if what.own else "passed", n=what.went_on, own=what.own)
            if what.left:
                sentence = self._say("passed_left", passed=sentence, left=what.left)
            self._desk.tell(sentence, icon="corner-up-right", entry=done.entry)
            self._compute(clients)

        self._desk.do(lambda session: reroute(session, leads), told, self._refused)

    def _told(self, one: AwaitedLead | None) -> str:
        """What is known of its reminder and of the next partner."""
        if one is None:
            return ""
        told = []
        if one.reminded_on is not None:
            told.append(self._say("note_reminded", day=self._desk.words.day(one.reminded_on)))
        if one.onward is not None and one.onward.blocks:
            reason = self._desk.words.say("review", f"block_{one.onward.blocks[0]}")
            told.append(self._say("note_blocked", partner=one.onward.partner, reason=reason))
        return " ".join(told)


def _next(one: AwaitedLead | None) -> str:
    """The partner that may have it next, "" for none."""
    return one.onward.partner if one is not None and one.onward is not None and one.may_go_on else ""
