"""The slots of every schema, cut off or changed anywhere: the right keys or a refusal, never less."""

import random
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from core.domain.errors import BaseDamaged, BaseNewer, WrongPassword
from core.vault.kdf import Argon2
from core.vault.slots import SLOTS_FILE, StoreKeys, unlock
from tests.support.bases import LOGIN, PASSWORD

BASES = Path(__file__).parents[2] / "bases"
CHANGES = 300
KEPT = sorted(BASES.glob("*.opuntia"))


@pytest.fixture(params=[KEPT[0], KEPT[-1]], ids=lambda base: base.stem)
def slots(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of the oldest and of the newest."""
    return Path(shutil.copy(request.param / SLOTS_FILE, tmp_path))


@pytest.fixture
def derived_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real derivation, done once for each salt and its parameters."""

    @cache
    def derive(salt: bytes, memory: int, iterations: int, lanes: int, password: str) -> bytes:
        return real(Argon2(salt, memory, iterations, lanes), password)

    real: Callable[[Argon2, str], bytes] = Argon2.derive
    monkeypatch.setattr(
        Argon2, "derive", lambda self, password: derive(self.salt, self.memory, self.iterations, self.lanes, password)
    )


def opened(slots: Path) -> StoreKeys | None:
    try:
        return unlock(slots.parent, LOGIN, PASSWORD).keys
    except (BaseDamaged, BaseNewer, WrongPassword):
        return None


def test_slots_cut_off_at_any_byte_are_refused(slots: Path) -> None:
    whole = slots.read_bytes()
    assert opened(slots)
    for length in range(len(whole.rstrip())):
        slots.write_bytes(whole[:length])
        assert opened(slots) is None, length


@pytest.mark.usefixtures("derived_once")
def test_slots_with_a_flipped_bit_open_with_the_same_keys_or_not_at_all(slots: Path) -> None:
    whole, draw = slots.read_bytes(), random.Random(7)
    keys = opened(slots)
    assert keys is not None
    assert keys.people is not None
    for at in draw.sample(range(len(whole)), CHANGES):
        changed = whole[:at] + bytes([whole[at] ^ 1 << draw.randrange(8)]) + whole[at + 1 :]
        slots.write_bytes(changed)
        assert opened(slots) in (None, keys), at
