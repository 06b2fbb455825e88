"""What the page of sending reads: all its tabs at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.domain.errors import UnknownRecord
from core.domain.partner import PartnerAddress
from core.services.mail_account import read_mail_account
from core.services.outbox import OutboxRow, read_outbox
from core.services.outgoing import Outgoing, read_outgoing
from core.services.partners import read_partners
from core.services.recalls import read_recalls
from core.services.sending import PackageRow, read_packages, read_password
from core.services.session import Done, Session
from core.services.settings import read_settings
from core.services.today import Task, read_tasks


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the page shows, of one moment. `addresses` and ids of partners by name, `delay` in seconds before a
    queued package leaves; `account`: this user can mail packages from here; `recalls`: so many rows are to be called
    back; `approvals`: a package waits for one.
    """

    outgoing: Sequence[Outgoing]
    packages: Sequence[PackageRow]
    tasks: Sequence[Task]
    outbox: Sequence[OutboxRow] = ()
    addresses: Mapping[str, PartnerAddress] = field(default_factory=dict)
    partners: Mapping[str, int] = field(default_factory=dict)
    delay: int = 0
    account: bool = False
    recalls: int = 0
    approvals: bool = False


def read_standing(session: Session) -> Standing:
    """One question for all tabs."""
    partners, settings = read_partners(session), read_settings(session)
    return Standing(
        outgoing=read_outgoing(session),
        packages=read_packages(session),
        tasks=read_tasks(session),
        outbox=read_outbox(session),
        addresses={one.name: one.address for one in partners if one.address is not None},
        partners={one.name: one.id for one in partners},
        delay=settings.send_delay,
        account=not session.is_sample and read_mail_account(session) is not None,
        approvals=settings.approvals,
        recalls=sum(one.done_at is None for one in read_recalls(session)),
    )


def row_and_password(session: Session, package: int) -> Done[tuple[PackageRow, str]]:
    """The package first: where it is gone, nobody has looked at its password. Raises UnknownRecord, PasswordGiven."""
    row = next((one for one in read_packages(session) if one.id == package), None)
    if row is None:
        raise UnknownRecord
    done = read_password(session, package)
    return Done((row, done.value), done.changed, done.entry)
