"""Argon2id, worked out once for each password and salt: bases that are copied ask for the same again and again."""

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


def remember_derived(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the test ends no password is derived twice."""
    monkeypatch.setattr(Argon2, "derive", derived_once)
