"""A draft whose file has changed or is gone: what is asked, and what was carried over."""

from collections.abc import Iterator
from typing import Final

from core.services.drafts import ImportDraft
from core.services.new_versions import Carried, corrected
from desktop.screens.imports.spoken import SECTION, table_name
from desktop.words import Words

CHANGED: Final = "changed"
GONE: Final = "gone"

READ_NEW: Final = "read_new"
CHOOSE: Final = "choose_file"
LEAVE: Final = "leave"
ANSWERS: Final = (READ_NEW, CHOOSE, LEAVE)


def question(words: Words, question: str, draft: ImportDraft) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What to ask, and the answers as (word, answer), the likeliest first."""
    say, rows = words.say, corrected(draft)
    sentences = [say(SECTION, f"file_{question}", name=table_name(words, draft.path))]
    sentences.append(say(SECTION, "draft_keeps"))
    if rows:
        sentences.append(say(SECTION, f"corrections_{question}", n=rows))
    answers = ANSWERS if question == CHANGED else ANSWERS[1:]
    return " ".join(sentences), tuple((say(SECTION, f"answer_{answer}"), answer) for answer in answers)


def carried_text(words: Words, carried: Carried, before: ImportDraft) -> str:
    """What was carried over to another version of the file; nothing where it is the same."""
    if not before.headers or (carried.draft.seen == before.seen and not carried.added and not carried.gone):
        return ""

    def counts() -> Iterator[str]:
        for name in ("kept", "added", "gone", "dropped"):
            number = getattr(carried, name)
            if number or name == "kept":
                yield words.say(SECTION, f"carried_{name}", n=number)

    return words.say(SECTION, "carried", counts=", ".join(counts()))
