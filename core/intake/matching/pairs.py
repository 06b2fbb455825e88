"""The pairs of records that may be one person."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.intake.matching.evidence import Evidence, Names, Verdict, compare, judge
from core.intake.matching.facts import Facts, blocks

LARGEST_BLOCK: Final = 24
"""A key that more records share tells nobody apart: they meet by their other keys."""


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
    """Pairs of records that are surely or maybe one person, the surest first. The first `known` records are in the base
    already and are not compared among themselves. `tell(pairs looked at, pairs in all)` may raise to stop the work.
    """
    tell(0, 1)
    names = Names(records)
    tell(0, 1)
    found = []
    possible = candidates(records, known, lambda: tell(0, 1))
    for looked_at, (one, other) in enumerate(possible.tolist()):
        if looked_at % _TELL_EVERY == 0:
            tell(looked_at, len(possible))
        evidence = compare(names, records[one], records[other])
        verdict = judge(records[one], records[other], evidence)
        if verdict is not None:
            found.append(Pair(one, other, verdict, sum(said.weight for said in evidence), tuple(evidence)))
    return sorted(found, key=lambda pair: (-pair.weight, pair.one, pair.other))


def candidates(
    records: Sequence[Facts], known: int = 0, still: Callable[[], object] = lambda: None
) -> NDArray[np.int64]:
    """Pairs of places that share a block, one a row, in order; `still` is called every now and then."""
    shared: dict[int, list[int]] = {}
    first: dict[int, int] = {}  # most blocks have one record
    for place, one in enumerate(records):
        if place % _TELL_EVERY == 0:
            still()
        for key in {
            hash((one.is_entity, *key)) for key in blocks(one)
        }:  # blocks that fall together only meet for nothing
            if key in shared:
                shared[key].append(place)
            elif key in first:
                shared[key] = [first[key], place]
            else:
                first[key] = place
    still()
    found = array("q")
    for places in shared.values():
        if len(places) <= LARGEST_BLOCK:
            found.extend(one * len(records) + other for one, other in combinations(places, 2) if other >= known)
    still()
    pairs = np.unique(np.frombuffer(found, dtype=np.int64)) if found else np.empty(0, dtype=np.int64)
    return np.stack(np.divmod(pairs, max(1, len(records))), axis=1)
