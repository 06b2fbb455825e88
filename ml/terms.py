"""The lines of an explanation as flat columns: which pair, what it rests on, how much it moves the utility."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from ml.arrays import Counts, Floats, Indices

NOTHING = -1
"""Stands in `Terms.of` where a line is about nothing in particular."""


class Code(IntEnum):
    """What a line rests on, and what its `of`, `n` and `total` mean."""

    LINK = 1
    """The matrix: `of` an owned service that links to the kind; `n` of the client's `total` services do."""
    NEED = 2
    """A shared need: `of` the need; one of `n` shared by client and kind, `total` needs of the kind."""
    RULE = 3
    """A portrait rule: `of` its position."""
    HUB = 4
    """A discount: `n` of the `total` kinds link to this one."""
    BASKET = 5
    """`n` of the `total` owners of the kind `of` also own this one."""
    POPULAR = 6
    """`n` of `total` clients own the kind."""
    SIMILAR = 7
    """`n` of the `total` most similar clients own the kind: more (or fewer) than among all."""
    MEMBER = 8
    """All that a member says that explains itself no further: `of` its position in the model."""
    SHARE = 9
    """Experience counts for `n` of `total` = 100, expert knowledge for the rest; contributes nothing of its own."""
    PORTRAIT = 10
    """A fact of the portrait: `of` its column's position in `Baskets.columns`; of the `total` clients of the same level
    or band `n` own the kind."""
    ANSWERS = 11
    """`n` of the `total` clients who answered an offer of the kind bought it: more (or fewer) than experts expect."""
    REFUSED = 12
    """`n` of the `total` clients who refused the kind `of` own this one."""


@dataclass(frozen=True, eq=False)
class Terms:
    """One row per line: `pair`, `code`, the `contribution` to the utility, and `of`, `n`, `total` as `Code` says."""

    pair: Indices
    code: Indices
    contribution: Floats
    of: Indices
    n: Counts
    total: Counts

    def __len__(self) -> int:
        return len(self.pair)

    def times(self, factor: Floats) -> "Terms":
        """The same lines, each contribution multiplied by its pair's factor; lines that come to nothing are dropped."""
        moved = replace(self, contribution=self.contribution * factor[self.pair])
        return moved.take(np.flatnonzero(moved.contribution))

    def take(self, rows: Indices) -> "Terms":
        """These lines alone."""
        return Terms(
            pair=self.pair[rows],
            code=self.code[rows],
            contribution=self.contribution[rows],
            of=self.of[rows],
            n=self.n[rows],
            total=self.total[rows],
        )

    def of_pairs(self, pairs: Indices) -> "Terms":
        """The same lines, pair i being `pairs[i]` of a larger table."""
        return replace(self, pair=pairs[self.pair])

    def merged(self) -> "Terms":
        """Sorted by pair, code and `of`, lines that agree in the three added up."""
        order = np.lexsort((self.of, self.code, self.pair))
        lines = self.take(order)
        new = np.ones(len(lines), dtype=np.bool_)
        new[1:] = np.any([np.diff(lines.pair), np.diff(lines.code), np.diff(lines.of)], axis=0)
        starts = np.flatnonzero(new)
        added = np.add.reduceat(lines.contribution, starts) if len(starts) else lines.contribution
        return replace(lines.take(starts), contribution=added)


def terms(  # noqa: PLR0913
    code: Code,
    pair: Indices,
    contribution: Floats | float,
    *,
    of: Indices | int = NOTHING,
    n: Counts | Indices | int = 0,
    total: Counts | Indices | int = 0,
) -> Terms:
    """Lines of one code; what is not an array holds for all of them."""
    size = len(pair)
    return Terms(
        pair=np.asarray(pair, dtype=np.intp),
        code=np.full(size, code, dtype=np.intp),
        contribution=np.full(size, contribution, dtype=np.float64),
        of=np.full(size, of, dtype=np.intp),
        n=np.full(size, n, dtype=np.int64),
        total=np.full(size, total, dtype=np.int64),
    )


def together(parts: Sequence[Terms]) -> Terms:
    """All lines in one table."""
    if not parts:
        return terms(Code.SHARE, np.zeros(0, dtype=np.intp), 0.0)
    return Terms(
        pair=np.concatenate([part.pair for part in parts]),
        code=np.concatenate([part.code for part in parts]),
        contribution=np.concatenate([part.contribution for part in parts]),
        of=np.concatenate([part.of for part in parts]),
        n=np.concatenate([part.n for part in parts]),
        total=np.concatenate([part.total for part in parts]),
    )
