"""Which cells with the same problem one correction would mend in the same way, as sure as can be."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import takewhile

Change = Callable[[str], str | None]

_DIGITS = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Similar:
    """A cell that the same correction would mend: its row in the file, its text and what it would say."""

    row: int
    before: str
    after: str


def find_similar(
    cells: Iterable[tuple[int, str]], before: str, after: str, mends: Callable[[str], bool]
) -> list[Similar]:
    """Of `cells` (row, text) those that `before` → `after` mends as well; `mends` says whether a text has no problem.

    The same text becomes the same. Else what was done is repeated where it is one thing: one wrong character, or a
    beginning or an end that was added to texts of the same shape or taken away. Empty cells are like no other: what
    was filled in says nothing of them.
    """
    if not before or before == after:
        return []
    change = _change(before, after)
    known: dict[str, str | None] = {before: after}
    found = []
    for row, text in cells:
        if text and text not in known:
            changed = change(text) if change else None
            known[text] = changed if changed and changed != text and mends(changed) else None
        meant = known.get(text)
        if meant is not None:
            found.append(Similar(row, text, meant))
    return found


def _change(before: str, after: str) -> Change | None:
    """What was done, if it is one thing that can be done elsewhere."""
    wrong = _wrong_character(before, after)
    if wrong:
        old, new = wrong
        return lambda text: text.replace(old, new) if old in text else None
    shape = _shape(before)
    if after.endswith(before):
        start = after[: -len(before)]
        return lambda text: start + text if _shape(text) == shape else None
    if after.startswith(before):
        end = after[len(before) :]
        return lambda text: text + end if _shape(text) == shape else None
    if after and before.endswith(after):
        start = before[: -len(after)]
        return lambda text: text.removeprefix(start) if text.startswith(start) else None
    if after and before.startswith(after):
        end = before[len(after) :]
        return lambda text: text.removesuffix(end) if text.endswith(end) else None
    return None


def _wrong_character(before: str, after: str) -> tuple[str, str] | None:
    """One character, no digit, that was replaced wherever it stood: (what it was, what it became, maybe nothing)."""
    if len(before) == len(after):
        pairs = {(old, new) for old, new in zip(before, after, strict=True) if old != new}
        old, new = pairs.pop()
        one = not pairs and before.count(old) == sum(a != b for a, b in zip(before, after, strict=True))
        return (old, new) if one and not old.isdigit() else None
    start = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))))
    old = before[start : start + 1]
    if len(after) < len(before) and old and not old.isalnum() and before.replace(old, "") == after:
        return old, ""
    return None


def _shape(text: str) -> str:
    """The text with every digit and every letter alike: «345-67-89» and «231-40-06» have one shape."""
    return _LETTERS.sub("a", _DIGITS.sub("9", text))
