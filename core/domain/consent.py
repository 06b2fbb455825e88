"""Consent: client × recipient × purpose × document × period. Without a live one nobody's data leaves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from core.domain.catalogue import Company, company_key
from core.domain.errors import BadConsent, OwnCompany, UnknownCompany

PURPOSE_OFFER = "offer"
"""The one purpose of packages: that the recipient may offer its service."""

EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class ConsentDocument:
    """One signed document. `recipients` are company ids, frozen on the day it was entered: nobody consents to a
    stranger.
    """

    number: str
    signed_on: date
    recipients: frozenset[int]
    purpose: str = PURPOSE_OFFER
    valid_until: date | None = None

    def covers(self, recipient: int, purpose: str, day: date) -> bool:
        """Whether this document lets data go to `recipient` for `purpose` on `day`."""
        ends = self.valid_until or date.max
        return recipient in self.recipients and purpose == self.purpose and self.signed_on <= day <= ends


def parse_consent(text: str, companies: Collection[Company], today: date) -> ConsentDocument:
    """Read «NUMBER;YYYY-MM-DD;PARTNER,PARTNER» or «…;*» (all partners). Raises BadConsent, UnknownCompany,
    OwnCompany.
    """
    partners = {company.id: company.name for company in companies if not company.own}
    own = {company_key(company.name): company.name for company in companies if company.own}
    number, _, rest = text.partition(";")
    day, _, names = rest.partition(";")
    try:
        signed_on = date.fromisoformat(day.strip())
    except ValueError:
        raise BadConsent from None
    if not number.strip() or not names.strip() or signed_on > today:
        raise BadConsent
    if names.strip() == EVERYBODY:
        return ConsentDocument(number.strip(), signed_on, frozenset(partners))
    by_key = {company_key(name): company for company, name in partners.items()}
    recipients = set()
    for name in names.split(","):
        if company_key(name) in own:
            raise OwnCompany(name=name.strip())
        if company_key(name) not in by_key:
            raise UnknownCompany(name=name.strip(), known=", ".join(sorted(partners.values())))
        recipients.add(by_key[company_key(name)])
    return ConsentDocument(number.strip(), signed_on, frozenset(recipients))
