"""What people do one by one with clients whose every word is a canary: cards, papers, other partners, mail, erasing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from core.domain.catalogue_changes import with_entry
from core.domain.client import ClientType, DocumentKind, Identity
from core.domain.decision import DeclineReason, OverrideReason
from core.domain.lead import Answer, Stage
from core.domain.mailing import Letter, MailAccount, Security, Sending, Tried
from core.domain.outbox import Posting
from core.intake.sources import Pasted, Source
from core.intake.tables import Table
from core.services.catalogue import read_catalogue
from core.services.catalogue_edits import apply_edits
from core.services.client_card import Shown, read_client, reveal_document, reveal_value
from core.services.client_edits import add_client, edit_client, record_purchase, record_refusal
from core.services.client_erasing import erase_clients
from core.services.client_export import export_clients
from core.services.client_list import ClientFilter, find_clients
from core.services.consent_papers import add_paper, save_paper
from core.services.consents import record_consent, withdraw_consent
from core.services.decisions import decline, note_reason
from core.services.drafts import begin_draft, save_draft
from core.services.history import undo_last
from core.services.letters import save_draft_letter
from core.services.mail_account import MailAccountCard, set_mail_account
from core.services.outbox import queue_package, read_outbox
from core.services.outcomes import record_outcome
from core.services.overriding import override, read_choices
from core.services.partner_addresses import confirm_partner_address, set_partner_address
from core.services.posting import post_due
from core.services.recalls import read_recalls, recall_text
from core.services.scoring import compute_at_once
from core.services.sending import mark_sent, read_packages
from core.services.session import Session
from core.services.why_not import why_not
from desktop.preferences import Preferences
from desktop.screens.clients.wanted import Part, Wanted
from tests.support.bases import CASCO, LOGIN, all_recommendations


def do_one_by_one(session: Session, folder: Path, tables: Path, preferences: Preferences) -> None:
    """`folder` is where people save what they made, `tables` where what names clients lies outside of the program."""
    on_the_card(session, tables, preferences)
    by_mail(session, folder)
    called_back(session, folder)
    erase_clients(session, find_clients(session).ids[-3:])


def on_the_card(session: Session, tables: Path, preferences: Preferences) -> None:
    """Everything of it that somebody typed, looked at or saved."""
    one, other, third = find_clients(session).ids[:3]
    person = find(session, one)
    day, services = session.today(), list(read_catalogue(session).services)
    edit_client(session, one, {"city": person.surname, "email": find(session, other).email})
    record_purchase(session, one, services[0], day)
    record_refusal(session, other, services[-1], day)
    undo_last(session, other)
    add_client(session, ClientType.PERSON, {"surname": person.surname, "name": find(session, third).name})
    assert find_clients(session, ClientFilter(person.surname)).ids
    wanted = Wanted().picked(Part.CITY, person.surname, on=True)
    preferences.remember(LOGIN, "clients_filter", wanted.kept())
    preferences.save()
    reveal_document(session, one, DocumentKind.PASSPORT)
    reveal_value(session, one, Shown.PHONE)
    read_client(session, one)
    why_not(session, one)
    record_consent(session, one, "С-2", signed_on=day, recipients=[partners(session)[0]])
    scan = tables / f"{person.surname}.pdf"
    scan.write_text(f"%PDF {person.full_name}")
    paper = add_paper(session, one, "С-2", scan).value
    save_paper(session, one, paper, tables / "saved.pdf")
    export_clients(session, [one, other], tables / "exported.xlsx", "ru")
    compute_at_once(session, [one, other])
    pasted = Source("", None, Pasted.of(f"Фамилия\n{person.surname}"))
    draft = begin_draft(session, pasted, table_of(person.surname)).value
    save_draft(session, replace(draft, consent="С-2", step=2))
    before = read_catalogue(session)
    company = before.companies[partners(session)[0]]
    apply_edits(session, before, with_entry(before, replace(company, lead_cap=900)))


def instead_of_the_numbers(session: Session) -> None:
    """A client given to another partner, and one declined with a reason."""
    undecided = [one for one in all_recommendations(session) if one.stage is Stage.PROCESSED]
    casco = {one.id for one in read_catalogue(session).services.values() if one.name == CASCO}
    given = next(one for one in undecided if one.service_id in casco)
    override(session, given.id, read_choices(session, given.id)[0].rival.service_id, OverrideReason.CLIENT_ASKS)
    declined = next(one for one in undecided if one.client_id != given.client_id)
    decline(session, [declined.id])
    note_reason(session, [declined.id], DeclineReason.BAD_DATA)


def by_mail(session: Session, folder: Path) -> None:
    """A letter for a mail program, one that a server takes, one whose server is silent."""
    first, second, third = [one for one in read_packages(session) if not one.sent][:3]
    set_mail_account(
        session,
        MailAccountCard("smtp.firm.example", 587, Security.STARTTLS, LOGIN, "anna@firm.example"),
        "the password of the mail",
    )
    for partner in partners(session):
        set_partner_address(session, partner, f"leads@partner-{partner}.example")
        confirm_partner_address(session, partner, f"leads@partner-{partner}.example")
    save_draft_letter(session, first.id, folder, "ru")
    outcomes = iter((Sending.SENT, Sending.UNKNOWN))

    def post(_account: MailAccount, letter: Letter, _at: datetime) -> Tried:
        (folder / f"{letter.message_id}.letter").write_bytes(f"{letter!r} {letter.subject}\n{letter.text}".encode())
        return Tried(next(outcomes))

    for package in (second, third):
        queue_package(session, package.id, "ru")
    real = session.clock
    session.clock = later(real, timedelta(days=1))
    post_due(session, post=post)
    session.clock = real
    assert len(list(folder.glob("*.letter"))) == 2 and [one.state for one in read_outbox(session)] == [Posting.UNKNOWN]
    mark_sent(session, first.id)
    sent = next(one for one in all_recommendations(session) if one.stage is Stage.SENT)
    record_outcome(session, sent.id, Answer.NO_ANSWER, session.today())


def called_back(session: Session, folder: Path) -> None:
    """A consent is taken back when the data have left."""
    sent = next(one for one in all_recommendations(session) if one.stage is Stage.SENT)
    withdraw_consent(session, [sent.client_id], "С-1")
    notices = read_recalls(session)
    text = recall_text(notices, "ru")
    assert text.text
    (folder / "recall.txt").write_text(f"{text.subject}\n{text.text}", "utf-8")


def later(clock: Callable[[], datetime], by: timedelta) -> Callable[[], datetime]:
    return lambda: clock() + by


def partners(session: Session) -> list[int]:
    return [one.id for one in read_catalogue(session).companies.values() if not one.own]


def find(session: Session, client: int) -> Identity:
    with session.store.reading() as work:
        return work.clients.identities([client])[client]


def table_of(surname: str) -> Table:
    return Table(("Фамилия",), [(surname,)], [2])
