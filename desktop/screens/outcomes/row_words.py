"""Rows of the page of outcomes in words, and in which tabs they stand."""

from collections.abc import Sequence

from core.services.awaited import AwaitedLead
from core.services.replies import WaitingLine
from desktop.screens.outcomes.choosing import said_in
from desktop.screens.outcomes.shown import Line, Tab
from desktop.words import Words


def stands_in(one: AwaitedLead, tab: Tab) -> bool:
    """Whether a lead is in a tab: all of them, what is to be asked about, what is past its deadline."""
    if tab == "ask":
        return one.to_ask
    return tab == "awaited" or one.overdue or one.onward is not None


def counted(words: Words, leads: Sequence[AwaitedLead], tab: Tab) -> str:
    """What waits among the leads of a tab: first what is overdue, and with that what else is past its deadline."""
    overdue = sum(one.overdue for one in leads)
    silent = sum(stands_in(one, "late") for one in leads) - overdue
    if not overdue:
        return words.say("outcomes", f"count_{tab}", n=len(leads))
    late = words.say("outcomes", "count_overdue", n=overdue)
    return words.say("outcomes", "count_silent", n=silent, late=late) if silent else late


def awaited_line(words: Words, one: AwaitedLead) -> Line:
    """A lead that is waited on."""
    facts = {
        "who": one.who or words.say("outcomes", "erased"),
        "service": one.service,
        "partner": one.partner,
        "since": words.day(one.since),
        "days": words.number(one.days),
        "state": words.say("outcomes", f"state_{_state(one)}"),
    }
    spoken = words.say("outcomes", "spoken", **facts | {"who": _named(words, one)})
    return Line(one.recommendation, tuple(facts.values()), spoken, one.overdue)


def waiting_line(words: Words, one: WaitingLine, picked: AwaitedLead | None) -> Line:
    """A row of a file or block; `picked` is the offer that a person says it is about."""
    facts = {
        "row": words.say("outcomes", "row", row=one.number, day=words.day(one.day)),
        "said": said_in(one),
        "problem": words.say("replies", f"problem_{one.problem}"),
        "who": picked.who if picked else one.who,
        "service": picked.service if picked else one.service,
    }
    return Line(one.id, tuple(facts.values()), words.say("outcomes", "spoken_line", **facts))


def about(words: Words, lead: AwaitedLead) -> str:
    """Whom and what a lead is about."""
    facts = {"who": _named(words, lead), "service": lead.service, "partner": lead.partner}
    if lead.silent_on is None:
        return words.say("outcomes", "about", **facts)
    return words.say("outcomes", "about_again", **facts, day=words.day(lead.silent_on))


def about_row(words: Words, line: WaitingLine, picked: AwaitedLead | None) -> str:
    """The same of a row of a file or block, as far as that is known."""
    if picked is not None:
        return about(words, picked)
    if line.lead is not None:
        who = line.who or words.say("outcomes", "erased")
        return words.say("outcomes", "about", who=who, service=line.service, partner=line.partner)
    if line.who:
        return words.say("outcomes", "about_client", who=line.who)
    return words.say("outcomes", "about_nobody")


def _named(words: Words, lead: AwaitedLead) -> str:
    who = lead.who or words.say("outcomes", "erased")
    return who if lead.number is None else words.say("outcomes", "numbered", who=who, number=str(lead.number))


def _state(one: AwaitedLead) -> str:
    """What asks for attention first."""
    if one.silent_on is not None:
        return "onward" if one.may_go_on else "again"
    if one.overdue:
        return "late"
    if one.to_ask:
        return "ask"
    return "task" if one.own else "sent"
