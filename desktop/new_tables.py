"""What came of a watched folder, told in a toast that leads there, and by the bell without any name."""

from collections.abc import Callable
from typing import Final

from core.services.new_tables import Drafted
from desktop.ways import Way
from desktop.words import Words

PAGE: Final = "imports"
_NAMED: Final = 3


def tell_arrived(
    words: Words,
    found: Drafted,
    tell: Callable[[str, str, object], object],
    note: Callable[[str, dict[str, int]], object],
) -> None:
    """`tell` (sentence, icon, where its button leads) and `note` (key, counts) what has arrived."""
    say, count = words.say, len(found.drafts)
    sentences = []
    if count:
        names = ", ".join(_name(draft.path) for draft in found.drafts[:_NAMED]) + ("…" if count > _NAMED else "")
        counted = {} if count == 1 else {"n": count}
        sentences.append(say("watching", "arrived" if counted else "arrived_one", names=names, **counted))
        note("arrived_tables", {"n": count})
    if found.unread and count:
        sentences.append(say("watching", "unread_too", n=len(found.unread)))
    elif found.unread:
        names = ", ".join(name for name, _ in found.unread[:_NAMED]) + ("…" if len(found.unread) > _NAMED else "")
        sentences.append(say("watching", "unread", n=len(found.unread), names=names))
    if found.unread:
        note("unread_tables", {"n": len(found.unread)})
    facts = {"draft": found.drafts[0].id} if count == 1 else {}
    way = Way(say("watching", "open" if count == 1 else "show"), PAGE, facts) if count else None
    tell(" ".join(sentences), "file-input" if count else "triangle-alert", way)


def passed_text(words: Words, count: int) -> str:
    """What becomes of a folder from now on, and of the tables that lay in it."""
    return " ".join([words.say("watching", "watched"), *([words.say("watching", "passed", n=count)] if count else [])])


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
