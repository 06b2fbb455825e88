"""A bit that is not what was written, anywhere in either store, is refused or found."""

import pytest

from core.storage.connection import PEOPLE_FILE, WORK_FILE
from tests.core.storage.conftest import Base
from tests.support.bitflips import survivors

FLIPS = 150
"""`./dev bench bitflips` does 1,000 in each store."""


@pytest.mark.parametrize("name", [WORK_FILE, PEOPLE_FILE])
def test_every_flipped_bit_is_found_or_refused(base: Base, name: str) -> None:
    assert survivors(base.folder, base.keys, name, FLIPS) == []


def test_a_base_that_nobody_touched_has_nothing_to_find(base: Base) -> None:
    before = (base.folder / WORK_FILE).read_bytes()
    assert survivors(base.folder, base.keys, WORK_FILE, 0) == []
    assert survivors(base.folder, base.keys, WORK_FILE, 1, bit=0) == [0]
    assert (base.folder / WORK_FILE).read_bytes() == before
