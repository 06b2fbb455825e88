"""A firm at work: clients, leads in every stage, packages, answers, a draft; and its whole content to compare."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from core.domain.catalogue_changes import with_entry
from core.domain.client import ClientRow, Document, DocumentKind, Purchase
from core.domain.lead import Answer, Stage
from core.domain.mailing import Security
from core.domain.reply import ReplyProblem
from core.domain.training import Origin
from core.intake.mapping import suggest
from core.services.catalogue import read_catalogue, set_partner_fields
from core.services.catalogue_edits import apply_edits
from core.services.client_views import keep_view
from core.services.consent_papers import add_paper
from core.services.consents import withdraw_consent
from core.services.decisions import accept_from, decline, postpone, take_up
from core.services.drafts import start_draft
from core.services.imports import finish_import, plan_import
from core.services.mail_account import MailAccountCard, set_mail_account
from core.services.organisation import add_unit, place_user
from core.services.outbox import queue_package
from core.services.outcomes import record_outcome
from core.services.partner_addresses import confirm_partner_address, set_partner_address
from core.services.partners import set_partner_key
from core.services.reminders import remind
from core.services.restores import RestoreReport, restore
from core.services.scoring import compute
from core.services.sending import make_packages, mark_sent, read_packages, save_packages
from core.services.session import Session, sign_in
from core.services.settings import change_settings, read_settings
from core.storage.holding import LOCK_FILE, SINCE_FILE
from core.storage.models import StoredModel, TrainedModel
from core.storage.replies import StoredLine
from core.storage.store import Store
from core.storage.tables import metadata
from tests.support.bases import (
    CAR,
    LOGIN,
    PASSWORD,
    SERVICE,
    TODAY,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_new_base,
)
from tests.support.imported import import_clients
from tests.support.sealed import RECIPIENT

CLIENTS = 30

Content = Mapping[str, Sequence[tuple[Any, ...]]]


def found_firm(folder: Path) -> Path:
    """Make it in `folder` and return its base, closed."""
    session = open_new_base(folder)
    try:
        _work(session, folder / "packages")
        assert {one.stage for one in all_recommendations(session)} == set(Stage)
        return session.store.folder
    finally:
        session.close()


def _work(session: Session, packages: Path) -> None:
    fill_catalogue(session)
    place_user(session, LOGIN, add_unit(session, "Отдел").value)
    set_partner_fields(session, read_catalogue(session).own_company.id, ("phone",))
    change_settings(session, replace(read_settings(session), open_recommendations=4))
    import_clients(session, [_row(number) for number in range(1, CLIENTS)], consent_to_all(session))
    compute(session)
    undecided = [one.id for one in all_recommendations(session)]
    decline(session, undecided[:2])
    postpone(session, undecided[2:4], TODAY + timedelta(days=3))
    take_up(session, undecided[4:6])
    accept_from(session, 1, range(1, 20))
    for clients in (range(1, 8), range(8, 12)):
        make_packages(session, list(clients), "ru")
        save_packages(session, packages)
    for one in read_packages(session)[-2:]:
        mark_sent(session, one.id)
    (lead,) = [one for one in all_recommendations(session) if one.stage is Stage.SENT][:1]
    record_outcome(session, lead.id, Answer.BOUGHT, TODAY, 1_000.0)
    remind(session, [next(one.id for one in all_recommendations(session) if one.stage is Stage.SENT)], "ru")
    keep_view(session, "Ильич", {})
    said = {"answer": "Ильич подумает"}
    with session.store.unit_of_work() as work:
        line = StoredLine(
            0, session.user_id, session.now(), 2, said, "", ReplyProblem.ANSWER_UNCLEAR, lead.id, lead.client_id
        )
        work.replies.add(line)
    headers = ("ФИО", "Телефон")
    first, second = _row(1), _row(2)
    told = replace(first, identity=replace(first.identity, email="a@mail.example"))
    maybe = replace(second.identity, birth_date=date(1950, 3, 17), phone="+79990000000", documents=())
    doubtful = replace(second, identity=maybe, purchases=(Purchase(CAR, refused=True),))
    draft = start_draft(session, "/tables/Ильич.xlsx", None, headers, suggest(headers)).value
    report = finish_import(session, draft.id, plan_import(session, [told, doubtful]), []).value
    assert (report.imported, report.updated) == (1, 1) and report.questions
    start_draft(session, "/tables/Кактусов.xlsx", None, headers, suggest(headers))
    before = read_catalogue(session)
    partner = before.companies[max(before.companies)]
    apply_edits(session, before, with_entry(before, replace(partner, lead_cap=900)))
    set_partner_key(session, partner.id, RECIPIENT)
    _mail(session, packages)
    with session.store.unit_of_work() as work:
        work.tombstones.add([10**15], session.now())
        trained = TrainedModel("t-1", Origin.TRAINED, session.user_id, session.now(), "another", {"clients": CLIENTS})
        work.models.add_trained(StoredModel("t-1", CLIENTS, "another", b"model"), trained, b"twin")
        work.models.publish("t-1", session.user_id, session.now(), session.now())
        work.seen_files.put({"/tables/Ильич.xlsx": (1_000, 1.5)})


def _mail(session: Session, folder: Path) -> None:
    """A package waits in the outbox, a consent has its scan and was taken back too late."""
    set_mail_account(
        session,
        MailAccountCard("smtp.firm.example", 587, Security.STARTTLS, LOGIN, "anna@firm.example"),
        "the password of the mail",
    )
    waiting = next(one for one in read_packages(session) if not one.sent)
    set_partner_address(session, waiting.partner, "leads@partner.example")
    confirm_partner_address(session, waiting.partner, "leads@partner.example")
    queue_package(session, waiting.id, "ru")
    sent = next(one.client_id for one in all_recommendations(session) if one.stage is Stage.SENT)
    number = consent_to_all(session).number
    scan = folder / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7 a signature")
    add_paper(session, sent, number, scan)
    withdraw_consent(session, [sent], number)


def _row(number: int) -> ClientRow:
    row = client_row(number, *((CAR, "трактор") if number % 2 else (SERVICE,)))
    passport = Document(DocumentKind.PASSPORT, "4510", f"{number:06}")
    return replace(row, identity=replace(row.identity, documents=(passport,)))


def content_of(store: Store) -> Content:
    """Every row of every table of both stores, and the numbers that their next rows would get."""
    found: dict[str, Sequence[tuple[Any, ...]]] = {}
    with store.reading() as work:
        connection = work.clients._connection
        for table in metadata.tables.values():
            rows = connection.execute(table.select().order_by(*table.primary_key)).all()
            found[table.fullname] = [tuple(row) for row in rows]
        for schema in ("main", "people"):
            for name in ("sqlite_sequence", "sqlite_master"):
                columns = "name, seq" if name == "sqlite_sequence" else "type, name, tbl_name, sql"
                rows = connection.execute(text(f"SELECT {columns} FROM {schema}.{name} ORDER BY 1, 2")).all()
                found[f"{schema}.{name}"] = [tuple(row) for row in rows]
    return found


@contextmanager
def entered(base: Path, password: str = PASSWORD) -> Iterator[Session]:
    """The base, open for the block."""
    session = sign_in(base, LOGIN, password)
    try:
        yield session
    finally:
        session.close()


def sound_content(base: Path) -> Content:
    """All of a closed base that is in order."""
    with entered(base) as session:
        assert session.store.check() == []
        return content_of(session.store)


def bytes_in(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, whatever it is, but for those that tell who has a base open."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.name not in {LOCK_FILE, SINCE_FILE}]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def flip_bit(file: Path) -> None:
    """Damage the last page of a store: opening does not need it."""
    content = bytearray(file.read_bytes())
    content[-100] ^= 1
    file.write_bytes(content)


def brought_back(file: Path, base: Path, password: str = PASSWORD, **more: Any) -> RestoreReport:
    """Restore as the one user."""
    return restore(file, base, LOGIN, password, **more)
