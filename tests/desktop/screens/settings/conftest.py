"""A base whose rules can be changed, and a program that keeps what it is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.services.session import Session
from core.services.wording import Language
from desktop.theme import Scheme
from desktop.words import Words
from tests.support.bases import open_new_base


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A base with the default rules."""
    opened = open_new_base(tmp_path)
    yield opened
    opened.close()


class KeptProgram:
    """Does at once what it is told."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.scheme = Scheme.SYSTEM
        self.type_scale = 100
        self.lock_after = 10
        self.home = Path("nowhere")

    @property
    def language(self) -> Language:
        """What is spoken."""
        return self.words.language

    def set_language(self, language: Language) -> None:
        """Speak it."""
        self.words.language = language

    def set_scheme(self, scheme: Scheme) -> None:
        """Keep it."""
        self.scheme = scheme

    def set_lock_after(self, minutes: int) -> None:
        """Keep it."""
        self.lock_after = minutes

    def set_type_scale(self, percent: int) -> None:
        """Keep it."""
        self.type_scale = percent
