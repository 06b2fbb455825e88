"""The panel in words: all reasons with the formula, or what stands in the way of undoing."""

from dataclasses import dataclass
from typing import Final

from core.domain.resolution import Rule
from core.services.bulk import Kept
from core.services.history import Obstacle
from core.services.places import tell_cap
from core.services.review import Card, Why
from core.services.rivals import RivalRow
from desktop.screens.review.queue_text import BLOCK_ICONS
from desktop.screens.review.rivals_text import answered_text, share_text
from desktop.words import Words

_STRONG: Final = 1.0
_CLEAR: Final = 0.3


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the panel: an icon with its tone, the text, what stands at the right."""

    text: str
    aside: str = ""
    icon: str = ""
    tone: str = "muted"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence under it, the lines."""

    title: str
    text: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class PanelText:
    """What the panel says; `text` may be empty, `action` is the word on its button, empty for none."""

    title: str
    text: str
    sections: tuple[Section, ...]
    action: str = ""


@dataclass(frozen=True, slots=True)
class WhyOther:
    """Another kind of service and the rule that speaks against it, with its number."""

    kind: str
    why: str


def details_text(card: Card, words: Words, others: tuple[WhyOther, ...] | None = None) -> PanelText:
    """Why this score, all reasons, the formula with the numbers of this card, and why not other services, once that has
    been read.
    """
    score = words.say("review", "about_score_text", share=words.percent(card.score / 100))
    source = words.say(
        "review",
        "about_source",
        experience=words.percent(card.experience),
        matrix=words.percent(1 - card.experience),
        model=card.model_version,
    )
    return PanelText(
        words.say("review", "details_title", who=card.full_name, kind=card.kind),
        "",
        (
            Section(
                words.say("review", "about_score", score=card.score), score, (Item(source), *_percent(card, words))
            ),
            Section(
                words.say("review", "reasons_title"),
                "",
                tuple(_reason(why, words) for why in sorted(card.reasons, key=lambda why: -abs(why.weight))),
            ),
            Section(
                words.say("review", "formula_title"),
                words.say("review", f"formula_{card.rule.value}"),
                (*(_formula(card, rival, words) for rival in card.rivals), Item(words.say("review", "smoothed"))),
            ),
            *(() if others is None else (_others(others, words),)),
        ),
    )


def obstacles_text(obstacles: tuple[Obstacle, ...], words: Words) -> PanelText:
    """A polite refusal that names every lead that has gone on."""
    return PanelText(
        words.say("review", "obstacles_title"),
        words.say("review", "obstacles_text"),
        (Section("", "", tuple(_obstacle(one, words) for one in obstacles)),),
    )


def blocked_text(card: Card, words: Words, *, mends: bool) -> PanelText:
    """All that keeps a card from being accepted, with its numbers, and what mends each; with a way to the client where
    that `mends` some of it.
    """
    numbers = {hit.reason: tell_cap(words.language, hit) for hit in card.caps}
    sections = tuple(
        Section(
            words.say("review", f"block_{block.value}"),
            numbers.get(block, ""),
            (Item(words.say("review", f"mend_{block.value}"), icon="wrench"),),
        )
        for block in card.blocks
    )
    action = words.say("review", "mend_do") if mends else ""
    return PanelText(words.say("review", "blocked_title"), words.say("review", "blocked_text"), sections, action)


def kept_text(accepted: int, kept: tuple[Kept, ...], words: Words) -> PanelText:
    """What was left out of many, each with what keeps it here."""
    lines = tuple(
        Item(
            words.say("review", "kept", who=one.who, service=one.service),
            words.say("review", f"block_{one.reason.value}"),
            BLOCK_ICONS[one.reason],
            "warn",
        )
        for one in kept
    )
    text = words.say("review", "kept_text", n=accepted)
    return PanelText(words.say("review", "kept_title", n=len(kept)), text, (Section("", "", lines),))


def _percent(card: Card, words: Words) -> tuple[Item, ...]:
    """What the percent says, or why there is none; then the expected value with its numbers."""
    mark, told = card.percent, card.expected
    if mark is None:
        return (Item(words.say("review", "percent_none")),)
    said = Item(words.say("review", "percent_text", n=mark.value, low=mark.low, high=mark.high))
    if told is None:
        return (said,)
    formula = words.say(
        "review",
        "expected_formula",
        percent=words.percent(told.percent / 100),
        conversion=words.percent(told.conversion, 1),
        usual=words.percent(told.usual, 1),
        arppu=words.money(told.arppu),
        value=words.money(told.value),
    )
    return said, Item(words.say("review", "expected_title"), formula)


def _others(others: tuple[WhyOther, ...], words: Words) -> Section:
    lines = tuple(Item(one.kind, one.why) for one in others)
    return Section(words.say("review", "why_not_others"), "" if lines else words.say("review", "why_not_none"), lines)


def _reason(why: Why, words: Words) -> Item:
    weight = abs(why.weight)
    strength = "strong" if weight >= _STRONG else "clear" if weight >= _CLEAR else "slight"
    aside = words.say("review", f"reason_{'for' if why.supports else 'against'}_{strength}")
    icon, tone = ("circle-plus", "ok") if why.supports else ("circle-minus", "warn")
    return Item(why.text, aside, icon, tone)


def _formula(card: Card, rival: RivalRow, words: Words) -> Item:
    conversion, answered = words.percent(rival.conversion, 1), answered_text(rival, words)
    lever = words.number(rival.lever, 0 if rival.lever == 1 else 2)
    if rival.arppu is not None and card.sees_money and all(one.arppu is not None for one in card.rivals):
        value = words.money(rival.conversion * rival.arppu * rival.lever)
        arppu = words.money(rival.arppu)
        line = words.say("review", "line_money", conversion=conversion, arppu=arppu, lever=lever, value=value)
    elif card.rule is Rule.CONVERSION or card.sees_money:
        line = words.say("review", "line_conversion", conversion=conversion, answered=answered)
    else:
        share = share_text(rival, words)
        line = words.say("review", "line_plain", conversion=conversion, answered=answered, lever=lever, share=share)
    icon, tone = ("check", "accent") if rival.chosen else ("", "muted")
    return Item(rival.partner, line, icon, tone)


def _obstacle(one: Obstacle, words: Words) -> Item:
    blanks = {
        "who": one.who,
        "service": one.service,
        "partner": one.partner,
        "stage": words.say("review", f"stage_{one.stage.value}"),
    }
    if one.file_name is None:
        return Item(words.say("review", "obstacle", **blanks), icon="ban", tone="warn")
    return Item(words.say("review", "obstacle_file", file=one.file_name, **blanks), icon="ban", tone="warn")
