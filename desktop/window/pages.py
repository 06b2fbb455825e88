"""The pages of an open base. Whoever signs in waits for the first one only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.widgets.page import Page


class Pages(Mapping[str, "Page"]):
    """Pages by name, in their order; each is made, and put in its place, when it is first asked for."""

    def __init__(
        self,
        names: Sequence[str] = (),
        make: Callable[[str], Page] | None = None,
        put: Callable[[Page], object] = lambda _page: None,
    ) -> None:
        self._names = tuple(names)
        self._make = make
        self._put = put
        self._made: dict[str, Page] = {}

    @property
    def made(self) -> list[Page]:
        """Those that were made."""
        return list(self._made.values())

    def __getitem__(self, name: str) -> Page:
        if name not in self._made:
            if name not in self._names or self._make is None:
                raise KeyError(name)
            self._made[name] = self._make(name)
            self._put(self._made[name])
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
