"""What is slow on purpose, made quick where its strength is not the subject: keys out of passwords, rounds of sealing.

Argon2id is really worked out, once for each password and salt, and so that a child process comes to the same key. Salts
are counted anew in each test: else hardly a new slot would find its key among those that were derived before.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from types import SimpleNamespace
from typing import Final

import pytest
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from core.vault import kdf
from core.vault.kdf import Argon2

_DERIVED: dict[tuple[object, ...], bytes] = {}
_salts = count()
_ROUNDS: Final = 100
_derive = Argon2.derive
_encrypt = ECMA376Agile.encrypt


def derived_once(self: Argon2, password: str) -> bytes:
    """In the place of `Argon2.derive`."""
    key = (self.salt, self.memory, self.iterations, self.lanes, password)
    if key not in _DERIVED:
        _DERIVED[key] = _derive(self, password)
    return _DERIVED[key]


def count_salts_anew() -> None:
    """A test begins."""
    global _salts  # noqa: PLW0603 (there is one count for the process)
    _salts = count()


def _counted_salt(size: int) -> bytes:
    return next(_salts).to_bytes(size, "big")


def _sealed_quickly(key: str, plain: object) -> object:
    return _encrypt(key, plain, spin_count=_ROUNDS)


@contextmanager
def deriving_quickly() -> Iterator[None]:
    """Within the block no password is derived twice, and workbooks are sealed with few rounds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2, "derive", derived_once)
        patch.setattr(kdf, "os", SimpleNamespace(urandom=_counted_salt))
        patch.setattr(ECMA376Agile, "encrypt", staticmethod(_sealed_quickly))
        yield


def derive_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the test ends all is as in the program: for tests of the derivation itself."""
    monkeypatch.setattr(Argon2, "derive", _derive)
    monkeypatch.setattr(kdf, "os", os)
    monkeypatch.setattr(ECMA376Agile, "encrypt", staticmethod(_encrypt))
