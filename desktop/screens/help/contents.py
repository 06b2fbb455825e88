"""What the help says of a page: its lines, its keys, the words."""

from dataclasses import dataclass
from typing import Final

from desktop.keys import KEYS, Key
from desktop.words import Words

PAGES: Final = (
    "today",
    "clients",
    "imports",
    "compute",
    "client",
    "review",
    "sending",
    "outcomes",
    "overrides",
    "recalls",
    "catalogue",
    "models",
    "rules",
    "users",
    "journal",
    "backups",
    "settings",
    "access",
    "about",
    "unlock",
    "recovery",
    "first_run",
    "restore",
    "broken",
)
WORDS: Final = (
    "client",
    "portrait",
    "partner",
    "service",
    "kind",
    "rivals",
    "need",
    "matrix",
    "model",
    "recommendation",
    "score",
    "threshold",
    "floor",
    "accept_from",
    "conversion",
    "arppu",
    "resolution",
    "lot",
    "lead",
    "package",
    "consent",
    "outcome",
    "declined",
    "task",
    "base",
)
"""In the order in which the work meets them."""

LINES: Final = 5
_DOORS: Final = ("unlock", "recovery", "first_run", "restore", "broken")
_AS_DOOR: Final = "_door"
_AT_DOORS: Final = ("help", "close")
"""What works before a base is open."""
_SPELT: Final = {"Space": "key_space"}


@dataclass(frozen=True, slots=True)
class Contents:
    """All that the window shows of a page. `keys` are groups: a caption and (key, what it does) pairs."""

    title: str
    lines: tuple[str, ...]
    keys: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    words: tuple[tuple[str, str], ...]


def contents_of(page: str, words: Words) -> Contents:
    """What the help says of a page; of one it does not know, as of today's.

    What also stands as a way in ("access_door") has the lines of the page and the keys of the ways in.
    """
    at_door, page = page in _DOORS or page.endswith(_AS_DOOR), page.removesuffix(_AS_DOOR)
    page = page if page in PAGES else PAGES[0]
    groups = [
        ("keys_here", [key for key in KEYS if key.page == page]),
        ("keys_everywhere", [key for key in KEYS if not key.page and (not at_door or key.does in _AT_DOORS)]),
    ]
    return Contents(
        title=words.say("help", f"{page}_title"),
        lines=tuple(words.say("help", f"{page}_{line}") for line in range(1, LINES + 1)),
        keys=tuple(
            (words.say("help", name), tuple(_told(key, words) for key in keys)) for name, keys in groups if keys
        ),
        words=tuple((words.say("glossary", word), words.say("glossary", f"{word}_text")) for word in WORDS),
    )


def _told(key: Key, words: Words) -> tuple[str, str]:
    name = words.say("keys", _SPELT[key.keys]) if key.keys in _SPELT else key.keys
    return name, words.say("keys", key.does)
