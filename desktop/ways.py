"""Where the button of a toast leads, where it does not undo."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Way:
    """`word` of the button, the page and the facts that are handed to it."""

    word: str
    page: str
    facts: Mapping[str, Any] = field(default_factory=dict)
