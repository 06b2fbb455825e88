"""The bell: keeps notices for a user and shows them. Their list is loaded with the first base."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desktop.window.frame import Frame
from desktop.window.speech import Speech
from desktop.words import Words

if TYPE_CHECKING:
    from desktop.window.notices import Notice


class Bell:
    """`remember` keeps the notices' texts on this computer."""

    def __init__(self, frame: Frame, words: Words, speech: Speech) -> None:
        self._frame = frame
        self._words = words
        self._speech = speech
        self._remember: Callable[[Sequence[str]], None] = lambda _texts: None
        self.notices: list[Notice] = []

    def enter(self, kept: Sequence[str], remember: Callable[[Sequence[str]], None]) -> None:
        """What was kept for this user."""
        from desktop.window.notices import Notice, fresh  # noqa: PLC0415 (see above)

        found = (Notice.read(text) for text in kept)
        self.notices = fresh([one for one in found if one is not None], _now())
        self._remember = remember

    def ring(self, key: str, counts: dict[str, int]) -> None:
        """Something ended or failed; a key that has no sentence says nothing."""
        from desktop.window.notices import Notice, fresh  # noqa: PLC0415 (see above)

        if not self._words.has("notices", key):
            return
        self.notices = fresh([Notice(_now(), key, tuple(counts.items())), *self.notices], _now())
        self._remember([one.kept() for one in self.notices])
        self._speech.unseen += 1
        self._speech.say_bell()
        if not self._frame.isActiveWindow():
            QApplication.alert(self._frame)

    def open(self) -> None:
        """Show them all; they are seen now."""
        self._speech.unseen = 0
        self._speech.say_bell()
        self._frame.notices.model.show_notices(self.notices, self._words, _now())
        self._frame.open_notices(self._words.say("window", "notices"), self._words.say("window", "no_notices"))


def _now() -> datetime:
    return datetime.now()
