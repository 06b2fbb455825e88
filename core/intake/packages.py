"""The directory of a workbook's file, read before its contents: what it claims, and what of it is left behind."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from typing import Final

from core.domain.errors import NotATable, TableTooBig
from core.intake.wish import Dropped, Left

ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MAX_PARTS: Final = 20_000
MAX_UNPACKED: Final = 2 * 1024**3
MAX_RATIO: Final = 100
SMALL: Final = 1024**2
"""What unpacks to no more than this is no bomb, whatever its ratio."""

MAX_CELLS: Final = 20_000_000
"""Cells that calamine may make room for."""

_HEAD_BYTES: Final = 4_096
_MANIFEST: Final = "META-INF/manifest.xml"
_ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
_FLAT = re.compile(rb"<office:document\s")
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="(?:[A-Z]+[0-9]+:)?([A-Z]{1,3})([0-9]{1,7})"')
_CORE = ("xl/workbook.", "content.xml")
"""Some part's name begins with one of these in each kind of workbook."""

_READ = re.compile(r"xl/(worksheets/[^/]*|sharedstrings\.\w+|styles\.\w+|workbook\.\w+)|content\.xml|styles\.xml")
_LEFT = (
    (Left.MACROS, re.compile(r"xl/vbaproject\.bin|basic/.+/(?!script-l[bc]\.xml).+\.xml|scripts/.+")),
    (Left.LINKS, re.compile(r"xl/externallinks/[^/]+")),
    (Left.EMBEDDED, re.compile(r"xl/(embeddings|activex)/[^/]+\.(?!rels)\w+|object [^/]*/content\.xml")),
    (Left.PICTURES, re.compile(r"(xl/media|pictures)/.+")),
    (Left.COMMENTS, re.compile(r"xl/(threaded)?comments/?[^/]*\.(xml|bin)")),
)
_LEFT_IN_OLE = (
    (Left.MACROS, "_VBA_PROJECT_CUR".encode("utf-16-le")),
    (Left.EMBEDDED, "MBD0".encode("utf-16-le")),
)


def is_flat_document(content: bytes) -> bool:
    """Whether these bytes are an OpenDocument spreadsheet in one file of XML (.fods)."""
    return bool(_FLAT.search(content[:_HEAD_BYTES]))


def packed(content: bytes) -> bytes:
    """A flat document as the package that holds the same."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("mimetype", _ODS, zipfile.ZIP_STORED)
        package.writestr(_MANIFEST, "<manifest></manifest>")  # calamine looks whether it speaks of a password
        package.writestr("content.xml", content)
    return buffer.getvalue()


def check_package(content: bytes) -> None:
    """Refuse a zip that is no workbook (NotATable) or would not fit into memory (TableTooBig), by its directory.

    Raises BadZipFile for a damaged one.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
    names = [_plain(part.filename) for part in parts]
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    bombs = (
        part.file_size > max(SMALL, MAX_RATIO * part.compress_size)
        for part, name in zip(parts, names, strict=True)
        if _READ.fullmatch(name)
    )
    if (
        len(parts) > MAX_PARTS
        or unpacked > MAX_UNPACKED
        or unpacked > max(SMALL, MAX_RATIO * len(content))
        or packed > len(content)  # parts that overlap
        or any(bombs)
    ):
        raise TableTooBig
    if not any(name.startswith(_CORE) for name in names):
        raise NotATable


def claims_too_much(content: bytes) -> bool:
    """Whether a worksheet of an .xlsx says that it spans more cells than there may be room for."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        heads = (
            package.open(part).read(_HEAD_BYTES)
            for part in package.infolist()
            if _plain(part.filename).startswith("xl/worksheets/sheet")
        )
        return any(_claimed_cells(head) > MAX_CELLS for head in heads)


def is_encrypted_document(content: bytes) -> bool:
    """Whether a zip is an OpenDocument under a password: its directory and manifest are open, its parts are not."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if _MANIFEST not in package.namelist():
            return False
        with package.open(_MANIFEST) as manifest:
            return b"encryption-data" in manifest.read(SMALL)


def left_behind(content: bytes) -> Dropped:
    """What the directory names and nobody reads: macros, links to other files, embedded objects, pictures, comments."""
    if content.startswith(OLE):
        return {kind: content.count(mark) for kind, mark in _LEFT_IN_OLE if mark in content}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return dict(_kinds(package.namelist()))


def _kinds(names: Iterable[str]) -> Counter[Left]:
    plain = [_plain(name) for name in names]
    return Counter(kind for name in plain for kind, pattern in _LEFT if pattern.fullmatch(name))


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower()


def _claimed_cells(head: bytes) -> int:
    """Rows × columns from A1."""
    found = _DIMENSION.search(head)
    if found is None:
        return 0
    columns = 0
    for letter in found[1].decode():
        columns = columns * 26 + ord(letter) - ord("A") + 1
    return columns * int(found[2])
