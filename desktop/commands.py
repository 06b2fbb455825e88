"""What can be done from anywhere: Ctrl+K, and the menu of the account."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

from PySide6.QtCore import Qt

from core.domain.rights import MAY, UseCase
from core.services.client_list import ClientFilter, ListedClient, find_called, find_clients, read_client_rows
from core.services.session import Session
from core.services.wording import LANGUAGES, Language
from desktop.door import base_name
from desktop.entrance import Entrance
from desktop.places import PLACES
from desktop.screens.first_run.screen import FirstRunScreen
from desktop.tasks import Tasks
from desktop.theme import Scheme
from desktop.window.frame import Frame
from desktop.window.menu import Line
from desktop.window.palette import Command
from desktop.words import Words
from desktop.workplace import Workplace

_MOST_CLIENTS: Final = 8


class Doing(Protocol):
    """What the program does for the palette."""

    words: Words
    frame: Frame
    entrance: Entrance
    tasks: Tasks
    base: Path | None

    @property
    def workplace(self) -> Workplace | None:
        """The desk of the open base."""

    def go(self, page: str, facts: dict[str, Any]) -> None:
        """Show a page."""

    def show_help(self) -> None:
        """F1."""

    def set_scheme(self, scheme: Scheme) -> None:
        """Another look."""

    def set_language(self, language: Language) -> None:
        """Another language."""

    def lock(self) -> None:
        """Close the base until the same user comes back."""

    def leave(self) -> None:
        """Close the base."""

    def switch(self, then: Callable[[], object]) -> None:
        """Close the base and go on."""

    def show_unlock(self, base: Path) -> None:
        """The way into a base."""

    def show_first_run(self) -> None:
        """The first pages."""

    def fault(self, error: BaseException) -> None:
        """An error that is ours."""


def open_palette(program: Doing) -> None:
    """Ctrl+K: pages, commands, and the clients that what is typed names."""
    say = program.words.say
    finds = partial(_find_clients, program) if "client" in program.frame.pages else None
    program.frame.palette_.open(
        commands(program),
        say("window", "palette" if finds else "palette_pages"),
        say("window", "palette_nothing"),
        finds,
    )


def _find_clients(program: Doing, typed: str, then: Callable[[Sequence[Command]], None]) -> None:
    place = program.workplace
    if place is None:
        return

    def question(session: Session) -> tuple[int | None, list[ListedClient]]:
        called, found = find_called(session, typed), find_clients(session, ClientFilter(typed)).ids
        first = sorted(found, key=lambda id_: id_ != called) if called in found else found
        return called, read_client_rows(session, first[:_MOST_CLIENTS])

    def told(found: tuple[int | None, Sequence[ListedClient]]) -> None:
        called, clients = found
        number = program.words.say("client", "number", number="".join(filter(str.isdigit, typed)))
        then(
            [
                Command(
                    one.name,
                    "user",
                    partial(go_to, program, "client", {"client": one.id}),
                    more=" · ".join(filter(None, (number if one.id == called else "", one.city))),
                )
                for one in clients
            ]
        )

    place.ask("palette", question, told)


def go_to(program: Doing, page: str, facts: dict[str, Any]) -> None:
    """Go to a page to work in it: the keyboard does not stay in the navigation."""
    frame = program.frame
    if frame.page is not None and frame.nav.isAncestorOf(frame.focusWidget() or frame):
        frame.page.setFocus(Qt.FocusReason.OtherFocusReason)
    program.go(page, facts)


def go_to_number(program: Doing, number: int) -> None:
    """Ctrl with a digit: the page of that place in the navigation, from 1."""
    pages = program.frame.nav.pages
    if number <= len(pages):
        go_to(program, pages[number - 1], {})


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
            partial(go_to, program, place.name, {}),
            f"Ctrl+{nav.index(place.name) + 1}" if place.name in nav[:9] else "",
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
    place = program.workplace
    may_add = place is not None and bool(MAY[UseCase.EDIT_CLIENTS] & place.session.roles)
    new = [command("new_client", "user-plus", partial(go_to, program, "client", {"new": True}))] if may_add else []
    help_ = command("help", "circle-question-mark", program.show_help, "F1")
    lock = command("lock", "lock", program.lock, "Ctrl+L")
    leave = command("leave", "log-out", program.leave)
    opening = command("open_package", "package-open", program.entrance.show_opening)
    return [*pages, *new, opening, help_, *looks, *languages, lock, leave]


def open_menu(program: Doing, name: str) -> None:
    """The menu of the "account" or of the "base", beside its line of the navigation."""
    from desktop.window.menu import pop_up  # noqa: PLC0415 (nobody opens it at once)

    nav = program.frame.nav
    item, lines = (nav.account, account_lines) if name == "account" else (nav.base, base_lines)
    pop_up(program.frame, item, lines(program))


def account_lines(program: Doing) -> list[Line | None]:
    """The menu of the one who works here."""

    def say(key: str) -> str:
        return program.words.say("window", key)

    return [
        Line("settings", say("page_settings"), partial(program.go, "settings", {}), "Ctrl+,"),
        Line("circle-question-mark", say("help"), program.show_help, "F1"),
        Line("info", say("page_about"), partial(program.go, "about", {})),
        None,
        Line("lock", say("lock"), program.lock, "Ctrl+L"),
        Line("log-out", say("leave"), program.leave),
    ]


def base_lines(program: Doing) -> list[Line | None]:
    """The menu of bases: those known here, the sample, a new one."""

    def say(key: str, **blanks: object) -> str:
        return program.words.say("window", key, **blanks)

    lines: list[Line | None] = [
        Line(
            "database",
            say("base", name=base_name(base)),
            partial(program.switch, partial(program.show_unlock, base)),
        )
        for base in program.entrance.bases[:5]
        if base != program.base
    ]
    if program.frame.demo:
        lines.append(Line("rotate-ccw", say("reset_sample"), partial(_reset_sample, program)))
    else:
        lines.append(Line("flask-conical", say("to_sample"), partial(program.switch, partial(_to_sample, program))))
    new = Line("plus", say("new_base"), partial(program.switch, program.show_first_run))
    return [*lines, None, new, Line("log-out", say("leave"), program.leave)]


def _to_sample(program: Doing) -> None:
    program.show_first_run()
    door = program.frame.door
    if isinstance(door, FirstRunScreen):
        door.presenter.try_sample()


def _reset_sample(program: Doing) -> None:
    """Put the sample back to its start."""
    forget = program.entrance.forget_sample
    program.switch(lambda: program.tasks.ask(forget, lambda _: _to_sample(program), program.fault))
