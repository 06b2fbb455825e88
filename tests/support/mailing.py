"""A base whose packages can go by mail, and servers to hand them to."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from core.delivery.mail import send
from core.domain.lead import Stage
from core.domain.mailing import Letter, MailAccount, Security, Sending, Tried
from core.domain.settings import Settings
from core.services.catalogue import read_catalogue
from core.services.decisions import accept_from
from core.services.mail_account import MailAccountCard, set_mail_account
from core.services.outbox import OutboxRow, read_outbox
from core.services.partner_addresses import confirm_partner_address, set_partner_address
from core.services.posting import post_due
from core.services.scoring import compute
from core.services.sending import make_packages
from core.services.session import Session
from core.services.settings import change_settings
from tests.support.bases import CAR, all_recommendations, client_row, consent_to_all, fill_catalogue, open_prepared
from tests.support.imported import import_clients
from tests.support.post_office import HOST, PASSWORD, USER, PostOffice, authority

DELAY = timedelta(seconds=60)


def address_of(company: int) -> str:
    """Where packages for a partner go."""
    return f"leads@partner-{company}.example"


def _prepare(session: Session) -> tuple[int, ...]:
    fill_catalogue(session)
    change_settings(session, Settings(exploration=0))
    rows = [client_row(number, CAR) for number in range(1, 31)]
    clients = list(import_clients(session, rows, consent_to_all(session)).value.clients)
    compute(session)
    accept_from(session, 1, clients)
    for company in read_catalogue(session).companies.values():
        if not company.own:
            set_partner_address(session, company.id, address_of(company.id))
            confirm_partner_address(session, company.id, address_of(company.id))
    return make_packages(session, clients, "ru").value.packages


def open_with_packages(folder: Path) -> tuple[Session, tuple[int, ...]]:
    """A base with packages for several partners, each of which has an address; their ids."""
    return open_prepared(folder, _prepare)


def give_account(session: Session, port: int = 587, password: str = PASSWORD) -> None:
    """The user sends from the account that the post office knows."""
    set_mail_account(session, MailAccountCard(HOST, port, Security.STARTTLS, USER, USER), password)


def pass_time(session: Session, by: timedelta) -> None:
    """The clock of a session stands so much later from now on."""
    later = session.clock() + by
    session.clock = lambda: later


def by_mail(office: PostOffice) -> Callable[[MailAccount, Letter, datetime], Tried]:
    """The real way to this post office, with its certificate believed and no long waiting."""
    trust = authority(HOST).trust

    def post(account: MailAccount, letter: Letter, at: datetime) -> Tried:
        assert account.port == office.port
        return send(account, letter, at, trust=trust, patience_s=0.5 if office.breaks else 5)

    return post


def post_and_be_killed(session: Session, server: Callable[[Letter], object] = lambda _: None) -> None:
    """Hand over until the program is gone in the middle, the letter with `server` already: nothing is written after
    that.
    """

    def post(_account: MailAccount, letter: Letter, _at: datetime) -> Tried:
        server(letter)
        session.close()
        raise KeyboardInterrupt

    with suppress(KeyboardInterrupt, AttributeError):  # a closed store takes no more
        post_due(session, post=post)


def row(session: Session, package: int) -> OutboxRow:
    """A package as the outbox shows it."""
    return next(one for one in read_outbox(session) if one.package_id == package)


def stages(session: Session, package: int) -> set[Stage]:
    """Where its leads stand."""
    return {one.stage for one in all_recommendations(session) if one.package_id == package}


def answering(*outcomes: Sending) -> "Server":
    """A server that gives these answers."""
    return Server([Tried(one) for one in outcomes])


class Server:
    """Gives these answers in turn, the last for ever, and keeps what it was handed."""

    def __init__(self, answers: list[Tried]) -> None:
        self.answers = answers
        self.letters: list[Letter] = []

    def __call__(self, _account: MailAccount, letter: Letter, _at: datetime) -> Tried:
        self.letters.append(letter)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
