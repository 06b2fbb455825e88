"""To whom the people key goes: to no public key that somebody forged, and never to nobody at all."""

import shutil
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from core.domain.errors import BaseDamaged, LastHolder, WaitsForKey
from core.domain.rights import Role
from core.services import rotation, users
from core.services.session import Session, sign_in
from core.services.users import PeopleKey
from core.vault.sealing import new_identity
from core.vault.slots import read_record, write_record
from tests.support.bases import LOGIN, open_new_base, reopen
from tests.support.colleagues import NEW_PASSWORD, OTHER, join

MANAGER, ANALYST, KEEPER = (frozenset({role}) for role in (Role.MANAGER, Role.ANALYST, Role.ADMINISTRATOR))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    session = open_new_base(tmp_path_factory.mktemp("holders"))
    session.close()
    return session.store.folder


@pytest.fixture
def session(template: Path, tmp_path: Path) -> Session:
    return reopen(Path(shutil.copytree(template, tmp_path / template.name)))


def test_a_forged_public_key_is_given_no_people_key_when_keys_change(session: Session) -> None:
    """An analyst with the work key puts the own public key into a manager's slot, and authenticates the file."""
    base = join(session, MANAGER, "manager")
    holder = reopen(base)
    users.create_user(holder, "analyst", ANALYST)
    work_key = holder.keys.work
    holder.close()
    analysts = next(slot["recipient"] for slot in read_record(base)["slots"] if slot["login"] == "analyst")
    _put_public_key(base, "manager", analysts, work_key)
    holder = reopen(base)
    rotation.rotate_keys(holder)
    holder.close()
    grants = {slot["login"]: set(slot["grants"]) for slot in read_record(base)["slots"]}
    assert grants == {LOGIN: {"work", "people"}, "manager": {"work"}, "analyst": {"work"}}


def _put_public_key(base: Path, login: str, public_key: str, work_key: bytes) -> None:
    """What anybody with the work key can do to the slots."""
    record = read_record(base)
    next(slot for slot in record["slots"] if slot["login"] == login)["recipient"] = public_key
    write_record(base, record, work_key)


def test_the_words_of_a_forged_public_key_are_never_told_as_ones_own(session: Session) -> None:
    base = join(session, ANALYST)
    forged = new_identity()[1]
    own = sign_in(base, OTHER, NEW_PASSWORD)
    before = users.own_words(own, "en")
    _put_public_key(base, OTHER, forged, own.keys.work)
    assert users.own_words(own, "en") == before != users.key_words(forged, "en")
    own.close()
    with pytest.raises(BaseDamaged):
        sign_in(base, OTHER, NEW_PASSWORD)


def test_a_role_that_comes_to_see_people_waits_until_words_were_compared(session: Session) -> None:
    base = join(session, ANALYST)
    holder = reopen(base)
    users.change_roles(holder, OTHER, MANAGER)
    assert [one.people for one in users.read_users(holder)] == [PeopleKey.HOLDS, PeopleKey.WAITS]
    holder.close()
    with pytest.raises(WaitsForKey):
        sign_in(base, OTHER, NEW_PASSWORD)


def test_the_people_key_is_given_to_the_public_key_whose_words_were_compared_alone(session: Session) -> None:
    base = join(session, ANALYST)
    holder = reopen(base)
    users.change_roles(holder, OTHER, MANAGER)
    shown = next(one.public_key for one in users.read_users(holder) if one.login == OTHER)
    _put_public_key(base, OTHER, new_identity()[1], holder.keys.work)
    with pytest.raises(BaseDamaged):
        users.grant_people(holder, OTHER, shown)
    assert [one.people for one in users.read_users(holder)] == [PeopleKey.HOLDS, PeopleKey.WAITS]
    holder.close()


@pytest.mark.parametrize("sheet", [False, True])
def test_the_people_key_is_never_taken_from_the_last_who_holds_it(session: Session, sheet: bool) -> None:
    base = join(session, KEEPER)
    holder = reopen(base)
    if sheet:
        users.make_sheet(holder)
    holder.close()
    asked: list[Callable[[Session], object]] = [
        lambda keeper: users.reset_password(keeper, LOGIN),
        lambda keeper: users.change_roles(keeper, LOGIN, ANALYST),
        lambda keeper: users.dismiss_user(keeper, LOGIN),
    ]
    for ask in asked:
        slots = (base / "slots.json").read_bytes()
        keeper = sign_in(base, OTHER, NEW_PASSWORD)
        with nullcontext() if sheet else pytest.raises(LastHolder):
            ask(keeper)
        keeper.close()
        assert ((base / "slots.json").read_bytes() == slots) is not sheet
    if not sheet:
        own = reopen(base)
        with pytest.raises(LastHolder):
            users.change_roles(own, LOGIN, KEEPER)
        assert own.keys.people is not None
        own.close()
