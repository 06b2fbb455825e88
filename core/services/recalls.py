"""Calling data back: what a client's withdrawn consent stops at once, and what is still to be told to partners."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from core.domain.consent import PURPOSE_OFFER
from core.domain.lead import LASTING
from core.domain.recall import Recall, RecallReason
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.session import Deed, Done, Session
from core.services.wording import Language, say
from core.storage.packages import StoredPackage

CHANGED = frozenset({"packages", "recommendations", "recalls"})
FIRST_ROW = 2
"""The row of a sheet in which its first lead stands: the header is row 1."""


@dataclass(frozen=True, slots=True)
class RecallRow:
    """A notice as it is shown. `who` is «Фамилия И. О.» or the organisation, empty for one that was erased; `row` of
    the sheet, None where that is not known; `sent`: the package has left, else its file was saved and maybe has.
    Moments in UTC without zone; `done_at` is None while the notice is to be done.
    """

    id: int
    who: str
    service: str
    partner: str
    file_name: str
    row: int | None
    sent: bool
    raised_at: datetime
    done_at: datetime | None
    reason: RecallReason = RecallReason.CONSENT


@dataclass(frozen=True, slots=True)
class RecallText:
    """What the partner is written: neither line names anybody."""

    subject: str
    text: str


def read_recalls(session: Session) -> list[RecallRow]:
    """All notices, those that are to be done first, each the newest first."""
    with session.reading(UseCase.SEND) as work:
        notices = work.recalls.everything()
        leads = {one.id: one for one in work.leads.some(sorted({one.lead for one in notices}))}
        catalogue = work.catalogue.read()
        people = work.clients.identities(sorted({one.client_id for one in leads.values()}))
    return [
        RecallRow(
            id=one.id,
            who=people[leads[one.lead].client_id].short_name if leads[one.lead].client_id in people else "",
            service=catalogue.services[leads[one.lead].service_id].name,
            partner=catalogue.companies[one.company_id].name,
            file_name=one.file_name,
            row=one.row,
            sent=one.sent,
            raised_at=one.raised_at,
            done_at=one.done_at,
            reason=one.reason,
        )
        for one in notices
    ]


def recall_text(notices: Sequence[RecallRow], language: Language) -> RecallText:
    """What calls these leads back from their one partner, for one reason: files and rows, no person."""
    lines = [
        say(language, "recalls", "line" if one.row else "line_unknown", file=one.file_name, row=one.row)
        for one in sorted(notices, key=lambda one: (one.file_name, one.row or 0))
    ]
    letter = "letter_answered" if any(one.reason is RecallReason.BOUGHT for one in notices) else "letter"
    told = say(language, "recalls", letter, lines="\n".join(dict.fromkeys(lines)))
    return RecallText(say(language, "recalls", "subject"), told)


def mark_recalled(session: Session, notices: Sequence[int], *, done: bool = True) -> Done[None]:
    """The partner was told of these notices, or (`done` false) it was not after all. Raises UnknownRecord,
    BeyondReach.
    """
    with session.doing(UseCase.SEND) as deed:
        for one in notices:
            deed.work.recalls.one(one)
            deed.work.recalls.mark(one, deed.at if done else None)
        deed.details |= {"recalled": list(notices)} if done else {"recall_reopened": list(notices)}
    return Done(None, CHANGED, deed.entry)


def stop_unconsented(deed: Deed, leads: Sequence[Recommendation], day: date) -> None:
    """Within a command after which consents may not hold any more: packages that hold these leads without a live one
    and have not left are dissolved, and what may have left is to be called back: by mail without an answer, or as a
    file that was saved.
    """
    stopped = _stop(deed, _without_consent(deed, leads, day), RecallReason.CONSENT)
    if stopped:
        deed.details |= {"dissolved": stopped}


def stop_answered(deed: Deed, leads: Sequence[Recommendation], *, bought: bool) -> list[int]:
    """Within a command by which the clients of these leads, which went on to the next partner, have answered the former
    one: packages with them that have not left are dissolved, and a file that was saved is told of. What has left is
    called back where the client `bought`. Returns the leads that have not left.
    """
    packages = _packages_of(deed, leads)
    packed = [(one, packages[one.package_id]) for one in leads if one.package_id in packages]
    staying = {one.id for one in leads if not _may_have_left(deed, one)}
    stopped = _stop(deed, [pair for pair in packed if bought or pair[0].id in staying], RecallReason.BOUGHT)
    if stopped:
        deed.details |= {"answered_elsewhere": stopped}
    return sorted(staying)


def _stop(deed: Deed, fallen: Sequence[tuple[Recommendation, StoredPackage]], reason: RecallReason) -> list[int]:
    """Note what may have left, dissolve the packages of what has not; returns those."""
    gone = [(lead, package) for lead, package in fallen if package.saved or _may_have_left(deed, lead)]
    deed.work.recalls.add(replace(_notice(deed, lead, package), reason=reason) for lead, package in gone)
    kept = {package.id for lead, package in gone if _may_have_left(deed, lead)}
    stopped = sorted({package.id for _, package in fallen} - kept)
    for package_id in stopped:
        deed.work.packages.dissolve(package_id, deed.at)
    return stopped


def call_back(deed: Deed, leads: Sequence[Recommendation]) -> None:
    """Within a command that ends every consent of the clients of these leads: what has left is to be called back."""
    gone = [one for one in leads if _may_have_left(deed, one)]
    packages = _packages_of(deed, gone)
    deed.work.recalls.add(_notice(deed, one, packages[one.package_id]) for one in gone if one.package_id in packages)


def keep_what_holds(deed: Deed, leads: Sequence[Recommendation], day: date) -> None:
    """Within a command by which consents hold again: leads that may be where they are need not be called back."""
    fallen = {lead.id for lead, _ in _without_consent(deed, leads, day)}
    deed.work.recalls.drop_open([one.id for one in leads if one.id not in fallen], RecallReason.CONSENT)


def _may_have_left(deed: Deed, lead: Recommendation) -> bool:
    """It was sent, or was handed to a mail server that did not answer."""
    if lead.stage in LASTING or lead.package_id is None:
        return lead.stage in LASTING
    return deed.work.outbox.may_have_left(lead.package_id)


def _without_consent(
    deed: Deed, leads: Sequence[Recommendation], day: date
) -> list[tuple[Recommendation, StoredPackage]]:
    packages = _packages_of(deed, leads)
    found = []
    for package in packages.values():
        inside = [one for one in leads if one.package_id == package.id]
        clients = sorted({one.client_id for one in inside})
        live = deed.work.consents.live(clients, package.company_id, PURPOSE_OFFER, day)
        found += [(one, package) for one in inside if one.client_id not in live]
    return found


def _packages_of(deed: Deed, leads: Sequence[Recommendation]) -> dict[int | None, StoredPackage]:
    ids = sorted({one.package_id for one in leads if one.package_id is not None})
    return {one.id: one for one in deed.work.packages.some(ids)}


def _notice(deed: Deed, lead: Recommendation, package: StoredPackage) -> Recall:
    rows = package.lead_ids or ()
    return Recall(
        id=0,
        lead=lead.id,
        company_id=package.company_id,
        file_name=package.file_name,
        row=rows.index(lead.id) + FIRST_ROW if lead.id in rows else None,
        sent=lead.stage in LASTING,
        raised_at=deed.at,
    )
