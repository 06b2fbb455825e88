"""The last actions as sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from core.domain.lead import Stage
from core.domain.rights import UseCase
from core.services.decisions import BEFORE
from core.services.history import UNDONE, Action
from desktop.words import Words

SHOWN: Final = 8
"""So many lines stand on the page."""
READ: Final = 120
"""So many entries are read for them: many say nothing by themselves, and alike ones become one line."""

_ICONS: Final = {
    "decide_accepted": "check",
    "decide_declined": "x",
    "decide_postponed": "clock",
    "decide_processed": "undo-2",
    "decide_undone": "undo-2",
    "import_clients": "file-input",
    "compute": "calculator",
    "send_made": "package",
    "send_saved": "folder-down",
    "send_given": "key-round",
    "send_sent": "send",
    "send_dissolved": "shield-off",
    "send_outdated": "shield-off",
    "send_overtaken": "shield-off",
    "record_outcome": "clipboard-check",
    "follow_up_rerouted": "corner-up-right",
    "follow_up_reminded": "bell-ring",
    "withdraw_consent": "shield-off",
    "change_settings": "settings",
    "edit_catalogue_loaded": "grid-3x3",
    "edit_catalogue": "grid-3x3",
    "edit_indicators": "grid-3x3",
    "teach_synonyms": "book-open",
}


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action: its sentence, its time, and the entry that an undo takes back, or None. `heard` has all in one."""

    icon: str
    text: str
    when: str
    heard: str
    undo: int | None


@dataclass(frozen=True, slots=True)
class _Told:
    """What a sentence is made of: `key` names it, `n` is how many; alike ones that follow each other are added up."""

    key: str
    n: int
    blanks: Mapping[str, int]
    at: datetime
    undo: int | None

    def joins(self, other: "_Told") -> bool:
        """Whether both are one line: neither can be undone alone, and they say the same."""
        return self.key == other.key and self.undo is None is other.undo and not self.blanks and not other.blanks


def action_lines(actions: Sequence[Action], now: datetime, words: Words) -> list[ActionLine]:
    """The last actions that say something, the newest first; `now` is the local time."""
    told: list[_Told] = []
    for one in _told(actions):
        if told and told[-1].joins(one):
            last = told[-1]
            told[-1] = _Told(last.key, last.n + one.n, {}, last.at, None)
        elif len(told) == SHOWN:
            break
        else:
            told.append(one)
    return [_line(one, now, words) for one in told]


def _told(actions: Sequence[Action]) -> Iterator[_Told]:
    for action in actions:
        key, n, blanks = _meaning(action.use_case, action.details)
        if key:
            yield _Told(key, n, blanks, action.at, action.entry if action.undoable else None)


def _line(told: _Told, now: datetime, words: Words) -> ActionLine:
    text = words.say("today", f"action_{told.key}", n=told.n, **told.blanks)
    when = words.moment(told.at.replace(tzinfo=UTC).astimezone().replace(tzinfo=None), now)
    heard = words.say("today", "action", action=text, when=when)
    return ActionLine(_ICONS[told.key], text, when, heard, told.undo)


_FOLLOWED: Final = ("rerouted", "reminded")
_Meaning = tuple[str, int, Mapping[str, int]]
_NOTHING: Final[_Meaning] = ("", 0, {})


def _meaning(use_case: UseCase, details: Mapping[str, Any]) -> _Meaning:
    """(key, how many, other blanks); an empty key where there is nothing to say."""
    if use_case is UseCase.DECIDE:
        return _decided(details)
    if UNDONE in details:
        return _NOTHING
    if use_case in _READ:
        return _READ[use_case](details)
    if use_case is UseCase.IMPORT_CLIENTS and "imported" in details:
        return "import_clients", 0, {name: int(details[name]) for name in ("imported", "updated")}
    if use_case is UseCase.EDIT_CATALOGUE and "services" in details:
        return "edit_catalogue_loaded", int(details["services"]), {}
    counts = {
        UseCase.COMPUTE: details.get("scored"),
        UseCase.RECORD_OUTCOME: 1,
        UseCase.WITHDRAW_CONSENT: details.get("clients"),
        UseCase.CHANGE_SETTINGS: len(details),
        UseCase.EDIT_CATALOGUE: 1,
        UseCase.EDIT_INDICATORS: 1,
        UseCase.TEACH_SYNONYMS: details.get("synonyms"),
    }
    count = counts.get(use_case)
    return (use_case.value, int(count), {}) if count else _NOTHING


def _decided(details: Mapping[str, Any]) -> _Meaning:
    if UNDONE in details:
        return "decide_undone", 1, {}
    before = details.get(BEFORE, 0)
    count = len(before) if isinstance(before, list) else int(before)
    stage = details.get("stage")
    if not count or stage == Stage.IN_REVIEW:
        return _NOTHING
    return f"decide_{stage or 'accepted'}", count, {}


def _sent(details: Mapping[str, Any]) -> _Meaning:
    many = {"packages": "send_made", "passwords_given": "send_given"}
    for name, key in many.items():
        if details.get(name):
            return key, len(details[name]), {}
    return next(
        (
            (f"send_{name}", 1, {})
            for name in ("saved", "sent", "dissolved", "outdated", "overtaken")
            if name in details
        ),
        _NOTHING,
    )


def _followed(details: Mapping[str, Any]) -> _Meaning:
    return next(((f"follow_up_{name}", len(details[name]), {}) for name in _FOLLOWED if name in details), _NOTHING)


_READ: Final = {UseCase.SEND: _sent, UseCase.FOLLOW_UP: _followed}
"""What several sentences tell of."""
