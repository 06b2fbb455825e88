"""Whatever comes between, the keys that were to change do, and those that are needed stay."""

import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from threading import Event
from typing import Any, Final

import pytest

from core.domain.backup import Moment
from core.domain.errors import BaseBusy, LastHolder, WrongPassword
from core.domain.rights import Role
from core.services import rotation, users
from core.services.backups import list_backups, make_backup
from core.services.restores import restore
from core.services.session import Session, enter, sign_in
from core.storage.unit_of_work import UnitOfWork
from core.vault.attempts import FREE_ATTEMPTS
from core.vault.recovery import new_sheet
from core.vault.slot_changes import changing, holdings
from core.vault.slots import Unlocked, unlock
from tests.support.bases import LOGIN, PASSWORD, client_row, open_new_base, reopen
from tests.support.colleagues import NEW_PASSWORD, OTHER, join
from tests.support.imported import import_clients

MANAGER, KEEPER = frozenset({Role.MANAGER}), frozenset({Role.ADMINISTRATOR})
OLD_BASES: Final = Path(__file__).parents[2] / "bases"
BESIDE_S: Final = 1.0
"""How long one waits for what another thread would do now, if it were let."""


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base with three clients, whose one user holds every role."""
    session = open_new_base(tmp_path_factory.mktemp("kept"))
    import_clients(session, [client_row(number) for number in range(3)], None)
    session.close()
    return session.store.folder


@pytest.fixture
def base(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / template.name))


@pytest.fixture
def session(base: Path) -> Session:
    return reopen(base)


class Killed(BaseException):
    """Nothing after it is done."""


def kill(*_: object) -> None:
    raise Killed


@pytest.mark.parametrize(
    "parting", [users.dismiss_user, lambda session, login: users.change_roles(session, login, KEEPER)]
)
def test_killed_between_a_parting_and_the_new_keys_these_are_still_due(
    session: Session, monkeypatch: pytest.MonkeyPatch, parting: Callable[[Session, str], object]
) -> None:
    users.create_user(session, OTHER, MANAGER)
    before = session.keys
    with monkeypatch.context() as killing:
        killing.setattr(users, "rotate_keys", kill)
        with pytest.raises(Killed):
            parting(session, OTHER)
    session.close()
    again = sign_in(session.store.folder, LOGIN, PASSWORD)
    assert rotation.finish_rotation(again)
    assert again.keys.work != before.work
    assert again.keys.people != before.people
    assert not rotation.rotation_due(again)
    again.close()


def test_a_refusal_beside_a_change_of_keys_does_not_bring_the_old_ones_back(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, unit_of_work, confirm = Event(), session.store.unit_of_work, rotation._confirm

    def begin() -> AbstractContextManager[UnitOfWork]:
        begun.set()
        return unit_of_work()

    def refused() -> None:
        with pytest.raises(WrongPassword):
            users.change_password(session, "quite another one", NEW_PASSWORD)

    def confirm_beside(*given: Any) -> None:
        begun.clear()
        asked.append(beside.submit(refused))
        begun.wait(BESIDE_S)
        confirm(*given)

    asked: list[Future[None]] = []
    monkeypatch.setattr(session.store, "unit_of_work", begin)
    monkeypatch.setattr(rotation, "_confirm", confirm_beside)
    with ThreadPoolExecutor(1) as beside:
        rotation.rotate_keys(session)
        asked[0].result()
    session.close()
    sign_in(session.store.folder, LOGIN, PASSWORD).close()


def test_a_backup_beside_a_change_of_keys_opens(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_to, store = session.store.copy_to, session.store

    def copy_after_rotation(folder: Path) -> Moment:
        with suppress(TimeoutError):
            beside.submit(rotation.rotate_keys, session).result(BESIDE_S)
        return copy_to(folder)

    monkeypatch.setattr(rotation, "back_up_before", lambda *_: None)
    monkeypatch.setattr(store, "copy_to", copy_after_rotation)
    with ThreadPoolExecutor(1) as beside:
        made = make_backup(session, tmp_path / "backups").value
    session.close()
    restored = tmp_path / "Restored.opuntia"
    restore(made.file, restored, LOGIN, PASSWORD)
    sign_in(restored, LOGIN, PASSWORD).close()


def test_keys_unlocked_before_others_came_into_force_change_nothing(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, killed, confirm = session.store.folder, tmp_path / "killed.opuntia", rotation._confirm
    unlocked: list[Unlocked] = []

    def confirm_and_die(*given: Any) -> None:
        unlocked.append(unlock(base, LOGIN, PASSWORD))
        confirm(*given)
        shutil.copytree(base, killed)

    monkeypatch.setattr(rotation, "_confirm", confirm_and_die)
    rotation.rotate_keys(session)
    session.close()
    with pytest.raises(BaseBusy):
        enter(killed, unlocked[0])
    sign_in(killed, LOGIN, PASSWORD).close()


def test_whoever_has_the_sheet_does_not_wait_for_wrong_passwords(session: Session) -> None:
    code, base = users.make_sheet(session).value, session.store.folder
    session.close()
    for _ in range(FREE_ATTEMPTS + 1):
        with pytest.raises(WrongPassword):
            sign_in(base, LOGIN, "quite another one")
    users.recover(base, code, LOGIN, NEW_PASSWORD).close()


def test_before_the_sheet_opens_a_base_of_an_older_schema_it_is_backed_up(tmp_path: Path) -> None:
    older = Path(shutil.copytree(OLD_BASES / "0004.opuntia", tmp_path / "Old.opuntia"))
    keys, code = unlock(older, LOGIN, PASSWORD).keys, new_sheet()
    with changing(older, keys.work) as slots:
        slots.put_sheet(code, keys)
    session = users.recover(older, code, LOGIN, NEW_PASSWORD, backups=tmp_path / "backups")
    assert session.backups == tmp_path / "backups"
    session.close()
    (made,) = list_backups(tmp_path / "backups")
    assert made.facts is not None
    assert (made.facts.reason, made.facts.moment.schema) == ("migration", "0004")


LOSSES: Final[dict[str, Callable[[Session], object]]] = {
    "dismissed": lambda session: users.dismiss_user(session, LOGIN),
    "with another password": lambda session: users.reset_password(session, LOGIN),
    "in another role": lambda session: users.change_roles(session, LOGIN, KEEPER),
}


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)
def test_the_last_key_to_people_is_not_taken_by_somebody_who_has_none(
    session: Session, lose: Callable[[Session], object]
) -> None:
    base = join(session, KEEPER)
    keeper = sign_in(base, OTHER, NEW_PASSWORD)
    before = (base / "slots.json").read_bytes()
    with pytest.raises(LastHolder):
        lose(keeper)
    assert (base / "slots.json").read_bytes() == before
    keeper.close()
    holder = sign_in(base, LOGIN, PASSWORD)
    assert holder.keys.people is not None
    users.make_sheet(holder)  # opens the people as well
    holder.close()
    keeper = sign_in(base, OTHER, NEW_PASSWORD)
    lose(keeper)
    assert [one.login for one in holdings(base, keeper.keys.work) if one.people] == [""]
    keeper.close()


def test_the_last_who_sees_people_does_not_give_it_up(session: Session) -> None:
    with pytest.raises(LastHolder):
        users.change_roles(session, LOGIN, KEEPER)
    assert users.reset_password(session, LOGIN).value  # whoever holds the key gives it to the new slot
    first = users.create_user(session, OTHER, MANAGER).value
    users.change_roles(session, LOGIN, KEEPER)
    session.close()
    other = sign_in(session.store.folder, OTHER, first)
    assert other.keys.people is not None
    other.close()
