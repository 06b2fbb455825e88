"""What can be done from anywhere: Ctrl+K, and the menu of the account."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from core.services.wording import LANGUAGES, Language
from desktop.places import PLACES
from desktop.theme import Scheme
from desktop.window.frame import Frame
from desktop.window.menu import Line
from desktop.window.palette import Command
from desktop.words import Words


class Doing(Protocol):
    """What the program does for the palette."""

    words: Words
    frame: Frame

    def go(self, page: str, facts: dict[str, Any]) -> None:
        """Show a page."""

    def show_help(self) -> None:
        """F1."""

    def set_scheme(self, scheme: Scheme) -> None:
        """Another look."""

    def set_language(self, language: Language) -> None:
        """Another language."""

    def leave(self) -> None:
        """Close the base."""


def commands(program: Doing) -> list[Command]:
    """In the order in which they are offered."""
    nav = program.frame.nav.pages

    def say(key: str) -> str:
        return program.words.say("window", key)

    def command(key: str, icon: str, run: Callable[[], object], keys: str = "", more: str = "") -> Command:
        return Command(say(key), icon, run, keys, more)

    pages = [
        command(
            f"page_{place.name}",
            place.icon,
            partial(program.go, place.name, {}),
            f"Ctrl+{nav.index(place.name) + 1}" if place.name in nav else "",
        )
        for place in PLACES
        if place.name in program.frame.pages
    ]
    looks = [
        command("look", "contrast", partial(program.set_scheme, scheme), more=say(f"look_{scheme.value}"))
        for scheme in Scheme
    ]
    languages = [
        command(
            "language", "languages", partial(program.set_language, code), more=Words(code).say("first_run", "own_name")
        )
        for code in LANGUAGES
    ]
    help_ = command("help", "circle-question-mark", program.show_help, "F1")
    leave = command("leave", "log-out", program.leave, "Ctrl+L")
    return [*pages, help_, *looks, *languages, leave]


def account_lines(program: Doing) -> list[Line | None]:
    """The menu of the one who works here."""

    def say(key: str) -> str:
        return program.words.say("window", key)

    return [
        Line("settings", say("page_settings"), partial(program.go, "settings", {}), "Ctrl+,"),
        Line("circle-question-mark", say("help"), program.show_help, "F1"),
        Line("info", say("page_about"), partial(program.go, "about", {})),
        None,
        Line("log-out", say("leave"), program.leave, "Ctrl+L"),
    ]
