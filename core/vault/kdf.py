"""From a password to a key: Argon2id with a floor in code, so that a forged header cannot weaken it."""

import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from core.domain.errors import BaseDamaged

FLOOR_MEMORY = 64 * 1024
FLOOR_ITERATIONS = 3
PRESENT_MEMORY = FLOOR_MEMORY
PRESENT_ITERATIONS = FLOOR_ITERATIONS
"""What new slots are derived with; older ones follow at the next sign-in. Only ever raised."""
MOST_MEMORY = 1024 * 1024
MOST_ITERATIONS = 64
MOST_WORK = 8 * MOST_MEMORY
"""KiB of memory times iterations: a forged header must not keep a sign-in waiting for minutes."""
KEY_BYTES = 32
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Argon2:
    """Parameters of Argon2id (RFC 9106, second choice by default: the present ones). `memory` in KiB."""

    salt: bytes = field(default_factory=lambda: os.urandom(_SALT_BYTES))
    memory: int = field(default_factory=lambda: PRESENT_MEMORY)
    iterations: int = field(default_factory=lambda: PRESENT_ITERATIONS)
    lanes: int = 4

    def __post_init__(self) -> None:
        fits = FLOOR_MEMORY <= self.memory <= MOST_MEMORY and FLOOR_ITERATIONS <= self.iterations <= MOST_ITERATIONS
        if (
            not fits
            or self.memory * self.iterations > MOST_WORK
            or not 1 <= self.lanes <= 16
            or len(self.salt) < _SALT_BYTES
        ):
            raise BaseDamaged

    @property
    def outdated(self) -> bool:
        """Whether new slots are derived with more."""
        return self.memory < PRESENT_MEMORY or self.iterations < PRESENT_ITERATIONS

    def derive(self, password: str) -> bytes:
        """The 32-byte key of a password."""
        kdf = Argon2id(
            salt=self.salt, length=KEY_BYTES, iterations=self.iterations, lanes=self.lanes, memory_cost=self.memory
        )
        return kdf.derive(password.encode("utf-8", "surrogatepass"))  # an environment may hold bytes that are no text
