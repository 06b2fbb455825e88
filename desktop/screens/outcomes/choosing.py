"""Which offer a row is about, where only a person can tell."""

from collections.abc import Sequence

from core.domain.client_search import readings, search_line
from core.domain.reply import NAMED_UNSURELY, WHO
from core.services.awaited import AwaitedLead
from core.services.replies import WaitingLine
from desktop.screens.outcomes.shown import ChoiceShown, Line
from desktop.words import Words

_HEADS = ("who", "service", "partner", "since")


def is_open(line: WaitingLine) -> bool:
    """Whether a person may say which offer a row is about: nothing in it tells that surely."""
    return line.lead is None or line.problem in NAMED_UNSURELY


def choice(words: Words, line: WaitingLine, leads: Sequence[AwaitedLead]) -> ChoiceShown:
    """What is waited on, to be searched; the search begins with whom the row names, where that finds anybody."""
    lines = tuple(_line(words, one) for one in leads)
    names = (line.who.split(" ")[0], line.said.get(WHO, "").split(" ")[0])
    return ChoiceShown(
        title=words.say("outcomes", "choose_title"),
        said=words.say("outcomes", "choose_said", said=said_in(line)),
        heads=tuple(words.say("outcomes", f"head_{name}") for name in _HEADS),
        lines=lines,
        begin=next((name for name in names if name and matching(lines, name)), ""),
        search=words.say("outcomes", "choose_search"),
        none=words.say("outcomes", "choose_none"),
        choose=words.say("outcomes", "choose_take"),
        leave=words.say("outcomes", "cancel"),
    )


def said_in(line: WaitingLine) -> str:
    """What stands in the cells of a row."""
    return " · ".join(text for name, text in line.said.items() if name != "code")


def matching(lines: Sequence[Line], typed: str) -> list[Line]:
    """The lines that hold every word of what was typed, in whatever order and layout."""
    meant = readings(typed)
    if not meant:
        return list(lines)
    texts = [(one, search_line(one.spoken)) for one in lines]
    found = ([one for one, text in texts if all(any(way in text for way in word) for word in words)] for words in meant)
    return next((some for some in found if some), [])


def _line(words: Words, one: AwaitedLead) -> Line:
    cells = (one.who or words.say("outcomes", "erased"), one.service, one.partner, words.day(one.since))
    named = () if one.number is None else (words.say("client", "number", number=str(one.number)),)
    return Line(one.recommendation, cells, ", ".join((*cells, *named)))
