"""A walk through every screen on the sample company: for pictures, and to see that each of them can be drawn at all.

    python -m desktop.tour FOLDER [NAME…] [--pseudo]

writes a picture per screen (or of those named), look, language and size. `desktop/self_test.py` walks the same way
without keeping them.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from core.domain.errors import WrongPin
from core.domain.rights import Role
from core.services.sample import LOGIN, read_plan
from core.services.users import KeyNews, create_user, dismiss_user, read_users
from core.services.wording import Language
from core.vault.slot_changes import changing
from desktop.crash import CrashReport
from desktop.entrance import SUFFIX
from desktop.theme import IN_ONE_STYLE, Scheme
from desktop.tour_bases import BaseStops
from desktop.tour_catalogue import CatalogueStops
from desktop.tour_check import CheckStops, write_rough_table
from desktop.tour_client import ANEW as CLIENT_ANEW
from desktop.tour_client import card_stops
from desktop.tour_clients import client_stops
from desktop.tour_columns import ColumnStops
from desktop.tour_compute import show_chosen
from desktop.tour_imports import import_stops
from desktop.tour_locking import (
    clear_locking,
    show_lock_settings,
    show_pin,
    show_pin_door,
    show_warning,
)
from desktop.tour_mail import ANEW as MAIL_ANEW
from desktop.tour_mail import mail_stops
from desktop.tour_models import models_stops
from desktop.tour_opening import ANEW as OPENING_ANEW
from desktop.tour_opening import opening_stops
from desktop.tour_outcomes import ANEW as OUTCOMES_ANEW
from desktop.tour_outcomes import outcome_stops
from desktop.tour_overrides import overrides_stops
from desktop.tour_recalls import stand_at_recalls
from desktop.tour_review import review_stops, stand_at_review
from desktop.tour_settling import SettlingStops

if TYPE_CHECKING:
    from desktop.screens.users.screen import UsersScreen
    from desktop.workplace import Workplace

LARGE: Final = (1600, 1000)
SMALL: Final = (1093, 574)
PSEUDO: Final = 0.35
COLLEAGUES: Final = ("vera", "kaktusova", "left")
ONE_TIME: Final = "mako-28-lupa"


@dataclass(frozen=True, slots=True)
class Look:
    """How the screens are looked at; `size` of the window in logical pixels, `stretch` of every sentence."""

    scheme: Scheme
    language: Language
    size: tuple[int, int]
    stretch: float = 0.0

    @property
    def name(self) -> str:
        """For a file's name."""
        return "-".join(
            [
                self.scheme.value,
                "pseudo" if self.stretch else self.language,
                "small" if self.size[0] < LARGE[0] else "large",
            ]
        )


LOOKS: Final = tuple(
    Look(scheme, language, size)
    for scheme in (Scheme.LIGHT, Scheme.DARK)
    for language in ("ru", "en")
    for size in (SMALL, LARGE)
)
PSEUDO_LOOKS: Final = (Look(Scheme.LIGHT, "ru", SMALL, PSEUDO), Look(Scheme.LIGHT, "ru", LARGE, PSEUDO))


class Guide(BaseStops, CatalogueStops, CheckStops, ColumnStops, SettlingStops):
    """Leads through a program of its own, in a home of its own."""

    def __init__(self, home: Path) -> None:
        from desktop.bootstrap import Program  # noqa: PLC0415 (the application comes before any widget)
        from desktop.preferences import Preferences  # noqa: PLC0415

        self.program = Program(Preferences(home))
        self.program.begin()
        self.frame = self.program.frame

    def walk(self, looks: Sequence[Look], only: Collection[str] = ()) -> Iterator[tuple[str, Look, QWidget]]:
        """(name, look, its window) of every screen, or `only` of some, in every look. One screen is seen from the first
        look to the last, the next one back: so the look changes less often.
        """
        turned = list(looks)
        for name, prepare in self._stops():
            yield from self._stand(name, prepare, turned if not only or name in only else ())
            turned.reverse()

    def close(self) -> None:
        """End the program."""
        self.program.leave()
        self.settle()
        self.frame.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def settle(self) -> None:
        """Wait until nothing is under way and everything is laid out."""
        for _ in range(3):
            self.program.settle()
            QApplication.processEvents()

    def wear(self, look: Look, *, again: bool = True) -> None:
        """Put on a look. `again`: say everything anew though it is said in these words."""
        program = self.program
        said = (program.language, program.words.stretch) == (look.language, look.stretch)
        program.words.stretch = look.stretch
        if program.preferences.scheme is not look.scheme:
            program.set_scheme(look.scheme)
        if again or not said:
            program.set_language(look.language)
        self.frame.resize(*look.size)
        self.settle()

    def _stand(
        self, name: str, prepare: Callable[[], QWidget | None], looks: Sequence[Look]
    ) -> Iterator[tuple[str, Look, QWidget]]:
        prepare()
        self.settle()
        for place, look in enumerate(looks):
            self.wear(look, again=not place)
            shown = None
            if name in _ANEW:
                shown = prepare()
                self.settle()
            yield name, look, shown or self._above or self.frame
        self._clear()

    def _stops(self) -> Iterator[tuple[str, Callable[[], QWidget | None]]]:
        yield from self._before()
        self.program.show_first_run()
        self.program.entrance.try_sample(_refuse, lambda _step, _done, _total: None)
        self.settle()
        yield from self._inside()

    def _before(self) -> Iterator[tuple[str, Callable[[], QWidget | None]]]:
        entrance = self.program.entrance
        yield "first-run", lambda: entrance.show_first_run("welcome")
        yield "first-run-new", lambda: entrance.show_first_run("create")
        base = Path(f"{read_plan()['own']}{SUFFIX}")
        yield "unlock", lambda: self.program.show_unlock(base)
        yield "recovery", lambda: self._recover(base)
        self.program.preferences.opened(base, LOGIN)
        yield "unlock-locked", lambda: self.program.show_unlock(base, "locked")
        yield "unlock-pin", lambda: show_pin_door(self.program, base)
        yield "unlock-pin-wrong", lambda: show_pin_door(self.program, base, WrongPin(left=3))

    def _inside(self) -> Iterator[tuple[str, Callable[[], QWidget | None]]]:
        go = self.program.go
        yield "review", partial(stand_at_review, self.program)
        yield from client_stops(self.program)
        for page in ("today", "compute", "catalogue", "rules", "journal", "settings", "access", "about", "imports"):
            yield page, partial(go, page, {})
        yield from self._catalogue_stops()
        yield "compute-chosen", lambda: show_chosen(self.program)
        yield from card_stops(self.program)
        yield "access-sheet", self._sheet
        yield "access-typed", self._next
        yield "users", self._users
        yield "users-new", self._next
        yield "users-waiting", self._waiting
        yield "users-password", self._given
        yield "users-dismiss", self._dismiss
        yield "backups", self._backed_up
        yield from review_stops(self.program)
        for tab in ("ready", "packages", "sent", "tasks"):
            yield f"sending-{tab}", partial(go, "sending", {"tab": tab})
        yield from outcome_stops(self.program)
        yield from models_stops(self.program)
        yield from overrides_stops(self.program)
        yield "recalls", partial(stand_at_recalls, self.program)
        yield from mail_stops(self.program)
        yield from opening_stops(self.program)
        table = write_rough_table(self.program.preferences.folder / "clients_11.csv")
        yield from import_stops(self.program)
        yield "import-file", partial(self._open, table)
        for step in ("mapping", "check"):
            yield f"import-{step}", self._next
        yield "import-check-fixed", self._check_fixed
        yield "import-check-similar", self._check_similar
        for step in ("pairs", "consents", "scan", "summary"):
            yield f"import-{step}", self._scan if step == "scan" else self._next
        yield from self._settling()
        yield "import-known", self._known
        yield "import-words", self._words
        yield "imports-mappings", self._mappings
        yield "settings-lock", lambda: show_lock_settings(self.program)
        yield "settings-pin", lambda: show_pin(self.program)
        yield "lock-warning", self._lock_warning
        yield "lock-warning-above", lambda: show_warning(self.program, show_pin(self.program))
        yield "restore-choose", self._restore
        yield "restore-open", self._restore_open
        yield "restore-sheet", self._restore_sheet
        yield "restore-report", self._restore_report
        yield "broken", self._broken
        yield "palette", self._palette
        yield "notices", self.program.bell.open
        yield "help", self._help
        yield "crash", self._crash
        yield "news", self._news
        yield "one-time", self._one_time
        yield "first-run-sheet", self._first_sheet

    _above: QWidget | None = None

    @property
    def _place(self) -> Workplace:
        place = self.program.workplace
        if place is None:
            raise RuntimeError
        return place

    def _recover(self, base: Path) -> None:
        """Some groups typed, one of them with a slip."""
        from desktop.screens.recovery.screen import RecoveryScreen  # noqa: PLC0415

        self.program.entrance.show_recovery(base, LOGIN)
        door = self.frame.door
        if isinstance(door, RecoveryScreen):
            for line, digits in zip(door.groups.lines, ("112343", "000011", "123456"), strict=False):
                line.textEdited.emit(digits)

    def _sheet(self) -> None:
        self.program.go("access", {})
        self.settle()
        self._next()

    def _users(self) -> None:
        """Colleagues of every kind: one waits for the people key, one has gone."""
        session = self._place.session
        if len(read_users(session)) == 1:
            waiting, keeper, gone = COLLEAGUES
            create_user(session, waiting, frozenset({Role.MANAGER}))
            create_user(session, keeper, frozenset({Role.ANALYST, Role.ADMINISTRATOR}))
            create_user(session, gone, frozenset({Role.SUPERVISOR}))
            dismiss_user(session, gone)
            with changing(session.store.folder, session.keys.work) as slots:
                slots.take_people(waiting)
        self.program.go("users", {})

    def _waiting(self) -> None:
        self._choose_user(COLLEAGUES[0])

    def _given(self) -> QWidget | None:
        page = self._choose_user(COLLEAGUES[1])
        say = self.program.words.say
        title, text = say("users", "password_title", login=COLLEAGUES[1]), say("users", "password_text")
        page.show_password(title, text, ONE_TIME)
        return page.dialog

    def _dismiss(self) -> QWidget | None:
        page = self._choose_user(COLLEAGUES[1])
        page.presenter.dismiss()
        return page.dialog

    def _choose_user(self, login: str) -> UsersScreen:
        from desktop.screens.users.screen import UsersScreen  # noqa: PLC0415

        self.program.go("users", {})
        self.settle()
        page = self.frame.page
        if not isinstance(page, UsersScreen):
            raise TypeError
        if page.dialog is not None and isValid(page.dialog):
            page.dialog.done(0)
            page.dialog = None
        rows = [page.table.index(place, 0).data() for place in range(page.table.rowCount())]
        page.users.selectRow(rows.index(login))
        return page

    def _news(self) -> None:
        """What a session of somebody else would have left."""
        told = [
            KeyNews(1, datetime(2026, 11, 20, 9), deed, COLLEAGUES[1], COLLEAGUES[0])
            for deed in ("created", "granted", "sheet")
        ]
        self.program.go("today", {})
        self.program.arrival.show_news(self._place, [*told, *told])

    def _one_time(self) -> None:
        self.program.arrival.show_one_time(self._place, Path(f"{read_plan()['own']}{SUFFIX}"), lambda: None)

    def _first_sheet(self) -> None:
        self.program.arrival.show_sheet(self._place, lambda: None)

    def _next(self) -> None:
        page = self.frame.page
        if page is not None:
            page.press_primary()

    def _lock_warning(self) -> None:
        stand_at_review(self.program)
        show_warning(self.program)

    def _palette(self) -> None:
        self.frame.show_hall()
        self.program.go("today", {})
        self.program.open_palette()

    def _help(self) -> QWidget:
        self.program.go("review", {})
        self.program.show_help()
        return self.program.windows.shown[-1]

    def _crash(self) -> QWidget:
        self._clear()
        try:
            raise ValueError
        except ValueError as error:
            self.program.windows.show_crash(CrashReport.of(error, "today"), before=False)
        return self.program.windows.shown[-1]

    def _clear(self) -> None:
        self.frame.palette_.hide()
        self.frame.notices.hide()
        self.frame.news.hide()
        clear_locking(self.program)
        for window in QApplication.topLevelWidgets():
            if isinstance(window, QDialog) and window.isVisible():
                window.done(0)
        self.program.windows.close()
        self.frame.activateWindow()


_ANEW: Final = (
    CLIENT_ANEW
    | MAIL_ANEW
    | OPENING_ANEW
    | OUTCOMES_ANEW
    | {
        *("palette", "notices", "help", "crash", "users-password", "users-dismiss", "news", "recovery"),
        *("unlock", "unlock-locked", "unlock-pin", "unlock-pin-wrong"),
        *("import-arrived", "settings-lock", "settings-pin", "lock-warning", "lock-warning-above"),
    }
)
"""Overlays and windows of their own, which a change of look closes or leaves as they were."""


def _refuse(error: Exception) -> None:
    raise error


def main(argv: Sequence[str] | None = None) -> int:
    """Write the pictures."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    pseudo = "--pseudo" in arguments
    named = [one for one in arguments if not one.startswith("-")]
    folder = Path(named[0] if named else "build/screens")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(["opuntia", *IN_ONE_STYLE])
    app.setQuitOnLastWindowClosed(False)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        guide = Guide(Path(home))
        count = 0
        for name, look, window in guide.walk(PSEUDO_LOOKS if pseudo else LOOKS, named[1:]):
            window.grab().save(str(folder / f"{name}-{look.name}.png"))
            count += 1
        guide.close()
    print(f"{count} pictures in {folder}")  # noqa: T201 (this is its output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
