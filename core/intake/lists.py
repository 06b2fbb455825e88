"""The closed lists of a portrait and how a table's own words are found in them (`resources/portrait.toml`)."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from core.domain.text import stems
from core.intake.words import words

OTHER = "other"
_NEGATIONS = frozenset({"не", "без", "нет", "not", "no", "non", "without", "никогда", "never"})


class ClosedList:
    """One list: code → the words for it."""

    def __init__(self, entries: Mapping[str, Sequence[str]]) -> None:
        self.codes = tuple(entries)
        aliases = [(alias, code) for code, names in entries.items() for alias in (code, *names)]
        self._exact = {words(alias): code for alias, code in aliases}
        self._stems = [(stems(alias), _negations(alias), code) for alias, code in aliases]

    def code(self, text: str) -> str | None:
        """The code that the text names, else None.

        The same words decide; otherwise the alias that has most of its stems in the text, if all such agree. A negation
        must be in both, and «other» gives way: «квартира в собственности» is own.
        """
        exact = self._exact.get(words(text))
        if exact:
            return exact
        said, negations = stems(text), _negations(text)
        fits = [(len(alias), code) for alias, no, code in self._stems if alias and alias <= said and no == negations]
        best = max((size for size, _ in fits), default=0)
        codes = {code for size, code in fits if size == best}
        if len(codes) > 1:
            codes.discard(OTHER)
        return codes.pop() if len(codes) == 1 else None


@cache
def closed_lists() -> dict[str, ClosedList]:
    """Field code → its list."""
    content = tomllib.loads((resources.files("resources") / "portrait.toml").read_text("utf-8"))
    return {field: ClosedList(entries) for field, entries in content.items()}


def _negations(text: str) -> bool:
    return not _NEGATIONS.isdisjoint(words(text))
