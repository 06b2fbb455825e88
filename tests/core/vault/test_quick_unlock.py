"""Quick unlock: the keyring's secret and the PIN together open the slot, for twelve hours, and for ten tries."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring

from core.domain.errors import BaseDamaged, NoSafeKeyring, QuickUnlockOver, WeakPin, WrongPassword, WrongPin
from core.vault import quick_unlock
from core.vault.quick_unlock import (
    MOST_FAILURES,
    VALID,
    disable,
    enable,
    is_enabled,
    is_valid,
    refuse_weak_pin,
    renew,
    unlock_quickly,
)
from core.vault.slot_changes import changing
from core.vault.slots import StoreKeys, write_first_slot
from tests.support.memory_keyring import MemoryKeyring, memory_keyring

KEYS = StoreKeys(b"w" * 32, b"p" * 32)
LOGIN, PASSWORD, PIN = "anna", "pads-and-fruit-26", "407163"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryKeyring]:
    with memory_keyring(monkeypatch) as made:
        yield made


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    write_first_slot(folder, "ab12", LOGIN, PASSWORD, KEYS)
    return folder


@pytest.fixture
def base(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "base"))


@pytest.fixture(scope="session")
def enabled(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[tuple[str, str], str]]:
    """The program's folder and the keyring, made once."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as monkeypatch, memory_keyring(monkeypatch) as memory:
        enable(home, made, LOGIN, PASSWORD, PIN, NOW)
        return home, memory.kept


@pytest.fixture
def home(tmp_path: Path, base: Path, memory: MemoryKeyring, enabled: tuple[Path, dict[tuple[str, str], str]]) -> Path:
    assert base.exists()
    memory.kept = dict(enabled[1])
    return Path(shutil.copytree(enabled[0], tmp_path / "home"))


def kept_file(home: Path) -> Path:
    (file,) = (home / "quick").iterdir()
    return file


def failures(home: Path) -> int:
    return int(json.loads(kept_file(home).read_text())["failures"])


def test_the_pin_opens_the_same_keys_as_the_password(home: Path, base: Path) -> None:
    unlocked = unlock_quickly(home, base, " Anna ", PIN, NOW + timedelta(hours=11))
    assert (unlocked.keys, unlocked.login, unlocked.base_id) == (KEYS, LOGIN, "ab12")
    assert is_valid(home, base, LOGIN, NOW + timedelta(hours=11))


def test_it_is_set_only_with_the_right_password(tmp_path: Path, base: Path, memory: MemoryKeyring) -> None:
    with pytest.raises(WrongPassword):
        enable(tmp_path / "home", base, LOGIN, "wrong-password-1", PIN, NOW)
    assert not memory.kept
    assert not is_enabled(tmp_path / "home", base, LOGIN)


@pytest.mark.parametrize("pin", ["407164", "", "4071", "٤٠٧١٦٣", "407163 "])
def test_another_pin_opens_nothing_and_is_counted(home: Path, base: Path, pin: str) -> None:
    with pytest.raises(WrongPin) as refused:
        unlock_quickly(home, base, LOGIN, pin, NOW)
    assert refused.value.facts == {"left": MOST_FAILURES - 1}
    assert failures(home) == 1
    unlock_quickly(home, base, LOGIN, PIN, NOW)
    assert failures(home) == 0


def test_without_the_keyrings_secret_the_pin_opens_nothing(home: Path, base: Path, memory: MemoryKeyring) -> None:
    memory.kept.clear()
    with pytest.raises(QuickUnlockOver):
        unlock_quickly(home, base, LOGIN, PIN, NOW)
    assert not is_enabled(home, base, LOGIN)


def test_another_secret_opens_nothing(home: Path, base: Path, memory: MemoryKeyring) -> None:
    memory.kept = dict.fromkeys(memory.kept, "00" * 32)
    with pytest.raises(QuickUnlockOver):
        unlock_quickly(home, base, LOGIN, PIN, NOW)


def test_a_copied_base_opens_nothing_on_another_computer(home: Path, base: Path, tmp_path: Path) -> None:
    assert is_valid(home, base, LOGIN, NOW)
    with pytest.raises(QuickUnlockOver):
        unlock_quickly(tmp_path / "elsewhere", base, LOGIN, PIN, NOW)


def test_ten_wrong_pins_delete_it_for_good(
    home: Path, base: Path, memory: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick_unlock, "_key", lambda secret, _kdf, pin: bytes(32) if pin == "0" else secret)
    for left in range(MOST_FAILURES - 1, 0, -1):
        with pytest.raises(WrongPin) as refused:
            unlock_quickly(home, base, LOGIN, "0", NOW)
        assert refused.value.facts == {"left": left}
    for pin in ("0", PIN):
        with pytest.raises(QuickUnlockOver):
            unlock_quickly(home, base, LOGIN, pin, NOW)
    assert not memory.kept
    assert not list((home / "quick").iterdir())


def test_a_try_that_is_killed_is_counted(home: Path, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def kill(*_: object) -> bytes:
        raise Killed

    monkeypatch.setattr(quick_unlock, "_key", kill)
    for count in range(1, MOST_FAILURES + 1):
        with pytest.raises(Killed):
            unlock_quickly(home, base, LOGIN, PIN, NOW)
        assert failures(home) == count
    monkeypatch.undo()
    assert not is_valid(home, base, LOGIN, NOW)
    with pytest.raises((QuickUnlockOver, NoSafeKeyring)):
        unlock_quickly(home, base, LOGIN, PIN, NOW)


@pytest.mark.parametrize("now", [NOW - timedelta(seconds=1), NOW + VALID + timedelta(seconds=1)])
def test_it_is_over_after_twelve_hours_and_where_the_clock_was_put_back(home: Path, base: Path, now: datetime) -> None:
    assert not is_valid(home, base, LOGIN, now)
    with pytest.raises(QuickUnlockOver):
        unlock_quickly(home, base, LOGIN, PIN, now)


def test_a_clock_put_back_behind_the_last_use_ends_it(home: Path, base: Path) -> None:
    unlock_quickly(home, base, LOGIN, PIN, NOW + timedelta(hours=8))
    assert not is_valid(home, base, LOGIN, NOW + timedelta(hours=7))


def test_the_whole_password_renews_it(home: Path, base: Path) -> None:
    renew(home, base, LOGIN, NOW + timedelta(days=3))
    assert is_valid(home, base, LOGIN, NOW + timedelta(days=3, hours=11))
    unlock_quickly(home, base, LOGIN, PIN, NOW + timedelta(days=3, hours=11))


def _other_password(base: Path) -> None:
    with changing(base, KEYS.work) as slots:
        slots.change_password(LOGIN, PASSWORD, "another-password-7")


def _other_keys(base: Path) -> None:
    fresh = StoreKeys(b"x" * 32, b"y" * 32)
    with changing(base, KEYS.work) as slots:
        slots.begin_swap(fresh, {slots.holdings()[0].recipient})
    with changing(base, KEYS.work) as slots:
        slots.confirm_swap(fresh)
    with changing(base, fresh.work) as slots:
        slots.end_swap()


def _dismissed(base: Path) -> None:
    with changing(base, KEYS.work) as slots:
        slots.remove(LOGIN)


def _recovered(base: Path) -> None:
    with changing(base, KEYS.work) as slots:
        slots.put(LOGIN, PASSWORD, KEYS, one_time=False)


@pytest.mark.parametrize("change", [_other_password, _other_keys, _dismissed, _recovered])
def test_whatever_changes_the_slot_ends_it_wherever_it_was_done(
    home: Path, base: Path, memory: MemoryKeyring, change: object
) -> None:
    assert callable(change)
    change(base)
    assert not is_valid(home, base, LOGIN, NOW)
    with pytest.raises(QuickUnlockOver):
        unlock_quickly(home, base, LOGIN, PIN, NOW)
    assert not memory.kept
    assert not list((home / "quick").iterdir())


def test_switched_off_it_leaves_nothing(home: Path, base: Path, memory: MemoryKeyring) -> None:
    disable(home, base, LOGIN)
    disable(home, base, LOGIN)
    assert not memory.kept
    assert not list((home / "quick").iterdir())


@pytest.mark.parametrize("value", ["00", 0, -1, None, [], {}, 10**400])
@pytest.mark.parametrize("name", ["slot", "user_key", "signed_in", "seen", "failures", "mac", "kdf"])
def test_a_changed_file_is_not_believed(home: Path, base: Path, name: str, value: object) -> None:
    kept = json.loads(kept_file(home).read_text())
    kept_file(home).write_text(json.dumps(kept | {name: value if value != kept[name] else 7}))
    with pytest.raises(QuickUnlockOver):
        unlock_quickly(home, base, LOGIN, PIN, NOW)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b'{"slot": 1}', b"[" * 100_000])
def test_a_broken_file_is_none(home: Path, base: Path, content: bytes) -> None:
    kept_file(home).write_bytes(content)
    assert not is_valid(home, base, LOGIN, NOW)
    assert not is_enabled(home, base, LOGIN)
    with pytest.raises(QuickUnlockOver):
        unlock_quickly(home, base, LOGIN, PIN, NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"base": None},
        {"base": []},
        {"slots": None},
        {"slots": {"anna": 1}},
        {"slots": [1]},
        {"slots": [{}]},
        {"slots": [{"login": 1}]},
    ],
)
def test_slots_of_another_form_offer_no_pin_and_are_no_fault(
    home: Path, base: Path, changes: dict[str, object]
) -> None:
    record = json.loads((base / "slots.json").read_bytes())
    (base / "slots.json").write_text(json.dumps(record | changes))
    assert not is_valid(home, base, LOGIN, NOW)
    assert not is_enabled(home, base, LOGIN)
    renew(home, base, LOGIN, NOW)
    with pytest.raises(BaseDamaged):
        unlock_quickly(home, base, LOGIN, PIN, NOW)


@pytest.mark.parametrize("backend", [FailKeyring, NullKeyring], ids=["fail", "null"])
def test_where_the_keyring_is_not_safe_there_is_no_quick_unlock(
    tmp_path: Path, base: Path, backend: type[KeyringBackend]
) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(backend())
    try:
        with pytest.raises(NoSafeKeyring):
            enable(tmp_path / "home", base, LOGIN, PASSWORD, PIN, NOW)
    finally:
        keyring.set_keyring(before)
    assert not is_enabled(tmp_path / "home", base, LOGIN)


WEAK = [
    "",
    "123",
    "123456789",
    "1111",
    "0000",
    "1234",
    "4321",
    "7890",
    "9876",
    "0987",
    "1212",
    "123123",
    "2580",
    "12a4",
]


@pytest.mark.parametrize("pin", [*WEAK, "١٢٣٥", " 4071", "-4071", "²²²³"])
def test_pins_that_anybody_tries_first_are_refused(pin: str) -> None:
    with pytest.raises(WeakPin):
        refuse_weak_pin(pin)


@given(st.text(max_size=10))
def test_whatever_is_taken_for_a_pin_is_four_to_eight_plain_digits(pin: str) -> None:
    try:
        refuse_weak_pin(pin)
    except WeakPin:
        return
    assert 4 <= len(pin) <= 8
    assert set(pin) <= set("0123456789")
    assert len(set(pin)) > 1
