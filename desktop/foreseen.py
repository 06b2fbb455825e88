"""What changes would do, in words."""

from typing import Final

from core.services.foreseeing import Foreseen
from core.services.learning_effects import LearningEffect
from desktop.words import MINUS, Words

_SHOWN: Final = 5
"""So many services are named, the rest counted."""
_KINDS: Final = 3


def tell_foreseen(found: Foreseen, words: Words) -> tuple[str, ...]:
    """The lines: recommendations in all, service by service, then what of the queue and of accepted leads moves."""
    say = words.say
    lines = []
    if found.services:
        lines.append(
            say(
                "staged",
                "recommendations",
                now=found.recommendations.now,
                then=found.recommendations.then,
                moved=_moved(found.gained, found.lost, words),
            )
        )
    for one in found.services[:_SHOWN]:
        moved = _moved(one.gained, one.lost, words)
        lines.append(say("staged", "service", service=one.service, partner=one.partner, moved=moved))
    if len(found.services) > _SHOWN:
        lines.append(say("staged", "more", n=len(found.services) - _SHOWN))
    for name, shift in (("accepted", found.accepted), ("shown", found.shown)):
        if shift.now != shift.then:
            lines.append(say("staged", name, now=shift.now, then=shift.then, total=found.queued))
    if found.held.now != found.held.then:
        lines.append(say("staged", "held", now=found.held.now, then=found.held.then, total=found.waiting))
    if found.learning is not None:
        lines.append(_learned(found.learning, words))
    return tuple(lines) or (say("staged", "nothing"),)


def _learned(effect: LearningEffect, words: Words) -> str:
    """What other weights of answers would teach."""
    if not effect.answers:
        return words.say("staged", "learned_nothing")
    if not effect.changed:
        return words.say("staged", "learned_same", answers=effect.answers, clients=effect.clients)
    moved = [
        words.say("staged", "learned_kind", kind=kind, moved=_signed(count, words))
        for kind, count in effect.kinds[:_KINDS]
    ]
    told = ", ".join(moved) if moved else words.say("staged", "learned_even")
    return words.say(
        "staged", "learned", answers=effect.answers, clients=effect.clients, changed=effect.changed, kinds=told
    )


def _signed(count: int, words: Words) -> str:
    return f"+{words.number(count)}" if count > 0 else words.number(count)


def _moved(gained: int, lost: int, words: Words) -> str:
    """«+31, −12», or the one of the two that there is."""
    come, go = f"+{words.number(gained)}", f"{MINUS}{words.number(lost)}"
    if gained and lost:
        return words.say("staged", "both", gained=come, lost=go)
    return come if gained else go
