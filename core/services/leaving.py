"""What a package meets right before it leaves, whichever way: what holds it, what dissolves it, and what it leaves."""

from datetime import date

from core.domain.fallen import Fallen
from core.domain.lead import Stage
from core.domain.manifest import expires
from core.services.approving import refuse_unapproved
from core.services.gate import Gate
from core.services.recalls import stop_unconsented
from core.services.session import Deed
from core.storage.packages import StoredPackage


def cleared(deed: Deed, day: date, package: StoredPackage) -> tuple[str, bytes] | Fallen:
    """(partner, content) of a package that may leave on this day: all its consents hold, no other package offers
    one of its clients the same kind, and its partner can open it. Else it is dissolved, its leads wait, and this is
    why.

    Raises ApprovalMissing. Every way out leads through here.
    """
    refuse_unapproved(deed.work, package)
    gate = Gate(deed.work, day)
    leads = deed.work.leads.of_package(package.id)
    if not gate.consented(package.company_id, leads):
        stop_unconsented(deed, leads, day)
        return Fallen.CONSENT
    if gate.overtaken(package.id, leads):
        deed.work.packages.dissolve(package.id, deed.at)
        deed.details |= {"overtaken": package.file_name}
        return Fallen.ELSEWHERE
    outdated = outdated_by(deed, package)
    if outdated is not None:  # its clients still consent, so nothing is called back; the journal keeps the file's name
        deed.work.packages.dissolve(package.id, deed.at)
        deed.details |= {"outdated": package.file_name}
        return outdated
    deed.details |= {"leaving": package.id}
    return gate.catalogue.companies[package.company_id].name, deed.work.packages.content(package.id)


def outdated_by(deed: Deed, package: StoredPackage) -> Fallen | None:
    """Why its partner is not to get this sealed package any more. A workbook under a password opens with that, also
    where the partner has given a key meanwhile.
    """
    if package.recipient is None:
        return None
    key = deed.work.partner_keys.everything().get(package.company_id)
    if key is None or key.recipient != package.recipient:
        return Fallen.KEY
    return Fallen.EXPIRED if deed.at > expires(package.made_at) else None


def offer_sent(deed: Deed, day: date, package_id: int) -> int:
    """The leads of a package have left on this day: they wait for an answer. Returns how many there are. Those whose
    consent ran out before that was noted are to be called back.
    """
    leads = deed.work.leads.of_package(package_id)
    waiting = [one.id for one in leads if one.stage is Stage.PACKAGED]  # that of an erased person is done with
    deed.work.leads.offer(waiting, Stage.SENT, deed.at, day)
    stop_unconsented(deed, deed.work.leads.some(waiting), day)
    return len(leads)
