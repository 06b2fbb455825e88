"""Where the system would keep a secret: named, and whether it is safe there. Loaded when it is asked for."""

from dataclasses import dataclass
from typing import Final

_SAFE: Final = frozenset(
    f"keyring.backends.{name}" for name in ("SecretService", "libsecret", "kwallet", "macOS", "Windows")
)
"""Backends that keep secrets encrypted under the user's sign-in to the system."""


@dataclass(frozen=True, slots=True)
class Backend:
    """`name` is that of the backend's class; "" where the system has none."""

    name: str
    safe: bool


def backend() -> Backend:
    """The keyring of this system and user. Never raises: where it cannot be asked there is none."""
    import keyring  # noqa: PLC0415 (it looks for services of the system, which nothing else waits for)
    from keyring.backends import chainer, fail, null  # noqa: PLC0415

    try:
        found = keyring.get_keyring()
        if isinstance(found, chainer.ChainerBackend):
            found = next(iter(found.backends), found)
    except Exception:  # whatever a service of the system answers
        return Backend("", safe=False)
    if isinstance(found, fail.Keyring | null.Keyring | chainer.ChainerBackend):
        return Backend("", safe=False)
    module = type(found).__module__
    return Backend(module.rpartition(".")[2], safe=any(module == one or module.startswith(f"{one}.") for one in _SAFE))
