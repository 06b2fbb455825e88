"""`slots.json`: per user the way from the password to the keys of the two stores.

Format 1, authenticated by the work key (a holder of any slot detects a changed file):

    {"format": 1, "base": hex, "slots": [{"login", "kdf": {…}, "user_key", "identity", "recipient",
     "grants": {"work": …, "people": …}}], "mac": hex}

`user_key` is a random key under the password's key; `identity` the user's age identity under the user key; `grants`
are age files for that identity. A role without the people key simply has no such grant.
"""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from core.domain.errors import BaseDamaged, BaseMissing, BaseNewer, BaseUnreadable, KnownError, WrongPassword
from core.vault.files import write_whole
from core.vault.kdf import KEY_BYTES, Argon2
from core.vault.records import CODE, code_of, is_authentic
from core.vault.sealing import NotOpened, new_identity, open_sealed, seal_for, unwrap, wrap

FORMAT: Final = 1
SLOTS_FILE: Final = "slots.json"
_PURPOSE: Final = "slots"


@dataclass(frozen=True, slots=True, repr=False)
class StoreKeys:
    """The 32-byte keys of the two stores. `people` is None where the role does not hold it."""

    work: bytes
    people: bytes | None


@dataclass(frozen=True, slots=True, repr=False)
class Unlocked:
    """What a right password opens."""

    base_id: str
    login: str
    keys: StoreKeys


def write_first_slot(folder: Path, base_id: str, login: str, password: str, keys: StoreKeys) -> None:
    """Lay the file for a new base with its first user. Raises OSError."""
    record = {"format": FORMAT, "base": base_id, "slots": [_new_slot(base_id, login, password, keys)]}
    record[CODE] = code_of(record, keys.work, _PURPOSE)
    write_whole(folder / SLOTS_FILE, json.dumps(record, ensure_ascii=False, indent=1).encode())


def unlock(folder: Path, login: str, password: str) -> Unlocked:
    """Open the user's slot.

    An unknown login costs the same time and gives the same answer as a wrong password.
    Raises BaseMissing, BaseUnreadable, BaseDamaged, BaseNewer, WrongPassword.
    """
    record = _read(folder / SLOTS_FILE)
    wanted = plain_login(login)
    try:
        slot = next((slot for slot in record["slots"] if slot["login"] == wanted), None)
        if slot is None:
            Argon2().derive(password)
            raise WrongPassword
        opened = _open(slot, record["base"], password)
        if not is_authentic(record, opened.work, _PURPOSE):
            raise BaseDamaged
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise BaseDamaged from None
    return Unlocked(record["base"], wanted, opened)


def check_slots(folder: Path, keys: StoreKeys) -> str:
    """The id of the base, where its slots are as a holder of the work key wrote them.

    Raises BaseMissing, BaseUnreadable, BaseDamaged, BaseNewer.
    """
    record = _read(folder / SLOTS_FILE)
    try:
        if not is_authentic(record, keys.work, _PURPOSE):
            raise BaseDamaged
        return str(record["base"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise BaseDamaged from None


def read_base_id(folder: Path) -> str | None:
    """The id of the base in a folder, as its slots tell it to anybody; None where they cannot be read."""
    try:
        return str(_read(folder / SLOTS_FILE)["base"])
    except (KnownError, KeyError):
        return None


def plain_login(login: str) -> str:
    """Logins ignore case and the spaces around them."""
    return login.strip().casefold()


def _new_slot(base_id: str, login: str, password: str, keys: StoreKeys) -> dict[str, Any]:
    user_key = secrets.token_bytes(KEY_BYTES)
    kdf = Argon2()
    identity, recipient = new_identity()
    grants = {"work": keys.work, "people": keys.people}
    return {
        "login": plain_login(login),
        "kdf": {"salt": _text(kdf.salt), "memory": kdf.memory, "iterations": kdf.iterations, "lanes": kdf.lanes},
        "user_key": _text(wrap(user_key, kdf.derive(password), f"{base_id} user key")),
        "identity": _text(wrap(identity.encode(), user_key, f"{base_id} identity")),
        "recipient": recipient,
        "grants": {name: _text(seal_for(key, recipient)) for name, key in grants.items() if key is not None},
    }


def _open(slot: Mapping[str, Any], base_id: str, password: str) -> StoreKeys:
    kdf = slot["kdf"]
    argon = Argon2(_bytes(kdf["salt"]), int(kdf["memory"]), int(kdf["iterations"]), int(kdf["lanes"]))
    try:
        user_key = unwrap(_bytes(slot["user_key"]), argon.derive(password), f"{base_id} user key")
    except NotOpened:
        raise WrongPassword from None
    try:
        identity = unwrap(_bytes(slot["identity"]), user_key, f"{base_id} identity").decode()
        grants = {name: open_sealed(_bytes(blob), identity) for name, blob in slot["grants"].items()}
    except NotOpened:
        raise BaseDamaged from None
    if any(len(key) != KEY_BYTES for key in grants.values()):
        raise BaseDamaged
    return StoreKeys(grants["work"], grants.get("people"))


def _read(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise BaseMissing from None
    except OSError:
        raise BaseUnreadable from None
    try:
        record = json.loads(content)
        written_by = record["format"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BaseDamaged from None
    if not isinstance(written_by, int) or written_by > FORMAT:
        raise BaseNewer
    return dict(record)


def _text(blob: bytes) -> str:
    return b64encode(blob).decode()


def _bytes(text: str) -> bytes:
    return b64decode(text, validate=True)
