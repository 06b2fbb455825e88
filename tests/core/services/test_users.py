"""Users: what each of them may open is what their keys open."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.domain.errors import (
    BaseDamaged,
    LastAdministrator,
    LoginTaken,
    MissingValue,
    NoPeopleKey,
    NotAllowed,
    OneTimePassword,
    OwnAccount,
    PasswordKept,
    UnknownLogin,
    WaitsForKey,
    WeakPassword,
    WrongPassword,
    WrongSheet,
)
from core.domain.rights import Role
from core.services import rotation, users
from core.services.catalogue import read_catalogue
from core.services.doctor import examine_base
from core.services.session import Session, sign_in
from core.services.users import PeopleKey
from core.storage.connection import connect
from core.vault import kdf
from core.vault.slots import StoreKeys, unlock
from tests.support.bases import LOGIN, PASSWORD, client_row, open_new_base, reopen
from tests.support.colleagues import NEW_PASSWORD, OTHER, join
from tests.support.imported import import_clients

MANAGER, ANALYST, KEEPER = (frozenset({role}) for role in (Role.MANAGER, Role.ANALYST, Role.ADMINISTRATOR))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A one-person base with three clients."""
    session = open_new_base(tmp_path_factory.mktemp("users"))
    import_clients(session, [client_row(number) for number in range(3)], None)
    session.close()
    return session.store.folder


@pytest.fixture
def base(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / template.name))


@pytest.fixture
def session(base: Path) -> Session:
    return reopen(base)


def test_a_new_user_sets_a_password_before_anything_else(session: Session) -> None:
    base = session.store.folder
    first = users.create_user(session, " Vera ", MANAGER).value
    session.close()
    own = sign_in(base, OTHER, first)
    assert own.one_time
    with pytest.raises(OneTimePassword):
        read_catalogue(own)
    with pytest.raises(WeakPassword):
        users.change_password(own, first, "коротко")
    with pytest.raises(WrongPassword):
        users.change_password(own, first + "x", NEW_PASSWORD)
    users.change_password(own, first, NEW_PASSWORD)
    assert read_catalogue(own) is not None
    own.close()
    with pytest.raises(WrongPassword):
        sign_in(base, OTHER, first)
    again = sign_in(base, OTHER, NEW_PASSWORD)
    assert (again.one_time, again.roles) == (False, MANAGER)
    again.close()


@pytest.mark.parametrize("roles", [ANALYST, KEEPER, ANALYST | KEEPER])
def test_the_keys_of_a_role_without_people_do_not_open_them(session: Session, roles: frozenset[Role]) -> None:
    base = join(session, roles)
    keys = unlock(base, OTHER, NEW_PASSWORD).keys
    assert keys.people is None
    for guess in (keys.work, os.urandom(32)):
        with pytest.raises(BaseDamaged):
            connect(base, StoreKeys(keys.work, guess))
    slots = json.loads((base / "slots.json").read_text("utf-8"))["slots"]
    assert set(next(slot for slot in slots if slot["login"] == OTHER)["grants"]) == {"work"}


def test_a_role_that_sees_people_waits_until_a_holder_gives_the_key(session: Session) -> None:
    base = join(session, KEEPER, "keeper")
    keeper = sign_in(base, "keeper", NEW_PASSWORD)
    first = users.create_user(keeper, OTHER, MANAGER).value
    with pytest.raises(NotAllowed):
        users.grant_people(keeper, OTHER, "")
    keeper.close()
    own = sign_in(base, OTHER, first)
    users.change_password(own, first, NEW_PASSWORD)
    assert own.roles == frozenset()
    own.close()
    with pytest.raises(WaitsForKey):
        sign_in(base, OTHER, NEW_PASSWORD)
    holder = reopen(base)
    (waiting,) = (one for one in users.read_users(holder) if one.people is PeopleKey.WAITS)
    assert waiting.login == OTHER
    assert len(set(users.key_words(waiting.public_key, "ru"))) >= 4
    users.grant_people(holder, OTHER, waiting.public_key)
    assert all(one.people is not PeopleKey.WAITS for one in users.read_users(holder))
    holder.close()
    own = sign_in(base, OTHER, NEW_PASSWORD)
    assert own.roles == MANAGER
    own.close()


def test_a_one_time_password_is_not_kept_as_ones_own(session: Session) -> None:
    base = session.store.folder
    first = users.create_user(session, OTHER, MANAGER).value
    session.close()
    own = sign_in(base, OTHER, first)
    with pytest.raises(PasswordKept):
        users.change_password(own, first, first)
    assert own.one_time
    own.close()


def test_a_password_derived_with_less_than_new_ones_is_derived_anew_at_sign_in(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = session.store.folder
    first = users.create_user(session, OTHER, MANAGER).value
    session.close()

    def derivations() -> dict[str, tuple[int, str]]:
        slots = json.loads((base / "slots.json").read_text("utf-8"))["slots"]
        return {slot["login"]: (slot["kdf"]["iterations"], slot["recipient"]) for slot in slots}

    before = derivations()
    monkeypatch.setattr(kdf, "PRESENT_ITERATIONS", kdf.FLOOR_ITERATIONS + 1)
    with pytest.raises(WrongPassword):
        sign_in(base, OTHER, PASSWORD)
    assert derivations() == before
    for _ in range(2):
        own = sign_in(base, OTHER, first)
        assert own.one_time
        own.close()
    assert derivations() == before | {OTHER: (kdf.FLOOR_ITERATIONS + 1, before[OTHER][1])}


def test_a_drafted_sheet_opens_nothing_until_it_is_made(session: Session) -> None:
    base = session.store.folder
    old, draft = users.make_sheet(session).value, users.draft_sheet()
    session.close()
    with pytest.raises(WrongSheet):
        users.recover(base, draft, LOGIN, NEW_PASSWORD)
    session = reopen(base)
    assert users.make_sheet(session, draft).value == draft
    session.close()
    with pytest.raises(WrongSheet):
        users.recover(base, old, LOGIN, NEW_PASSWORD)
    users.recover(base, draft, LOGIN, NEW_PASSWORD).close()


def test_several_roles_work_without_the_people_key_as_far_as_they_go(session: Session) -> None:
    base = join(session, KEEPER, "keeper")
    keeper = sign_in(base, "keeper", NEW_PASSWORD)
    first = users.create_user(keeper, OTHER, MANAGER | ANALYST).value
    keeper.close()
    own = sign_in(base, OTHER, first)
    assert own.roles == ANALYST
    own.close()


def test_whoever_leaves_opens_nothing_any_more(session: Session) -> None:
    base = join(session, MANAGER)
    left = shutil.copytree(base, base.with_name("copy.opuntia"))  # what a leaver took along
    kept = unlock(base, OTHER, NEW_PASSWORD).keys
    holder = sign_in(base, LOGIN, PASSWORD)
    users.dismiss_user(holder, OTHER)
    assert holder.keys.work != kept.work
    assert holder.keys.people != kept.people
    import_clients(holder, [client_row(9)], None)
    assert all(finding.good for finding in examine_base(holder))
    holder.close()
    with pytest.raises(WrongPassword):
        sign_in(base, OTHER, NEW_PASSWORD)
    with pytest.raises(BaseDamaged):
        connect(base, kept)
    (base / "slots.json").write_bytes((left / "slots.json").read_bytes())  # the old slots beside the new files
    with pytest.raises(BaseDamaged):
        sign_in(base, OTHER, NEW_PASSWORD)


def test_an_administrator_without_the_people_key_dismisses_and_the_next_holder_ends_it(session: Session) -> None:
    base = join(session, KEEPER, "keeper")
    holder = reopen(base)
    first = users.create_user(holder, OTHER, MANAGER).value
    holder.close()
    kept = unlock(base, OTHER, first).keys
    keeper = sign_in(base, "keeper", NEW_PASSWORD)
    users.dismiss_user(keeper, OTHER)
    keeper.close()
    holder = reopen(base)
    assert holder.keys.work != kept.work
    assert holder.keys.people == kept.people
    assert rotation.finish_rotation(holder)
    assert holder.keys.people != kept.people
    assert not rotation.finish_rotation(holder)
    holder.close()
    assert sign_in(base, "keeper", NEW_PASSWORD).roles == KEEPER


def test_a_role_taken_away_takes_the_people_key_with_it(session: Session) -> None:
    base = join(session, MANAGER)
    kept = unlock(base, OTHER, NEW_PASSWORD).keys
    holder = reopen(base)
    users.change_roles(holder, OTHER, ANALYST)
    assert holder.keys.people != kept.people
    holder.close()
    own = sign_in(base, OTHER, NEW_PASSWORD)
    assert (own.roles, own.keys.people) == (ANALYST, None)
    own.close()
    holder = reopen(base)
    users.change_roles(holder, OTHER, ANALYST | MANAGER)
    (waiting,) = (one for one in users.read_users(holder) if one.people is PeopleKey.WAITS)
    users.grant_people(holder, OTHER, waiting.public_key)
    people = holder.keys.people
    holder.close()
    own = sign_in(base, OTHER, NEW_PASSWORD)
    assert (own.roles, own.keys.people) == (ANALYST | MANAGER, people)
    own.close()


def test_somebody_always_stays_who_manages_users(session: Session) -> None:
    with pytest.raises(LastAdministrator):
        users.change_roles(session, LOGIN, MANAGER)
    with pytest.raises(OwnAccount):
        users.dismiss_user(session, LOGIN)
    session.close()


def test_a_role_taken_from_oneself_is_gone_at_once(session: Session) -> None:
    users.create_user(session, OTHER, KEEPER | MANAGER)
    users.change_roles(session, LOGIN, ANALYST)
    assert session.roles == ANALYST
    for ask in (
        lambda: users.create_user(session, "boris", KEEPER),
        lambda: users.change_roles(session, LOGIN, KEEPER),
    ):
        with pytest.raises(NotAllowed):
            ask()
    session.close()


def test_logins_are_told_apart(session: Session) -> None:
    users.create_user(session, OTHER, ANALYST)
    for taken in (OTHER, " VERA ", LOGIN):
        with pytest.raises(LoginTaken):
            users.create_user(session, taken, ANALYST)
    for login, roles in (("  ", ANALYST), ("new", frozenset[Role]())):
        with pytest.raises(MissingValue):
            users.create_user(session, login, roles)
    asked: list[Callable[[], object]] = [
        lambda: users.dismiss_user(session, "nobody"),
        lambda: users.reset_password(session, "nobody"),
        lambda: users.grant_people(session, "nobody", ""),
        lambda: users.change_roles(session, "nobody", ANALYST),
    ]
    for ask in asked:
        with pytest.raises(UnknownLogin):
            ask()
    session.close()


def test_a_forgotten_password_is_replaced_by_an_administrator(session: Session) -> None:
    base = join(session, MANAGER)
    keeper = reopen(base)
    first = users.reset_password(keeper, OTHER).value
    keeper.close()
    with pytest.raises(WrongPassword):
        sign_in(base, OTHER, NEW_PASSWORD)
    own = sign_in(base, OTHER, first)
    assert own.one_time
    assert own.keys.people is not None
    own.close()


def test_the_sheet_opens_the_base_also_after_its_keys_changed(session: Session) -> None:
    base = session.store.folder
    assert not users.has_sheet(session)
    code = users.make_sheet(session).value
    assert users.has_sheet(session)
    rotation.rotate_keys(session)
    session.close()
    own = users.recover(base, code, LOGIN, NEW_PASSWORD)
    assert own.roles == frozenset(Role)
    (news,) = users.read_key_news(own)
    assert (news.deed, news.by, news.about) == ("recovered", LOGIN, LOGIN)
    users.mark_key_news_told(own, news.entry)
    assert users.read_key_news(own) == []
    own.close()
    with pytest.raises(WrongPassword):
        sign_in(base, LOGIN, PASSWORD)
    sign_in(base, LOGIN, NEW_PASSWORD).close()


def test_only_the_last_sheet_of_this_base_opens_it(session: Session) -> None:
    base = session.store.folder
    with pytest.raises(WrongSheet):
        users.recover(base, "-".join(["000000"] * 8), LOGIN, NEW_PASSWORD)
    old = users.make_sheet(session).value
    new = users.make_sheet(session).value
    session.close()
    with pytest.raises(WrongSheet):
        users.recover(base, old, LOGIN, NEW_PASSWORD)
    with pytest.raises(WeakPassword):
        users.recover(base, new, LOGIN, "коротко")
    with pytest.raises(WrongPassword):
        users.recover(base, new, "nobody", NEW_PASSWORD)
    sign_in(base, LOGIN, PASSWORD).close()


def test_the_sheet_gives_a_user_no_more_than_their_role(session: Session) -> None:
    base = session.store.folder
    code = users.make_sheet(session).value
    users.create_user(session, OTHER, ANALYST)
    session.close()
    own = users.recover(base, code, OTHER, NEW_PASSWORD)
    assert (own.roles, own.keys.people) == (ANALYST, None)
    with pytest.raises(NotAllowed):
        users.make_sheet(own)
    own.close()


def test_without_the_people_key_nobody_makes_a_sheet_or_gives_it_away(session: Session) -> None:
    session.store.keys = StoreKeys(session.keys.work, None)
    for ask in (lambda: users.make_sheet(session), lambda: users.grant_people(session, LOGIN, session.public_key)):
        with pytest.raises(NoPeopleKey):
            ask()
    session.close()


def test_what_is_done_to_keys_is_told_to_others_once(session: Session) -> None:
    base = join(session, KEEPER)
    holder = reopen(base)
    users.make_sheet(holder)
    assert users.read_key_news(holder) == []  # one's own doing
    holder.close()
    own = sign_in(base, OTHER, NEW_PASSWORD)
    news = users.read_key_news(own)
    assert [(one.deed, one.by, one.about) for one in news] == [("created", LOGIN, OTHER), ("sheet", LOGIN, "")]
    users.mark_key_news_told(own, news[-1].entry)
    assert users.read_key_news(own) == []
    own.close()
