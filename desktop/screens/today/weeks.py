"""Twelve weeks of answers as two lines in words."""

from dataclasses import dataclass

from core.services.trend import Trend
from desktop.words import Words


@dataclass(frozen=True, slots=True)
class WeeksShown:
    """`answered` and `bought` week by week, the oldest first, with the words at their ends; `marks`: (week, month)
    where one begins; `spoken` has all in one. Without any answer `none` says so and the lines are empty.
    """

    title: str
    answered: tuple[int, ...] = ()
    bought: tuple[int, ...] = ()
    answered_label: str = ""
    bought_label: str = ""
    marks: tuple[tuple[int, str], ...] = ()
    spoken: str = ""
    none: str = ""


def weeks_of(trend: Trend, words: Words) -> WeeksShown:
    """In words."""
    total, last = trend.total, trend.weeks[-1]
    title = words.say("today", "weeks")
    if not total.answered:
        return WeeksShown(title, none=words.say("today", "weeks_none"))
    counts = {"answered": total.answered, "bought": total.bought}
    return WeeksShown(
        title=title,
        answered=tuple(one.answered for one in trend.weeks),
        bought=tuple(one.bought for one in trend.weeks),
        answered_label=words.say("today", "weeks_answered", n=last.answered),
        bought_label=words.say("today", "weeks_bought", n=last.bought),
        marks=_months(trend, words),
        spoken=words.say("today", "weeks_spoken", last=last.answered, last_bought=last.bought, **counts),
    )


def _months(trend: Trend, words: Words) -> tuple[tuple[int, str], ...]:
    """The weeks in which a month begins."""
    began = [trend.began(week) for week in range(len(trend.weeks))]
    ended = [*began[1:], trend.until]
    begins = [week for week, (one, other) in enumerate(zip(began, ended, strict=True)) if one.month != other.month]
    return tuple((week, words.month_short(ended[week])) for week in begins)
