"""The keyring of the operating system, where it keeps secrets safe; keyring is loaded when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.domain.errors import NoSafeKeyring

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE: Final = "Opuntia"
SAFE: Final = {
    "keyring.backends.SecretService",
    "keyring.backends.Windows",
    "keyring.backends.kwallet",
    "keyring.backends.libsecret",
    "keyring.backends.macOS",
}
"""Those that put secrets under the user's own sign-in to the system; a file in plain text is none of them."""


@dataclass(frozen=True, slots=True)
class Backend:
    """What the system has: `name` is that of the backend's module, "" where there is none."""

    name: str
    safe: bool


def backend() -> Backend:
    """The keyring of this system and user. Never raises: where it cannot be asked there is none."""
    from keyring import get_keyring  # noqa: PLC0415 (the way in does without)
    from keyring.backends import chainer, fail, null  # noqa: PLC0415

    try:
        return Backend(_name_of(safe_keyring()), safe=True)
    except NoSafeKeyring:
        found = get_keyring()
        nothing = isinstance(found, fail.Keyring | null.Keyring | chainer.ChainerBackend)
        return Backend("" if nothing else _name_of(found), safe=False)
    except Exception:  # whatever a service of the system answers
        return Backend("", safe=False)


def _name_of(found: KeyringBackend) -> str:
    return type(found).__module__.rpartition(".")[2]


def safe_keyring() -> KeyringBackend:
    """The best of the safe ones. Raises NoSafeKeyring."""
    from keyring import get_keyring  # noqa: PLC0415 (the way in does without)
    from keyring.backends.chainer import ChainerBackend  # noqa: PLC0415

    chosen = get_keyring()
    backends = list(chosen.backends) if isinstance(chosen, ChainerBackend) else [chosen]
    for backend in backends:
        if type(backend).__module__ in SAFE:
            return backend
    raise NoSafeKeyring


def read_secret(name: str) -> bytes | None:
    """What is kept under a name, or None. Raises NoSafeKeyring, also where the keyring does not answer."""
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        kept = safe_keyring().get_password(SERVICE, name)
        return None if kept is None else bytes.fromhex(kept)
    except ValueError:
        return None
    except (KeyringError, RuntimeError, OSError):
        raise NoSafeKeyring from None


def keep_secret(name: str, secret: bytes) -> None:
    """Keep it. Raises NoSafeKeyring."""
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        safe_keyring().set_password(SERVICE, name, secret.hex())
    except (KeyringError, RuntimeError, OSError):
        raise NoSafeKeyring from None


def forget_secret(name: str) -> None:
    """Take it away, if it is there. Raises NoSafeKeyring."""
    from keyring.errors import KeyringError, PasswordDeleteError  # noqa: PLC0415

    try:
        safe_keyring().delete_password(SERVICE, name)
    except PasswordDeleteError:
        return
    except (KeyringError, RuntimeError, OSError):
        raise NoSafeKeyring from None
