"""The card in words: what a person reads before deciding."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from core.services.review import Card, Why
from desktop.screens.review.queue_text import BLOCK_ICONS
from desktop.screens.review.rivals_text import RivalsText, rivals_text
from desktop.words import NBSP, Words

_LEVEL_ICONS: Final = {"low": "trending-down", "medium": "minus", "high": "trending-up"}
_LEVEL_TONES: Final = {"low": "plain", "medium": "plain", "high": "soft"}
_MOST_EACH_WAY: Final = 3


@dataclass(frozen=True, slots=True)
class ChipText:
    """A chip: word, tone and icon."""

    text: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class ReasonText:
    """A reason and what it rests on."""

    text: str
    evidence: str


@dataclass(frozen=True, slots=True)
class WhyText:
    """Both sides and where the score comes from: λ as a share 0…1 and in words."""

    heading: str
    pro_title: str
    contra_title: str
    pro: tuple[ReasonText, ...]
    contra: tuple[ReasonText, ...]
    no_pro: str
    no_contra: str
    experience: float
    source: str
    from_experience: str
    from_matrix: str


@dataclass(frozen=True, slots=True)
class PercentText:
    """Of 100 alike `of_100` would accept, at the `most` so many: `about` and `band` in words, `short` beside the level,
    `alone` where these have no room; `expected` the roubles that follow, empty where this reader is told none.
    """

    of_100: int
    most: int
    short: str
    alone: str
    about: str
    band: str
    expected: str


@dataclass(frozen=True, slots=True)
class CardText:
    """All that the card shows. `no_percent` is empty where there is a `percent`.

    `blocked` is the sentence that says why it cannot be accepted, empty where it can.
    """

    id: int
    name: str
    facts: str
    chips: tuple[ChipText, ...]
    score: str
    score_word: str
    kind: str
    partner: str
    level: ChipText
    level_about: str
    percent: PercentText | None
    no_percent: str
    hero: str
    why: WhyText
    rivals: RivalsText
    to_say: str
    blocked: str


def card_text(card: Card, today: date, words: Words) -> CardText:
    """A card in the language of `words`, as of `today`."""
    level = words.say("review", f"level_{card.level.value}")
    hero = {"score": card.score, "kind": card.kind, "partner": card.partner, "level": level}
    percent = _percent(card, words)
    spoken = [words.say("review", "hero_spoken", **hero)]
    if percent is not None:
        spoken += [f"{percent.about}, {percent.band}.", percent.expected]
    return CardText(
        id=card.id,
        name=card.full_name,
        facts=facts_line(card, words),
        chips=_chips(card, today, words),
        score=words.number(card.score),
        score_word=words.say("review", "score"),
        kind=card.kind,
        partner=card.partner,
        level=ChipText(level, _LEVEL_TONES[card.level.value], _LEVEL_ICONS[card.level.value]),
        level_about=words.say("review", "level_about"),
        percent=percent,
        no_percent=words.say("review", "no_percent") if percent is None else "",
        hero=" ".join(filter(None, spoken)),
        why=_why(card, words),
        rivals=rivals_text(card, words),
        to_say=card.what_to_say,
        blocked=words.say("review", f"blocked_{card.blocks[0].value}") if card.blocks else "",
    )


def facts_line(card: Card, words: Words) -> str:
    """«34 года · физлицо · клиент с 12.05.2021»."""
    facts = [words.say("review", "age", n=card.age)] if card.age is not None else []
    facts.append(words.say("review", f"type_{card.client_type.name.lower()}"))
    facts.append(words.say("review", "since", day=words.day(card.client_since)))
    return f"{NBSP} · {NBSP}".join(facts)


def evidence(why: Why, words: Words) -> str:
    """«61 из 180» where data speak, «матрица» where experts do."""
    if not why.by_data:
        return words.say("review", "evidence_matrix")
    return words.say("review", "evidence", n=why.n, total=why.total)


def _chips(card: Card, today: date, words: Words) -> tuple[ChipText, ...]:
    contact = words.say("review", "contact_none")
    if card.last_contact is not None:
        contact = words.say("review", "contact", ago=words.ago((today - card.last_contact).days))
    opened = "open_some" if card.open_leads else "open_none"
    chips = [
        _consent(card, words),
        ChipText(contact, "plain", "phone"),
        ChipText(
            words.say("review", opened, **({"n": card.open_leads} if card.open_leads else {})), "plain", "file-check"
        ),
    ]
    if card.postponed_until is not None:
        back = words.say("review", "returned_chip", day=words.day(card.postponed_until))
        chips.append(ChipText(back, "info", "clock"))
    chips += [
        ChipText(words.say("review", f"block_{block.value}"), "warn", BLOCK_ICONS[block])
        for block in card.blocks
        if block.value != "no_consent"
    ]
    return tuple(chips)


def _consent(card: Card, words: Words) -> ChipText:
    paper = card.consent
    if card.own:
        return ChipText(words.say("review", "consent_own"), "plain", "house")
    if paper is None:
        return ChipText(words.say("review", "consent_none"), "warn", "shield-alert")
    if paper.valid_until is None:
        return ChipText(words.say("review", "consent_endless", number=paper.number), "ok", "shield-check")
    until = words.say("review", "consent_until", number=paper.number, day=words.day(paper.valid_until))
    return ChipText(until, "ok", "shield-check")


def _percent(card: Card, words: Words) -> PercentText | None:
    """«из 100 похожих купили бы 31, от 25 до 38»."""
    mark = card.percent
    if mark is None:
        return None
    expected = "" if card.expected is None else words.money(card.expected.value)
    return PercentText(
        of_100=mark.value,
        most=mark.high,
        short=words.say("review", "percent_short", percent=words.percent(mark.value / 100)),
        alone=words.say(
            "review", "percent_alone", percent=words.percent(mark.value / 100), low=mark.low, high=mark.high
        ),
        about=words.say("review", "percent_about", n=mark.value),
        band=words.say("review", "percent_band", low=mark.low, high=mark.high),
        expected=words.say("review", "percent_expected", money=expected) if expected else "",
    )


def _why(card: Card, words: Words) -> WhyText:
    def side(*, supports: bool) -> tuple[ReasonText, ...]:
        ours = [one for one in card.reasons if one.supports is supports][:_MOST_EACH_WAY]
        return tuple(ReasonText(one.brief, evidence(one, words)) for one in ours)

    return WhyText(
        heading=words.say("review", "why"),
        pro_title=words.say("review", "for"),
        contra_title=words.say("review", "against"),
        pro=side(supports=True),
        contra=side(supports=False),
        no_pro=words.say("review", "nothing_for"),
        no_contra=words.say("review", "nothing_against"),
        experience=card.experience,
        source=words.say("review", "source"),
        from_experience=words.say("review", "source_experience", share=words.percent(card.experience)),
        from_matrix=words.say("review", "source_matrix", share=words.percent(1 - card.experience)),
    )
