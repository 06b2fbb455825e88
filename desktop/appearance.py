"""How the program looks and speaks on this computer: the preferences that show at once, everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.theme import LOOK, Scheme, set_scale
from desktop.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from core.services.wording import Language
    from desktop.preferences import Preferences


class Appearance(QObject):
    """Whoever inherits it says in `retranslate` what is to speak anew."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.preferences = preferences
        self.words = Words(preferences.language)
        set_scale(preferences.type_scale)
        LOOK.put_on(preferences.scheme)

    def watch_idleness(self) -> None:
        """The time after which the workplace is locked has changed."""

    @property
    def home(self) -> Path:
        """The program's own folder on this computer."""
        return self.preferences.folder

    @property
    def lock_after(self) -> int:
        """After so many idle minutes the workplace is locked."""
        return self.preferences.lock_after

    def set_lock_after(self, minutes: int) -> None:
        """Lock it after so many."""
        self.preferences.lock_after = minutes
        self.watch_idleness()

    def retranslate(self) -> None:
        """The language has changed."""

    @property
    def language(self) -> Language:
        """The language of the window."""
        return self.words.language

    @property
    def scheme(self) -> Scheme:
        """The look as chosen."""
        return self.preferences.scheme

    @property
    def type_scale(self) -> int:
        """Size of type in percent."""
        return self.preferences.type_scale

    def set_language(self, language: Language) -> None:
        """Speak it at once, everywhere."""
        from desktop.window.qt_words import install_qt_words  # noqa: PLC0415 (the way in stands before)

        self.preferences.language = language
        self.words.language = language
        install_qt_words(language)
        self.retranslate()

    def set_scheme(self, scheme: Scheme) -> None:
        """Put it on at once."""
        self.preferences.scheme = scheme
        LOOK.put_on(scheme)

    def set_type_scale(self, percent: int) -> None:
        """Larger or smaller letters at once."""
        self.preferences.type_scale = percent
        set_scale(percent)
        LOOK.put_on(self.preferences.scheme)
