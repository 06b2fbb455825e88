"""What a bare key means in the review: digits decide, in any layout and never by repeating themselves."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from core.domain.decision import CHOSEN_BY_PEOPLE, DeclineReason
from desktop.keys import LATIN_OF
from desktop.screens.review.presenter import ReviewPresenter
from desktop.widgets.feedback import is_plain_key

Deed = Callable[[ReviewPresenter], object]

_NUMBER_SIGN: Final = 0x2116  # what Shift+3 writes on a Russian keyboard
_VIRTUAL_3: Final = 0x33
_STEPS: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_K: -1, Qt.Key.Key_J: 1}
_DECISIONS: Final[dict[Qt.Key, Deed]] = {
    Qt.Key.Key_1: lambda does: does.accept(),
    Qt.Key.Key_2: lambda does: does.decline(),
    Qt.Key.Key_3: lambda does: does.postpone(),
    Qt.Key.Key_4: lambda does: does.choose_partner(),
    Qt.Key.Key_Space: lambda does: does.toggle_details(),
    Qt.Key.Key_F2: lambda does: does.open_client(),
}


def meaning(event: QKeyEvent, *, choosing: bool) -> Deed | None:
    """What the key is to do; None where it means nothing here. `choosing`: another partner is being chosen."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    place = event.key() - Qt.Key.Key_1
    if held == Qt.KeyboardModifier.AltModifier and not event.isAutoRepeat():
        return _give_for(place) if choosing else _declined_for(place)
    if choosing:
        return _pick(place) if is_plain_key(event) and not held else None
    return _moving(event, held) or (_deciding(event, held) if is_plain_key(event) else None)


def opens_filters(event: QKeyEvent) -> bool:
    """Ctrl+F, by the place of the key."""
    letter = LATIN_OF.get(event.key(), event.key()) == Qt.Key.Key_F
    return letter and event.modifiers() == Qt.KeyboardModifier.ControlModifier and not event.isAutoRepeat()


def _moving(event: QKeyEvent, held: Qt.KeyboardModifier) -> Deed | None:
    """Arrows and their letters may repeat themselves."""
    latin = Qt.Key(LATIN_OF.get(event.key(), event.key()))
    if held == Qt.KeyboardModifier.ControlModifier and latin == Qt.Key.Key_A:
        return lambda does: does.choose_all()
    by = _STEPS.get(latin, 0)
    return (lambda does: does.step(by)) if by and not held else None


def _deciding(event: QKeyEvent, held: Qt.KeyboardModifier) -> Deed | None:
    if not held & Qt.KeyboardModifier.ShiftModifier:
        return _DECISIONS.get(Qt.Key(event.key()))
    three = event.key() in (Qt.Key.Key_3, Qt.Key.Key_NumberSign, _NUMBER_SIGN)
    return (lambda does: does.choose_day()) if three or event.nativeVirtualKey() == _VIRTUAL_3 else None


def _pick(place: int) -> Deed | None:
    return (lambda does: does.giving.pick_place(place)) if 0 <= place <= 8 else None


def _give_for(place: int) -> Deed | None:
    reasons = CHOSEN_BY_PEOPLE
    return (lambda does: does.giving.pick_reason(reasons[place])) if 0 <= place < len(reasons) else None


def _declined_for(place: int) -> Deed | None:
    reasons = tuple(DeclineReason)
    return (lambda does: does.declined.give(reasons[place])) if 0 <= place < len(reasons) else None
