"""Versions of the model in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from core.domain.catalogue import Catalogue
from core.domain.training import Found, Origin, TrainingFacts, Verdict
from core.services.calibration import CalibrationFacts, tell_calibration
from core.services.experience import Insight
from core.services.publishing import Models, Standing, Version
from core.services.score_shift import ScoreShift
from core.services.training import TrainingDue
from desktop.screens.models.shown import Line, Member, Promised, Told
from desktop.words import Words

AT_ONCE: Final = ""
"""The "version" that stands for models that a run of scoring fits by itself."""

_FEW: Final = 20
_MOST_PERCENT: Final = 99
_MOST_DIGITS: Final = 2
"""Of a small percent; one that still reads as 0 is none."""

_TONES: Final = {
    Verdict.BETTER: ("ok", "circle-check"),
    Verdict.NOT_WORSE: ("info", "circle-check"),
    Verdict.WORSE: ("err", "circle-x"),
    Verdict.TOO_FEW: ("warn", "circle-question-mark"),
}
_STATES: Final = {
    Standing.IN_USE: ("ok", "circle-check"),
    Standing.WAITING: ("info", "timer"),
    Standing.PROPOSED: ("plain", "file-clock"),
    Standing.EARLIER: ("plain", "rotate-ccw"),
}


def lines(words: Words, models: Models, now: datetime) -> list[Line]:
    """A row each, the newest first, and last the models that are fitted at once. `now` in UTC without zone."""
    return [*(_line(words, one, now) for one in models.versions), _at_once_line(words, models)]


def made_at(words: Words, one: Version) -> str:
    """When a version was made, day and hour; of one that came with the program just that: its day is only the one on
    which this base took it.
    """
    if one.origin is Origin.SHIPPED:
        return words.say("models", "shipped_cell")
    at = one.at.replace(tzinfo=UTC).astimezone()
    return words.say("models", "moment", day=words.day(at.date()), hour=f"{at:%H:%M}")


def named(words: Words, one: Version | None) -> str:
    """A version in the middle of a sentence; None: fitted at once."""
    if one is None:
        return words.say("models", "at_once")
    if one.origin is Origin.SHIPPED:
        return words.say("models", "shipped")
    return words.say("models", "version_of", at=made_at(words, one))


def titled(words: Words, one: Version | None) -> str:
    """The same where it stands alone."""
    if one is None:
        return words.say("models", "at_once_title")
    if one.origin is Origin.SHIPPED:
        return words.say("models", "shipped_title")
    return words.say("models", "version_title", at=made_at(words, one))


def state_of(words: Words, one: Version, now: datetime) -> tuple[str, str, str]:
    """(words, tone, icon) of how it stands."""
    if one.standing is Standing.WAITING and one.effective_at is not None:
        left = max(0, round((one.effective_at - now).total_seconds()))
        return words.say("models", "state_waiting", left=f"{left // 60}:{left % 60:02d}"), *_STATES[one.standing]
    if one.standing is Standing.IN_USE and not one.fits:
        return words.say("models", "state_unfit"), "warn", "triangle-alert"
    return words.say("models", f"state_{one.standing.value}"), *_STATES[one.standing]


def verdict_of(words: Words, facts: TrainingFacts) -> str:
    """«Лучше», «Не хуже», «Хуже», «Мало данных»."""
    return words.say("models", f"verdict_{facts.verdict.value}")


def told_of(words: Words, one: Version, champion: Version | None, catalogue: Catalogue) -> Told:
    """What came of the comparison with the model that was in use then."""
    facts, tone_icon = one.facts, _TONES[one.facts.verdict]
    found = facts.found
    told = [surer] if (surer := how_sure(words, facts)) else []
    if found.first:
        told.append(first_places(words, found))
    if found.needed is not None:
        told.append(words.say("models", "needed", n=found.needed))
    if facts.worse_kinds:
        told.append(words.say("models", "worse_at", kinds="; ".join(_kinds(words, facts.worse_kinds, catalogue))))
    beside = named(words, champion) if champion is not None or not facts.champion else ""
    key = "checked_later" if facts.by_time else "checked_held"
    told.append(words.say("models", key, n=found.clients))
    if beside:
        told.append(words.say("models", "beside", model=beside))
    return Told(verdict_of(words, facts), tuple(told), *tone_icon)


def how_sure(words: Words, facts: TrainingFacts) -> str:
    """What the verdict rests on: by how much the mean loss is less or more, in percent of what it was; "" where it was
    not measured. The first hundred may be the same for both models while one is surer about all of them.
    """
    found = facts.found
    if found.difference is None or not found.old:
        return ""
    moved = abs(found.difference) / found.old
    digits = next((some for some in range(_MOST_DIGITS + 1) if round(100 * moved, some)), None)
    if digits is None:
        return words.say("models", "surer_same")
    key = f"surer_{facts.verdict.value}"
    if facts.verdict is Verdict.TOO_FEW:
        key += "_less" if found.difference < 0 else "_more"
    return words.say("models", key, percent=words.percent(moved, digits))


def first_places(words: Words, found: Found) -> str:
    """«В первых 100 клиентах списка было бы 27 покупок вместо 22 (разница 5, от 1 до 9)»."""
    return words.say(
        "models",
        "first_places",
        first=found.first,
        n=found.new_hits,
        old=found.old_hits,
        moved=words.number(found.new_hits - found.old_hits),
        least=words.number(found.least_hits),
        most=words.number(found.most_hits),
    )


def facts_of(words: Words, one: Version) -> tuple[str, ...]:
    """What it has learned from, and who has trained it."""
    facts, say = one.facts, words.say
    shipped = one.origin is Origin.SHIPPED
    told = [_learned(words, facts, "learned_elsewhere" if shipped else "learned")]
    if facts.answers:
        told.append(say("models", "of_answers", n=facts.bought))
    if facts.first_day is not None and facts.last_day is not None:
        told.append(say("models", "days", first=words.day(facts.first_day), last=words.day(facts.last_day)))
    if shipped:
        told.append(say("models", "shipped_text"))
    elif one.trained_by:
        told.append(say("models", "trained_by", login=one.trained_by))
    return tuple(told)


def members_of(words: Words, weights: Mapping[str, float]) -> tuple[Member, ...]:
    """Members by what they do, the weightiest first, as shares of all weights."""
    total = sum(weights.values())
    ordered = sorted(weights.items(), key=lambda pair: -pair[1])
    return tuple(
        Member(member_name(words, name), weight / total, words.percent(weight / total)) for name, weight in ordered
    )


def member_name(words: Words, name: str) -> str:
    """A member by what it does; one of a later program by its own name."""
    return words.say("models", f"member_{name}") if words.has("models", f"member_{name}") else name


def details_of(words: Words, facts: TrainingFacts | None, insight: Insight | None) -> tuple[str, ...]:
    """The mathematics: losses, their interval, weights, and λ of every kind."""
    told = [] if facts is None else _losses(words, facts)
    if insight is not None and insight.kinds:
        told.append(words.say("models", "lambda_head"))
        for one in insight.kinds:
            share = round(100 * one.share)
            key = "lambda" if one.n is None else "lambda_n"
            told.append(words.say("models", key, kind=one.kind, share=share, rest=100 - share, count=one.n or 0))
    return tuple(told)


def promised(words: Words, facts: CalibrationFacts) -> Promised:
    """How true the percents were, part by part. Of fewer than 20 answers a share says nothing (ux.md, S12)."""

    def say(key: str) -> str:
        return words.say("models", f"promised_{key}")

    def share(value: float) -> str:
        """A promise is never 0 or 100 %."""
        whole = round(100 * value)
        return say("least") if whole < 1 else say("most") if whole > _MOST_PERCENT else words.percent(value)

    rows = tuple(
        (share(one.promised), words.percent(one.came) if one.n >= _FEW else say("few"), words.number(one.n))
        for one in facts.parts
    )
    heads = say("promised"), say("came"), say("answers")
    return Promised(say("head"), tuple(tell_calibration(words.language, facts)), heads, rows)


def compared(words: Words, shift: ScoreShift) -> str:
    """What the other version would change."""
    if shift.mean_move is None:
        return words.say("models", "compared_nobody")
    first = words.say("models", "compared", n=shift.first_places, clients=shift.clients)
    moved = words.say("models", "compared_move", points=words.number(shift.mean_move, 1))
    return words.say("models", "two", first=first, second=moved)


def why_not(words: Words, one: Version, models: Models) -> str:
    """Why a proposed version cannot be put into use."""
    if not one.fits:
        return words.say("models", "why_unfit")
    if not one.facts.verdict.lets_through:
        return words.say("models", f"why_{one.facts.verdict.value}")
    if one.facts.worse_kinds:
        return words.say("models", "why_worse_kinds")
    return words.say("models", "why_another") if one.facts.champion != models.in_use else ""


def due(words: Words, found: TrainingDue) -> str:
    """What has come since the last training."""
    if found.last_day is None:
        return words.say("models", "due_first", n=found.answers) if found.answers else words.say("models", "no_answers")
    key = "due" if found.answers else "due_none"
    return words.say("models", key, n=found.answers, day=words.day(found.last_day))


def _line(words: Words, one: Version, now: datetime) -> Line:
    state, tone, _ = state_of(words, one, now)
    facts = {"at": made_at(words, one), "verdict": verdict_of(words, one.facts), "state": state}
    key = "spoken_shipped" if one.origin is Origin.SHIPPED else "spoken"
    spoken = words.say("models", key, **facts, learned=_learned_shortly(words, one.facts), who=one.trained_by)
    counts = {"clients": words.number(one.facts.clients), "answers": words.number(one.facts.answers)}
    ink = _TONES[one.facts.verdict][0]
    return Line(one.version, **facts, **counts, spoken=spoken, verdict_tone=ink, state_tone=_ink(tone))


def _at_once_line(words: Words, models: Models) -> Line:
    used = models.in_use == AT_ONCE
    state = words.say("models", "state_in_use" if used else "state_at_hand")
    name = words.say("models", "at_once_cell")
    spoken = words.say("models", "spoken_at_once", name=titled(words, None), state=state)
    return Line(AT_ONCE, name, "", "", "", state, spoken, state_tone="ok" if used else "")


def _ink(tone: str) -> str:
    return "" if tone == "plain" else tone


def _learned(words: Words, facts: TrainingFacts, key: str) -> str:
    say = words.say
    parts = [say("models", "clients", n=facts.clients), say("models", "purchases", n=facts.ownerships)]
    parts.append(say("models", "answers", n=facts.answers))
    return say("models", key, first=parts[0], second=parts[1], third=parts[2])


def _learned_shortly(words: Words, facts: TrainingFacts) -> str:
    return words.say(
        "models",
        "two",
        first=words.say("models", "clients_bare", n=facts.clients),
        second=words.say("models", "answers_bare", n=facts.answers),
    )


def _kinds(words: Words, ids: Iterable[int], catalogue: Catalogue) -> list[str]:
    """Kinds with the partners who sell them."""
    found = []
    for id_ in ids:
        kind = catalogue.kinds.get(id_)
        if kind is None:
            continue
        sellers = {one.company_id for one in catalogue.services.values() if one.kind_id == id_ and not one.archived}
        names = sorted(catalogue.companies[one].name for one in sellers)
        found.append(words.say("models", "kind_of", kind=kind.name, partners=", ".join(names)) if names else kind.name)
    return found


def _losses(words: Words, facts: TrainingFacts) -> list[str]:
    found, told = facts.found, []
    if found.old is not None and found.new is not None:
        told.append(words.say("models", "loss", new=words.number(found.new, 3), old=words.number(found.old, 3)))
    if found.difference is not None and found.least is not None and found.most is not None:
        numbers = (words.number(value, 3) for value in (found.difference, found.least, found.most))
        told.append(words.say("models", "loss_moved", **dict(zip(("moved", "least", "most"), numbers, strict=True))))
    for name, loss in sorted(facts.losses.items(), key=lambda pair: pair[1]):
        weight = words.number(facts.members.get(name, 0.0), 2)
        name_, loss_ = member_name(words, name), words.number(loss, 3)
        told.append(words.say("models", "member_loss", name=name_, loss=loss_, weight=weight))
    told.append(words.say("models", "seconds", n=max(1, round(facts.seconds))))
    return told


def version_at(models: Models, version: str) -> Version | None:
    """The version of this name; None for models fitted at once."""
    return next((one for one in models.versions if one.version == version), None)


def previous(models: Sequence[Version]) -> str:
    """What was in use before the one that is now; AT_ONCE where none was."""
    held = [one for one in models if one.standing is Standing.EARLIER and one.effective_at is not None]
    return max(held, key=lambda one: one.effective_at or datetime.min).version if held else AT_ONCE
