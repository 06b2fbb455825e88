"""A review without cards: why, and the one way on."""

from dataclasses import dataclass

from core.services.review import Queue
from desktop.screens.review.sitting import Sitting, Verdict
from desktop.screens.review.tally import Tally
from desktop.words import Words


@dataclass(frozen=True, slots=True)
class EmptyText:
    """`page` to go to or `threshold` to set when the button is pressed, or the filter `resets`; `strip` keeps the
    threshold in sight.
    """

    title: str
    text: str
    action: str = ""
    page: str = ""
    threshold: int | None = None
    strip: bool = False
    resets: bool = False


def empty_text(
    queue: Queue, tally: Tally, threshold: int, sitting: Sitting, words: Words, *, filtered: bool = False
) -> EmptyText:
    """What to say where nothing from `threshold` on waits for a decision."""

    def say(key: str, **blanks: object) -> str:
        return words.say("review", key, **blanks)

    if not queue.clients:
        return EmptyText(say("no_clients"), say("no_clients_text"), say("no_clients_do"), "imports")
    if queue.model is None:
        text = say("no_model_text", n=queue.pending)
        return EmptyText(say("no_model"), text, say("no_model_do"), "compute")
    if filtered:
        text = say("none_filtered_text", score=threshold)
        title = say("none_filtered", every=words.number(sum(queue.counts.values())))
        return EmptyText(title, text, say("filter_reset"), strip=True, resets=True)
    if sitting.decisions:
        return _all_done(tally.way_down(threshold, queue.least), threshold, sitting, words)
    if tally.total:
        return _nothing_above(tally.way_down(threshold, queue.least), threshold, queue.least, words)
    return _nothing_left(queue, words)


def _nothing_left(queue: Queue, words: Words) -> EmptyText:
    if not queue.pending:
        return EmptyText(words.say("review", "nothing"), words.say("review", "nothing_text"))
    text = words.say("review", "no_model_text", n=queue.pending)
    return EmptyText(words.say("review", "nothing"), text, words.say("review", "no_model_do"), "compute")


def _nothing_above(lower: tuple[int, int] | None, threshold: int, least: int, words: Words) -> EmptyText:
    title = words.say("review", "nothing_above", score=threshold)
    if lower is None:
        return EmptyText(title, words.say("review", "nothing_allowed_text", least=least), strip=True)
    action = words.say("review", "nothing_above_do", score=lower[0])
    return EmptyText(title, _more(lower, words), action, threshold=lower[0], strip=True)


def _more(lower: tuple[int, int], words: Words) -> str:
    return words.say("review", "nothing_above_text", score=lower[0], n=lower[1])


def _all_done(lower: tuple[int, int] | None, threshold: int, sitting: Sitting, words: Words) -> EmptyText:
    counts = sitting.counts()
    minutes, seconds = divmod(sitting.seconds, 60)
    time = words.say("review", "time_seconds", seconds=seconds)
    if minutes:
        time = words.say("review", "time_minutes", minutes=minutes, seconds=seconds)
    title = words.say(
        "review",
        "all_done",
        n=sum(counts.values()),
        time=time,
        accepted=counts[Verdict.ACCEPT],
        declined=counts[Verdict.DECLINE],
        postponed=counts[Verdict.POSTPONE],
    )
    text = words.say("review", "all_done_text", score=threshold)
    if lower is not None:
        text += " " + _more(lower, words)
    if counts[Verdict.ACCEPT]:
        action = words.say("review", "all_done_do", accepted=counts[Verdict.ACCEPT])
        return EmptyText(title, text, action, "sending", strip=True)
    if lower is not None:
        action = words.say("review", "nothing_above_do", score=lower[0])
        return EmptyText(title, text, action, threshold=lower[0], strip=True)
    return EmptyText(title, text, strip=True)
