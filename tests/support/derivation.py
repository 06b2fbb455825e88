"""Argon2id, worked out once for each password and salt: bases that are copied ask for the same again and again."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.vault.kdf import Argon2

_DERIVED: dict[tuple[object, ...], bytes] = {}
_derive = Argon2.derive


def derived_once(self: Argon2, password: str) -> bytes:
    """In the place of `Argon2.derive`."""
    key = (self.salt, self.memory, self.iterations, self.lanes, password)
    if key not in _DERIVED:
        _DERIVED[key] = _derive(self, password)
    return _DERIVED[key]


@contextmanager
def remembering_derived() -> Iterator[None]:
    """Within the block no password is derived twice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2, "derive", derived_once)
        yield


def derive_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the test ends nothing is remembered: for tests of the derivation itself."""
    monkeypatch.setattr(Argon2, "derive", _derive)
