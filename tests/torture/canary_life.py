"""A day of a program whose every client is a canary, in a process of its own: `python -m tests.torture.canary_life
PART FOLDER TABLE`. PART: work, killed (in the midst of an import), aborted (with a report of the hard end).
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from core.domain.errors import DiskFull, KnownError, NotAllowed, UnreadableFile
from core.domain.journal import JournalFilter
from core.domain.rights import Role
from core.intake.apart import read_table_apart
from core.intake.cleaning import clean
from core.intake.mapping import suggest
from core.services.backups import make_backup
from core.services.decisions import accept_from, decline, postpone
from core.services.drafts import start_draft
from core.services.imports import finish_import, plan_import
from core.services.journal import export_journal
from core.services.outgoing import preview
from core.services.scoring import compute
from core.services.sending import hand_out_passwords, make_packages, read_packages, save_packages
from core.services.session import Progress, Session, create_base, no_progress, sign_in
from core.services.wording import LANGUAGES, say_error
from desktop.crash import CrashReport, CrashReports
from desktop.log import end_log, log, start_log
from desktop.preferences import Preferences, home
from tests.support.bases import BANK, LOGIN, OWN, PASSWORD, all_recommendations, consent_to_all, fill_catalogue
from tests.support.disks import files_up_to
from tests.torture.canary_deeds import do_one_by_one, instead_of_the_numbers

BASE = "Firm.opuntia"


def bring_in(session: Session, file: Path, progress: Progress = no_progress) -> int:
    """As the wizard does it; how many clients came in."""
    table = read_table_apart(file)
    mapping = suggest(table.headers)
    draft = start_draft(session, f"/tables/{file.name}", None, table.headers, mapping).value
    cleaned = clean(table, mapping, session.today())
    done = finish_import(
        session, draft.id, plan_import(session, cleaned.rows), cleaned.problems, consent_to_all(session), progress
    )
    return done.value.imported


def refused(what: type[KnownError], work: Callable[[], object]) -> None:
    """Say the refusal as a program would, in both languages."""
    try:
        work()
    except what as error:
        for language in LANGUAGES:
            print(say_error(language, error), repr(error), error.facts, file=sys.stderr)
    else:
        raise AssertionError(what)


def work(folder: Path, tables: Path) -> None:
    """From an empty place to packages, with every error on the way."""
    preferences = Preferences(home())
    start_log(preferences.folder)
    log("start")
    create_base(folder / BASE, OWN, LOGIN, PASSWORD)
    preferences.opened(folder / BASE, LOGIN)
    preferences.save()
    session = sign_in(folder / BASE, LOGIN, PASSWORD)
    ids = fill_catalogue(session)
    log("clients", imported=bring_in(session, tables / "clients.xlsx"))
    compute(session)
    undecided = [one.id for one in all_recommendations(session)]
    decline(session, undecided[:3])
    postpone(session, undecided[3:6], session.today().replace(year=session.today().year + 1))
    instead_of_the_numbers(session)
    with session.store.reading() as reading:
        clients = list(reading.clients.columns().ids)
        partner = next(one.id for one in reading.catalogue.read().companies.values() if one.name == BANK)
    accept_from(session, 1, clients)
    preview(session, partner, "ru")
    make_packages(session, clients, "ru")
    save_packages(session, folder / "packages")
    assert read_packages(session)
    assert ids
    hand_out_passwords(session, folder / "passwords.txt")
    do_one_by_one(session, folder, tables, preferences)
    export_journal(session, JournalFilter(), folder / "journal.xlsx", "ru")
    make_backup(session, folder / "copies")
    meet_errors(session, tables, preferences)
    print("done", len(clients))
    session.close()
    log("end")
    end_log()


def meet_errors(session: Session, tables: Path, preferences: Preferences) -> None:
    """A broken table, a full disk, a refused use case, and an error that nobody foresaw."""
    refused(UnreadableFile, lambda: bring_in(session, tables / "broken.xlsx"))
    table = read_table_apart(tables / "more.csv")
    rows = clean(table, suggest(table.headers), session.today()).rows
    draft = start_draft(session, "/tables/more.csv", None, table.headers, suggest(table.headers)).value
    with files_up_to((session.store.folder / "people.db").stat().st_size):
        refused(DiskFull, lambda: finish_import(session, draft.id, plan_import(session, rows), []))
    roles, session.roles = session.roles, frozenset({Role.ANALYST})
    refused(NotAllowed, lambda: finish_import(session, draft.id, plan_import(session, rows), []))
    session.roles = roles
    who = rows[0].identity
    try:
        raise ValueError(f"{who} {who.full_name} {who.phone}") from KeyError(who.email)
    except ValueError as error:
        report = CrashReport.of(error, "imports")
    CrashReports.save(report, preferences.folder / "report.txt")
    print(report.text)
    log("fault")


def killed(folder: Path, tables: Path) -> None:
    """In the midst of an import, when journals and pages of both stores lie on the disk."""
    session = sign_in(folder / BASE, LOGIN, PASSWORD)
    connection = session.store._connection
    with connection.begin():
        for schema in ("main", "people"):
            connection.execute(text(f"PRAGMA {schema}.cache_size = 5"))
            connection.execute(text(f"PRAGMA {schema}.cache_spill = 1"))

    def end(step: str, done: int, _total: int) -> None:
        if step == "store" and done and sys.platform != "win32":
            os.kill(os.getpid(), signal.SIGKILL)

    bring_in(session, tables / "more.csv", end)


def aborted(folder: Path, tables: Path) -> None:
    """A hard end, with people in memory and a watch over it."""
    reports = CrashReports(home())
    reports.watch()
    reports.note_versions()
    session = sign_in(folder / BASE, LOGIN, PASSWORD)
    table = read_table_apart(tables / "more.csv")
    rows = clean(table, suggest(table.headers), session.today()).rows
    assert rows
    os.abort()


if __name__ == "__main__":
    {"work": work, "killed": killed, "aborted": aborted}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
