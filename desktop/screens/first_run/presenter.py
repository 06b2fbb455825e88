"""The first pages: what to begin with, then the new base's company, user and password."""

from pathlib import Path
from typing import Protocol

from core.domain.errors import KnownError, MissingValue, WeakPassword
from core.services.wording import Language
from core.vault.passwords import LEAST_CHARACTERS
from desktop.door import Door, base_name

_STRONG = 20
_FORBIDDEN = frozenset('<>:"/\\|?*')
_LONGEST = 60
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")})
"""Names that Windows keeps for itself, whatever their ending."""


class FirstRunView(Protocol):
    """What the presenter shows."""

    def show_step(self, step: str) -> None:
        """ "welcome" or "create"."""

    def show_folder(self, folder: str) -> None:
        """Where the base will lie."""

    def show_strength(self, share: float, sentence: str, *, enough: bool) -> None:
        """How long the password is."""

    def show_busy(self, sentence: str) -> None:
        """Something is being made; empty when it has ended."""

    def show_progress(self, step: str, done: int, total: int) -> None:
        """How far the sample is."""

    def show_refused(self, field: str, sentence: str) -> None:
        """What is wrong, at a field ("company", "login", "password", "again") or, with "", below all."""


class FirstRunPresenter:
    """Decides what comes after what."""

    def __init__(self, view: FirstRunView, door: Door) -> None:
        self._view = view
        self._door = door
        self._folder: Path | None = None

    def begin(self, step: str = "welcome") -> None:
        """Show a step."""
        self._view.show_step(step)
        self.company_typed("")
        lost = self._door.lost
        if lost is not None and step == "welcome":
            say = self._door.words.say
            self._view.show_refused("", say("first_run", "lost", name=base_name(lost), place=str(lost.parent)))

    def speak(self, language: Language) -> None:
        """Another language."""
        self._door.set_language(language)

    def try_sample(self) -> None:
        """Make the sample company and look at it."""
        self._view.show_busy(self._door.words.say("first_run", "making_sample"))
        self._door.try_sample(self._refused, self._view.show_progress)

    def open_base(self) -> None:
        """Point at a base."""
        chosen = self._door.choose_base()
        if chosen is not None:
            self._door.show_unlock(chosen)

    def restore(self) -> None:
        """Bring a base to this computer from its backup."""
        self._door.show_restore(None, None)

    def new_base(self) -> None:
        """To the second page."""
        self._view.show_step("create")

    def back(self) -> None:
        """To the first page; what was typed stays."""
        self._view.show_step("welcome")

    def company_typed(self, company: str) -> None:
        """The folder follows the company's name."""
        self._view.show_folder(str(self.folder(company)))

    def choose_folder(self, company: str) -> None:
        """Another place."""
        chosen = self._door.choose_folder(self.folder(company).parent)
        if chosen is not None:
            self._folder = chosen
            self.company_typed(company)

    def folder(self, company: str) -> Path:
        """Where the base of this company will lie."""
        name = _file_name(company) or self._door.words.say("first_run", "base_name")
        return (self._folder or self._door.default_folder) / f"{name}.opuntia"

    def password_typed(self, password: str) -> None:
        """Say how long it is."""
        words, length = self._door.words, len(password)
        if length >= LEAST_CHARACTERS:
            key = "long" if length >= _STRONG else "enough"
            self._view.show_strength(min(1.0, length / _STRONG), words.say("first_run", key), enough=True)
        elif not length:
            self._view.show_strength(0.0, words.say("recovery", "least", n=LEAST_CHARACTERS), enough=False)
        else:
            said = words.say("first_run", "more_letters", n=LEAST_CHARACTERS - length)
            self._view.show_strength(length / _STRONG, said, enough=False)

    def create(self, company: str, login: str, password: str, again: str) -> None:
        """Make the base."""
        say = self._door.words.say
        for field, text in (("company", company), ("login", login), ("password", password)):
            if not text.strip():
                self._view.show_refused(field, say("first_run", f"{field}_missing"))
                return
        if password != again:
            self._view.show_refused("again", say("first_run", "differ"))
            return
        self._view.show_busy(say("first_run", "making_base"))
        self._door.create(self.folder(company), company, login, password, self._refused)

    def _refused(self, error: KnownError) -> None:
        self._view.show_busy("")
        field = "password" if isinstance(error, WeakPassword) else ""
        if isinstance(error, MissingValue):
            field = str(error.facts.get("field", ""))
        self._view.show_refused(field, self._door.words.error(error))


def _file_name(company: str) -> str:
    """What of a company's name every system takes as the name of a folder; may be empty."""
    plain = " ".join(company.split())
    name = "".join(letter for letter in plain if letter not in _FORBIDDEN and letter.isprintable())
    name = name.strip(". ")[:_LONGEST].rstrip(". ")
    return f"_{name}" if name.partition(".")[0].strip().lower() in _DEVICES else name
