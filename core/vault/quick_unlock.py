"""Quick unlock: the user key a second time, under a secret of the system's keyring and a PIN together.

The file lies among the program's own files on this computer, not in the base: a copied base opens nothing with it, and
without the keyring's secret the PIN opens nothing either. It is bound to the user's slot as it stood, so that another
password, other keys, a dismissal or a recovery, here or on another computer, end it.

    {"slot": hex, "kdf": {…}, "user_key", "signed_in": seconds, "seen": seconds, "failures": n, "mac": hex}

`signed_in` is the last sign-in with the whole password, `seen` the latest time that was met: a clock that was put back
ends it too. A wrong PIN is counted before it is tried, so that ending the program forgets nothing.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.domain.errors import KnownError, NoSafeKeyring, PlaceUnwritable, QuickUnlockOver, WeakPin, WrongPin
from core.vault.files import read_plain, write_whole
from core.vault.kdf import KEY_BYTES, Argon2
from core.vault.os_keyring import forget_secret, keep_secret, read_secret
from core.vault.sealing import NotOpened, unwrap, wrap
from core.vault.slots import (
    Record,
    Unlocked,
    bytes_of,
    kdf_of,
    kdf_record,
    open_user_key,
    plain_login,
    read_record,
    text_of,
    unlock_with_user_key,
)

VALID: Final = timedelta(hours=12)
MOST_FAILURES: Final = 10
PIN_DIGITS: Final = range(4, 9)
_WELL_KNOWN: Final = {"2580", "0852", "1470", "7410", "147258", "159753", "112233", "123321", "159357", "147852"}


def refuse_weak_pin(pin: str) -> None:
    """Raise WeakPin for anything but 4 to 8 digits that nobody would try first."""
    digits = [int(sign) for sign in pin] if pin.isascii() and pin.isdigit() else []
    if len(digits) not in PIN_DIGITS:
        raise WeakPin
    steps = {(after - before) % 10 for before, after in pairwise(digits)}
    repeats = any(pin == pin[:part] * (len(pin) // part) for part in range(1, len(pin) // 2 + 1))
    if repeats or steps in ({1}, {9}) or pin in _WELL_KNOWN:
        raise WeakPin


def enable(  # noqa: PLR0913, PLR0917
    home: Path, base: Path, login: str, password: str, pin: str, now: datetime
) -> None:
    """Let this PIN open the slot on this computer. `home` is the program's own folder.

    Raises WeakPin, WrongPassword, NoSafeKeyring, PlaceUnwritable, and what `read_record` raises.
    """
    refuse_weak_pin(pin)
    record = read_record(base)
    slot = _slot(record, login)
    if slot is None:
        raise QuickUnlockOver
    user_key = open_user_key(slot, record["base"], password)
    name, secret, kdf = _name(record, login), secrets.token_bytes(KEY_BYTES), Argon2()
    keep_secret(name, secret)
    mark = _mark(slot)
    _write(
        _file(home, name),
        {
            "slot": mark,
            "kdf": kdf_record(kdf),
            "user_key": text_of(wrap(user_key, _key(secret, kdf, pin), _purpose(record, mark))),
            "signed_in": now.timestamp(),
            "seen": now.timestamp(),
            "failures": 0,
        },
        secret,
    )


def renew(home: Path, base: Path, login: str, now: datetime) -> None:
    """The whole password was just given: the hours count anew. Does nothing where quick unlock is off or over."""
    with suppress(KnownError):
        record = read_record(base)
        name = _name(record, login)
        kept = _read(_file(home, name))
        if kept is None:
            return
        secret = read_secret(name)
        slot = _slot(record, login)
        if secret is None or slot is None or kept["mac"] != _mac(kept, secret) or kept["slot"] != _mark(slot):
            _delete(home, name)
            return
        at = now.timestamp()
        _write(_file(home, name), kept | {"signed_in": at, "seen": at, "failures": 0}, secret)


def is_enabled(home: Path, base: Path, login: str) -> bool:
    """Whether a PIN was set for this slot on this computer, be its hours over or not."""
    with suppress(KnownError):
        record = read_record(base)
        kept, slot = _read(_file(home, _name(record, login))), _slot(record, login)
        return kept is not None and slot is not None and kept["slot"] == _mark(slot)
    return False


def is_valid(home: Path, base: Path, login: str, now: datetime) -> bool:
    """Whether a PIN is worth asking for: looks at files alone, the keyring is asked when one was typed."""
    with suppress(KnownError):
        record = read_record(base)
        kept, slot = _read(_file(home, _name(record, login))), _slot(record, login)
        return kept is not None and slot is not None and kept["slot"] == _mark(slot) and _in_time(kept, now)
    return False


def unlock_quickly(home: Path, base: Path, login: str, pin: str, now: datetime) -> Unlocked:
    """Open the slot with the PIN.

    Raises WrongPin, QuickUnlockOver where only the password opens (too late, too many failures, another password or
    other keys since, switched off), NoSafeKeyring, PlaceUnwritable, and what `unlock` raises but WrongPassword.
    """
    record = read_record(base)
    name = _name(record, login)
    file, slot = _file(home, name), _slot(record, login)
    kept = _read(file)
    if kept is None:
        raise QuickUnlockOver
    secret = read_secret(name)
    mark = _mark(slot) if slot is not None else ""
    sound = secret is not None and hmac.compare_digest(str(kept["mac"]), _mac(kept, secret)) and kept["slot"] == mark
    if slot is None or secret is None or not sound or kept["failures"] >= MOST_FAILURES:
        _delete(home, name)
        raise QuickUnlockOver
    if not _in_time(kept, now):
        raise QuickUnlockOver
    counted = kept | {"failures": kept["failures"] + 1, "seen": now.timestamp()}
    _write(file, counted, secret)
    try:
        user_key = unwrap(bytes_of(kept["user_key"]), _key(secret, kdf_of(kept["kdf"]), pin), _purpose(record, mark))
    except NotOpened:
        left = MOST_FAILURES - counted["failures"]
        if not left:
            _delete(home, name)
            raise QuickUnlockOver from None
        raise WrongPin(left=left) from None
    _write(file, counted | {"failures": 0}, secret)
    return unlock_with_user_key(record, slot, user_key)


def disable(home: Path, base: Path, login: str) -> None:
    """Forget the PIN and the keyring's secret. Raises what `read_record` raises, PlaceUnwritable."""
    _delete(home, _name(read_record(base), login))


def _slot(record: Record, login: str) -> Record | None:
    return next((one for one in record["slots"] if one["login"] == plain_login(login)), None)


def _name(record: Record, login: str) -> str:
    """The same for the file and for the keyring; says neither base nor login."""
    return hashlib.sha256(f"{record['base']}\n{plain_login(login)}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _file(home: Path, name: str) -> Path:
    return home / "quick" / f"{name}.json"


def _mark(slot: Mapping[str, Any]) -> str:
    """The slot as it stands: any change of password, identity or grants changes it."""
    return hashlib.sha256(json.dumps(slot, sort_keys=True).encode()).hexdigest()


def _purpose(record: Record, mark: str) -> str:
    return f"{record['base']} quick unlock {mark}"


def _key(secret: bytes, kdf: Argon2, pin: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=secret, info=b"quick unlock").derive(kdf.derive(pin))


def _mac(kept: Mapping[str, Any], secret: bytes) -> str:
    plain = json.dumps({name: value for name, value in kept.items() if name != "mac"}, sort_keys=True)
    return hmac.digest(hmac.digest(secret, b"quick unlock file", "sha256"), plain.encode(), "sha256").hex()


def _in_time(kept: Mapping[str, Any], now: datetime) -> bool:
    at = now.timestamp()
    return bool(kept["seen"] <= at <= kept["signed_in"] + VALID.total_seconds() and kept["failures"] < MOST_FAILURES)


def _read(file: Path) -> dict[str, Any] | None:
    """The file, where it has its form."""
    try:
        kept = json.loads(read_plain(file))
        numbers = [float(kept[name]) for name in ("signed_in", "seen")]
        fits = isinstance(kept["failures"], int) and all(isinstance(kept[name], str) for name in ("slot", "mac"))
        datetime.fromtimestamp(max(numbers), UTC)
        bytes_of(kept["user_key"])
        kdf_of(kept["kdf"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, KnownError):
        return None
    return dict(kept) if fits else None


def _write(file: Path, kept: Mapping[str, Any], secret: bytes) -> None:
    content = dict(kept)
    content["mac"] = _mac(content, secret)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, json.dumps(content).encode())
    except OSError:
        raise PlaceUnwritable from None


def _delete(home: Path, name: str) -> None:
    try:
        _file(home, name).unlink(missing_ok=True)
    except OSError:
        raise PlaceUnwritable from None
    with suppress(NoSafeKeyring):
        forget_secret(name)
