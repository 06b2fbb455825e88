"""Who gets the lead, in words: a line of the table for every rival."""

from dataclasses import dataclass

from core.domain.resolution import Rule
from core.services.review import Card
from core.services.rivals import RivalRow
from desktop.words import Words


@dataclass(frozen=True, slots=True)
class RivalText:
    """`conversion`, `low`, `high` and `share` are 0…1, for marks; `arppu` is empty where roubles are not shown."""

    partner: str
    conversion: float
    low: float
    high: float
    percent: str
    answered: str
    few: str
    arppu: str
    share: float
    share_text: str
    result: str
    chosen: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class RivalsText:
    """Heads of the columns and the lines, the chosen one first. `arppu` is empty where that column is not shown: to
    those who see no money, and where nobody's is known.
    """

    partner: str
    conversion: str
    arppu: str
    value: str
    result: str
    lines: tuple[RivalText, ...]


def rivals_text(card: Card, words: Words) -> RivalsText:
    """The table of a card. Roubles of rivals stand in it only where the reader sees money."""
    known = card.sees_money and any(rival.arppu is not None for rival in card.rivals)
    return RivalsText(
        partner=words.say("review", "column_partner"),
        conversion=words.say("review", "column_conversion"),
        arppu=words.say("review", "column_arppu") if known else "",
        value=words.say("review", "column_value"),
        result=words.say("review", "column_result"),
        lines=tuple(_line(card, place, rival, words) for place, rival in enumerate(card.rivals, start=1)),
    )


def answered_text(rival: RivalRow, words: Words) -> str:
    """«58 из 187», or that there were no answers."""
    if not rival.answered:
        return words.say("review", "answered_none")
    return words.say("review", "answered", bought=rival.bought, answered=rival.answered)


def share_text(rival: RivalRow, words: Words) -> str:
    """The value beside the best one's 100."""
    return words.number(rival.share * 100)


def _line(card: Card, place: int, rival: RivalRow, words: Words) -> RivalText:
    result, answered = _result(card, place, rival, words), answered_text(rival, words)
    percent = words.percent(rival.conversion)
    spoken = {"partner": rival.partner, "conversion": percent, "answered": answered, "result": result}
    arppu = ""
    if card.sees_money:
        arppu = words.say("review", "unknown") if rival.arppu is None else words.money(rival.arppu)
    return RivalText(
        partner=rival.partner,
        conversion=rival.conversion,
        low=rival.low,
        high=rival.high,
        percent=percent,
        answered=answered,
        few=words.say("review", "few") if rival.few else "",
        arppu=arppu,
        share=rival.share,
        share_text=share_text(rival, words),
        result=result,
        chosen=rival.chosen,
        sentence=words.say("review", "rival_spoken", **spoken),
    )


def _result(card: Card, place: int, rival: RivalRow, words: Words) -> str:
    if rival.chosen:
        return words.say("review", f"chosen_{card.rule.value}")
    if rival.passed_over:
        return words.say("review", "passed_over")
    if card.rule is Rule.EXPLORATION:
        return _place(place - 1, words)  # as without the exploration
    way = str(place) if place <= 3 else "more"
    if rival.difference is None:
        return _place(place, words)
    if card.rule.value == "value":
        difference = words.money(rival.difference)
    else:
        difference = words.say("review", "points", points=words.number(rival.difference * 100, 1))
    blanks: dict[str, object] = {"difference": difference} | ({} if place <= 3 else {"place": place})
    return words.say("review", f"behind_{way}", **blanks)


def _place(place: int, words: Words) -> str:
    if place <= 3:
        return words.say("review", f"place_{place}")
    return words.say("review", "place_more", place=place)
