"""Who is wanted in the list: what was typed, and the parts of the filter, each chosen once and switched on and off."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from core.domain.client import ClientType
from core.services.client_list import ClientFilter, ConsentState

if TYPE_CHECKING:
    from collections.abc import Callable, Container


class Part(StrEnum):
    """The parts of the filter, in the order in which they are offered."""

    CLIENT_TYPE = "client_type"
    CONSENT = "consent"
    SCORE = "score"
    SILENT = "silent"
    KIND = "kind"
    CITY = "city"
    MANAGER = "manager"
    SOURCE = "source"
    ADDED = "added"


SINGLE: Final[Mapping[Part, tuple[int, ...]]] = {
    Part.SCORE: (60, 70, 80, 90),
    Part.SILENT: (30, 90, 180, 365),
    Part.ADDED: (7, 30, 90, 365),
}
"""Parts of which one value holds, with those that are offered: least score; days without an offer; days since added."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """`chosen` values by part; parts that are `off` are kept and let everybody through."""

    text: str = ""
    chosen: Mapping[Part, frozenset[Any]] = field(default_factory=dict)
    off: frozenset[Part] = frozenset()

    def picked(self, part: Part, value: object, *, on: bool) -> Wanted:
        """With this value or without it; a part that is chosen from is switched on."""
        before = frozenset() if part in SINGLE else self.chosen.get(part, frozenset())
        values = before | {value} if on else self.chosen.get(part, frozenset()) - {value}
        rest = {one: kept for one, kept in self.chosen.items() if one is not part}
        return replace(self, chosen=rest | ({part: values} if values else {}), off=self.off - {part})

    def switched(self, part: Part, *, on: bool) -> Wanted:
        """With this part on or off."""
        return replace(self, off=self.off - {part} if on else self.off | {part})

    def without(self, part: Part) -> Wanted:
        """With nothing chosen of this part."""
        rest = {one: values for one, values in self.chosen.items() if one is not part}
        return replace(self, chosen=rest, off=self.off - {part})

    @property
    def narrows(self) -> bool:
        """Whether anybody may be left out."""
        return bool(self.text.strip()) or bool(self.chosen.keys() - self.off)

    def filter(self, today: date) -> ClientFilter:
        """What the base is asked."""
        on = {part: values for part, values in self.chosen.items() if part not in self.off}

        def ago(part: Part) -> date | None:
            return today - timedelta(days=max(on[part])) if part in on else None

        added = ago(Part.ADDED)
        return ClientFilter(
            text=self.text,
            client_types=on.get(Part.CLIENT_TYPE, frozenset()),
            cities=on.get(Part.CITY, frozenset()),
            kinds=on.get(Part.KIND, frozenset()),
            managers=on.get(Part.MANAGER, frozenset()),
            consents=on.get(Part.CONSENT, frozenset()),
            imports=on.get(Part.SOURCE, frozenset()),
            least_score=max(on[Part.SCORE]) if Part.SCORE in on else None,
            silent_since=ago(Part.SILENT),
            added=None if added is None else (added, today),
        )

    # ------------------------------------------------------------------ from one day to the next

    def kept(self) -> str:
        """What may lie outside of the base, as JSON: codes and numbers, neither what was typed nor a city."""
        return json.dumps(self._plain(_KEPT))

    def saved(self) -> dict[str, Any]:
        """What may lie in the base, as plain JSON: all but what was typed."""
        return self._plain(_SAVED)

    def _plain(self, parts: Container[Part]) -> dict[str, Any]:
        chosen = {part.value: sorted(values, key=str) for part, values in self.chosen.items() if part in parts}
        return {"chosen": chosen, "off": sorted(part.value for part in self.off if part in parts)}

    @classmethod
    def of(cls, text: str) -> Wanted:
        """From what was kept; what makes no sense is left out."""
        kept = None
        with suppress(ValueError, RecursionError):
            kept = json.loads(text)
        return cls._of(kept, _KEPT)

    @classmethod
    def of_saved(cls, content: object) -> Wanted:
        """From what was saved; what makes no sense is left out."""
        return cls._of(content, _SAVED)

    @classmethod
    def _of(cls, kept: object, parts: Mapping[Part, Callable[[object], object]]) -> Wanted:
        wanted = cls()
        if not isinstance(kept, Mapping):
            return wanted
        chosen, off = kept.get("chosen"), kept.get("off")
        for name, values in chosen.items() if isinstance(chosen, dict) else ():
            for value in values if isinstance(values, list) else ():
                with suppress(ValueError, KeyError):
                    part = Part(name)
                    wanted = wanted.picked(part, parts[part](value), on=True)
        for name in off if isinstance(off, list) else ():
            with suppress(ValueError):
                wanted = wanted.switched(Part(name), on=False) if Part(name) in wanted.chosen else wanted
        return wanted


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError
    return value


def _number_or_none(value: object) -> int | None:
    return None if value is None else _number(value)


def _word(kind: type[StrEnum]) -> Callable[[object], object]:
    return lambda value: kind(str(value))


_KEPT: Final[Mapping[Part, Callable[[object], object]]] = {
    Part.CLIENT_TYPE: _word(ClientType),
    Part.CONSENT: _word(ConsentState),
    Part.SCORE: _number,
    Part.SILENT: _number,
    Part.KIND: _number,
    Part.MANAGER: _number_or_none,
    Part.SOURCE: _number_or_none,
    Part.ADDED: _number,
}
_SAVED: Final[Mapping[Part, Callable[[object], object]]] = {**_KEPT, Part.CITY: str}
