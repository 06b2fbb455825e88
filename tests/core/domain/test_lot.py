"""The lot is fair, stable and blind to the order of work."""

from random import Random

import pytest

from core.domain.lot import draw, salt

DRAWS = 30_000
# The 0.9999 quantiles of chi-square for 1 … 6 degrees of freedom: fixed ids, so a fair lot passes always.
_BOUND = {1: 15.14, 2: 18.42, 3: 21.11, 4: 23.51, 5: 25.74, 6: 27.86}


@pytest.mark.parametrize("rivals", [2, 3, 4, 5, 6, 7])
@pytest.mark.parametrize("ids", ["random", "consecutive"])
def test_shares_of_rivals_stay_within_chance(rivals: int, ids: str) -> None:
    random = Random(20_251_121)
    clients = range(DRAWS) if ids == "consecutive" else [random.getrandbits(62) for _ in range(DRAWS)]
    kind = salt("осаго|фл")
    wins = [0] * rivals
    for client in clients:
        wins[draw(client, kind) % rivals] += 1
    fair = DRAWS / rivals
    assert sum((won - fair) ** 2 / fair for won in wins) < _BOUND[rivals - 1]


def test_the_lots_of_two_kinds_do_not_depend_on_each_other() -> None:
    one, other = salt("осаго|фл"), salt("каско|фл")
    both = [0] * 9
    for client in range(DRAWS):
        both[draw(client, one) % 3 * 3 + draw(client, other) % 3] += 1
    fair = DRAWS / 9
    assert sum((count - fair) ** 2 / fair for count in both) < 31.83  # 8 degrees of freedom, 0.9999


def test_drawn_numbers_stay_what_they_were_when_decisions_were_stored() -> None:
    assert salt("каско|фл", rule_version=1) == 6749591068542323903
    assert salt("каско|фл", rule_version=2) == 15493367533597620316
    assert draw(1, 6749591068542323903) == 7257855768854719490
    assert draw(2**61 + 5, salt("осаго|фл", rule_version=1)) == 8295846898259054994


def test_a_new_rule_version_draws_anew() -> None:
    old, new = salt("каско|фл", 1), salt("каско|фл", 2)
    changed = sum(draw(client, old) % 2 != draw(client, new) % 2 for client in range(1_000))
    assert 400 < changed < 600


def test_every_number_fits_64_bits() -> None:
    for client in (0, 1, 2**62 - 1, 2**64 - 1):
        assert 0 <= draw(client, salt("каско|юл")) < 2**64
