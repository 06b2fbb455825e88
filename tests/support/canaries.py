"""Invented words that occur nowhere else, and the search for them in whatever a program leaves behind."""

import base64
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np

SHORTEST: Final = 6
"""Letters of the shortest word that can be looked for: its bytes in cp1251 are what it is looked up by."""
_HEAD: Final = SHORTEST
_PIECE: Final = 1 << 22
_MOST_NESTED: Final = 3
_SHORT_NUMBER: Final = 9
_HEXADECIMAL: Final = frozenset(b"0123456789abcdefABCDEF")
_CYRILLIC, _LATIN = "абвгдежзиклмнопрстуфхцчшщэюя", "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class InventedClient:
    """A row of a table whose every word is a canary."""

    cells: dict[str, str]

    @property
    def canaries(self) -> Iterator[str]:
        """Each as the table has it; the phone also as digits alone."""
        for field, value in self.cells.items():
            words = [value.removeprefix("+7")] if field == "phone" else value.replace(",", " ").split()
            yield from (word for word in words if len(word) >= _HEAD)


def invented_client(draw: Random) -> InventedClient:
    """A person with random letters for names and random digits for numbers."""

    def word(length: int = 9, letters: str = _CYRILLIC) -> str:
        return "".join(draw.choices(letters, k=length))

    def digits(length: int) -> str:
        return f"{draw.randrange(1, 10)}{draw.randrange(10 ** (length - 1)):0{length - 1}}"

    return InventedClient(
        {
            "surname": word().capitalize(),
            "name": word(8).capitalize(),
            "patronymic": word(10).capitalize(),
            "phone": f"+79{digits(9)}",
            "email": f"{word(9, _LATIN)}@{word(7, _LATIN)}.example",
            "passport_series": digits(4),
            "passport_number": digits(6),
            "passport_issued_by": f"ОВД {word()}",
            "registration_address": f"г. {word()}, ул. {word()}, 7",
            "workplace_name": f"ООО {word()}",
            "position": word(),
        }
    )


def spellings(word: str) -> Iterator[bytes]:
    """A word as bytes: UTF-8, UTF-16 both ways, cp1251, base64 wherever in it the word begins, and as JSON and the
    preferences' file write letters.
    """
    plain = word.encode()
    yield plain
    yield from (word.encode(name) for name in ("utf-16-le", "utf-16-be"))
    yield word.encode("cp1251", "ignore")
    for shift in range(3):  # the signs that the word alone decides, whatever stands around it
        coded = base64.b64encode(bytes(shift) + plain + bytes(3))
        yield coded[-(-8 * shift // 6) : 8 * (shift + len(plain)) // 6]
    if not word.isascii():
        yield json.dumps(word).strip('"').encode()
        yield "".join(f"\\x{ord(letter):x}" for letter in word).encode()


class Search:
    """All spellings of some words at once, in bytes, in the files of zips, in file names."""

    def __init__(self, words: Iterable[str]) -> None:
        self._of: dict[bytes, list[tuple[bytes, str]]] = {}
        for word in words:
            for spelling in spellings(word):
                assert len(spelling) >= _HEAD, word
                self._of.setdefault(spelling[:_HEAD], []).append((spelling, word))
        heads = np.frombuffer(b"".join(sorted(self._of)), np.uint8).reshape(-1, _HEAD).astype(np.uint64)
        self._heads = np.sort((heads << (np.arange(_HEAD, dtype=np.uint64) * np.uint64(8))).sum(axis=1))
        self._begins = np.zeros(1 << 24, bool)
        self._begins[self._heads & np.uint64(0xFFFFFF)] = True

    def in_bytes(self, content: bytes) -> set[str]:
        """The words that occur in these bytes as they are."""
        found = set()
        for start in range(0, len(content), _PIECE):
            for place in self._places(content[start : start + _PIECE + _HEAD - 1]):
                at = start + int(place)
                for spelling, word in self._of.get(content[at : at + _HEAD], ()):
                    if content.startswith(spelling, at) and not _by_chance(content, at, spelling):
                        found.add(word)
        return found

    def _places(self, piece: bytes) -> Any:
        if len(piece) < _HEAD:
            return []
        signs = np.frombuffer(piece, np.uint8).astype(np.uint32)
        begins = signs[:-5] | signs[1:-4] << 8 | signs[2:-3] << 16
        likely = np.flatnonzero(self._begins[begins])
        whole = begins[likely].astype(np.uint64)
        for number in range(3, _HEAD):
            whole |= signs[likely + number].astype(np.uint64) << np.uint64(8 * number)
        return likely[np.isin(whole, self._heads)]

    def in_content(self, content: bytes, nested: int = 0) -> set[str]:
        """The same, and in the files of a zip, which may hold zips."""
        found = self.in_bytes(content)
        if nested < _MOST_NESTED and zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for name in archive.namelist():
                    found |= self.in_bytes(name.encode()) | self.in_content(archive.read(name), nested + 1)
        return found

    def below(self, *folders: Path) -> dict[str, set[str]]:
        """Everything below these folders in which a word was found, names included, and the words."""
        found = {}
        for folder in folders:
            for file in folder.rglob("*"):
                words = self.in_bytes(str(file.relative_to(folder)).encode(errors="surrogateescape"))
                words |= self.in_content(file.read_bytes()) if file.is_file() else set()
                if words:
                    found[str(file)] = words
        return found


def _by_chance(content: bytes, at: int, spelling: bytes) -> bool:
    """A short number in the midst of hexadecimal digits is a part of a digest."""
    if len(spelling) >= _SHORT_NUMBER or not spelling.isdigit():
        return False
    around = content[max(at - 1, 0) : at] + content[at + len(spelling) : at + len(spelling) + 1]
    return any(sign in _HEXADECIMAL for sign in around)
