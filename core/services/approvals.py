"""Approving packages: by another holder of the right, never by whoever made them; where there is none, by a word."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.domain.approval import AnotherApproves, ApprovedBefore, OwnPackage, WrongWord
from core.domain.rights import UseCase
from core.domain.text import fold
from core.services.approving import others
from core.services.package_opening import sender_words
from core.services.sending import CHANGED, refuse_queued, refuse_sent
from core.services.session import SIGNING_KEY, Done, Session
from core.services.wording import WORD_LISTS, Language
from core.storage.packages import StoredPackage
from core.storage.unit_of_work import UnitOfWork
from core.vault.fingerprint import WORDS, fingerprint

BY_WORD: Final = "by_word"
"""Detail of an entry: it was approved by a typed word, since nobody else could."""


@dataclass(frozen=True, slots=True)
class PackageInside:
    """What whoever approves looks at: `rows` are «Фамилия И. О.» (or the organisation) and the service, in the order of
    the leads; `maker` the login, "" where that was not kept; `confirmed`: the words of the partner's key were compared,
    None where the package goes under a password.
    """

    partner: str
    fields: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    maker: str
    made_at: datetime
    confirmed: bool | None


def read_inside(session: Session, package_id: int) -> PackageInside:
    """What is in a package that has not left. Raises UnknownRecord, BeyondReach, StageForbidden (it was sent)."""
    with session.reading(UseCase.APPROVE) as work:
        package, catalogue = work.packages.one(package_id), work.catalogue.read()
        refuse_sent(work, package_id)
        leads = work.leads.of_package(package_id)
        people = work.clients.identities(sorted({one.client_id for one in leads}))
        logins = {user.id: user.login for user in work.accounts.users()}
        key = work.partner_keys.everything().get(package.company_id)
        same = key is not None and key.recipient == package.recipient and key.confirmed_at is not None
    return PackageInside(
        partner=catalogue.companies[package.company_id].name,
        fields=package.fields,
        rows=tuple(
            (people[one.client_id].short_name, catalogue.services[one.service_id].name)
            for one in leads
            if one.client_id in people
        ),
        maker="" if package.made_by is None else logins.get(package.made_by, ""),
        made_at=package.made_at,
        confirmed=None if package.recipient is None else same,
    )


def approve_package(session: Session, package_id: int) -> Done[None]:
    """Let a package leave. Raises UnknownRecord, BeyondReach, OwnPackage, StageForbidden (it was sent)."""
    with session.doing(UseCase.APPROVE) as deed:
        package = deed.work.packages.one(package_id)
        refuse_sent(deed.work, package_id)
        if package.made_by in {None, session.user_id}:
            raise OwnPackage
        deed.work.packages.approve(package_id, session.user_id, deed.at)
        deed.details |= {"approved": package_id}
    return Done(None, CHANGED, deed.entry)


def return_package(session: Session, package_id: int) -> Done[None]:
    """Do not let it leave: it is dissolved, its leads wait.

    Raises UnknownRecord, BeyondReach, StageForbidden, InOutbox, ApprovedBefore.
    """
    with session.doing(UseCase.APPROVE) as deed:
        package = deed.work.packages.one(package_id)
        refuse_queued(deed.work, package_id)
        refuse_sent(deed.work, package_id)
        if package.saved or package.approved_at is not None:
            raise ApprovedBefore
        deed.work.packages.dissolve(package_id, deed.at)
        deed.details |= {"returned": package_id}
    return Done(None, CHANGED, deed.entry)


def read_word_wanted(session: Session, package_id: int) -> tuple[int, bool]:
    """Which word (1…6) has to be typed, and whether of the partner's key, else of our own signature. Raises
    UnknownRecord, BeyondReach.
    """
    with session.reading(UseCase.SEND) as work:
        package = work.packages.one(package_id)
        return _place(package) + 1, package.recipient is not None


def confirm_package(session: Session, package_id: int, word: str, language: Language) -> Done[None]:
    """Let a package leave where nobody but its maker could approve it: `word`, in this language, is the one that
    `read_word_wanted` tells.

    Raises UnknownRecord, BeyondReach, StageForbidden (it was sent), AnotherApproves, WrongWord.
    """
    with session.doing(UseCase.SEND) as deed:
        package = deed.work.packages.one(package_id)
        refuse_sent(deed.work, package_id)
        if others(deed.work, package):
            raise AnotherApproves
        if fold(word) != fold(_words(deed.work, package, language)[_place(package)]):
            raise WrongWord
        deed.work.packages.approve(package_id, session.user_id, deed.at)
        deed.details |= {"approved": package_id, BY_WORD: True}
    return Done(None, CHANGED, deed.entry)


def _place(package: StoredPackage) -> int:
    """Another one for the next package, so that nobody types it by heart."""
    return package.id % WORDS


def _words(work: UnitOfWork, package: StoredPackage, language: Language) -> tuple[str, ...]:
    if package.recipient is not None:
        return fingerprint(package.recipient, WORD_LISTS[language])
    return sender_words(bytes.fromhex(work.accounts.facts()[SIGNING_KEY]), language)
