"""Sending: accepted leads become one sealed package per partner, through the gate, and the gate is not argued with.

What is about to leave is looked at in `core/services/outgoing.py`.
"""

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.domain.approval import Approval
from core.domain.errors import FolderUnwritable, ForeignFile, PasswordGiven, UnknownRecord
from core.domain.fallen import Fallen
from core.domain.lead import LeftOut, Stage, step
from core.domain.outbox import InOutbox
from core.domain.package_errors import ConsentEnded
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.approving import is_held, needed, refuse_unapproved
from core.services.cover import cover_text, lay_cover
from core.services.gate import Gate
from core.services.leaving import cleared, offer_sent
from core.services.packing import packed
from core.services.recalls import stop_unconsented
from core.services.session import SIGNING_KEY, Deed, Done, Progress, Session, no_progress
from core.services.wording import Language, say
from core.storage.packages import StoredPackage
from core.storage.unit_of_work import UnitOfWork
from core.vault.files import append_lines, write_whole

CHANGED = frozenset({"packages", "recommendations"})
_PASSWORD_LINE = re.compile(r"opuntia-[0-9a-f]{12}\.xlsx\t[^\t]+\t[^\t]+")


@dataclass(frozen=True, slots=True)
class Package:
    """A package that lies in a folder; `sealed` for the partner's key, it has no password."""

    partner: str
    leads: int
    file: Path
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A package as registered: written to a folder (`saved`), its password handed out, its leads on their way (`sent`);
    `sealed` for the partner's key, it has no password. `queued`: it stands in the outbox and has not gone for certain.
    `approval`: what it still needs before it may leave. `made_at` in UTC without zone.
    """

    id: int
    partner: str
    file_name: str
    leads: int
    made_at: datetime
    saved: bool
    password_given: bool
    sent: bool
    sealed: bool = False
    queued: bool = False
    approval: Approval = Approval.NONE


@dataclass(frozen=True, slots=True)
class Saved:
    """`packages` lie in the folder now; `dissolved` ones could not leave any more, by `Fallen`; `held` ones wait for an
    approval.
    """

    packages: tuple[Package, ...]
    dissolved: int
    held: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """`leads` in new packages; `left_out` stay accepted in the base, by reason."""

    packages: tuple[int, ...]
    leads: int
    left_out: Mapping[LeftOut, int]


def make_packages(
    session: Session, clients: Sequence[int], language: Language, progress: Progress = no_progress
) -> Done[Made]:
    """Seal what waits of these clients, one package per partner, and register it, content included, in one transaction.

    A lead leaves only while it still fits its client, with a live consent of the client for this recipient, with a
    phone where the partner gets phones, and as far as the caps go; the others keep waiting and are counted.
    """
    with session.doing(UseCase.SEND) as deed:
        deed.work.clients.refuse_beyond(clients)
        gate = Gate(deed.work, session.today())
        waiting = deed.work.leads.of_clients(clients, {Stage.WAITING})
        made = _make(deed, session, gate, gate.by_partner(waiting), language, progress)
    return Done(made, CHANGED)


def make_package(session: Session, partner_id: int, language: Language) -> Done[Made]:
    """Seal all that waits for one partner, by the same rules: at most one package. Raises UnknownRecord."""
    with session.doing(UseCase.SEND) as deed:
        gate = Gate(deed.work, session.today())
        waiting = waiting_for(deed, gate, partner_id)
        made = _make(deed, session, gate, {partner_id: waiting} if waiting else {}, language)
    return Done(made, CHANGED)


def waiting_for(deed: Deed, gate: Gate, partner_id: int) -> list[Recommendation]:
    """The accepted leads that wait for a partner, the highest score first. Raises UnknownRecord for no partner."""
    company = gate.catalogue.companies.get(partner_id)
    if company is None or company.own:
        raise UnknownRecord
    services = [one.id for one in gate.catalogue.services.values() if one.company_id == partner_id]
    return deed.work.leads.in_stage(Stage.WAITING, services)


def read_packages(session: Session) -> list[PackageRow]:
    """All packages of the base, the newest first."""
    with session.reading(UseCase.SEND) as work:
        companies = work.catalogue.read().companies
        unsent, queued = work.leads.unsent_packages(), work.outbox.open_packages()
        return [
            PackageRow(
                id=one.id,
                partner=companies[one.company_id].name,
                file_name=one.file_name,
                leads=one.leads,
                made_at=one.made_at,
                saved=one.saved,
                password_given=one.password_given,
                sent=one.id not in unsent,
                sealed=one.recipient is not None,
                queued=one.id in queued,
                approval=needed(work, session, one) if one.id in unsent else Approval.NONE,
            )
            for one in work.packages.everything()
        ]


def save_packages(session: Session, folder: Path) -> Done[Saved]:
    """Write every package that is not saved yet into `folder`, those of an earlier, interrupted run included.

    Beside them lies the sheet that explains opening. A package is in the base before its file exists, so a kill loses
    none; its file name never changes, so writing it again replaces it. The gate is asked again: a package
    that may not leave any more is dissolved, its leads wait. What waits for an approval stays. Raises FolderUnwritable:
    what could not be written stays in the base.
    """
    with session.reading(UseCase.SEND) as work:
        unsaved = work.packages.unsaved()
        free = [one for one in unsaved if not is_held(work, one)]
    saved = [_save(session, package, folder) for package in free]
    packages = tuple(one for one in saved if isinstance(one, Package))
    return Done(Saved(packages, len(saved) - len(packages), len(unsaved) - len(free)), CHANGED)


def save_package(session: Session, package_id: int, folder: Path) -> Done[Package | Fallen]:
    """Write one package into `folder` by the same rules, again if need be; or dissolve it, and say by what.

    Raises UnknownRecord, StageForbidden (it was sent), InOutbox, ApprovalMissing, FolderUnwritable.
    """
    with session.reading(UseCase.SEND) as work:
        package = work.packages.one(package_id)
        refuse_sent(work, package_id)
    return Done(_save(session, package, folder), CHANGED)


def read_password(session: Session, package_id: int) -> Done[str]:
    """The password of a saved package, to be shown; the look is audited. Whoever has seen it says so with
    `mark_password_given`: until then it can be read again, so that nothing that breaks in between loses it.

    Raises UnknownRecord (also for one that is not saved yet), PasswordGiven, ConsentEnded: a consent does not hold any
    more, and a package that has not left is dissolved by that.
    """
    with session.doing(UseCase.SEND) as deed:
        _refuse_given(deed, package_id)
        package = deed.work.packages.one(package_id)
        if held := _holds(Gate(deed.work, session.today()), package, deed.work):
            password = deed.work.packages.password(package_id)
            deed.details |= {"password_shown": package_id}
        else:
            stop_unconsented(deed, deed.work.leads.of_package(package_id), session.today())
    if not held:
        raise ConsentEnded
    return Done(password, entry=deed.entry)


def mark_password_given(session: Session, package_id: int) -> Done[None]:
    """Note that a person has the password of a saved package: nobody reads it any more.

    Raises UnknownRecord (also for one that is not saved yet), PasswordGiven.
    """
    with session.doing(UseCase.SEND) as deed:
        _refuse_given(deed, package_id)
        deed.work.packages.mark_password_given([package_id])
        deed.details |= {"passwords_given": [package_id]}
    return Done(None, frozenset({"packages"}))


def hand_out_passwords(session: Session, file: Path) -> Done[int]:
    """Add the passwords nobody was given yet to `file` (mode 0600): file name, partner and password, a tab between
    them. A package of which a consent does not hold any more gives none, and is dissolved where it has not left.

    Returns how many. Raises FolderUnwritable: they stay in the base.
    """
    with session.reading(UseCase.SEND) as work:
        if not work.packages.without_password_given():
            return Done(0)
    refuse_foreign_file(session, file)
    _stop_fallen(session)
    with session.reading(UseCase.SEND) as work:
        gate = Gate(work, session.today())
        waiting = [
            one for one in work.packages.without_password_given() if _holds(gate, one, work) and not is_held(work, one)
        ]
        lines = [
            _password_line(one, gate.catalogue.companies[one.company_id].name, work.packages.password(one.id))
            for one in waiting
        ]
    if not waiting:
        return Done(0, CHANGED)
    try:
        append_lines(file, "".join(lines))
    except OSError:
        raise FolderUnwritable from None
    with session.doing(UseCase.SEND) as deed:
        deed.work.packages.mark_password_given([package.id for package in waiting])
        deed.details |= {"passwords_given": [package.id for package in waiting]}
    return Done(len(waiting), frozenset({"packages"}))


def mark_sent(session: Session, package_id: int) -> Done[int]:
    """Note that a package has left for its partner; its leads wait for an answer. Returns how many. Those whose consent
    ran out before that was noted are to be called back. That it left is a fact, whatever became of its key since.

    Raises UnknownRecord (also for one that is not saved yet), StageForbidden (it was sent before), InOutbox.
    """
    with session.doing(UseCase.SEND) as deed:
        package = deed.work.packages.one(package_id)
        refuse_queued(deed.work, package_id)
        if not package.saved:
            raise UnknownRecord
        refuse_sent(deed.work, package_id)
        leads = offer_sent(deed, session.today(), package_id)
        deed.details |= {"sent": package_id}
    return Done(leads, CHANGED)


def refuse_sent(work: UnitOfWork, package_id: int) -> None:
    """Raise StageForbidden for a package that has left."""
    if package_id not in work.leads.unsent_packages():
        step(Stage.SENT, Stage.PACKAGED)


def refuse_queued(work: UnitOfWork, package_id: int) -> None:
    """Raise InOutbox for a package that is on its way by mail: it leaves by one way alone."""
    if package_id in work.outbox.open_packages():
        raise InOutbox


def refuse_unwritable(folder: Path) -> None:
    """Raise FolderUnwritable, before any work, where files cannot be written to `folder`; makes it if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise FolderUnwritable from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FolderUnwritable


def refuse_foreign_file(session: Session, file: Path) -> None:
    """Raise, before any work, where passwords cannot be added to `file`: FolderUnwritable for a place without right,
    ForeignFile for one that holds anything else than such lines, or lies in the base.
    """
    session.role_for(UseCase.SEND)
    try:
        if file.resolve().is_relative_to(session.store.folder.resolve()) or (file.exists() and not file.is_file()):
            raise ForeignFile
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    except (OSError, RuntimeError):
        raise FolderUnwritable from None
    except UnicodeDecodeError:
        raise ForeignFile from None
    if not all(_PASSWORD_LINE.fullmatch(line) for line in lines):
        raise ForeignFile
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        raise FolderUnwritable


def _make(  # noqa: PLR0913, PLR0917
    deed: Deed,
    session: Session,
    gate: Gate,
    by_partner: Mapping[int, Sequence[Recommendation]],
    language: Language,
    progress: Progress = no_progress,
) -> Made:
    left_out: Counter[LeftOut] = Counter()
    made, leads = [], 0
    name = say(language, "package", "sample_sheet" if session.is_sample else "sheet")
    blocks = gate.blocks([one for offered in by_partner.values() for one in offered])
    for done, (partner, offered) in enumerate(sorted(by_partner.items())):
        progress("package", done, len(by_partner))
        left_out.update(blocks[one.id][0] for one in offered if blocks[one.id])
        cleared = [one for one in offered if not blocks[one.id]]
        if cleared:
            new = packed(deed, gate, gate.sheet(partner, cleared, language), name, language)
            package_id = deed.work.packages.add(new, deed.at, session.user_id)
            deed.work.leads.pack([one.id for one in cleared], package_id, deed.at)
            made.append(package_id)
            leads += len(cleared)
    progress("package", len(by_partner), len(by_partner))
    deed.details |= {"packages": list(made), "leads": leads, "left_out": dict(left_out)}
    return Made(tuple(made), leads, dict(left_out))


def _refuse_given(deed: Deed, package_id: int) -> None:
    package = deed.work.packages.one(package_id)
    if not package.saved and deed.work.outbox.one(package_id) is None:
        raise UnknownRecord
    refuse_unapproved(deed.work, package)
    if package.password_given:
        raise PasswordGiven


def _save(session: Session, package: StoredPackage, folder: Path) -> Package | Fallen:
    """Write one package, or say by what it was dissolved."""
    target = folder / package.file_name
    with session.doing(UseCase.SEND) as deed:
        refuse_queued(deed.work, package.id)
        allowed = cleared(deed, session.today(), package)
        cover = cover_text(bytes.fromhex(deed.work.accounts.facts()[SIGNING_KEY]))
    if isinstance(allowed, Fallen):
        with suppress(OSError):  # written before, never sent: it must not leave by hand either
            target.unlink(missing_ok=True)
        return allowed
    partner, content = allowed
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lay_cover(folder, cover)
        write_whole(target, content)
    except OSError:
        raise FolderUnwritable from None
    with session.doing(UseCase.SEND) as deed:
        deed.work.packages.mark_saved([package.id])
        deed.details |= {"saved": package.id}
    return Package(partner, package.leads, target, package.recipient is not None)


def _holds(gate: Gate, package: StoredPackage, work: UnitOfWork) -> bool:
    """Whether the consents of all its leads do."""
    return gate.consented(package.company_id, work.leads.of_package(package.id))


def _stop_fallen(session: Session) -> None:
    """Dissolve the packages that wait for their password and must not leave any more."""
    with session.reading(UseCase.SEND) as work:
        gate = Gate(work, session.today())
        fallen = [one for one in work.packages.without_password_given() if not _holds(gate, one, work)]
    if fallen:
        with session.doing(UseCase.SEND) as deed:
            leads = [lead for one in fallen for lead in deed.work.leads.of_package(one.id)]
            stop_unconsented(deed, leads, session.today())


def _password_line(package: StoredPackage, partner: str, password: str) -> str:
    return f"{package.file_name}\t{partner}\t{password}\n"
