"""What is so before, during and after a computation, in words."""

from datetime import UTC
from pathlib import PureWindowsPath
from typing import Final

from core.services.outlook import Crowd, Gap, Outlook
from core.services.scoring import ScoringReport
from core.services.today import Today
from desktop.screens.compute.picture import ALL, CHOSEN, IMPORT, Fact, Lack, Told
from desktop.words import Words

_MOST_GAPS: Final = 3
_STEPS: Final = ("prepare", "model", "rank", "keep", "score")
_STEPS_OF_SOME: Final = ("prepare", "score")
_FIELDS: Final = {"birth_year": "birth_date"}
"""What tables call a column, where that is another name."""


def lack(words: Words, outlook: Outlook) -> Lack | None:
    """What is missing before anything can be computed."""
    missing = ("no_services", "to_catalogue", "catalogue") if not outlook.services else None
    if missing is None and not outlook.everybody.clients:
        missing = ("no_clients", "to_imports", "imports")
    if missing is None:
        return None
    key, action, page = missing
    return Lack(words.say("compute", key), words.say("compute", f"{key}_text"), words.say("compute", action), page)


def crowds(words: Words, outlook: Outlook) -> list[tuple[str, str, str]]:
    """Whom one may choose: (word, count, value); empty where everybody is the only choice."""
    name = PureWindowsPath(outlook.import_path).name or words.say(
        "imports", "pasted_name"
    )  # takes both kinds of slashes
    offered: list[tuple[str, Crowd | None, str]] = [
        (words.say("compute", "everybody"), outlook.everybody, ALL),
        (words.say("compute", "imported", file=name), outlook.imported, IMPORT),
        (words.say("compute", "chosen"), outlook.chosen, CHOSEN),
    ]
    found = [(word, words.number(crowd.clients), value) for word, crowd, value in offered if crowd is not None]
    return found if len(found) > 1 else []


def facts(words: Words, outlook: Outlook, crowd: Crowd) -> tuple[Fact, ...]:
    """Who is computed, by what, and what is missing."""
    told = [_who(words, outlook, crowd), _by_what(words, outlook)]
    if outlook.gaps:
        told.append(_gaps(words, outlook))
    return tuple(told)


def steps(words: Words, now: str, *, everybody: bool) -> tuple[tuple[str, str, str], ...]:
    """The steps of a run as (words, as it is heard, state). One over some takes the model and the ranks of the last run
    as a rule.
    """
    names = _STEPS if everybody or now not in _STEPS_OF_SOME else _STEPS_OF_SOME
    at = names.index(now)
    found = []
    for place, name in enumerate(names):
        state = "done" if place < at else "now" if place == at else "later"
        text = words.say("compute", f"step_{name}")
        found.append((text, words.say("compute", f"heard_{state}", step=text), state))
    return tuple(found)


def foot(words: Words, outlook: Outlook, crowd: Crowd) -> str:
    """Where it is computed, and how long it may take where that was measured."""
    here = words.say("compute", "foot")
    if outlook.speed is None or not crowd.pending:
        return here
    minutes = round(outlook.speed.seconds(crowd.pending) / 60)
    time = words.say("compute", "takes_minutes", n=minutes) if minutes else words.say("compute", "takes_less")
    return words.say("compute", "foot_and_time", foot=here, time=time)


def told(words: Words, report: ScoringReport, today: Today) -> Told:
    """What came of a run."""
    say = words.say
    lines = [say("compute", "scored", n=report.scored)] if report.scored and not report.left else []
    lines += [say("compute", "reused", n=report.reused)] if report.reused else []
    lines += [say("compute", "new_model" if report.new_model else "same_model")]
    lines += [say("compute", "resettled", n=report.resettled)] if report.resettled else []
    without = report.scored + report.reused - report.eligible
    lines += [say("compute", "no_offer", n=without)] if without > 0 else []
    if report.left:
        title = say("compute", "stopped", done=report.scored, left=report.left)
        return Told(title, tuple(lines), whole=False)
    title = say("compute", "done", n=today.undecided)
    above = say("compute", "done_from", n=today.undecided_from) if today.undecided_from else ""
    return Told(say("compute", "two", first=title, second=above) if above else title, tuple(lines), whole=True)


def _who(words: Words, outlook: Outlook, crowd: Crowd) -> Fact:
    say = words.say
    if not crowd.pending:
        return Fact("users", say("compute", "all_scored"), say("compute", "all_scored_text", n=crowd.clients))
    if crowd.ready:
        text = say("compute", "pending_ready", n=crowd.ready)
    elif outlook.model is None:
        text = say("compute", "pending_new")
    else:
        text = say("compute", "pending_anew" if crowd.clients == outlook.everybody.clients else "pending_only")
    return Fact("users", say("compute", "pending", n=crowd.pending), text)


def _by_what(words: Words, outlook: Outlook) -> Fact:
    model = outlook.model
    if model is None:
        return Fact("grid-3x3", words.say("compute", "no_model"), words.say("compute", "no_model_text"))
    made = words.day(model.made_at.replace(tzinfo=UTC).astimezone().date())
    text = words.say("compute", "unfit") if outlook.unfit else words.say("compute", "model_text", n=model.fitted_on)
    title = words.say("compute", "model_shipped") if model.is_shipped else words.say("compute", "model", day=made)
    return Fact("graduation-cap", title, text)


def _gaps(words: Words, outlook: Outlook) -> Fact:
    """The columns that are missing, and what that costs."""
    shown = outlook.gaps[:_MOST_GAPS]
    names = ", ".join(_column(words, gap, outlook.everybody.clients) for gap in shown)
    more = len(outlook.gaps) - len(shown)
    title = (
        words.say("compute", "gaps_more", columns=names, n=more)
        if more
        else words.say("compute", "gaps", columns=names)
    )
    worst = max(gap.rules for gap in outlook.gaps)
    return Fact("info", title, words.say("compute", "gaps_text", n=worst, rules=outlook.rules))


def _column(words: Words, gap: Gap, clients: int) -> str:
    name = words.say("fields", _FIELDS.get(gap.column, gap.column))
    return words.say("compute", "gap", column=name, known=gap.known, clients=clients)
