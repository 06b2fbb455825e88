"""What comes between opening a base and working in it, and what is told to whoever has come in.

Before the pages: a password of one's own in place of a one-time one, the recovery sheet of a new base. After them: the
change of keys that is still due, and what others did to users and keys.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from core.domain.errors import WaitsForKey
from desktop.entrance import Entrance
from desktop.screens.unlock.screen import UnlockScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from core.services.session import Progress, Session
    from core.services.users import KeyNews
    from desktop.window.frame import Frame
    from desktop.words import Words
    from desktop.workplace import Workplace

_MOST: Final = 4
"""So many pieces of news are told one by one."""


class Opened(Protocol):
    """What the program does for whoever arrives."""

    words: Words
    frame: Frame
    entrance: Entrance

    def switch(self, then: Callable[[], object]) -> None:
        """Close the base and go on."""

    def show_unlock(self, base: Path) -> None:
        """The way into a base."""


class Arrival:
    """One at a time; `receive` is called once a base is open."""

    def __init__(self, program: Opened) -> None:
        self._program = program
        self._news: Sequence[KeyNews] = ()
        self._told: Callable[[], None] | None = None

    def receive(self, place: Workplace, base: Path, furnish: Callable[[], None]) -> None:
        """Lead whoever signed in to the pages, which `furnish` makes."""
        self._put_news_away()
        session = place.session
        on = partial(self._go_in, place, furnish)
        if session.one_time:
            self.show_one_time(place, base, on)
        elif self._program.entrance.made == base:
            self.show_sheet(place, partial(self._leave_sheet, on))
        else:
            on()

    def show_recovery(self, base: Path, login: str) -> None:
        """The way in by the recovery sheet."""
        from desktop.screens.recovery.screen import RecoveryScreen  # noqa: PLC0415 (the way in does without)

        self._show_door(RecoveryScreen(self._program.entrance, base, login))

    def _leave_sheet(self, on: Callable[[], None]) -> None:
        """Made or put off; until then whoever comes back from a lock finds it again."""
        self._program.entrance.made = None
        on()

    # ------------------------------------------------------------------ before the pages

    def show_one_time(self, place: Workplace, base: Path, on: Callable[[], None]) -> None:
        """A password of one's own before anything else."""
        from desktop.screens.access.doors import OneTimeDoor  # noqa: PLC0415

        back = partial(self._program.show_unlock, base)

        def changed() -> None:
            if place.session.roles:
                on()
            else:  # the key is not there yet
                place.ask("arrival", self._read_words, lambda words: self._wait(base, words))

        self._show_door(OneTimeDoor(place, changed, lambda: self._program.switch(back)))

    def _read_words(self, session: Session) -> tuple[str, ...]:
        from core.services.users import own_words  # noqa: PLC0415 (needs the store)

        return own_words(session, self._program.words.language)

    def _wait(self, base: Path, own: Sequence[str]) -> None:
        """Back to the way in, with the words that somebody who gives the key will ask for."""

        def refuse() -> None:
            self._program.show_unlock(base)
            door, words = self._program.frame.door, self._program.words
            if isinstance(door, UnlockScreen):
                told = words.say("users", "own_words", words=" · ".join(own))
                door.show_refused(f"{words.error(WaitsForKey())}\n\n{told}", password_wrong=False)

        self._program.switch(refuse)

    def show_sheet(self, place: Workplace, on: Callable[[], None]) -> None:
        """The recovery sheet of a new base; it may be put off."""
        from desktop.screens.access.doors import SheetDoor  # noqa: PLC0415

        self._show_door(SheetDoor(place, on, on))

    def _show_door(self, door: QWidget) -> None:
        self._program.frame.show_door(door)
        first: Callable[[], QWidget] | None = getattr(door, "first_focus", None)
        if first is not None:
            first().setFocus()

    # ------------------------------------------------------------------ after them

    def _go_in(self, place: Workplace, furnish: Callable[[], None]) -> None:
        furnish()
        place.ask("arrival", _read_due, partial(self._settle, place))

    def _settle(self, place: Workplace, found: tuple[bool, list[KeyNews]]) -> None:
        from core.services.rotation import CHANGED, finish_rotation  # noqa: PLC0415
        from core.services.session import Done  # noqa: PLC0415 (needs the store)

        due, news = found

        def finish(session: Session, progress: Progress) -> Done[bool]:
            return Done(finish_rotation(session, progress), CHANGED)

        if due:
            place.run("rotate_keys", finish, lambda _: None)
        if news:
            self.show_news(place, news)

    def show_news(self, place: Workplace, news: Sequence[KeyNews]) -> None:
        """Above every page until somebody closes it."""
        self._put_news_away()
        self._news = news
        self._told = partial(self._mark_told, place)
        self._program.frame.news.closed.connect(self._told)
        self.retranslate()

    def _put_news_away(self) -> None:
        """What was told to somebody else is not told to whoever comes next."""
        bar = self._program.frame.news
        bar.hide()
        if self._told is not None:
            bar.closed.disconnect(self._told)
        self._news, self._told = (), None

    def retranslate(self) -> None:
        """Tell the news in another language."""
        if self._news:
            words = self._program.words
            lines = [words.say("users", "news"), *(_line(one, words) for one in self._news[-_MOST:])]
            if len(self._news) > _MOST:
                lines.append(words.say("users", "news_more", n=len(self._news) - _MOST))
            bar = self._program.frame.news
            bar.set_close_word(words.say("users", "news_close"))
            bar.show_message("\n".join(lines))

    def _mark_told(self, place: Workplace) -> None:
        from core.services.session import Done  # noqa: PLC0415 (needs the store)
        from core.services.users import mark_key_news_told  # noqa: PLC0415

        entry = self._news[-1].entry
        self._put_news_away()

        def mark(session: Session) -> Done[None]:
            mark_key_news_told(session, entry)
            return Done(None)

        place.do(mark)


def _read_due(session: Session) -> tuple[bool, list[KeyNews]]:
    from core.services.rotation import rotation_due  # noqa: PLC0415 (needs the store)
    from core.services.users import read_key_news  # noqa: PLC0415 (needs the store)

    return rotation_due(session), read_key_news(session)


def _line(one: KeyNews, words: Words) -> str:
    from datetime import UTC  # noqa: PLC0415

    day = words.day(one.at.replace(tzinfo=UTC).astimezone().date())
    return words.say("users", f"news_{one.deed}", day=day, by=one.by, about=one.about)
