"""The composition root: it connects what the window and the screens ask for with what there is."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal

from desktop.appearance import Appearance
from desktop.arrival import Arrival
from desktop.counting import Counting
from desktop.crash import CrashReport, CrashReports
from desktop.door import base_name
from desktop.doors import Doors
from desktop.entrance import Entrance
from desktop.geometry import keep_geometry, restore_geometry
from desktop.places import COMBINATIONS, PLACES, PRIMARY, make_page
from desktop.preferences import Preferences
from desktop.screens.unlock.screen import UnlockScreen
from desktop.side_windows import SideWindows
from desktop.tasks import Tasks, Work
from desktop.window.bell import Bell
from desktop.window.frame import Frame
from desktop.window.speech import Speech

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.services.session import Session
    from desktop.idleness import Idleness
    from desktop.workplace import Workplace

_COMPLETE_AFTER_MS: Final = 50
UNSHOWN: Final = {"sample", "restore", "quiet_backup", "watch_folder", "post_mail"}
_OVER_ALL: Final = {"Ctrl+K", "notices", "account", "base"}


class Program(Appearance):
    """The running program: one window, one base at a time."""

    ended = Signal()
    fault_met = Signal(object)

    def __init__(self, preferences: Preferences) -> None:
        super().__init__(preferences)
        self.tasks = Tasks(self)
        self.frame = Frame(lambda: self.words)
        self.entrance = Entrance(self.tasks, preferences, self.words, self.frame)
        self.arrival = Arrival(self)
        self.reports = CrashReports(preferences.folder)
        self._workplace: Workplace | None = None
        self.base: Path | None = None
        self._speech = Speech(self.frame, self.words)
        self.windows = SideWindows(self.frame, self.words, self.reports)
        self.bell = Bell(self.frame, self.words, self._speech)
        self._finishing = False  # hidden, until the work that is under way has ended
        self._completing = QTimer(self, singleShot=True, interval=_COMPLETE_AFTER_MS)
        self._completing.timeout.connect(self._complete)
        self._counting = Counting(self, lambda: self._workplace, self._speech)
        self.frame.may_close = partial(self._may_end, "quit")
        self.frame.closing = self._closing
        self.frame.key_pressed.connect(self._key)
        self._does: dict[str, Callable[[], object]] = {
            "Ctrl+K": self.open_palette,
            "Ctrl+,": partial(self.go, "settings", {}),
            "F6": partial(self.frame.next_pane, 1),
            "Shift+F6": partial(self.frame.next_pane, -1),
            "notices": self.bell.open,
            "account": partial(self._open_menu, "account"),
            "base": partial(self._open_menu, "base"),
        }
        self.frame.undo_pressed.connect(self._press_toast)
        self.tasks.begun.connect(self._begun)
        self.tasks.idle.connect(self._idle)
        self.entrance.opened.connect(self._enter)
        self.entrance.unlock_wanted.connect(self.show_unlock)
        self.entrance.recovery_wanted.connect(self.arrival.show_recovery)
        self.entrance.first_run_wanted.connect(self.show_first_run)
        self.entrance.language_wanted.connect(self.set_language)
        self.entrance.faulted.connect(self.fault)
        self.fault_met.connect(self.fault)
        self.doors = Doors(self)

    # ------------------------------------------------------------------ beginning and end

    def begin(self, unsent: CrashReport | None = None) -> None:
        """Show the window with the way in; `unsent` is what the last run left when it ended hard."""
        restore_geometry(self.frame, self.preferences, "door")
        self.entrance.show_unlock()
        self.frame.show()
        if unsent is not None:
            self.windows.show_crash(unsent, before=True)
        self._completing.start()

    def _complete(self) -> None:
        """What the way in does without until it stands."""
        from desktop.system_events import SystemEvents  # noqa: PLC0415
        from desktop.theme.qt_icons import app_icon  # noqa: PLC0415
        from desktop.window.qt_words import install_qt_words  # noqa: PLC0415

        install_qt_words(self.language)
        self.frame.setWindowIcon(app_icon())
        self.frame.listen_to(COMBINATIONS)
        events = SystemEvents(self)
        events.lock_wanted.connect(partial(self.lock, unasked=True))
        events.listen(self.frame)

    def show_unlock(self, base: Path, state: str = "") -> None:
        """The way into a base."""
        screen = UnlockScreen(self.entrance, base)
        screen.presenter.begin(state)
        self.frame.show_door(screen)
        self._speech.say_title()
        screen.first_focus().setFocus()

    def show_first_run(self, step: str = "welcome") -> None:
        """The first pages."""
        from desktop.screens.first_run.screen import FirstRunScreen  # noqa: PLC0415

        self.frame.show_door(FirstRunScreen(self.entrance, step))
        self._speech.say_title()

    def leave(self) -> None:
        """Close the base and show the way in again."""
        base = self.base
        if base is not None:
            self.switch(self.entrance.show_unlock if self.frame.demo else partial(self.show_unlock, base, "left"))

    def lock(self, *, unasked: bool = False) -> None:
        """Close the base until the same user comes back to the same page, cursor and typed text. The sample keeps no
        secret: asked for, it is left; `unasked` it stays.
        """
        base, place = self.base, self._workplace
        if base is None or place is None or place.locked:
            return
        if self.frame.demo or not self.frame.pages:  # before the pages there is nothing to come back to
            if not (self.frame.demo and unasked):
                self.leave()
            return
        from desktop.clipboard import take_clipboard_back  # noqa: PLC0415

        self.idleness.end()
        self.frame.curtain.draw()
        self.show_unlock(base, "locked")  # first: what was typed is still given to the base
        place.lock()
        take_clipboard_back()

    @cached_property
    def idleness(self) -> Idleness:
        """Watches from the first base on."""
        from desktop.idleness import Idleness  # noqa: PLC0415

        idleness = Idleness(self)
        idleness.over.connect(partial(self.lock, unasked=True))
        idleness.lock_pressed.connect(self.lock, Qt.ConnectionType.QueuedConnection)
        idleness.warned.connect(lambda left: self.frame.curtain.warning.show_left(left, self.words))
        return idleness

    def watch_idleness(self) -> None:
        """From now on, as this computer's settings say; the sample keeps no secret."""
        if self._workplace is not None and not self._workplace.locked and not self.frame.demo:
            self.idleness.begin(self.preferences.lock_after)

    @property
    def workplace(self) -> Workplace | None:
        """The desk of the open base."""
        return self._workplace

    def _come_back(self, place: Workplace, session: Session) -> None:
        """The one who had locked the workplace goes on where it stood."""
        self.doors.come_back()
        place.resume(session)
        self._speech.say_title()
        self.frame.curtain.lift()
        page = self.frame.page
        if page is not None and page.listens:
            page.read_again()
        self.watch_idleness()
        self._counting.count_soon()

    def _enter(self, session: Session, base: Path, login: str) -> None:
        place = self._workplace
        if place is not None and place.locked:
            from desktop.ending import may_drop  # noqa: PLC0415

            if place.is_of(session):
                self._come_back(place, session)
                return
            if not may_drop(self.frame, self.words, place, secret=self.frame.curtain.hides_secret):
                session.close()
                self.show_unlock(self.base or base, "locked")
                return
        from desktop.workplace import Workplace  # noqa: PLC0415 (loads the store, which the way in does without)

        if self._completing.isActive():
            self._completing.stop()
            self._complete()
        self._close_base()
        self.base = base
        if not session.is_sample:
            self.preferences.opened(base, login)
        place = self._workplace = Workplace(self.tasks, self.preferences, self.words)
        place.enter(session)
        place.told.connect(self._tell)
        place.warned.connect(self._warn)
        place.went.connect(self.go)
        place.changed.connect(self._changed)
        place.waiting.connect(self._waiting)
        place.faulted.connect(self.fault)
        place.noted.connect(self._noted)
        self.watch_idleness()
        self.arrival.receive(place, base, partial(self._furnish, place, base, login))

    def _furnish(self, place: Workplace, base: Path, login: str) -> None:
        from desktop.window.nav import Entry  # noqa: PLC0415

        session = place.session
        seen = [place for place in PLACES if place.roles & session.roles]
        self.frame.offer_pages([one.name for one in seen], lambda name: make_page(name, place, self))
        self.frame.nav.offer([Entry(one.name, one.icon, one.group) for one in seen if one.in_nav])
        self.bell.enter(place.recall("notices", []), partial(place.remember, "notices"))
        self.frame.mark_demo(session.is_sample)
        self._speech.enter(base_name(base), login, session.roles)
        restore_geometry(self.frame, self.preferences, place.user)
        self.frame.show_hall()
        self._speech.say_all()
        self.go(seen[0].name, {})
        self._counting.begin()

    def _close_base(self) -> None:
        if self._workplace is None:
            return
        self.idleness.end()
        self.frame.curtain.forget()
        self.frame.remove_pages()  # first: what was typed there is still given to the base
        self._workplace.leave()
        self._workplace = None
        self.frame.mark_demo(False)
        self.base = None
        self._speech.enter("", "", frozenset())

    def retranslate(self) -> None:
        """Say everything anew: the language has changed."""
        for page in self.frame.pages.made:
            page.retranslate()
        if self.frame.page is not None:
            self.frame.page.arrive({})
        retranslate: Callable[[], None] | None = getattr(self.frame.door, "retranslate", None)
        if retranslate is not None:
            retranslate()
        self.windows.retranslate()
        self.arrival.retranslate()
        if self.frame.furnished:
            self.frame.jobs.retranslate()
            self._speech.say_all()
        self._counting.count_soon()

    # ------------------------------------------------------------------ pages

    def go(self, page: str, facts: dict[str, Any]) -> None:
        """Show a page, if this user has it."""
        if page in self.frame.pages and self.frame.door is None:
            self.frame.show_page(page, facts)
            self._speech.say_title()
            self.windows.follow(page)

    def _key(self, keys: str) -> None:
        page = self.frame.page
        if keys.startswith("page:"):
            self.go(keys[5:], {})
        elif keys == "F1":
            self.show_help()
        elif keys == "Ctrl+L":
            self.lock()
        elif keys in PRIMARY and (door := self.frame.door) is not None:
            getattr(door, "press_primary", lambda: None)()
        elif self._workplace is None or page is None or (self.frame.overlay_open and keys not in _OVER_ALL):
            return
        elif keys in self._does:
            self._does[keys]()
        elif keys in PRIMARY:
            page.press_primary()
        elif keys == "Ctrl+Z":
            page.undo()
        elif keys[-1].isdigit():
            from desktop.commands import go_to_number  # noqa: PLC0415

            go_to_number(self, int(keys[-1]))

    def show_help(self) -> None:
        """F1."""
        self.windows.show_help(self.frame.page_name or getattr(self.frame.door, "help_name", "first_run"))

    def open_palette(self) -> None:
        """Ctrl+K."""
        from desktop.commands import open_palette  # noqa: PLC0415

        open_palette(self)

    def _changed(self, nouns: frozenset[str]) -> None:
        if (page := self.frame.page) is not None and page.listens & nouns:
            page.read_again()
        self._counting.changed(nouns)

    def _waiting(self, waiting: bool) -> None:
        if self.frame.page is not None:
            self.frame.page.show_waiting(waiting)
            if not waiting:
                QTimer.singleShot(0, self.frame, self.frame.find_focus)

    def _warn(self, sentence: str, tone: str) -> None:
        if self.frame.page is not None:
            self.frame.page.show_message(sentence, tone)

    def _tell(self, sentence: str, name: str, entry: object) -> None:
        undo = getattr(entry, "word", self.words.say("window", "undo")) if entry is not None else ""  # or of a Way
        self.frame.show_toast(sentence, name, undo, entry)

    def _press_toast(self, entry: Any) -> None:
        page, place = self.frame.page, self._workplace
        if page is None or place is None:
            return
        from desktop.undoing import press_toast  # noqa: PLC0415

        press_toast(self.frame, page, place, entry)

    # ------------------------------------------------------------------ the frame's own words

    def settle(self) -> None:
        """Wait until nothing is under way or put off: for tests and pictures."""
        if self._completing.isActive():
            self._completing.stop()
            self._complete()
        self._counting.settle()
        self.tasks.settle()

    def _open_menu(self, name: str) -> None:
        from desktop.commands import open_menu  # noqa: PLC0415

        open_menu(self, name)

    def switch(self, then: Callable[[], object]) -> None:
        """Close the base, if what is under way may end, and go on."""
        if self._may_end("leave"):
            keep_geometry(self.frame, self.preferences, self._workplace)
            self._close_base()
            then()

    def _begun(self, work: Work) -> None:
        if work.name not in UNSHOWN:
            self.frame.jobs.add(work)

    def _may_end(self, way: str) -> bool:
        """Whether the base may be closed now."""
        from desktop.ending import may_end  # noqa: PLC0415

        answer = may_end(self.frame, self.words, self.tasks, self._workplace, way)
        if answer == "finish":
            self.frame.hide()
            self._finishing = True
        return answer == "yes"

    def _noted(self, key: str, counts: dict[str, int]) -> None:
        """The bell; what failed is told on whichever page is in front, also of a hidden window."""
        self.bell.ring(key, counts)
        if key.startswith("failed_"):
            self._show_again()
            self._tell(self.words.say("notices", key), "circle-x", None)

    def _show_again(self) -> None:
        if self._finishing:
            self._finishing = False
            self.frame.show()

    def _idle(self) -> None:
        if self._finishing:
            self.frame.close()

    def _closing(self) -> None:
        self.idleness.end()
        keep_geometry(self.frame, self.preferences, self._workplace)
        self.frame.hide()  # what is under way may take a moment to reach its next step
        self.windows.close()
        session = self._workplace.session if self._workplace is not None else None
        self.tasks.close()
        if session is not None:
            session.close()
        self.preferences.save()
        self.ended.emit()

    def fault(self, error: BaseException) -> None:
        """An error that is ours: a report without personal data, shown before it is saved."""
        self._show_again()
        self.windows.show_crash(CrashReport.of(error, self.frame.page_name), before=False)
