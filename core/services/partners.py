"""Partners as recipients of packages: their keys, and ours, by which they know us."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.delivery.fields import DEFAULT_FIELDS
from core.domain.errors import OwnCompany, UnknownCompany
from core.domain.package_errors import BadRecipient, KeyMissing
from core.domain.partner import PartnerAddress, PartnerKey
from core.domain.rights import UseCase
from core.services.package_opening import sender_line
from core.services.session import SIGNING_KEY, Deed, Done, Session
from core.vault.files import read_plain
from core.vault.sealing import NotOpened, recipient_of

_LONGEST_KEY_FILE: Final = 64 * 1024
CHANGED = frozenset({"catalogue"})


@dataclass(frozen=True, slots=True)
class Partner:
    """`fields` are those that leave for it, in their order, some under `titles` of its own; `key` is None where its
    packages are workbooks under passwords, `address` where nothing is mailed to it.
    """

    id: int
    name: str
    services: int
    fields: tuple[str, ...]
    titles: Mapping[str, str]
    lead_cap: int | None
    key: PartnerKey | None
    address: PartnerAddress | None = None


def read_partners(session: Session) -> list[Partner]:
    """All partners of the own company, in the order of the catalogue."""
    with session.reading(UseCase.READ_CATALOGUE) as work:
        catalogue, keys = work.catalogue.read(), work.partner_keys.everything()
        addresses = work.partner_addresses.everything()
        return [
            Partner(
                id=one.id,
                name=one.name,
                services=sum(service.company_id == one.id for service in catalogue.services.values()),
                fields=work.catalogue.fields_of(one.id) or DEFAULT_FIELDS,
                titles=work.catalogue.titles_of(one.id),
                lead_cap=one.lead_cap,
                key=keys.get(one.id),
                address=addresses.get(one.id),
            )
            for one in catalogue.companies.values()
            if not one.own
        ]


def read_sender_key(session: Session) -> bytes:
    """The public half of the key that signs the packages of this base, 32 bytes."""
    with session.reading(UseCase.READ_CATALOGUE) as work:
        return bytes.fromhex(work.accounts.facts()[SIGNING_KEY])


def read_sender_line(session: Session) -> str:
    """The line of the file by which a partner knows our packages."""
    return sender_line(read_sender_key(session))


def set_partner_key(session: Session, company: int | str, recipient: str) -> Done[Partner]:
    """From now on the packages of a partner, by its id or its exact name, are sealed for this public key of age. It is
    not confirmed until somebody compares its words by voice; the same one again stays as it was.

    Raises UnknownCompany, OwnCompany, BadRecipient.
    """
    with session.doing(UseCase.EDIT_PARTNERS) as deed:
        found = partner_id(deed, company)
        try:
            kept = recipient_of(recipient)
        except NotOpened:
            raise BadRecipient from None
        known = deed.work.partner_keys.everything().get(found)
        if known is None or known.recipient != kept:
            deed.work.partner_keys.put(found, kept, deed.at)
        deed.details |= {"company": found, "key": kept}
    return Done(_read(session, found), CHANGED)


def read_recipient(file: Path) -> str:
    """The public key in a file that a partner sent: one line of it, beside empty ones and comments.

    Raises BadRecipient, also for a file with a secret key: that is for nobody's eyes but the partner's.
    """
    try:
        if file.stat().st_size > _LONGEST_KEY_FILE:
            raise BadRecipient
        lines = [line.strip() for line in read_plain(file).decode().splitlines()]
        (key,) = (line for line in lines if line and not line.startswith("#"))
        return recipient_of(key)
    except (OSError, ValueError, NotOpened):
        raise BadRecipient from None


def confirm_partner_key(session: Session, company: int | str, recipient: str) -> Done[Partner]:
    """The words of this key were compared with the partner by voice. Raises UnknownCompany, OwnCompany, KeyMissing: the
    partner has no key, or meanwhile another.
    """
    with session.doing(UseCase.EDIT_PARTNERS) as deed:
        found = partner_id(deed, company)
        key = deed.work.partner_keys.everything().get(found)
        if key is None or key.recipient != recipient:
            raise KeyMissing
        deed.work.partner_keys.confirm(found, deed.at)
        deed.details |= {"company": found, "confirmed": recipient}
    return Done(_read(session, found), CHANGED)


def remove_partner_key(session: Session, company: int | str) -> Done[Partner]:
    """From now on the packages of a partner are workbooks under passwords. Raises UnknownCompany, OwnCompany."""
    with session.doing(UseCase.EDIT_PARTNERS) as deed:
        found = partner_id(deed, company)
        deed.work.partner_keys.remove(found)
        deed.details |= {"company": found, "key": None}
    return Done(_read(session, found), CHANGED)


def partner_id(deed: Deed, company: int | str) -> int:
    """The id of a partner by its id or exact name. Raises UnknownCompany, OwnCompany."""
    companies = deed.work.catalogue.read().companies
    named = {one.name: one for one in companies.values()}
    found = companies.get(company) if isinstance(company, int) else named.get(company)
    if found is None:
        raise UnknownCompany(name=company, known=", ".join(one.name for one in companies.values() if not one.own))
    if found.own:
        raise OwnCompany(name=found.name)
    return found.id


def _read(session: Session, company_id: int) -> Partner:
    return next(one for one in read_partners(session) if one.id == company_id)
