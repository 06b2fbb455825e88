"""A folder with the slots of one user."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.vault.kdf import Argon2
from core.vault.slots import StoreKeys, write_first_slot
from tests.support.derivation import derive_anew

LOGIN = "анна"
PASSWORD = "клён-и-Север-2026"


@dataclass(frozen=True)
class Written:
    """Where slots were written and what they open."""

    folder: Path
    keys: StoreKeys

    @property
    def file(self) -> Path:
        """The slots' file."""
        return self.folder / "slots.json"


@pytest.fixture(autouse=True)
def _derived_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every key is really derived here, and everything sealed with all its rounds."""
    derive_anew(monkeypatch)


@pytest.fixture
def keys() -> StoreKeys:
    """Fresh keys of both stores."""
    return StoreKeys(os.urandom(32), os.urandom(32))


@pytest.fixture
def written(tmp_path: Path, keys: StoreKeys) -> Written:
    """Slots of a one-person base, with the real derivation."""
    write_first_slot(tmp_path, "base-1", LOGIN, PASSWORD, keys)
    return Written(tmp_path, keys)


@pytest.fixture
def cheap_derivation(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash in the place of Argon2id, for tests that open thousands of changed files."""

    def derive(self: Argon2, password: str) -> bytes:
        said = f"{self.salt.hex()}|{self.memory}|{self.iterations}|{self.lanes}|{password}"
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()

    monkeypatch.setattr(Argon2, "derive", derive)
