"""Whether a backup opens is known before anything is closed; the base that stands opens by keys of today too."""

from pathlib import Path

import pytest

from core.domain.errors import NoPeopleKey, WeakPassword, WrongPassword, WrongSheet
from core.domain.rights import Role
from core.services import users
from core.services.backups import list_backups, make_backup
from core.services.restores import Rehearsal, rehearse, restore
from core.services.rotation import rotate_keys
from core.services.session import Session, sign_in
from core.vault.recovery import new_sheet
from tests.support.bases import LOGIN, PASSWORD
from tests.support.firm import CLIENTS, brought_back, bytes_in, entered

NEW = "a-third-pad-for-anna"
VERA, VERAS = "vera", "other-pads-and-fruit"


def _backed_up(session: Session, folder: Path) -> Path:
    return make_backup(session, folder).value.file


def _change_keys_and_password(session: Session) -> None:
    rotate_keys(session)
    users.change_password(session, PASSWORD, NEW)


@pytest.fixture
def changed_since(firm: Path, tmp_path: Path) -> Path:
    """A backup; since then somebody was erased, and keys and password were changed."""
    with entered(firm) as session:
        file = _backed_up(session, tmp_path / "copies")
        with session.store.unit_of_work() as work:
            work.tombstones.add([int(work.clients.columns().ids[0])], session.now())
        _change_keys_and_password(session)
    return file


def test_while_the_base_is_open_a_wrong_password_is_told_and_nothing_is_changed(firm: Path, tmp_path: Path) -> None:
    with entered(firm) as session:
        code = users.make_sheet(session).value
        file = _backed_up(session, tmp_path / "copies")
        before = bytes_in(firm.parent)
        for sheet, login, password, refusal in (
            ("", LOGIN, "something else entirely", WrongPassword),
            ("", "nobody", PASSWORD, WrongPassword),
            (new_sheet(), LOGIN, NEW, WrongSheet),
            (code, "nobody", NEW, WrongPassword),
            (code, LOGIN, "short", WeakPassword),
        ):
            with pytest.raises(refusal):
                rehearse(file, firm, login, password, sheet=sheet, session=session)
        for sheet, password in (("", PASSWORD), (code, NEW)):
            assert rehearse(file, firm, LOGIN, password, sheet=sheet, session=session) == Rehearsal(session.keys, False)
        assert bytes_in(firm.parent) == before
        assert session.store.check() == []


def test_who_was_dismissed_or_lost_the_people_key_since_is_refused_before_anything_is_closed(
    firm: Path, tmp_path: Path
) -> None:
    with entered(firm) as session:
        first = users.create_user(session, VERA, frozenset({Role.ADMINISTRATOR, Role.MANAGER})).value
    vera = sign_in(firm, VERA, first)
    users.change_password(vera, first, VERAS)
    vera.close()
    with entered(firm) as session:
        file = _backed_up(session, tmp_path / "copies")
        users.change_roles(session, VERA, frozenset({Role.ANALYST}))
        with pytest.raises(NoPeopleKey):
            rehearse(file, firm, VERA, VERAS, session=session)
        users.dismiss_user(session, VERA)
        with pytest.raises(WrongPassword):
            rehearse(file, firm, VERA, VERAS, session=session)


def test_without_a_base_open_it_is_known_whether_the_one_that_stands_opens(
    changed_since: Path, firm: Path, tmp_path: Path
) -> None:
    before = bytes_in(firm.parent)
    assert rehearse(changed_since, firm, LOGIN, PASSWORD) == Rehearsal(None, True)
    assert rehearse(changed_since, tmp_path / "deep" / "New.opuntia", LOGIN, PASSWORD) == Rehearsal(None, False)
    assert not (tmp_path / "deep").exists()
    assert bytes_in(firm.parent) == before
    with entered(firm, NEW) as session:
        again, keys = _backed_up(session, tmp_path / "copies"), session.keys
    assert rehearse(again, firm, LOGIN, NEW) == Rehearsal(keys, False)


def test_the_keys_of_the_base_that_stands_keep_what_was_decided_there(changed_since: Path, firm: Path) -> None:
    with entered(firm, NEW) as session:
        keys = rehearse(changed_since, firm, LOGIN, PASSWORD, session=session).standing
    report = brought_back(changed_since, firm, standing=keys)
    assert (report.erased, report.clients, report.tombstones_lost) == (1, CLIENTS - 1, False)
    assert report.kept is None
    assert report.safety in {one.file for one in list_backups(firm.parent / "Копии Opuntia")}


def test_so_does_the_password_of_today(changed_since: Path, firm: Path) -> None:
    before = bytes_in(firm.parent)
    with pytest.raises(WrongPassword):
        restore(changed_since, firm, LOGIN, PASSWORD, present="something else entirely")
    assert bytes_in(firm.parent) == before
    report = restore(changed_since, firm, LOGIN, PASSWORD, present=NEW)
    assert (report.erased, report.tombstones_lost, report.kept) == (1, False, None)
    assert report.safety is not None


def test_where_nothing_stands_the_password_of_today_is_not_needed(changed_since: Path, tmp_path: Path) -> None:
    report = restore(changed_since, tmp_path / "New.opuntia", LOGIN, PASSWORD, present=NEW)
    assert (report.safety, report.kept, report.clients) == (None, None, CLIENTS)
