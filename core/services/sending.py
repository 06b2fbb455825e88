"""Sending: accepted leads become one sealed workbook per partner, through the consent gate, and the gate is not
argued with.
"""

import hashlib
import os
import re
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.delivery.fields import DEFAULT_FIELDS, PACKAGE_FIELDS
from core.delivery.workbook import package_workbook
from core.domain.catalogue import Cell
from core.domain.consent import PURPOSE_OFFER
from core.domain.errors import FolderUnwritable, ForeignFile, UnknownRecord
from core.domain.lead import LeftOut, Stage, step
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.session import Deed, Done, Progress, Session, no_progress
from core.services.wording import Language, say
from core.storage.packages import NewPackage, StoredPackage
from core.vault.files import append_lines, write_whole
from core.vault.passwords import generate_password

PHONE = "phone"
_PASSWORD_LINE = re.compile(r"opuntia-[0-9a-f]{12}\.xlsx\t[^\t]+\t[^\t]+")


@dataclass(frozen=True, slots=True)
class Package:
    """A package that lies in a folder."""

    partner: str
    leads: int
    file: Path


@dataclass(frozen=True, slots=True)
class Saved:
    """`packages` lie in the folder now; `dissolved` ones lost a consent before they could leave."""

    packages: tuple[Package, ...]
    dissolved: int


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

    A lead leaves only while it still fits its client, with a live consent of the client for this recipient, and with a
    phone where the partner gets phones; the others keep waiting and are counted.
    """
    with session.doing(UseCase.SEND) as deed:
        catalogue = deed.work.catalogue.read()
        waiting = deed.work.leads.of_clients(clients, {Stage.WAITING})
        by_partner: dict[int, list[Recommendation]] = {}
        for one in waiting:
            by_partner.setdefault(catalogue.services[one.service_id].company_id, []).append(one)
        left_out: Counter[LeftOut] = Counter()
        made, leads = [], 0
        for done, (partner, offered) in enumerate(sorted(by_partner.items())):
            progress("package", done, len(by_partner))
            fitting = _still_fitting(deed, session, offered)
            left_out[LeftOut.NO_LONGER_FITS] += len(offered) - len(fitting)
            cleared = _through_the_gate(deed, session, partner, fitting)
            left_out[LeftOut.NO_CONSENT] += len(fitting) - len(cleared)
            package_id, sealed = _seal(deed, session, partner, cleared, language)
            left_out[LeftOut.NO_PHONE] += len(cleared) - sealed
            leads += sealed
            made += [] if package_id is None else [package_id]
        progress("package", len(by_partner), len(by_partner))
        result = Made(tuple(made), leads, {reason: count for reason, count in left_out.items() if count})
        deed.details |= {"packages": list(made), "leads": leads, "left_out": dict(result.left_out)}
    return Done(result, frozenset({"packages", "recommendations"}))


def save_packages(session: Session, folder: Path) -> Done[Saved]:
    """Write every package that is not saved yet into `folder`, those of an earlier, interrupted run included.

    A package is in the base before its file exists, so a kill loses none; its file name never changes, so writing it
    again replaces it. The consents are asked for again: a package of which one no longer holds is dissolved, its
    leads wait. Raises FolderUnwritable: what could not be written stays in the base.
    """
    with session.reading(UseCase.SEND) as work:
        unsaved = work.packages.unsaved()
        companies = work.catalogue.read().companies
    saved, dissolved = [], 0
    for package in unsaved:
        content = _still_allowed(session, package)
        if content is None:
            dissolved += 1
            continue
        target = folder / package.file_name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(target, content)
        except OSError:
            raise FolderUnwritable from None
        with session.doing(UseCase.SEND) as deed:
            deed.work.packages.mark_saved([package.id])
            deed.details |= {"saved": package.id}
        saved.append(Package(companies[package.company_id].name, package.leads, target))
    return Done(Saved(tuple(saved), dissolved), frozenset({"packages"}))


def hand_out_passwords(session: Session, file: Path) -> Done[int]:
    """Add the passwords nobody was given yet to `file` (mode 0600): file name, partner and password, a tab between
    them.

    Returns how many. Raises FolderUnwritable: they stay in the base.
    """
    with session.reading(UseCase.SEND) as work:
        waiting = work.packages.without_password_given()
        companies = work.catalogue.read().companies
        lines = [
            _password_line(package, companies[package.company_id].name, work.packages.password(package.id))
            for package in waiting
        ]
    if not waiting:
        return Done(0)
    refuse_foreign_file(session, file)
    try:
        append_lines(file, "".join(lines))
    except OSError:
        raise FolderUnwritable from None
    with session.doing(UseCase.SEND) as deed:
        deed.work.packages.mark_password_given([package.id for package in waiting])
        deed.details |= {"passwords_given": [package.id for package in waiting]}
    return Done(len(waiting), frozenset({"packages"}))


def mark_sent(session: Session, package_id: int) -> Done[int]:
    """Note that a package has left for its partner; its leads wait for an answer. Returns how many.

    Raises UnknownRecord (also for one that is not saved yet), StageForbidden (it was sent before).
    """
    with session.doing(UseCase.SEND) as deed:
        deed.work.packages.company(package_id)
        if package_id in {package.id for package in deed.work.packages.unsaved()}:
            raise UnknownRecord
        leads = deed.work.leads.of_package(package_id)
        for one in leads:
            step(one.stage, Stage.SENT)
        deed.work.leads.offer([one.id for one in leads], Stage.SENT, deed.at, session.today())
        deed.details |= {"sent": package_id}
    return Done(len(leads), frozenset({"packages", "recommendations"}))


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


def _still_allowed(session: Session, package: StoredPackage) -> bytes | None:
    """The content of a package all of whose consents still hold; else the package is dissolved."""
    with session.doing(UseCase.SEND) as deed:
        leads = deed.work.leads.of_package(package.id)
        if len(_through_the_gate(deed, session, package.company_id, leads)) == len(leads):
            deed.details |= {"leaving": package.id}
            return deed.work.packages.content(package.id)
        deed.work.leads.pack([one.id for one in leads], None, deed.at)
        deed.work.packages.discard(package.id)
        deed.details |= {"dissolved": package.id}
    return None


def _still_fitting(deed: Deed, session: Session, offered: Sequence[Recommendation]) -> list[Recommendation]:
    """Those whose client has not come to own the kind meanwhile, nor a service that forbids this one."""
    catalogue = deed.work.catalogue.read()
    closed: set[tuple[int, int]] = set()
    owned: dict[int, set[int]] = {}
    for one in deed.work.clients.ownerships(sorted({lead.client_id for lead in offered})):
        again = one.reopens_on(catalogue.kinds[one.kind_id].repeatable_after)
        if again is None or again > session.today():
            closed.add((one.client_id, one.kind_id))
        sellers = [one.service_id] if one.service_id else [its.id for its in catalogue.services_of(one.kind_id)]
        owned.setdefault(one.client_id, set()).update(sellers)

    def forbidden(lead: Recommendation) -> bool:
        cells = ((mine, lead.service_id) for mine in owned.get(lead.client_id, ()))
        return any(catalogue.cells.get(cell) is Cell.FORBIDDEN for cell in cells)

    return [lead for lead in offered if (lead.client_id, lead.kind_id) not in closed and not forbidden(lead)]


def _through_the_gate(
    deed: Deed, session: Session, partner: int, offered: Sequence[Recommendation]
) -> list[Recommendation]:
    clients = sorted({one.client_id for one in offered})
    live = deed.work.consents.live(clients, partner, PURPOSE_OFFER, session.today())
    return [one for one in offered if one.client_id in live]


def _seal(
    deed: Deed, session: Session, partner: int, cleared: Sequence[Recommendation], language: Language
) -> tuple[int | None, int]:
    """(id of the package or None, leads in it)."""
    services = deed.work.catalogue.read().services
    fields = deed.work.catalogue.fields_of(partner) or DEFAULT_FIELDS
    identities = deed.work.clients.identities([one.client_id for one in cleared])
    if PHONE in fields:
        cleared = [one for one in cleared if identities[one.client_id].phone]
    if not cleared:
        return None, 0
    rows = [
        [PACKAGE_FIELDS[field](identities[one.client_id], services[one.service_id].name) for field in fields]
        for one in cleared
    ]
    titles = {field: say(language, "package", field) for field in fields}
    password = generate_password()
    content = package_workbook(
        fields, rows, titles, say(language, "package", "sample_sheet" if session.is_sample else "sheet"), password
    )
    new = NewPackage(
        company_id=partner,
        file_name=f"opuntia-{secrets.token_hex(6)}.xlsx",
        fields=tuple(fields),
        leads=len(cleared),
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        password=password,
    )
    package_id = deed.work.packages.add(new, deed.at)
    deed.work.leads.pack([one.id for one in cleared], package_id, deed.at)
    return package_id, len(cleared)


def _password_line(package: StoredPackage, partner: str, password: str) -> str:
    return f"{package.file_name}\t{partner}\t{password}\n"
