"""What was decided against the numbers as lines of a grid."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.domain.decision import DeclineReason
from core.services.overriding import Overridden
from desktop.screens.overrides.sums import Grouping, Sum, by_day, by_partners, group, sum_up
from desktop.words import Words


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of a row, one a column; `client` to be opened, None where the row is of several or of one erased."""

    cells: tuple[str, ...]
    client: int | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """A grid: its heads, the columns of `numbers`, which stand right, those that share the room that is left."""

    heads: tuple[str, ...]
    numbers: frozenset[int]
    wide: frozenset[int]
    rows: tuple[Line, ...]


def override_lines(overrides: Sequence[Overridden], grouping: Grouping, words: Words) -> Lines:
    """Each of them, or their sums, the most numerous first; days the latest first."""
    if grouping is Grouping.EACH:
        names = ("day", "login", "who", "kind", "partners", "why", "given_up")
        rows = tuple(_each(one, words) for one in overrides)
        return Lines(_heads(names, words), frozenset({6}), frozenset({3, 4, 5}), rows)
    sums: Iterable[tuple[str, Sum]]
    if grouping is Grouping.DAY:
        sums = ((words.day(day), found) for day, found in group(overrides, by_day).items())
    elif grouping is Grouping.MANAGER:
        sums = _most_first(group(overrides, lambda one: one.login))
    elif grouping is Grouping.PARTNER:
        pairs = group(overrides, by_partners).items()
        sums = _most_first({_pair(*partners, words): found for partners, found in pairs})
    else:
        reasons = group(overrides, lambda one: one.reason).items()
        sums = _most_first({words.say("decisions", f"override_{one.value}"): found for one, found in reasons})
    rows = tuple(Line((name, words.number(one.count), given_up(one, words))) for name, one in sums)
    return Lines(_heads((f"by_{grouping.value}", "count", "given_up"), words), frozenset({1, 2}), frozenset({0}), rows)


def declined_lines(reasons: Mapping[DeclineReason | None, int], words: Words) -> Lines:
    """Reasons for declining, the most frequent first, those that nobody told last."""
    total = sum(reasons.values())
    ordered = sorted(reasons.items(), key=lambda pair: (pair[0] is None, -pair[1]))
    rows = tuple(
        Line(
            (
                words.say("overrides", "untold")
                if reason is None
                else words.say("decisions", f"decline_{reason.value}"),
                words.number(count),
                words.percent(count / total),
            )
        )
        for reason, count in ordered
    )
    return Lines(_heads(("why", "declined", "share"), words), frozenset({1, 2}), frozenset({0}), rows)


def given_up(one: Sum, words: Words) -> str:
    """The roubles with the number of overrides that they are told of; the conversion where there are none."""
    if not one.in_roubles:
        points = words.number(one.points * 100, 1)
        return words.say("overrides", "points" if one.count == 1 else "points_mean", points=points)
    money = words.money(one.given_up)
    if one.in_roubles == one.count:
        return money
    return words.say("overrides", "of", money=money, told=one.in_roubles, n=one.count)


def _each(one: Overridden, words: Words) -> Line:
    cells = (
        words.day(by_day(one)),
        one.login,
        one.who or words.say("overrides", "erased"),
        one.kind,
        _pair(*by_partners(one), words),
        words.say("decisions", f"override_{one.reason.value}"),
        given_up(sum_up([one]), words),
    )
    return Line(cells, one.client_id if one.who else None)


def _pair(settled_for: str, given_to: str, words: Words) -> str:
    return words.say("overrides", "pair", settled=settled_for, given=given_to)


def _heads(names: Sequence[str], words: Words) -> tuple[str, ...]:
    return tuple(words.say("overrides", f"head_{name}") for name in names)


def _most_first(sums: Mapping[str, Sum]) -> list[tuple[str, Sum]]:
    return sorted(sums.items(), key=lambda pair: (-pair[1].count, pair[0].casefold()))
