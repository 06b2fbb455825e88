"""The choice of another partner in words: what each would mean, and why it may be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.domain.decision import CHOSEN_BY_PEOPLE, OverrideReason
from core.services.overriding import Choice
from core.services.review import Card
from desktop.screens.review.rivals_text import answered_text
from desktop.words import Words

_EQUAL: Final = 0.005
"""A difference that would be told as 0 %."""


@dataclass(frozen=True, slots=True)
class ChoiceText:
    """A rival to choose. `about` its conversion and what choosing it gives up; `blocked` why it cannot be chosen."""

    service_id: int
    partner: str
    about: str
    blocked: str


@dataclass(frozen=True, slots=True)
class ChoicesText:
    """All there is to choose, and what is chosen so far; `ready` once both are."""

    title: str
    text: str
    partners: tuple[ChoiceText, ...]
    service_id: int | None
    reasons_title: str
    reasons: tuple[tuple[str, OverrideReason], ...]
    reason: OverrideReason | None
    action: str

    @property
    def ready(self) -> bool:
        """Whether both are chosen."""
        return self.service_id is not None and self.reason is not None


def choices_text(
    card: Card, choices: Sequence[Choice], service_id: int | None, reason: OverrideReason | None, words: Words
) -> ChoicesText:
    """What to choose from for this card."""

    def say(key: str, **blanks: object) -> str:
        return words.say("review", key, **blanks)

    chosen = next((one.rival.partner for one in choices if one.rival.service_id == service_id), None)
    return ChoicesText(
        title=say("give_title"),
        text=say("give_text", partner=card.partner),
        partners=tuple(_choice(one, words) for one in choices),
        service_id=service_id,
        reasons_title=say("give_reasons"),
        reasons=tuple((words.say("decisions", f"override_{one.value}"), one) for one in CHOSEN_BY_PEOPLE),
        reason=reason,
        action=say("give_do") if chosen is None else say("give_do_to", partner=chosen),
    )


def _choice(one: Choice, words: Words) -> ChoiceText:
    conversion = words.percent(one.rival.conversion, 1)
    parts = [words.say("review", "give_conversion", conversion=conversion, answered=answered_text(one.rival, words))]
    if one.given_up is not None and one.given_up > 0:
        parts.append(words.say("review", "gives_up_money", money=words.money(one.given_up)))
    elif one.share >= _EQUAL:
        parts.append(words.say("review", "gives_up_share", share=words.percent(one.share)))
    else:
        parts.append(words.say("review", "gives_up_nothing"))
    blocked = words.say("review", f"block_{one.blocks[0].value}") if one.blocks else ""
    return ChoiceText(one.rival.service_id, one.rival.partner, " · ".join(parts), blocked)
