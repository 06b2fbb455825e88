"""What a form asks: fields in words, without Qt, and what people type into them as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Final

from desktop.words import Words

_DAYS: Final = ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%d %b %Y")


class Sort(Enum):
    """How a field is asked: a line to type in, one or some of several, a tick, or a heading above fields."""

    LINE = "line"
    CHOICE = "choice"
    SEVERAL = "several"
    TICK = "tick"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Asked:
    """One field. `value`: the text of a line, the value of a choice, the values of several, whether a tick is set.
    `note` stands below, as an error where it is `wrong`; `changed` marks what is not as it was; `options` are (word,
    value) to choose from; a `short` line is for a number or a day; a `hidden` field keeps its place and its value.
    """

    name: str
    caption: str
    sort: Sort = Sort.LINE
    value: object = ""
    note: str = ""
    wrong: bool = False
    changed: bool = False
    enabled: bool = True
    options: tuple[tuple[str, object], ...] = ()
    short: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class FormShown:
    """A small window that asks before something is done: `answers` (word, value), the way on first, leaving last;
    `only_with`: field → (other field, the value that it must have for this one to be asked).
    """

    title: str
    text: str
    fields: tuple[Asked, ...]
    answers: tuple[tuple[str, str], ...]
    only_with: Mapping[str, tuple[str, str]] = field(default_factory=dict)


class NotUnderstood(ValueError):
    """What was typed is no such value."""


def read_number(text: str, share: float = 1.0) -> float | None:
    """A typed number, None for nothing; with `share` 0.01 it was typed in percent. Raises NotUnderstood."""
    plain = "".join(text.split()).replace(",", ".").removesuffix("%").removesuffix("₽")
    if not plain:
        return None
    try:
        found = float(plain)
    except ValueError:
        raise NotUnderstood from None
    if not abs(found) < 1e15:
        raise NotUnderstood
    return round(found * share, 12)


def read_whole(text: str) -> int | None:
    """A typed whole number, None for nothing. Raises NotUnderstood."""
    found = read_number(text)
    if found is None:
        return None
    if not found.is_integer():
        raise NotUnderstood
    return int(found)


def read_day(text: str) -> date | None:
    """A typed day, None for nothing. Raises NotUnderstood."""
    plain = " ".join(text.split())
    if not plain:
        return None
    for form in _DAYS:
        try:
            return datetime.strptime(plain, form).date()
        except ValueError:
            continue
    raise NotUnderstood


def write_number(value: float | None, words: Words, share: float = 1.0) -> str:
    """As it would be typed: with as many digits as it has, up to six; nothing for None."""
    if value is None:
        return ""
    shown = round(value / share, 6)
    digits = len(f"{shown:.6f}".rstrip("0").partition(".")[2])
    return words.number(shown, digits)


def listed(names: Sequence[str]) -> str:
    """Names in one line, as `split_list` reads them."""
    return ", ".join(names)


def split_list(text: str) -> list[str]:
    """Names that were typed with commas or semicolons between them."""
    return [one for part in text.replace(";", ",").split(",") if (one := " ".join(part.split()))]
