"""The numbers around the queue in words."""

from collections.abc import Mapping

from core.domain.lead import LeftOut
from desktop.screens.review.sitting import Sitting
from desktop.screens.review.tally import Tally
from desktop.screens.review.view import CountsText, HeldText
from desktop.words import Words


def counts_text(tally: Tally, threshold: int, least: int, words: Words) -> CountsText:
    """How many a threshold shows, of how many, and what one step down would add."""

    def say(key: str, **blanks: object) -> str:
        return words.say("review", key, **blanks)

    shown, total = tally.at_least(threshold), tally.total
    hint = tally.hint(threshold, least)
    return CountsText(
        to_decide=say("to_decide", n=shown),
        shown=say("shown", shown=shown),
        shown_of=say("shown_of", total=total),
        hint=say("hint", score=hint[0], more=hint[1]) if hint else "",
        spoken=say("recount", score=threshold, shown=shown, total=total),
    )


def held_text(counts: Mapping[LeftOut, int], words: Words) -> HeldText:
    """How many of what is shown consent and each cap would keep here."""
    kept = {reason: count for reason, count in counts.items() if count}
    if not kept:
        return HeldText(words.say("review", "held_none"), words.say("review", "held_none_caps"))
    parts = [words.say("review", f"held_{reason.value}", n=kept[reason]) for reason in LeftOut if reason in kept]
    return HeldText(words.say("review", "held", n=sum(kept.values())), " · ".join(parts))


def place_text(place: int, total: int, sitting: Sitting, words: Words) -> str:
    """Which of how many, with the time the rest takes once the pace is known."""
    minutes = sitting.minutes_for(total)
    if minutes is None:
        return words.say("review", "place", place=place, total=total)
    return words.say("review", "place_with_time", place=place, total=total, minutes=minutes)
