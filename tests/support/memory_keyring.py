"""A keyring in memory that the vault takes for safe."""

from collections.abc import Iterator
from contextlib import contextmanager

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from core.vault import os_keyring


class MemoryKeyring(KeyringBackend):
    """`kept`: secrets by (service, name)."""

    priority = 1
    kept: dict[tuple[str, str], str]

    def get_password(self, service: str, username: str) -> str | None:
        """What is kept."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@contextmanager
def memory_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryKeyring]:
    """Within the block it is the system's."""
    monkeypatch.setattr(os_keyring, "SAFE", {MemoryKeyring.__module__})
    before = keyring.get_keyring()
    made = MemoryKeyring()  # type: ignore[no-untyped-call]
    made.kept = {}
    keyring.set_keyring(made)
    try:
        yield made
    finally:
        keyring.set_keyring(before)
