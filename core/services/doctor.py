"""The doctor: is this machine, and is this base, in order?"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from core.domain.errors import BaseDamaged, CipherMissing, KnownError
from core.domain.rights import UseCase
from core.services.integrity import look
from core.services.session import Session
from core.storage.cipher import LEAST_SQLITE, encrypts, is_new_enough
from core.storage.connection import PEOPLE_FILE, WORK_FILE, is_encrypted, refuse_without_cipher, sqlite_version
from core.storage.integrity import CHECKS, PAGE_CHANGED
from core.storage.location import Mount, refuse_network, system_mounts
from core.vault.os_keyring import Backend, backend
from core.vault.slots import SLOTS_FILE

_MB: Final = 1_000_000
SPARE_MB: Final = 200
"""Free space that is wanted beside a second copy of both stores, which other keys or a new schema need for a while."""


class Mark(StrEnum):
    """What is thought of a finding: in order; in order but worth knowing; not in order."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `code` is its sentence in `resources/texts/*/doctor.toml`, `facts` fill its blanks."""

    code: str
    mark: Mark = Mark.OK
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether one can go on working."""
        return self.mark is not Mark.FAIL


def examine_machine(keyring: Callable[[], Backend] = backend) -> list[Finding]:
    """What every base on this machine needs."""
    python, sqlite = ".".join(map(str, sys.version_info[:3])), sqlite_version()
    facts = {"found": sqlite, "least": LEAST_SQLITE}
    return [
        _either(sys.version_info >= (3, 11), "python", found=python),
        _either(_cipher_works(), "cipher"),
        _either(is_new_enough(sqlite), "sqlite", **facts),
        _keyring(keyring()),
    ]


def examine_folder(folder: Path, mounts: Callable[[], Iterable[Mount]] = system_mounts) -> list[Finding]:
    """What can be seen of a base from outside, without a password."""
    stores = [folder / name for name in (WORK_FILE, PEOPLE_FILE)]
    try:
        there = all(file.is_file() for file in (*stores, folder / SLOTS_FILE))
    except (OSError, ValueError):
        there = False
    found = [_either(there, "files")]
    try:
        refuse_network(folder, mounts)
        found.append(Finding("local_disk"))
    except KnownError:
        found.append(Finding("local_disk_fail", Mark.FAIL))
    if there:
        try:
            found += [_either(all(map(is_encrypted, stores)), "encrypted"), _space(folder, stores), _rights(folder)]
        except OSError:
            found.append(Finding("readable_fail", Mark.FAIL))
    return found


def examine_base(session: Session) -> list[Finding]:
    """What only an open base shows: every page, every reference, both stores at one commit, the audit whole."""
    wrong = look(session)
    if PAGE_CHANGED in wrong:
        return [Finding(f"{PAGE_CHANGED}_fail", Mark.FAIL)]
    found = [_either(code not in wrong, code) for code in CHECKS]
    try:
        with session.reading(UseCase.CHECK_BASE) as work:
            trouble, entries = work.audit.check(), work.audit.head().id
    except BaseDamaged:
        return [Finding(f"{PAGE_CHANGED}_fail", Mark.FAIL)]
    if trouble is None:
        return [*found, Finding("audit", facts={"entries": entries})]
    return [*found, Finding(f"audit_{trouble.kind}", Mark.FAIL, {"entry": trouble.id})]


def _either(good: bool, code: str, **facts: object) -> Finding:
    return Finding(code, Mark.OK, facts) if good else Finding(f"{code}_fail", Mark.FAIL, facts)


def _cipher_works() -> bool:
    try:
        refuse_without_cipher()
        with tempfile.TemporaryDirectory() as scratch:
            return encrypts(Path(scratch))
    except CipherMissing:
        return False


def _keyring(found: Backend) -> Finding:
    if found.safe:
        return Finding("keyring", facts={"name": found.name})
    return Finding("keyring_unsafe", Mark.WARN, {"name": found.name}) if found.name else Finding("keyring_none")


def _space(folder: Path, stores: list[Path]) -> Finding:
    has = shutil.disk_usage(folder).free // _MB
    needs = SPARE_MB + sum(file.stat().st_size for file in stores) // _MB
    return _either(has >= needs, "free_space", has=has, needs=needs)


def _rights(folder: Path) -> Finding:
    inside = [folder, *(one for one in folder.iterdir() if one.is_file())]
    if not all(os.access(one, os.R_OK | os.W_OK) for one in inside):
        return Finding("rights_fail", Mark.FAIL)
    if os.name != "nt" and folder.stat().st_mode & 0o077:  # on Windows the folder inherits what its user set
        return Finding("rights_wide", Mark.WARN)
    return Finding("rights")
