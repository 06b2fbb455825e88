"""The pairs of records that may be one person."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.intake.matching.evidence import Evidence, Names, Verdict, compare, judge
from core.intake.matching.facts import Facts, blocks

LARGEST_BLOCK: Final = 24
"""A key that more records share tells nobody apart: they meet by their other keys."""

MOST_DOUBTFUL: Final = 10_000
"""More pairs than that nobody answers; in a table of few names and nothing else there may be a million."""

_TELL_EVERY: Final = 2_000

Tell = Callable[[int, int], object]


def _untold(_done: int, _total: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records by their places, `one` < `other`; `weight` in bits."""

    one: int
    other: int
    verdict: Verdict
    weight: float
    evidence: tuple[Evidence, ...]


def find_pairs(records: Sequence[Facts], known: int = 0, tell: Tell = _untold) -> list[Pair]:
    """Pairs of records that are surely or maybe one person, the surest first; of doubtful ones the MOST_DOUBTFUL
    likeliest. The first `known` records are in the base already and are not compared among themselves. `tell(pairs
    looked at, pairs in all)` may raise to stop the work.
    """
    tell(0, 1)
    names = Names(records)
    tell(0, 1)
    sure: list[Pair] = []
    doubtful: list[Pair] = []
    possible = candidates(records, known, lambda: tell(0, 1))
    for looked_at, (one, other) in enumerate(pair for some in _portions(possible) for pair in some.tolist()):
        if looked_at % _TELL_EVERY == 0:
            tell(looked_at, len(possible))
        evidence = compare(names, records[one], records[other])
        verdict = judge(records[one], records[other], evidence)
        if verdict is not None:
            found = sure if verdict is Verdict.SURE else doubtful
            found.append(Pair(one, other, verdict, sum(said.weight for said in evidence), tuple(evidence)))
            if len(doubtful) > 2 * MOST_DOUBTFUL:
                doubtful = _likeliest(doubtful)
    return sorted([*sure, *_likeliest(doubtful)], key=_in_order)


def _likeliest(doubtful: list[Pair]) -> list[Pair]:
    return sorted(doubtful, key=_in_order)[:MOST_DOUBTFUL]


def _in_order(pair: Pair) -> tuple[float, int, int]:
    return -pair.weight, pair.one, pair.other


def _portions(possible: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    return (possible[start : start + _TELL_EVERY] for start in range(0, len(possible), _TELL_EVERY))


def candidates(
    records: Sequence[Facts], known: int = 0, still: Callable[[], object] = lambda: None
) -> NDArray[np.int64]:
    """Pairs of places that share a block, one a row, in order; `still` is called every now and then."""
    if len(records) == known:
        return np.empty((0, 2), dtype=np.int64)
    keys, places = array("q"), array("q")
    for place, one in enumerate(records):
        if place % _TELL_EVERY == 0:
            still()
        shared = {hash((one.is_entity, *key)) for key in blocks(one)}  # the same by chance: compared for nothing
        keys.extend(shared)
        places.extend([place] * len(shared))
    still()
    order = np.argsort(np.frombuffer(keys, dtype=np.int64), kind="stable")  # places stay in order within a block
    key, place_of = np.frombuffer(keys, dtype=np.int64)[order], np.frombuffer(places, dtype=np.int64)[order]
    _, starts, sizes = np.unique(key, return_index=True, return_counts=True)
    found = [np.empty(0, dtype=np.int64)]
    for size in range(2, LARGEST_BLOCK + 1):
        still()
        members = place_of[starts[sizes == size][:, None] + np.arange(size)]
        for first, second in combinations(range(size), 2):
            new = members[:, second] >= known
            found.append(members[new, first] * len(records) + members[new, second])
    return np.stack(np.divmod(np.unique(np.concatenate(found)), max(1, len(records))), axis=1)
