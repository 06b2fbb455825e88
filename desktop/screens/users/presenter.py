"""Who works in the base, and what may be done about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from core.domain.errors import KnownError
from core.domain.rights import MAY, Role, UseCase
from core.services.rotation import rotate_keys
from core.services.session import Done, Progress, Session, Stopped
from core.services.users import (
    Colleague,
    PeopleKey,
    change_roles,
    create_user,
    dismiss_user,
    grant_people,
    key_words,
    read_users,
    reset_password,
)
from desktop.desk import Desk

NEW: Final = -1
"""The place of a user that is being created."""


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user in words. `tone` is that of the state; `spoken`: all of it."""

    login: str
    roles: str
    state: str
    tone: str
    spoken: str


@dataclass(frozen=True, slots=True)
class UserCard:
    """What may be done with one user. `roles` that stand; `may_change` them; `words` of the key to compare, empty where
    nobody waits; `may_grant` it once they are the same; `note` says why something cannot be done.
    """

    login: str
    state: str
    tone: str
    roles: frozenset[Role]
    may_change: bool
    may_dismiss: bool
    words: tuple[str, ...]
    may_grant: bool
    note: str


class UsersView(Protocol):
    """What the presenter shows."""

    def show_users(self, rows: Sequence[UserRow], chosen: int, subtitle: str, *, may_create: bool) -> None:
        """Everybody; `chosen` is a position in them, or `NEW`."""

    def show_card(self, card: UserCard) -> None:
        """One user."""

    def show_new(self) -> None:
        """The form of a new user, empty."""

    def show_refused(self, sentence: str) -> None:
        """Why not, in the panel; "" takes it back."""

    def show_busy(self, busy: bool) -> None:
        """Something is being done: nothing more can be asked for."""

    def show_password(self, title: str, text: str, password: str) -> None:
        """A one-time password, once."""

    def ask_dismissal(self, title: str, text: str, answers: tuple[str, str], then: Callable[[], None]) -> None:
        """A question whose first answer leads to `then`."""


class UsersPresenter:
    """`_chosen` is a login, "" while a new user is being created."""

    def __init__(self, view: UsersView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._users: list[Colleague] = []
        self._chosen: str | None = None

    @property
    def may_manage(self) -> bool:
        """Whether this user keeps the users."""
        return bool(self._desk.session.roles & MAY[UseCase.MANAGE_USERS])

    @property
    def may_grant(self) -> bool:
        """Whether this user can give the people key."""
        session = self._desk.session
        return bool(session.roles & MAY[UseCase.GRANT_PEOPLE]) and session.keys.people is not None

    def read(self) -> None:
        """Show everybody."""
        self._desk.ask("users", read_users, self._show)

    def choose(self, place: int) -> None:
        """Show this one."""
        if 0 <= place < len(self._users):
            self._chosen = self._users[place].login
            self._view.show_refused("")
            self._show_card()

    def begin_new(self) -> None:
        """Create a user."""
        if self.may_manage:
            self._chosen = ""
            self._view.show_refused("")
            self._view.show_new()

    def put_off(self) -> None:
        """Create nobody after all."""
        self._chosen = None
        self._view.show_refused("")
        self._show(self._users)

    def create(self, login: str, roles: frozenset[Role]) -> None:
        """Create them, and show their password once."""
        say = self._say
        if not login.strip() or not roles:
            self._view.show_refused(say("login_missing" if not login.strip() else "roles_missing"))
            return

        def made(done: Done[str]) -> None:
            self._chosen = login.strip().casefold()
            self._given(self._chosen, done.value)

        self._begin()
        self._desk.do(lambda session: create_user(session, login, roles), made, self._refused)

    def reset(self) -> None:
        """Another password for the chosen one."""
        login = self._chosen
        if login:
            self._begin()
            self._desk.do(
                lambda session: reset_password(session, login),
                lambda done: self._given(login, done.value),
                self._refused,
            )

    def save_roles(self, roles: frozenset[Role]) -> None:
        """Other roles; where the people key goes with them the stores get new keys, which takes a while."""
        login = self._chosen
        if not login:
            return
        if not roles:
            self._view.show_refused(self._say("roles_missing"))
            return

        def work(session: Session, progress: Progress) -> Done[None]:
            return change_roles(session, login, roles, progress)

        self._run(work, self._say("roles_saved", login=login))

    def dismiss(self) -> None:
        """Ask whether the chosen one is to go."""
        login = self._chosen
        if not login:
            return

        def work(session: Session, progress: Progress) -> Done[None]:
            return dismiss_user(session, login, progress)

        say = self._say
        self._view.ask_dismissal(
            say("dismiss_title", login=login),
            say("dismiss_text"),
            (say("dismiss_do", login=login), say("stay")),
            lambda: self._run(work, say("dismissed_done", login=login)),
        )

    def grant(self) -> None:
        """Give the people key to the chosen one, and to the public key whose words stand on the card."""
        one = next((user for user in self._users if user.login == self._chosen), None)
        if one is not None:
            login, public_key = one.login, one.public_key
            self._begin()
            self._desk.do(
                lambda session: grant_people(session, login, public_key),
                lambda _: self._done(self._say("granted", login=login)),
                self._refused,
            )

    # ------------------------------------------------------------------

    def _say(self, key: str, **blanks: object) -> str:
        return self._desk.words.say("users", key, **blanks)

    def _show(self, users: list[Colleague]) -> None:
        self._users = sorted(users, key=lambda one: not one.active)
        logins = [one.login for one in self._users]
        if self._chosen != "" and self._chosen not in logins:
            waiting = (one.login for one in self._users if one.people is PeopleKey.WAITS)
            self._chosen = next(waiting, None) or next(iter(logins), None)
        chosen = logins.index(self._chosen) if self._chosen else NEW
        active = sum(one.active for one in users)
        subtitle = self._say("alone") if len(users) == 1 else self._say("active_users", n=active)
        self._view.show_users([self._row(one) for one in self._users], chosen, subtitle, may_create=self.may_manage)
        if self._chosen:
            self._show_card()

    def _row(self, one: Colleague) -> UserRow:
        roles = ", ".join(self._desk.words.say("window", f"role_{role.value}") for role in Role if role in one.roles)
        roles = self._desk.words.say("window", "roles_all") if one.roles == frozenset(Role) else roles
        state, tone = self._state(one)
        login = self._say("you", login=one.login) if one.login == self._desk.session.login else one.login
        return UserRow(login, roles, state, tone, self._say("spoken", login=login, roles=roles, state=state))

    def _state(self, one: Colleague) -> tuple[str, str]:
        if not one.active:
            return self._say("dismissed"), "muted"
        if one.people is PeopleKey.WAITS:
            return self._say("waits"), "warn"
        return (self._say("one_time"), "warn") if one.one_time else (self._say("works"), "ok")

    def _show_card(self) -> None:
        one = next(user for user in self._users if user.login == self._chosen)
        state, tone = self._state(one)
        own = one.login == self._desk.session.login
        waits = one.active and one.people is PeopleKey.WAITS
        note = ""
        if not one.active:
            note = self._say("dismissed_note")
        elif waits and one.one_time and self.may_grant:
            note = self._say("waits_one_time")
        elif waits and not self.may_grant:
            note = self._say("waits_note")
        elif own and self.may_manage:
            note = self._say("own_note")
        words = key_words(one.public_key, self._desk.words.language) if waits and one.public_key else ()
        change = self.may_manage and one.active
        self._view.show_card(
            UserCard(one.login, state, tone, one.roles, change, change and not own, words, self.may_grant, note)
        )

    def _given(self, login: str, password: str) -> None:
        self._view.show_busy(False)
        self._view.show_password(self._say("password_title", login=login), self._say("password_text"), password)

    def _begin(self) -> None:
        self._view.show_refused("")
        self._view.show_busy(True)

    def _done(self, sentence: str) -> None:
        self._view.show_busy(False)
        self._desk.tell(sentence)

    def _run(self, work: Callable[[Session, Progress], Done[None]], sentence: str) -> None:
        parted = False

        def go_on(session: Session, progress: Progress) -> Done[None]:
            """Stopped by the lock it comes again: then the user has gone or changed, and the keys alone are left."""
            nonlocal parted
            try:
                return rotate_keys(session, progress) if parted else work(session, progress)
            except Stopped:
                parted = True
                raise

        def stopped() -> None:
            self._refuse(self._say("rotation_put_off"))
            self.read()

        self._begin()
        self._desk.run("rotate_keys", go_on, lambda _: self._done(sentence), self._refused, stopped)

    def _refused(self, error: KnownError) -> None:
        self._refuse(self._desk.words.error(error))

    def _refuse(self, sentence: str) -> None:
        self._view.show_busy(False)
        self._view.show_refused(sentence)
