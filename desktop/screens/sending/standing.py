"""What the page of sending reads: all its tabs at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.domain.partner import PartnerAddress
from core.services.mail_account import read_mail_account
from core.services.outbox import OutboxRow, read_outbox
from core.services.outgoing import Outgoing, read_outgoing
from core.services.partners import read_partners
from core.services.sending import PackageRow, read_packages
from core.services.session import Session
from core.services.settings import read_settings
from core.services.today import Task, read_tasks


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the page shows, of one moment. `addresses` of partners by name, `delay` in seconds before a queued
    package leaves; `account`: this user can mail packages from here; `approvals`: a package waits for one.
    """

    outgoing: Sequence[Outgoing]
    packages: Sequence[PackageRow]
    tasks: Sequence[Task]
    outbox: Sequence[OutboxRow] = ()
    addresses: Mapping[str, PartnerAddress] = field(default_factory=dict)
    delay: int = 0
    account: bool = False
    approvals: bool = False


def read_standing(session: Session) -> Standing:
    """One question for all tabs."""
    settings = read_settings(session)
    return Standing(
        outgoing=read_outgoing(session),
        packages=read_packages(session),
        tasks=read_tasks(session),
        outbox=read_outbox(session),
        addresses={one.name: one.address for one in read_partners(session) if one.address is not None},
        delay=settings.send_delay,
        account=not session.is_sample and read_mail_account(session) is not None,
        approvals=settings.approvals,
    )
