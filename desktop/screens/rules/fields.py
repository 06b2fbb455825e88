"""Every rule of the base as a field of a form: its caption, what stands in it, what it does in numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from core.domain.lead import Answer
from core.domain.settings import Settings
from core.domain.weights import SETTINGS
from core.services.rule_effects import RuleEffects
from desktop.asked import Asked, NotUnderstood, Sort, read_number, read_whole, write_number
from desktop.words import Words

TICKS: Final = frozenset({"own_first", "managers_see_money", "approvals"})
_PERCENT: Final = 0.01
_HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "head_review": ("accept_from", "review_floor", "open_recommendations"),
    "head_partners": ("own_first", "exploration", "managers_see_money"),
    "head_clients": ("silence_days", "contact_cap", "contact_days"),
    "head_answers": ("ask_again_days", "answer_days"),
    "head_sending": ("approvals", "send_delay"),
    "head_training": ("training_answers", "training_days", "publish_delay"),
    "head_weights": tuple(SETTINGS.values()),
}
_WEIGHTS: Final[Mapping[str, Answer]] = {name: answer for answer, name in SETTINGS.items()}
_FRACTIONS: Final[Mapping[str, float]] = {"exploration": _PERCENT, **dict.fromkeys(_WEIGHTS, 1.0)}
"""Rules that need not be whole numbers, with what one typed is worth."""
RULES: Final = tuple(name for names in _HEADS.values() for name in names)


@dataclass(frozen=True, slots=True)
class Draft:
    """The settings as somebody would have them; `typed` what was typed and is not understood, by name."""

    settings: Settings
    typed: Mapping[str, str]

    def put(self, name: str, value: object) -> "Draft":
        """With what was typed or ticked."""
        typed = {one: text for one, text in self.typed.items() if one != name}
        if name in TICKS:
            return Draft(replace(self.settings, **{name: bool(value)}), typed)
        text = str(value)
        try:
            read = read_whole(text) if name not in _FRACTIONS else read_number(text, _FRACTIONS[name])
            if read is None:
                raise NotUnderstood
        except NotUnderstood:
            return Draft(self.settings, typed | {name: text})
        return Draft(replace(self.settings, **{name: read}), typed)  # type: ignore[arg-type]  # a number, whole but for fractions


def changed_rules(before: Settings, after: Settings) -> list[str]:
    """The names of the rules that differ."""
    return [name for name in RULES if getattr(before, name) != getattr(after, name)]


def fields_of(draft: Draft, effects: RuleEffects, words: Words) -> list[Asked]:
    """The form."""
    found = []
    for head, names in _HEADS.items():
        found.append(Asked(head, words.say("rules", head), Sort.HEAD))
        found += [_field(name, draft, effects, words) for name in names]
    return found


def tell_rule(name: str, value: object, words: Words) -> str:
    """A value of a rule as it is written in a sentence."""
    if name in TICKS:
        return words.say("rules", "yes" if value else "no")
    if name == "exploration":
        return words.percent(float(str(value)), 0 if float(str(value)) * 100 % 1 == 0 else 1)
    if name == "contact_cap" and not value:
        return words.say("rules", "any")
    return write_number(float(str(value)), words)


def _field(name: str, draft: Draft, effects: RuleEffects, words: Words) -> Asked:
    value, was = getattr(draft.settings, name), getattr(effects.settings, name)
    caption = words.say("rules", name)
    if name in draft.typed:
        return Asked(
            name, caption, value=draft.typed[name], note=words.say("rules", "not_understood"), wrong=True, short=True
        )
    changed = value != was
    if name == "review_floor" and not changed:
        value = draft.settings.floor
    note = _now(name, effects, words)
    if changed:
        note = words.say("rules", "was", before=tell_rule(name, was, words), note=note)
    if name in TICKS:
        return Asked(name, caption, Sort.TICK, value, note, changed=changed)
    shown = write_number(float(value), words, _FRACTIONS.get(name, 1.0))
    return Asked(name, caption, value=shown, note=note, changed=changed, short=True)


def _now(name: str, effects: RuleEffects, words: Words) -> str:
    """What the rule does as it stands."""
    numbers = {
        "accept_from": {"count": effects.accepted, "total": effects.queued},
        "review_floor": {"count": effects.shown, "total": effects.queued},
        "open_recommendations": {"count": effects.full, "total": effects.clients},
        "own_first": {"count": effects.own_first, "total": effects.queued},
        "exploration": {"count": effects.explored, "total": effects.queued},
        "managers_see_money": {},
        "silence_days": {"count": effects.resting},
        "contact_cap": {"count": effects.held, "total": effects.waiting},
        "contact_days": {},
        "ask_again_days": {},
        "answer_days": {},
        "approvals": {},
        "send_delay": {},
        "training_answers": {},
        "training_days": {},
        "publish_delay": {},
        **{name: {"count": effects.answers.get(answer, 0)} for name, answer in _WEIGHTS.items()},
    }
    return words.say("rules", f"{name}_now", **numbers[name])
