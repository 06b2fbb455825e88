"""Use cases on a disk without room, in a process of its own: `python -m tests.torture.full_disk DISK BASE PART …`.

Tells on its standard output, a line for each try: the part, the room in bytes and what was said, or "done".
"""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from core.domain.errors import DiskFull, KnownError
from core.domain.journal import JournalFilter
from core.intake.mapping import suggest
from core.services import rotation, users
from core.services.backups import list_backups, make_backup
from core.services.drafts import start_draft
from core.services.imports import finish_import, plan_import
from core.services.journal import check_journal, export_journal
from core.services.restores import read_backup
from core.services.session import Session, sign_in
from core.services.wording import LANGUAGES, say_error
from core.vault.kdf import Argon2
from tests.support.bases import CAR, LOGIN, PASSWORD, client_row, consent_to_all
from tests.support.derivation import derived_once
from tests.support.disks import is_disk, room_of
from tests.support.firm import Content, content_of

ROOMS = (0, 4_096, 8_192, 12_288, 20_480, 65_536, 200_000, 400_000, 800_000, 3_000_000)
_ALWAYS_GO_ON = {"audit_entry", "mark", "people.mark"}
_NEW_PASSWORD = "other-pads-and-fruit"


def bring_in(session: Session) -> None:
    """A table of people whom nobody knows."""
    headers = ("ФИО", "Телефон")
    draft = start_draft(session, "/tables/new.csv", None, headers, suggest(headers)).value
    finish_import(
        session,
        draft.id,
        plan_import(session, [client_row(n, CAR) for n in range(5_000, 5_400)]),
        [],
        consent_to_all(session),
    )


def back_up(session: Session) -> None:
    """Beside the base, on the same disk."""
    make_backup(session, session.store.folder.parent / "copies")


def rotate(session: Session) -> None:
    """Both stores are written anew."""
    rotation.rotate_keys(session)


def change_password(session: Session) -> None:
    """The slots are written anew."""
    users.change_password(session, PASSWORD, _NEW_PASSWORD)


def export(session: Session) -> None:
    """The journal as a workbook, on the same disk."""
    export_journal(session, JournalFilter(), session.store.folder.parent / "journal.xlsx", "ru")


PARTS: dict[str, tuple[Callable[[Session], None], set[str]]] = {
    "import": (bring_in, {"people.table_import", "people.sqlite_sequence"}),
    "backup": (back_up, set()),
    "rotation": (rotate, {"setting"}),
    "password": (change_password, set()),
    "export": (export, set()),
}
"""What is done, and the records of its own that it may keep when it is refused (a draft; that it is due)."""


def try_everywhere(part: str, base: Path) -> None:
    """With less room than it takes, with more and more, until it is done."""
    work, own = PARTS[part]
    before = _content(base, own)
    for room in ROOMS:
        session = sign_in(base, LOGIN, PASSWORD)
        keys = session.keys
        said = "done"
        try:
            with room_of(room, base.parents[1]):
                try:
                    work(session)
                except KnownError as error:
                    said = _sentence(error)
                if said != "done" and is_disk(base.parents[1]):  # the base goes on: it is read while there is no room
                    assert session.keys == keys
                    assert _kept(content_of(session.store), own) == before
                    assert session.store.check() == []
        finally:
            session.close()
        print(part, room, said, flush=True)
        if said == "done":
            return
        assert _content(base, own) == before
        assert not list(base.glob("*.next*"))
        assert not any(read_backup(one.file).damaged for one in list_backups(base.parent / "copies"))
        assert [one.name for one in base.parent.iterdir() if one.name.endswith(".part")] == []
    raise AssertionError("never done")


def enter(part: str, base: Path) -> None:
    """Without any room: nobody comes in, and it is said why; with room again all is as it was."""
    before = _content(base, set())
    with room_of(0, base.parents[1]):
        try:
            sign_in(base, LOGIN, PASSWORD).close()
            said = "done"
        except KnownError as error:
            said = _sentence(error)
    assert _content(base, set()) == before
    print(part, 0, said, flush=True)


def _sentence(error: KnownError) -> str:
    """The code of what was said, where there is a sentence for it in each language."""
    assert all(len(say_error(language, error)) > 40 for language in LANGUAGES)
    return "full" if isinstance(error, DiskFull) else error.code


def _content(base: Path, own: set[str]) -> Content:
    session = sign_in(base, LOGIN, PASSWORD)
    try:
        assert session.store.check() == []
        assert check_journal(session).trouble is None
        return _kept(content_of(session.store), own)
    finally:
        session.close()


def _kept(content: Content, own: set[str]) -> Content:
    return {name: rows for name, rows in content.items() if name not in _ALWAYS_GO_ON | own}


def main(disk: Path, firm: Path, parts: list[str]) -> None:
    """Each on a copy of the base, alone on the disk."""
    setattr(Argon2, "derive", derived_once)  # noqa: B010 (a method is not assigned to)
    for part in parts:
        place = disk / "home"
        base = Path(shutil.copytree(firm, place / firm.name))
        (enter if part == "enter" else try_everywhere)(part, base)
        shutil.rmtree(place)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
