"""`slots.json`: per user the way from the password to the keys of the two stores, and the same for the recovery sheet.

Format 2, authenticated by the work key (a holder of any slot detects a changed file):

    {"format": 2, "base": hex, "slots": [{"login", "kdf": {…}, "user_key", "one_time", HOLDER}], "sheet": HOLDER,
     "swap": "" | "exporting" | "swapping", "mac": hex}
    HOLDER = "identity", "recipient", "grants": {"work", "people"}, "next": {"work", "people"}

`user_key` is a random key under the password's key; `identity` an age identity under the user key (that of the sheet
under the sheet's key); `grants` are age files for that identity. A role without the people key simply has no such
grant. While the stores get new keys `next` holds those beside the old ones: `core/vault/slot_changes.py`.
"""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from core.domain.errors import (
    BaseDamaged,
    BaseMissing,
    BaseNewer,
    BaseUnreadable,
    KnownError,
    WrongPassword,
    WrongSheet,
)
from core.vault.files import read_plain, write_whole
from core.vault.kdf import KEY_BYTES, Argon2
from core.vault.records import CODE, code_of, is_authentic
from core.vault.recovery import sheet_key
from core.vault.sealing import NotOpened, new_identity, open_sealed, public_key_of, seal_for, unwrap, wrap

FORMAT: Final = 2
SLOTS_FILE: Final = "slots.json"
Record = dict[str, Any]
_PURPOSE: Final = "slots"


@dataclass(frozen=True, slots=True, repr=False)
class StoreKeys:
    """The 32-byte keys of the two stores. `people` is None where the role does not hold it."""

    work: bytes
    people: bytes | None


@dataclass(frozen=True, slots=True, repr=False)
class Unlocked:
    """What a right password or the sheet opens. `login` is empty for the sheet.

    `one_time`: the password was given by somebody else and is to be changed. `swap` tells how far new keys have come:
    "" none, "exporting" (`keys` are the old ones), "swapping" (`keys` are the new ones). `outdated`: the password is
    derived with less than new slots are. `public_key` is that of the identity that was opened.
    """

    base_id: str
    login: str
    keys: StoreKeys
    public_key: str
    one_time: bool = False
    swap: str = ""
    outdated: bool = False


def write_first_slot(folder: Path, base_id: str, login: str, password: str, keys: StoreKeys) -> str:
    """Lay the file for a new base with its first user; returns that user's public key. Raises OSError."""
    slot = new_slot(base_id, login, password, keys, one_time=False)
    record = {"format": FORMAT, "base": base_id, "slots": [slot], "sheet": None, "swap": ""}
    write_record(folder, record, keys.work)
    return str(slot["recipient"])


def unlock(folder: Path, login: str, password: str) -> Unlocked:
    """Open the user's slot.

    An unknown login costs the same time and gives the same answer as a wrong password.
    Raises BaseMissing, BaseUnreadable, BaseDamaged, BaseNewer, WrongPassword.
    """
    record = read_record(folder)
    wanted = plain_login(login)
    try:
        slot = next((slot for slot in record["slots"] if slot["login"] == wanted), None)
        if slot is None:
            Argon2().derive(password)
            raise WrongPassword
        return unlock_with_user_key(record, slot, open_user_key(slot, record["base"], password))
    except _OTHER_FORM:
        raise BaseDamaged from None


def unlock_with_user_key(record: Record, slot: Mapping[str, Any], user_key: bytes) -> Unlocked:
    """Open a slot of this record with its user key. Raises BaseDamaged."""
    try:
        keys = _checked_keys(record, slot, _identity_under(slot, record["base"], user_key))
        return Unlocked(
            record["base"],
            slot["login"],
            keys,
            str(slot["recipient"]),
            bool(slot.get("one_time")),
            swap_of(record),
            kdf_of(slot["kdf"]).outdated,
        )
    except _OTHER_FORM:
        raise BaseDamaged from None


def unlock_by_sheet(folder: Path, code: str) -> Unlocked:
    """Open the slot of the recovery sheet.

    Raises BaseMissing, BaseUnreadable, BaseDamaged, BaseNewer; WrongGroup for a slip, WrongSheet where the sheet is of
    another base, was replaced by a newer one, or none was made.
    """
    record = read_record(folder)
    try:
        holder = record.get("sheet")
        if holder is None:
            raise WrongSheet
        try:
            identity = unwrap(
                bytes_of(holder["identity"]), sheet_key(code, record["base"]), _identity_of(record["base"])
            )
        except NotOpened:
            raise WrongSheet from None
        keys = _checked_keys(record, holder, identity.decode())
        return Unlocked(record["base"], "", keys, str(holder["recipient"]), swap=swap_of(record))
    except _OTHER_FORM:
        raise BaseDamaged from None


def refuse_missing(folder: Path) -> None:
    """Raise BaseMissing where no slots lie."""
    try:
        there = (folder / SLOTS_FILE).exists()
    except (OSError, ValueError):
        raise BaseUnreadable from None
    if not there:
        raise BaseMissing


def check_slots(folder: Path, keys: StoreKeys) -> str:
    """The id of the base, where its slots are as a holder of the work key wrote them.

    Raises BaseMissing, BaseUnreadable, BaseDamaged, BaseNewer.
    """
    record = read_record(folder)
    try:
        refuse_changed(record, keys.work)
        return str(record["base"])
    except _OTHER_FORM:
        raise BaseDamaged from None


def is_current(folder: Path, unlocked: Unlocked) -> bool:
    """Whether the slots still are of the keys that were unlocked, and a swap of these no further.

    Raises BaseMissing, BaseUnreadable, BaseDamaged, BaseNewer.
    """
    record = read_record(folder)
    try:
        return is_authentic(record, unlocked.keys.work, _PURPOSE) and swap_of(record) == unlocked.swap
    except _OTHER_FORM:
        raise BaseDamaged from None


def read_base_id(folder: Path) -> str | None:
    """The id of the base in a folder, as its slots tell it to anybody; None where they cannot be read."""
    try:
        return str(read_record(folder)["base"])
    except (KnownError, KeyError):
        return None


def plain_login(login: str) -> str:
    """Logins ignore case and the spaces around them."""
    return login.strip().casefold()


# ---------------------------------------------------------------------- the record, for the modules beside this one


def read_record(folder: Path) -> Record:
    """The file as it stands, not authenticated yet. Raises BaseMissing, BaseUnreadable, BaseDamaged, BaseNewer."""
    try:
        content = read_plain(folder / SLOTS_FILE)
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
    if not _has_form(record):
        raise BaseDamaged
    return dict(record)


def _has_form(record: Mapping[str, Any]) -> bool:
    """Whether the base and everybody's login can be read, before anything else is: with or without a key."""
    slots = record.get("slots")
    logins = (
        [one.get("login") if isinstance(one, dict) else None for one in slots] if isinstance(slots, list) else [None]
    )
    return all(isinstance(text, str) for text in (record.get("base"), *logins))


def write_record(folder: Path, record: Record, work_key: bytes) -> None:
    """Authenticate and write it whole. Raises OSError."""
    record = record | {"format": FORMAT}
    record[CODE] = code_of(record, work_key, _PURPOSE)
    write_whole(folder / SLOTS_FILE, json.dumps(record, ensure_ascii=False, indent=1).encode())


def refuse_changed(record: Mapping[str, Any], work_key: bytes) -> None:
    """Raise BaseDamaged where the record is not as a holder of the work key left it."""
    if not is_authentic(record, work_key, _PURPOSE):
        raise BaseDamaged


def new_slot(base_id: str, login: str, password: str, keys: StoreKeys, *, one_time: bool) -> Record:
    """A user's slot; without the people key where `keys` lack it."""
    user_key = secrets.token_bytes(KEY_BYTES)
    return {
        "login": plain_login(login),
        **password_part(base_id, password, user_key),
        "one_time": one_time,
        **holder(base_id, user_key, keys),
    }


def password_part(base_id: str, password: str, user_key: bytes) -> Record:
    """The user key under a password, with the parameters of its derivation."""
    kdf = Argon2()
    return {
        "kdf": kdf_record(kdf),
        "user_key": text_of(wrap(user_key, kdf.derive(password), f"{base_id} user key")),
    }


def holder(base_id: str, key: bytes, keys: StoreKeys) -> Record:
    """A fresh identity under `key` with its grants."""
    identity, recipient = new_identity()
    return {
        "identity": text_of(wrap(identity.encode(), key, _identity_of(base_id))),
        "recipient": recipient,
        "grants": sealed_grants(recipient, keys),
    }


def sealed_grants(recipient: str, keys: StoreKeys) -> dict[str, str]:
    """The keys, each sealed for one reader."""
    grants = {"work": keys.work, "people": keys.people}
    return {name: text_of(seal_for(key, recipient)) for name, key in grants.items() if key is not None}


def open_user_key(slot: Mapping[str, Any], base_id: str, password: str) -> bytes:
    """The user key of a slot. Raises WrongPassword, BaseDamaged."""
    try:
        return unwrap(bytes_of(slot["user_key"]), kdf_of(slot["kdf"]).derive(password), f"{base_id} user key")
    except NotOpened:
        raise WrongPassword from None


def _identity_under(slot: Mapping[str, Any], base_id: str, user_key: bytes) -> str:
    try:
        return unwrap(bytes_of(slot["identity"]), user_key, _identity_of(base_id)).decode()
    except NotOpened:
        raise BaseDamaged from None


def kdf_record(kdf: Argon2) -> Record:
    """The parameters of a derivation as they stand in a file."""
    return {"salt": text_of(kdf.salt), "memory": kdf.memory, "iterations": kdf.iterations, "lanes": kdf.lanes}


def kdf_of(kept: Mapping[str, Any]) -> Argon2:
    """Undo `kdf_record`. Raises BaseDamaged below the floor, KeyError, TypeError, ValueError for another form."""
    return Argon2(bytes_of(kept["salt"]), int(kept["memory"]), int(kept["iterations"]), int(kept["lanes"]))


def swap_of(record: Mapping[str, Any]) -> str:
    """How far a swap of keys has come."""
    return str(record.get("swap", ""))


def text_of(blob: bytes) -> str:
    """As it stands in the file."""
    return b64encode(blob).decode()


def bytes_of(text: str) -> bytes:
    """Undo `text_of`. Raises ValueError."""
    return b64decode(text, validate=True)


_OTHER_FORM = (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)


def _checked_keys(record: Mapping[str, Any], holder_: Mapping[str, Any], identity: str) -> StoreKeys:
    """The keys in force, after the record was found to be what a holder of them left, and the public key in it to be
    this identity's own: whoever has the work key alone could put another one there and be given keys. Raises
    BaseDamaged.
    """
    swapping = swap_of(record) == "swapping"
    keys = _open_grants(holder_["grants"] | (holder_["next"] if swapping else {}), identity)
    refuse_changed(record, keys.work)
    if public_key_of(identity) != holder_["recipient"]:
        raise BaseDamaged
    return keys


def _open_grants(grants: Mapping[str, str | None], identity: str) -> StoreKeys:
    try:
        opened = {name: open_sealed(bytes_of(blob), identity) for name, blob in grants.items() if blob is not None}
    except NotOpened:
        raise BaseDamaged from None
    if any(len(key) != KEY_BYTES for key in opened.values()):
        raise BaseDamaged
    return StoreKeys(opened["work"], opened.get("people"))


def _identity_of(base_id: str) -> str:
    return f"{base_id} identity"
