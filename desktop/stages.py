"""The way from a client to a lead as numbers over words."""

from core.services.stages import Stages
from desktop.words import Words

_NAMES = ("pending", "processed", "in_review", "waiting")


def tell_stages(stages: Stages, words: Words) -> tuple[tuple[str, str], ...]:
    """(count, word) of each."""
    return tuple((words.number(getattr(stages, name)), words.say("today", f"stage_{name}")) for name in _NAMES)
