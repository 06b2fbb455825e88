"""Users on the page: what is shown to whom, and what their buttons do; without Qt."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from core.domain.errors import LastAdministrator
from core.domain.progress import Progress, Stopped
from core.domain.rights import Role
from core.services.rotation import rotation_due
from core.services.session import Done, Session, sign_in
from core.services.users import create_user, key_words, read_users
from core.vault.slot_changes import changing
from core.vault.slots import StoreKeys
from desktop.screens.users.presenter import NEW, UserCard, UserRow, UsersPresenter
from desktop.words import Words
from tests.support.bases import LOGIN, open_new_base, reopen
from tests.support.desk import PlainDesk

MANAGER, ANALYST, KEEPER = (frozenset({role}) for role in (Role.MANAGER, Role.ANALYST, Role.ADMINISTRATOR))
RU = Words("ru")


def say(key: str, **blanks: object) -> str:
    return RU.say("users", key, **blanks)


class View:
    """Keeps what it is shown."""

    def __init__(self) -> None:
        self.rows: list[UserRow] = []
        self.chosen = NEW
        self.subtitle = ""
        self.may_create = False
        self.card: UserCard | None = None
        self.refused = ""
        self.busy = False
        self.passwords: list[tuple[str, str]] = []
        self.question: tuple[str, str, Callable[[], None]] | None = None

    def show_users(self, rows: Sequence[UserRow], chosen: int, subtitle: str, *, may_create: bool) -> None:
        self.rows, self.chosen, self.subtitle, self.may_create = list(rows), chosen, subtitle, may_create

    def show_card(self, card: UserCard) -> None:
        self.card = card

    def show_new(self) -> None:
        self.card = None

    def show_refused(self, sentence: str) -> None:
        self.refused = sentence

    def show_busy(self, busy: bool) -> None:
        self.busy = busy

    def show_password(self, title: str, text: str, password: str) -> None:
        assert text == say("password_text")
        self.passwords.append((title, password))

    def ask_dismissal(self, title: str, text: str, answers: tuple[str, str], then: Callable[[], None]) -> None:
        self.question = (title, f"{text} {answers}", then)


@pytest.fixture(scope="session")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: anna with every role, vera who waits for the people key, boris the analyst."""
    session = open_new_base(tmp_path_factory.mktemp("firm"))
    create_user(session, "vera", MANAGER)
    create_user(session, "boris", ANALYST)
    with changing(session.store.folder, session.keys.work) as slots:
        slots.take_people("vera")
    session.close()
    return session.store.folder


@pytest.fixture
def session(firm: Path, tmp_path: Path) -> Iterator[Session]:
    opened = reopen(Path(shutil.copytree(firm, tmp_path / firm.name)))
    yield opened
    opened.close()


def arrived(session: Session) -> tuple[UsersPresenter, View, PlainDesk]:
    view, desk = View(), PlainDesk(session)
    presenter = UsersPresenter(view, desk)
    presenter.read()
    return presenter, view, desk


def choose(presenter: UsersPresenter, view: View, login: str) -> UserCard:
    presenter.choose(next(at for at, row in enumerate(view.rows) if row.login.startswith(login)))
    assert view.card is not None
    return view.card


def test_everybody_is_listed_with_roles_and_state_and_who_waits_is_chosen(session: Session) -> None:
    _, view, _ = arrived(session)
    assert [(row.login, row.roles, row.state) for row in view.rows] == [
        (say("you", login=LOGIN), RU.say("window", "roles_all"), say("works")),
        ("vera", RU.say("window", "role_manager"), say("waits")),
        ("boris", RU.say("window", "role_analyst"), say("one_time")),
    ]
    assert view.card is not None
    assert (view.chosen, view.card.login, view.may_create) == (1, "vera", True)


def test_the_only_user_reads_that_nobody_else_works_here(tmp_path: Path) -> None:
    session = open_new_base(tmp_path)
    _, view, _ = arrived(session)
    assert view.subtitle == say("alone")
    session.close()


def test_a_new_user_gets_a_password_that_is_shown_once(session: Session) -> None:
    presenter, view, _ = arrived(session)
    presenter.begin_new()
    presenter.create("  ", ANALYST)
    assert view.refused == say("login_missing")
    presenter.create("Galina", frozenset())
    assert view.refused == say("roles_missing")
    presenter.create("Galina", ANALYST)
    ((title, password),) = view.passwords
    assert title == say("password_title", login="galina")
    presenter.read()
    assert view.rows[view.chosen].login == "galina"
    presenter.begin_new()
    presenter.create("galina", ANALYST)
    assert "уже" in view.refused
    assert len(view.passwords) == 1
    assert not view.busy
    session.close()
    own = sign_in(session.store.folder, "galina", password)
    assert own.one_time
    own.close()


def test_another_one_time_password_is_given(session: Session) -> None:
    presenter, view, _ = arrived(session)
    choose(presenter, view, "boris")
    presenter.reset()
    assert view.passwords[0][0] == say("password_title", login="boris")


def test_the_people_key_is_given_with_words_to_compare(session: Session) -> None:
    presenter, view, desk = arrived(session)
    vera = next(one for one in read_users(session) if one.login == "vera")
    assert view.card is not None
    assert view.card.words == key_words(vera.public_key, "ru")
    assert view.card.may_grant
    presenter.grant()
    presenter.read()
    assert [row.state for row in view.rows][1] == say("one_time")
    assert view.card.words == ()
    assert desk.told == [(say("granted", login="vera"), None)]


def test_who_does_not_hold_the_key_reads_the_words_out_and_gives_nothing(session: Session) -> None:
    session.store.keys = StoreKeys(session.keys.work, None)
    session.roles = frozenset({Role.ADMINISTRATOR})
    _, view, _ = arrived(session)
    assert view.card is not None
    assert view.card.words
    assert not view.card.may_grant
    assert view.card.note == say("waits_note")


def test_who_does_not_keep_users_only_gives_the_key(session: Session) -> None:
    session.roles = MANAGER
    presenter, view, _ = arrived(session)
    assert not view.may_create
    card = choose(presenter, view, "boris")
    assert (card.may_change, card.may_dismiss) == (False, False)
    presenter.begin_new()
    assert view.card is card


def test_somebody_is_dismissed_after_a_question_that_names_them(session: Session) -> None:
    presenter, view, desk = arrived(session)
    before = session.keys
    choose(presenter, view, "boris")
    presenter.dismiss()
    assert view.question is not None
    title, text, then = view.question
    assert "boris" in title
    assert "boris" in text
    assert [one.active for one in read_users(session)] == [True] * 3, "not before it was meant"
    then()
    presenter.read()
    assert (view.rows[-1].login, view.rows[-1].state) == ("boris", say("dismissed"))
    assert session.keys.people != before.people
    assert desk.told == [(say("dismissed_done", login="boris"), None)]
    assert not choose(presenter, view, "boris").may_change


def test_a_change_of_keys_that_is_stopped_is_due_at_the_next_sign_in(session: Session) -> None:
    presenter, view, desk = arrived(session)
    before = session.keys

    def stop(_step: str, _done: int, _total: int) -> None:
        raise Stopped

    desk.progress = stop
    choose(presenter, view, "boris")
    presenter.dismiss()
    assert view.question is not None
    view.question[2]()
    assert view.refused == say("rotation_put_off")
    assert session.keys == before
    assert rotation_due(session)
    assert view.rows[-1].state == say("dismissed")


@pytest.mark.parametrize("part", [UsersPresenter.dismiss, lambda presenter: presenter.save_roles(KEEPER)])
def test_a_change_of_keys_that_the_lock_stops_goes_on_where_it_was(
    session: Session, monkeypatch: pytest.MonkeyPatch, part: Callable[[UsersPresenter], None]
) -> None:
    presenter, view, desk = arrived(session)
    before, run = session.keys, desk.run

    def stop(_step: str, _done: int, _total: int) -> None:
        raise Stopped

    def run_in_two(name: str, work: Callable[[Session, Progress], Done[Any]], *rest: Any) -> object:
        with pytest.raises(Stopped):
            work(session, stop)
        return run(name, work, *rest)

    monkeypatch.setattr(desk, "run", run_in_two)
    choose(presenter, view, "vera")
    part(presenter)
    if view.question is not None:
        view.question[2]()
    assert (view.refused, len(desk.told)) == ("", 1)
    assert session.keys.people != before.people
    assert not rotation_due(session)


def test_the_last_administrator_stays_one_and_nobody_dismisses_themselves(session: Session) -> None:
    presenter, view, _ = arrived(session)
    card = choose(presenter, view, say("you", login=LOGIN)[:4])
    assert (card.may_change, card.may_dismiss, card.note) == (True, False, say("own_note"))
    presenter.save_roles(MANAGER)
    assert view.refused == RU.error(LastAdministrator())
    presenter.save_roles(frozenset())
    assert view.refused == say("roles_missing")
    presenter.save_roles(frozenset({Role.ADMINISTRATOR, Role.MANAGER}))
    assert view.refused == ""
