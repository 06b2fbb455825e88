"""The doctor: is this machine, and is this base, in order?"""

import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from core.domain.errors import BaseDamaged, CipherMissing, KnownError
from core.domain.rights import UseCase
from core.services.session import Session
from core.storage.connection import PEOPLE_FILE, WORK_FILE, is_encrypted, refuse_without_cipher, sqlite_version
from core.storage.location import Mount, refuse_network, system_mounts
from core.vault.slots import SLOTS_FILE

LEAST_SQLITE = (3, 51, 3)
LEAST_FREE_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `code` is its sentence in `resources/texts/*/doctor.toml`."""

    code: str
    good: bool
    fact: str = ""


def examine_machine() -> list[Finding]:
    """What every base on this machine needs."""
    try:
        refuse_without_cipher()
        cipher = True
    except CipherMissing:
        cipher = False
    version = sqlite_version()
    return [
        Finding("python", sys.version_info >= (3, 11), ".".join(map(str, sys.version_info[:3]))),
        Finding("cipher", cipher),
        Finding("sqlite", tuple(map(int, version.split("."))) >= LEAST_SQLITE, version),
    ]


def examine_folder(folder: Path, mounts: Callable[[], Iterable[Mount]] = system_mounts) -> list[Finding]:
    """What can be seen of a base from outside, without a password."""
    there = all((folder / name).is_file() for name in (WORK_FILE, PEOPLE_FILE, SLOTS_FILE))
    found = [Finding("files", there)]
    try:
        refuse_network(folder, mounts)
        found.append(Finding("local_disk", good=True))
    except KnownError:
        found.append(Finding("local_disk", good=False))
    if there:
        found.append(Finding("encrypted", all(is_encrypted(folder / name) for name in (WORK_FILE, PEOPLE_FILE))))
        free = shutil.disk_usage(folder).free
        found.append(Finding("free_space", free >= LEAST_FREE_BYTES, f"{free // 2**20}"))
    return found


def examine_base(session: Session) -> list[Finding]:
    """What only an open base shows: every page, every reference, both stores at one commit, the audit whole."""
    session.role_for(UseCase.EXAMINE)
    try:
        wrong = session.store.check()
        if "page_changed" in wrong:
            return [Finding("page_changed", good=False)]
        with session.reading(UseCase.EXAMINE) as work:
            trouble, entries = work.audit.check(), work.audit.head().id
    except BaseDamaged:
        return [Finding("page_changed", good=False)]
    checks = ("page_changed", "structure_broken", "reference_broken", "stores_apart")
    found = [Finding(code, code not in wrong) for code in checks]
    if trouble is None:
        found.append(Finding("audit", good=True, fact=str(entries)))
    else:
        found.append(Finding(f"audit_{trouble.kind}", good=False, fact=str(trouble.id)))
    return found
