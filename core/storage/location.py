"""Where a base may live: on a disk of this computer. SQLite's locks cannot be trusted over a network."""

import ctypes
import errno
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from core.domain.errors import DiskFull, NetworkDrive, PlaceUnwritable

Mount = tuple[str, str]
"""(mount point, file system)."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NETWORK = frozenset(
    {"9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.davfs", "fuse.gvfsd-fuse", "fuse.rclone"}
    | {"fuse.sshfs", "gfs2", "glusterfs", "fuse.glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "smb3", "smbfs"}
    | {"virtiofs", "webdav"}
)


def system_mounts() -> list[Mount]:
    """What is mounted where on this system; empty where the system has another way (Windows)."""
    if sys.platform == "win32":
        return []
    if sys.platform == "darwin":
        listed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
        # //guest@server/share on /Volumes/share (smbfs, nodev, …)
        parts = [line.partition(" on ")[2].rpartition(" (") for line in listed.splitlines()]
        return [(point, kinds.partition(",")[0].rstrip(")")) for point, _, kinds in parts]
    lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    fields = [line.split(" ") for line in lines]
    return [(_unescaped(point), kind) for _, point, kind, *_ in fields]


def refuse_network(folder: Path, mounts: Callable[[], Iterable[Mount]] = system_mounts) -> None:
    """Raise NetworkDrive if `folder` (existing or not) lies on a file system of the network."""
    place = resolved(folder)
    if sys.platform == "win32":
        if _windows_remote(place):
            raise NetworkDrive
        return
    inside = [(point, kind) for point, kind in mounts() if PurePosixPath(place).is_relative_to(point)]
    # The longest mount point holds the folder; of several on one point the last one mounted, as with autofs.
    if inside and max(reversed(inside), key=lambda mount: len(mount[0]))[1] in _NETWORK:
        raise NetworkDrive


def resolved(folder: Path) -> Path:
    """The place that a path leads to, whether anything is there or not. Raises PlaceUnwritable."""
    try:
        return folder.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name too long, a NUL in it
        raise PlaceUnwritable from None


@contextmanager
def known_refusals() -> Iterator[None]:
    """Turn what a disk says to somebody who writes into the errors people can do something about."""
    try:
        yield
    except OSError as error:
        raise DiskFull if error.errno in _NO_ROOM else PlaceUnwritable from None


def _windows_remote(place: Path) -> bool:
    """Whether a path is \\\\server\\share or on a mapped drive (GetDriveTypeW gives DRIVE_REMOTE). Written, not run."""
    drive_remote = 4
    if sys.platform != "win32":
        return False
    return place.drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(place.drive + os.sep) == drive_remote


def _unescaped(point: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), point)
