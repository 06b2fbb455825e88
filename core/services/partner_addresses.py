"""Where packages are mailed to: the directory alone has recipients, and nobody types one when sending."""

from core.domain.mailing import mail_address
from core.domain.outbox import AddressMissing
from core.domain.rights import UseCase
from core.services.partners import CHANGED, Partner, partner_id, read_partners
from core.services.session import Done, Session


def set_partner_address(session: Session, company: int | str, address: str) -> Done[Partner]:
    """From now on packages for a partner, by its id or its exact name, are mailed to this address, once somebody has
    asked the partner whether it is right. What is queued for another address stays until a person looks at it.

    Raises UnknownCompany, OwnCompany, BadAddress.
    """
    with session.doing(UseCase.EDIT_PARTNERS) as deed:
        found = partner_id(deed, company)
        known = deed.work.partner_addresses.everything().get(found)
        kept = mail_address(address)
        if known is None or known.address != kept:
            deed.work.partner_addresses.put(found, kept, deed.at)
        deed.details |= {"company": found, "partner_address": "set"}
    return Done(_read(session, found), CHANGED)


def confirm_partner_address(session: Session, company: int | str, address: str) -> Done[Partner]:
    """The partner was asked, and this is its address. Raises UnknownCompany, OwnCompany, AddressMissing: it has none,
    or meanwhile another.
    """
    with session.doing(UseCase.EDIT_PARTNERS) as deed:
        found = partner_id(deed, company)
        known = deed.work.partner_addresses.everything().get(found)
        if known is None or known.address != address:
            raise AddressMissing
        deed.work.partner_addresses.confirm(found, deed.at)
        deed.details |= {"company": found, "partner_address": "confirmed"}
    return Done(_read(session, found), CHANGED)


def remove_partner_address(session: Session, company: int | str) -> Done[Partner]:
    """From now on nothing is mailed to this partner. Raises UnknownCompany, OwnCompany."""
    with session.doing(UseCase.EDIT_PARTNERS) as deed:
        found = partner_id(deed, company)
        deed.work.partner_addresses.remove(found)
        deed.details |= {"company": found, "partner_address": "removed"}
    return Done(_read(session, found), CHANGED)


def _read(session: Session, company_id: int) -> Partner:
    return next(one for one in read_partners(session) if one.id == company_id)
