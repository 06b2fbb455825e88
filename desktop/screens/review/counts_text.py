"""The numbers around the queue in words."""

from collections.abc import Mapping

from core.domain.lead import LeftOut
from core.services.review import Queue
from desktop.screens.review.sitting import Sitting
from desktop.screens.review.tally import Tally
from desktop.screens.review.view import CountsText, HeldText
from desktop.words import Words


def counts_text(tally: Tally, threshold: int, queue: Queue, words: Words) -> CountsText:
    """How many a threshold shows, of how many, and what one step down would add; below the recommended one that it is,
    and what came of leads there.
    """

    def say(key: str, **blanks: object) -> str:
        return words.say("review", key, **blanks)

    shown, total = tally.at_least(threshold), tally.total
    hint = tally.hint(threshold, queue.least)
    spoken = say("recount", score=threshold, shown=shown, total=total)
    below = _below(threshold, queue, words) if threshold < queue.accept_from else ""
    return CountsText(
        to_decide=say("to_decide", n=shown),
        shown=say("shown", shown=shown),
        shown_of=say("shown_of", total=total),
        hint=say("hint", score=hint[0], more=hint[1]) if hint else "",
        below=below,
        spoken=say("recount_below", recount=spoken, below=below) if below else spoken,
    )


def _below(threshold: int, queue: Queue, words: Words) -> str:
    """Counts with their base where anybody answered on both sides; no share is made of them."""
    recommended, scores = queue.accept_from, queue.answers
    here = [one for score, one in scores.items() if threshold <= score < recommended]
    above = [one for score, one in scores.items() if score >= recommended]
    if not here or not above:
        return words.say("review", "below")
    return words.say(
        "review",
        "below_told",
        bought=sum(one.bought for one in here),
        answered=sum(one.answered for one in here),
        score=recommended,
        bought_above=sum(one.bought for one in above),
        answered_above=sum(one.answered for one in above),
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
