"""Who a restored base lets in: nobody who was dismissed since; whoever has the recovery sheet, under a new password."""

import json
import shutil
from pathlib import Path

import pytest

from core.domain.errors import NoPeopleKey, WeakPassword, WrongGroup, WrongPassword, WrongSheet
from core.domain.rights import Role, UseCase
from core.services import rotation, users
from core.services.backups import list_backups, make_backup
from core.services.restores import restore
from core.services.session import sign_in
from core.vault.recovery import new_sheet
from tests.support.bases import LOGIN, PASSWORD
from tests.support.firm import CLIENTS, brought_back, bytes_in, entered

VERA, VERAS = "vera", "other-pads-and-fruit"
NEW = "a-third-pad-for-anna"
KEEPER = frozenset({Role.ADMINISTRATOR, Role.MANAGER})


def _join(base: Path, roles: frozenset[Role] = KEEPER) -> None:
    with entered(base) as session:
        first = users.create_user(session, VERA, roles).value
    own = sign_in(base, VERA, first)
    users.change_password(own, first, VERAS)
    own.close()


def _backed_up(base: Path, folder: Path) -> Path:
    with entered(base) as session:
        return make_backup(session, folder).value.file


def _logins_in_slots(base: Path) -> set[str]:
    return {slot["login"] for slot in json.loads((base / "slots.json").read_bytes())["slots"]}


def test_who_was_dismissed_after_the_backup_does_not_come_back_with_it(firm: Path, tmp_path: Path) -> None:
    _join(firm)
    file = _backed_up(firm, tmp_path / "copies")
    with entered(firm) as session:
        users.dismiss_user(session, VERA)
    report = brought_back(file, firm)
    assert report.dismissed == 1
    assert _logins_in_slots(firm) == {LOGIN}
    with pytest.raises(WrongPassword):
        sign_in(firm, VERA, VERAS)
    with entered(firm) as session:
        assert [(one.login, one.active) for one in users.read_users(session)] == [(LOGIN, True), (VERA, False)]
        before = session.keys
        assert rotation.finish_rotation(session)
        assert session.keys.work != before.work
        assert session.keys.people != before.people
        assert not rotation.finish_rotation(session)
    assert brought_back(_backed_up(firm, tmp_path / "copies"), firm).dismissed == 0


def test_the_dismissed_cannot_put_an_old_backup_over_the_base_that_knows_it(firm: Path, tmp_path: Path) -> None:
    _join(firm)
    file = _backed_up(firm, tmp_path / "copies")
    with entered(firm) as session, session.doing(UseCase.MANAGE_USERS) as deed:  # killed before the new keys
        user = deed.work.accounts.user(VERA)
        assert user is not None
        deed.work.accounts.change_user(user.id, user.roles, active=False)
    before = bytes_in(firm)
    with pytest.raises(WrongPassword):
        restore(file, firm, VERA, VERAS)
    assert bytes_in(firm) == before


def test_who_lost_the_people_key_after_the_backup_does_not_get_it_back_with_it(firm: Path, tmp_path: Path) -> None:
    _join(firm)
    file = _backed_up(firm, tmp_path / "copies")
    with entered(firm) as session:
        users.change_roles(session, VERA, frozenset({Role.ANALYST}))
    assert brought_back(file, firm).dismissed == 0
    vera = sign_in(firm, VERA, VERAS)
    assert (vera.roles, vera.keys.people) == (frozenset({Role.ANALYST}), None)
    vera.close()
    with entered(firm) as session:
        before = session.keys
        assert rotation.finish_rotation(session)
        assert session.keys.people != before.people


def test_who_lost_the_people_key_cannot_put_an_old_backup_over_the_base(firm: Path, tmp_path: Path) -> None:
    _join(firm)
    file = _backed_up(firm, tmp_path / "copies")
    with entered(firm) as session, session.doing(UseCase.MANAGE_USERS) as deed:  # killed before the new keys
        user = deed.work.accounts.user(VERA)
        assert user is not None
        deed.work.accounts.change_user(user.id, frozenset({Role.ANALYST}), active=True)
    before = bytes_in(firm)
    with pytest.raises(NoPeopleKey):
        restore(file, firm, VERA, VERAS)
    assert bytes_in(firm) == before


def test_a_base_is_left_without_administrator_in_no_case(firm: Path, tmp_path: Path) -> None:
    _join(firm)
    with entered(firm) as session:
        users.change_roles(session, LOGIN, frozenset({Role.MANAGER}))
    file = _backed_up(firm, tmp_path / "copies")
    vera = sign_in(firm, VERA, VERAS)
    users.change_roles(vera, LOGIN, KEEPER)
    vera.close()
    with entered(firm) as session:
        users.dismiss_user(session, VERA)
    assert brought_back(file, firm).dismissed == 1
    with entered(firm) as session:
        assert session.roles == KEEPER


@pytest.fixture
def with_sheet(firm: Path, tmp_path: Path) -> tuple[Path, str]:
    """(backup, the code of the sheet that was in force then)."""
    with entered(firm) as session:
        code = users.make_sheet(session).value
    return _backed_up(firm, tmp_path / "copies"), code


def test_a_new_machine_needs_the_sheet_alone(with_sheet: tuple[Path, str], tmp_path: Path) -> None:
    file, code = with_sheet
    new = tmp_path / "machine" / "New.opuntia"
    report = restore(file, new, LOGIN, NEW, sheet=code.replace("-", " "))
    assert (report.clients, report.safety, report.kept) == (CLIENTS, None, None)
    with pytest.raises(WrongPassword):
        sign_in(new, LOGIN, PASSWORD)
    with entered(new, NEW) as session, session.store.reading() as work:
        assert work.audit.check() is None
        assert [one.use_case for one in work.audit.entries()][-2:] == ["restore", "recover"]
    restore(file, tmp_path / "again.opuntia", LOGIN, NEW, sheet=code)


def test_over_a_base_that_stands_the_sheet_keeps_a_safety_copy(
    with_sheet: tuple[Path, str], firm: Path, tmp_path: Path
) -> None:
    file, code = with_sheet
    report = restore(file, firm, LOGIN, NEW, sheet=code, backups=tmp_path / "safe")
    assert [one.file for one in list_backups(tmp_path / "safe")] == [report.safety]
    with entered(firm, NEW):
        pass


def test_what_the_sheet_does_not_open_changes_nothing(with_sheet: tuple[Path, str], firm: Path, tmp_path: Path) -> None:
    file, code = with_sheet
    slip = f"{(int(code[0]) + 1) % 10}{code[1:]}"
    before = bytes_in(firm.parent)
    for sheet, login, password, refusal in (
        (new_sheet(), LOGIN, NEW, WrongSheet),
        ("123", LOGIN, NEW, WrongSheet),
        (slip, LOGIN, NEW, WrongGroup),
        (code, LOGIN, "short", WeakPassword),
        (code, "nobody", NEW, WrongPassword),
    ):
        with pytest.raises(refusal):
            restore(file, firm, login, password, sheet=sheet)
        with pytest.raises(refusal):
            restore(file, tmp_path / "new" / "New.opuntia", login, password, sheet=sheet)
    assert bytes_in(firm.parent) == before
    assert not (tmp_path / "new").exists()
    shutil.rmtree(firm)
    restore(file, firm, LOGIN, NEW, sheet=code)
