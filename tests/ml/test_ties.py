"""The lot on arrays is the lot of the business rules."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.domain import lot
from ml.ties import draw

_WORDS = st.integers(0, 2**64 - 1)


@given(st.lists(_WORDS, min_size=1, max_size=5), st.lists(_WORDS, min_size=1, max_size=5))
def test_the_lot_of_arrays_draws_the_numbers_of_the_lot_of_single_clients(ids: list[int], salts: list[int]) -> None:
    drawn = draw(np.array(ids, dtype=np.uint64)[:, None], np.array(salts, dtype=np.uint64)[None, :])
    assert drawn.tolist() == [[lot.draw(client, salt) for salt in salts] for client in ids]
