"""Mutated copies of good and odd tables, the same ones for the same seed."""

import io
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Final

from core.intake.packages import ZIP
from tests.support.ugly_files import UGLY

Change = Callable[[Random, bytes], bytes]

_TOKENS: Final = (
    *(b'"', b"'", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b";", b"\t", b"\x1a", b"\x85", b"\xe2\x80\xa8"),
    *(
        b"sep=\x00\n",
        b"<table>",
        b"</table>",
        b"<td colspan=99999 rowspan=99999>",
        b"<![CDATA[",
        b"&#0;",
        b"&amp",
        b"]]>",
    ),
    *(b'r="XFD1048576"', b'r="ZZZ99999999"', b' t="e"', b' t="s"', b"<v>-1</v>", b"<v>1e999</v>", b"<v>nan</v>"),
    *(b'table:number-rows-repeated="1048576"', b'table:number-columns-repeated="16384"', b'office:value-type="date"'),
    *(b"9" * 5_000, b"-9999999999", b"1e308", b"0001-01-01", b"9999-99-99", b"PT99999999999H00M00S", b"\xed\xa0\x80"),
    *(b'calcext:value-type="error"', b"../../etc/passwd", b"=cmd|'/c calc'!A1", b"\xd0\xcf\x11\xe0", b"PK\x05\x06"),
)


def mutated(seed: int, number: int) -> tuple[str, bytes]:
    """The name of the file that it was made of, and its content; several changes may have been made."""
    draw = Random(f"{seed}/{number}")
    name, content = draw.choice(_good())
    for _ in range(draw.choice((1, 1, 1, 2, 3, 8))):
        change = draw.choice(_CHANGES)
        inside = content.startswith(ZIP) and draw.random() < 0.7
        content = _in_part(draw, content, change) if inside else change(draw, content)
    return name, content


@cache
def _good() -> tuple[tuple[str, bytes], ...]:
    return tuple((ugly.name, ugly.make()) for ugly in UGLY if ugly.name != "many pictures.xlsx")


def _span(draw: Random, content: bytes) -> tuple[int, int]:
    start = draw.randrange(len(content) + 1)
    return start, min(len(content), start + draw.choice((1, 2, 4, 16, 64, 500, 5_000)))


def _flip(draw: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(min(len(changed), draw.choice((1, 2, 8, 64)))):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def _overwrite(draw: Random, content: bytes) -> bytes:
    start, end = _span(draw, content)
    fill = draw.choice((b"\x00", b"\xff", None))
    return content[:start] + (draw.randbytes(end - start) if fill is None else fill * (end - start)) + content[end:]


def _cut(draw: Random, content: bytes) -> bytes:
    return content[: draw.randrange(len(content) + 1)]


def _drop(draw: Random, content: bytes) -> bytes:
    start, end = _span(draw, content)
    return content[:start] + content[end:]


def _repeat(draw: Random, content: bytes) -> bytes:
    start, end = _span(draw, content)
    return content[:end] + content[start:end] * draw.choice((1, 2, 50, 1_000)) + content[end:]


def _insert(draw: Random, content: bytes) -> bytes:
    start, _ = _span(draw, content)
    return content[:start] + draw.choice(_TOKENS) * draw.choice((1, 1, 1, 20)) + content[start:]


def _splice(draw: Random, content: bytes) -> bytes:
    """Its beginning with the end of another file."""
    _, other = draw.choice(_good())
    return content[: draw.randrange(len(content) + 1)] + other[draw.randrange(len(other)) :]


_CHANGES: Final[tuple[Change, ...]] = (_flip, _flip, _overwrite, _cut, _drop, _repeat, _insert, _insert, _splice)


def _in_part(draw: Random, content: bytes, change: Change) -> bytes:
    """A package with a part changed, left out or put in the place of another; as it is where it is none any more."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, zlib.error):
        return change(draw, content)
    if not parts:
        return content
    name = draw.choice(sorted(parts))
    kind = draw.random()
    if kind < 0.05:
        del parts[name]
    elif kind < 0.1:
        parts[name] = parts[draw.choice(sorted(parts))]
    else:
        parts[name] = change(draw, parts[name])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as made:
        for part, body in parts.items():
            made.writestr(part, body)
    return buffer.getvalue()
